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
