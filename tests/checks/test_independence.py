"""What confirms a figure and what does not: a check that compares a quote with itself proves nothing."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed, tell


def verdicts(text: str) -> list[str]:
    return [value.verdict for record in extract_text(text).records for value in record.values]


def test_neighbouring_places_with_falling_figures_confirm_each_other() -> None:
    assert verdicts("1. Астана – 63,9 балла\n2. Алматы – 61,2 балла\n3. Шымкент – 60,1 балла") == ["verified"] * 3


def test_one_quote_shared_by_two_names_confirms_nothing() -> None:
    assert set(verdicts("Астана и Алматы делят второе место с оценкой 4,9 балла.")) == {"grounded"}


def test_figures_in_other_units_are_not_compared() -> None:
    text = "1. Астана – 510 000 тенге\n2. Алматы – 900 долларов\n3. Шымкент – 400 евро"
    assert set(verdicts(text)) == {"grounded"}
    assert failed(extract_text(text)) == []


def test_places_far_apart_confirm_nothing() -> None:
    assert set(verdicts("Астана – 1-е место, 4,9 балла.\nАлматы – 20-е место, 4,1 балла.")) == {"grounded"}


def test_an_indicator_of_unknown_polarity_may_rise() -> None:
    text = "По уровню преступности: 1. Астана – 5,1%\n2. Алматы – 5,9%\n3. Шымкент – 6,3%\n4. Абай – 7,0%"
    assert [check for check in failed(extract_text(text)) if check.severity == "error"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Первые места заняли: Астана (1-е место), Алматы (2-е место), Шымкент (2-е место).",
            ["KZ-71 #1!", "KZ-75 #2!", "KZ-79 #2!"],
        ),
        ("Астана и Алматы делят второе место с 60 баллами.", ["KZ-71 #2! 60 point", "KZ-75 #2! 60 point"]),
    ],
)
def test_places_stay_with_their_names(text: str, expected: list[str]) -> None:
    assert tell(text) == expected


def test_a_shared_place_ends_at_the_last_that_shares_it() -> None:
    records = extract_text("Астана и Алматы делят второе место с 60 баллами.").records
    assert [(r.rank.value, r.rank.tied_to) for r in records if r.rank] == [(2, 3), (2, 3)]


def test_more_laggards_than_are_ranked_have_no_place() -> None:
    text = "Оценены 3 из 3 регионов.\nОтстающие:\n" + "\n".join(
        f"{name} – 4,{digit} балла." for digit, name in enumerate(["Астана", "Алматы", "Шымкент", "Абай", "ВКО"])
    )
    assert all(r.rank.value is None or r.rank.value > 0 for r in extract_text(text).records if r.rank)


def test_a_leader_below_the_range_that_it_is_counted_in() -> None:
    text = (
        "17 из 20 регионов получили высокие оценки — от 4,80 до 4,93 балла. Остальные 3 региона отстали.\n"
        "Лидеры:\nАстана – 4,93 балла;\nАлматы – 4,79 балла."
    )
    (check,) = failed(extract_text(text))
    assert (check.rule, check.severity) == ("range-holds", "error")
    assert [quote.text for quote in check.evidence] == ["4,80", "4,79"]


def test_a_mean_above_the_first_place_is_doubtful() -> None:
    text = "Средняя оценка по стране составила 4,96 балла.\nЛидеры:\nАстана – 4,93 балла;\nАлматы – 4,90 балла."
    (check,) = failed(extract_text(text))
    assert (check.rule, check.severity) == ("mean-within", "warning")


def test_a_mean_told_twice_with_two_figures_is_doubtful() -> None:
    text = "Средняя оценка по стране составила 4,87 балла. Итак, средняя оценка по стране – 4,55 балла."
    (check,) = failed(extract_text(text))
    assert (check.rule, check.severity) == ("repeat-agrees", "warning")
