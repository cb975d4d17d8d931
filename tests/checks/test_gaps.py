"""Missing figures: their bounds hold in every completion of the document, and contradictions through them are told."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from extractor import extract
from extractor.checks import contradictions
from extractor.results import Result, Value
from samples import facts
from tests.telling import extract_text, failed

SAMPLES = Path(__file__).parents[2] / "samples"
HALF = Fraction("0.005")
Figures = dict[tuple[str, str], Fraction]


def derived(result: Result) -> dict[str, Value]:
    return {v.id: v for record in result.records for v in record.values if v.status == "derived"}


@pytest.fixture(scope="module")
def article() -> dict[str, Value]:
    return derived(extract(SAMPLES / "article.ru.txt"))


def test_the_figures_behind_the_sample_lie_in_the_derived_intervals(article: dict[str, Value]) -> None:
    assert len(article) > 8
    for name, value in article.items():
        method, code = name.split("/")[0].partition("-")[0], name.split("/")[1]
        figures = getattr(facts.BY_CODE[code], method)
        printed = figures.score if value.metric == "score" else figures.satisfied
        assert value.interval is not None
        low, high = map(Fraction, value.interval)
        half = HALF if value.metric == "score" else 10 * HALF
        assert low - half <= Fraction(printed) <= high + half, name


@pytest.mark.parametrize(
    ("name", "interval"),
    [
        ("offline-2025/KZ-39/score", ("4.885", "4.905")),
        ("offline-2025/KZ-31/score", ("4.815", "4.845")),
        ("online-2025/KZ-11/score", ("4.935", "4.965")),
        ("online-2025/KZ-11/full_satisfaction", ("95.35", "95.65")),
    ],
)
def test_bounds_of_the_sample(article: dict[str, Value], name: str, interval: tuple[str, str]) -> None:
    value = article[name]
    assert (value.value, value.interval, value.verdict) == (None, interval, "derived")
    assert len(value.evidence) >= 3


def test_no_completion_of_the_sample_lies_outside_and_some_come_near_both_ends(article: dict[str, Value]) -> None:
    """Brute force, apart from the checks: true figures drawn at random, kept where all that is printed holds."""
    rng = random.Random(7)
    codes = ("KZ-39", "KZ-31", "KZ-11")
    wanted = {("KZ-39", "offline"), ("KZ-31", "offline"), ("KZ-11", "online")}
    reached: dict[tuple[str, str], list[Fraction]] = {key: [] for key in wanted}
    for _ in range(8000):
        found = {code: _draw(rng, code) for code in codes}
        fifth = _near(rng, facts.BY_CODE["KZ-62"].offline.score)
        for code, method in wanted:
            figure = found[code][method]
            row = facts.BY_CODE[code]
            holds = abs((found[code]["offline"] + found[code]["online"]) / 2 - Fraction(row.composite.score)) <= HALF
            # Who is not among the five leaders is not above the fifth.
            if holds and (code == "KZ-11" or found[code]["offline"] <= fifth):
                reached[code, method].append(figure)
    for (code, method), figures in reached.items():
        interval = article[f"{method}-2025/{code}/score"].interval
        assert interval is not None
        low, high = map(Fraction, interval)
        assert low <= min(figures) <= low + Fraction("0.003")
        assert high - Fraction("0.003") <= max(figures) <= high


def _near(rng: random.Random, printed: str) -> Fraction:
    return Fraction(printed) + Fraction(rng.randint(-500, 500), 100_000)


def _draw(rng: random.Random, code: str) -> dict[str, Fraction]:
    """Return a region's two figures: the printed one within its rounding, the missing one anywhere near."""
    row = facts.BY_CODE[code]
    told, missing = ("offline", "online") if code == "KZ-11" else ("online", "offline")
    figure = _near(rng, getattr(row, told).score)
    return {
        told: figure,
        missing: 2 * Fraction(row.composite.score) - figure + Fraction(rng.randint(-1000, 1000), 100_000),
    }


ORDERED = """Офлайн-мониторинг
Лидеры, по убыванию:
Карагандинская область – 4,93 балла;
Акмолинская область – {second} балла;
Онлайн-мониторинг
Лидеры, по убыванию:
Костанайская область – 4,98 балла;
Акмолинская область – 4,90 балла;
Комплексная оценка
Она считается как среднее арифметическое двух методов.
Лидеры, по убыванию:
Костанайская область – 4,94 балла;
Акмолинская область – {composite} балла;
"""


def test_a_contradiction_through_a_missing_figure_is_its_smallest_set_of_quotes() -> None:
    """By its composite, Kostanay's offline figure is at least 4.885; not among the leaders, it is at most 4.805."""
    assert failed(extract_text(ORDERED.format(second="4,92", composite="4,91"))) == []
    (found,) = failed(extract_text(ORDERED.format(second="4,80", composite="4,85")))
    assert (found.rule, found.severity, found.independent) == ("consistent", "warning", True)
    told = [quote.text for quote in found.evidence]
    assert [text for text in told if text[0] == "4"] == ["4,80", "4,98", "4,94"]
    assert [quote.start for quote in found.evidence] == sorted(quote.start for quote in found.evidence)
    assert "KZ-39" not in {
        name.split("/")[1] for name in derived(extract_text(ORDERED.format(second="4,80", composite="4,85")))
    }


def test_nothing_is_derived_from_an_order_that_is_broken() -> None:
    text = ORDERED.format(second="4,95", composite="4,93")
    bounds = derived(extract_text(text)).get("offline-2025/KZ-39/score")
    assert bounds is None or bounds.interval == ("4.885", "4.915")


TANGLE = """Итоги мониторинга за 2025 год

Офлайн-мониторинг

Рейтинг регионов по средней оценке:

{places}

Онлайн-мониторинг

Средняя оценка:

{online}

Комплексная оценка

Она считается как среднее арифметическое двух методов.

Средняя оценка:

{composite}
"""


def make_tangle(count: int) -> str:
    """Return an article that prints offline places alone; each third region's composite denies its place."""
    names = [f"Гимназия {first}{second}ка" for first in "БВГДЖКЛ" for second in "аеиоу"][:count]
    online = [490 - 2 * at for at in range(count)]
    joined = [figure + 6 * (at % 3 == 2) for at, figure in enumerate(online)]

    def number(figures: list[int]) -> str:
        ranked = sorted(zip(figures, names, strict=True), reverse=True)
        lines = (
            f"{at}. {name} – {figure // 100},{figure % 100:02} балла" for at, (figure, name) in enumerate(ranked, 1)
        )
        return "\n".join(lines)

    places = "\n".join(f"{at}. {name}" + " – 4,90 балла" * (at == 1) for at, name in enumerate(names, 1))
    return TANGLE.format(places=places, online=number(online), composite=number(joined))


def consistent(result: Result, status: str) -> list[list[str]]:
    return [[q.text for q in c.evidence] for c in result.checks if (c.rule, c.status) == ("consistent", status)]


def test_all_independent_contradictions_of_a_tangle_are_told_in_document_order() -> None:
    found = consistent(extract_text(make_tangle(30)), "failed")
    assert len(found) >= 8
    figures = [{text for text in quotes if len(text) == 4} for quotes in found]
    assert all(2 <= len(quotes) <= 4 for quotes in figures)  # of two regions, each online and composite
    starts = [c.evidence[0].start for c in extract_text(make_tangle(30)).checks if c.rule == "consistent" if c.evidence]
    assert starts == sorted(starts)


def test_a_tangle_that_goes_on_is_left_where_the_limit_is_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contradictions, "MOST_CORES", 3)
    result = extract_text(make_tangle(30))
    assert len(consistent(result, "failed")) == 3
    assert len(consistent(result, "skipped")) == 1
