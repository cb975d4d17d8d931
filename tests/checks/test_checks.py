"""Each check: a text that passes it, and the same text with one slip that fails it and nothing else."""

from __future__ import annotations

import pytest

from extractor.results import Check
from tests.telling import extract_text, failed

ARTICLE = """Итоги мониторинга за 2025 год
По данным офлайн-мониторинга, средняя оценка по стране составила 4,86 балла, уровень полной удовлетворённости – 86,7%.
Высокие оценки – от 4,80 до 4,93 балла – получили 17 из 20 регионов. Остальные 3 региона получили «выше среднего».
Лидеры офлайн-рейтинга:
Карагандинская область – 4,93 балла, 93,8%.
Акмолинская область – 4,92 балла, 92,7%.
Шымкент – 4,91 балла, 92,6%.
Абайская область – 4,90 балла, 90,1%.
Последние места:
Мангистауская область – 20-е место.
Кызылординская область – 19-е место.
Павлодарская область – 18-е место.
Онлайн-мониторинг
Лидеры:
Акмолинская область – 4,98 балла, 96,5%;
Шымкент – 4,97 балла, 96,4%.
Комплексная оценка
Она считается как среднее арифметическое двух методов.
Лидеры:
Акмолинская область – 4,95 балла, 94,6%;
Шымкент – 4,94 балла, 94,5%.
"""

PLACES = "20-е место.\nКызылординская область – 19-е"
SWAPPED = "19-е место.\nКызылординская область – 20-е"
SLIPS = {
    "composite score": ("4,95 балла, 94,6", "4,99 балла, 94,6", "composite-is-mean", "error", ["4,99", "4,92", "4,98"]),
    "composite share": ("94,6%", "96,4%", "composite-is-mean", "error", ["96,4", "92,7", "96,5"]),
    "count": ("17 из 20", "16 из 20", "count-adds-up", "error", ["16", "3", "20"]),
    "rest": ("Остальные 3", "Остальные 4", "count-adds-up", "error", ["17", "4", "20"]),
    "share over 100": ("86,7%", "186,7%", "percent-range", "error", ["186,7"]),
    "doubled place": ("18-е", "19-е", "ranks-distinct", "error", ["19", "19"]),
    "last place doubled": ("20-е", "19-е", "ranks-distinct", "error", ["19", "19"]),
    "place beyond the number": ("20-е", "21-е", "ranks-distinct", "error", ["21"]),
    "range end": ("до 4,93", "до 4,90", "range-holds", "error", ["4,90", "4,93"]),
    "order of figures": ("4,90 балла", "4,92 балла", "list-order", "warning", ["4,91", "4,92"]),
    "order of places": (PLACES, SWAPPED, "places-in-order", "warning", ["19", "20", "18"]),
}  # fmt: skip


def test_the_article_is_consistent() -> None:
    result = extract_text(ARTICLE)
    assert failed(result) == []
    passed = {check.rule for check in result.checks if check.status == "passed"}
    assert passed >= {
        "composite-is-mean", "count-adds-up", "grounding", "list-order", "places-in-order", "range-holds",
        "ranks-distinct", "scale",
    }  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "rule", "severity", "quotes"), SLIPS.values(), ids=SLIPS.keys())
def test_one_slip_is_one_finding(right: str, wrong: str, rule: str, severity: str, quotes: list[str]) -> None:
    assert ARTICLE.count(right) == 1
    found = failed(extract_text(ARTICLE.replace(right, wrong)))
    assert [(check.rule, check.severity) for check in found] == [(rule, severity)]
    assert [quote.text for quote in found[0].evidence][: len(quotes)] == quotes


def test_a_conflict_marks_its_values_and_nothing_else() -> None:
    result = extract_text(ARTICLE.replace("4,95 балла, 94,6", "4,99 балла, 94,6"))
    conflicts = {value.id for record in result.records for value in record.values if value.verdict == "conflict"}
    assert conflicts == {f"{method}-2025/KZ-11/score" for method in ("offline", "online", "composite")}


def test_only_an_independent_check_verifies() -> None:
    result = extract_text(ARTICLE)
    verdicts = {value.id: value.verdict for record in result.records for value in record.values}
    assert verdicts["composite-2025/KZ-11/score"] == "verified"
    assert verdicts["offline-2025/KZ-35/full_satisfaction"] == "grounded"


def test_a_composite_without_common_regions_is_skipped() -> None:
    text = ARTICLE.replace("Комплексная оценка\n", "Комплексная оценка\n").replace(
        "Акмолинская область – 4,95 балла, 94,6%;\nШымкент – 4,94 балла, 94,5%.", "Астана – 4,95 балла, 94,6%."
    )
    (check,) = [check for check in extract_text(text).checks if check.rule == "composite-is-mean"]
    assert check.status == "skipped"


def test_swapped_items_of_equal_figures_are_doubtful() -> None:
    text = "Лидеры:\nАстана – 4,98 балла, 96,5%;\nАлматы – 4,98 балла, 96,6%;\nШымкент – 4,90 балла, 80,1%."
    (check,) = failed(extract_text(text))
    assert (check.rule, check.severity) == ("list-order", "warning")


def test_printed_places_against_figures() -> None:
    text = "1. Астана – 61,2 балла\n2. Алматы – 63,9 балла\n3. Шымкент – 60,1 балла"
    found: list[Check] = failed(extract_text(text))
    assert [check.severity for check in found] == ["error"]
    assert {"61,2", "63,9"} <= {quote.text for quote in found[0].evidence}


def test_a_region_told_twice_with_other_figures() -> None:
    text = "Уровень безработицы по регионам:\nАстана – 4,6%;\nАлматы – 4,8%;\nАстана – 4,9%."
    (check,) = failed(extract_text(text))
    assert (check.rule, check.severity) == ("repeat-agrees", "error")
