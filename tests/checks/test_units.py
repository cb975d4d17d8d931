"""Figures without a unit: their digits may add up, their scale is not vouched for."""

from __future__ import annotations

import pytest

from extractor.results import Result
from tests.telling import extract_text, failed

TABLE = """{lead}

Region | {metric}
Abai Region | {a}
Jambyl Region | {b}
Zhetisu Region | {c}
Total | {total}
"""


def read(lead: str, metric: str, *figures: str) -> Result:
    return extract_text(
        TABLE.format(lead=lead, metric=metric, **dict(zip(("a", "b", "c", "total"), figures, strict=True)))
    )


def verdicts(result: Result) -> set[str]:
    return {value.verdict for record in result.records for value in record.values}


@pytest.mark.parametrize("metric", ["Exports", "Harvest"])
def test_a_total_does_not_vouch_for_a_scale_that_nobody_told(metric: str) -> None:
    result = read("What the regions brought in.", metric, "352.4", "331.7", "389.2", "1,073.3")
    assert [(check.rule, check.severity) for check in failed(result)] == [("unit-told", "warning")]
    assert verdicts(result) == {"grounded"}


def test_what_is_counted_is_whole() -> None:
    parts = read("Births of the year.", "Births", "3.52", "3.31", "3.89", "10.72")
    assert [check.rule for check in failed(parts)] == ["unit-told"]
    whole = read("Births of the year.", "Births", "3,520", "3,310", "3,890", "10,720")
    assert failed(whole) == []
    assert verdicts(whole) == {"verified"}


@pytest.mark.parametrize(
    ("lead", "metric"),
    [("Exports by region (million dollars).", "Exports"), ("How long people live.", "Life expectancy")],
)
def test_a_unit_that_is_told_or_goes_without_saying_is_no_matter(lead: str, metric: str) -> None:
    assert "unit-told" not in {check.rule for check in failed(read(lead, metric, "72.4", "71.7", "73.2", "217.3"))}


COLUMNS = """What the regions brought in.

Region | {one} | {other}
Abai Region | 352.4 | 32.8
Jambyl Region | 331.7 | 30.9
Zhetisu Region | 389.2 | 36.3
Total | 1,073.3 | 100.0
"""


@pytest.mark.parametrize(
    ("one", "other", "doubted"),
    [
        ("Exports, million dollars", "Exports, %", set()),
        ("Exports, million dollars", "Harvest, thousand tonnes", set()),
        # A unit is its own column's: it tells nothing of the column beside it.
        ("Exports, million dollars", "Harvest", {"Harvest"}),
        ("Exports, million dollars", "Imports", {"Imports"}),
        ("Exports", "Harvest, thousand tonnes", {"Exports"}),
        ("Exports", "Harvest", {"Exports", "Harvest"}),
    ],
)
def test_each_column_has_a_unit_of_its_own(one: str, other: str, doubted: set[str]) -> None:
    result = extract_text(COLUMNS.format(one=one, other=other))
    told = {subject for check in failed(result) if check.rule == "unit-told" for subject in check.subjects}
    values = [value for record in result.records for value in record.values]
    assert {value.column for value in values if value.id in told} == doubted
    assert {value.column for value in values if value.verdict != "verified"} == doubted


@pytest.mark.parametrize(
    ("lead", "metric", "doubted"),
    [
        ("Births per 1,000 people.", "Births per 1,000 people", []),
        ("Births.", "Average births per day", []),
        # An average need not be whole, but nothing tells that it is not one of thousands.
        ("Births.", "Average births", ["unit-told"]),
        ("Births.", "Births, monthly average", ["unit-told"]),
    ],
)
def test_an_average_of_counts_is_told_in_its_unit(lead: str, metric: str, doubted: list[str]) -> None:
    result = read(lead, metric, "9.6", "9.1", "10.7", "29.4")
    assert [check.rule for check in failed(result)] == doubted
    assert verdicts(result) == {"grounded" if doubted else "verified"}
