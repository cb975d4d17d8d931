"""Units: figures of which nothing tells whether they are thousands or millions."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.facts import Facts, figure
from extractor.checks.findings import Finding, make_finding
from extractor.results import Value

# Families of units that figures are told in by the thousand and by the million.
SCALED = frozenset({"money", "measure"})


def check_units(facts: Facts) -> Iterator[Finding]:
    """Sums and measures stand with their unit, and what is counted is whole: else their scale is anyone's guess.

    A total vouches for the digits of its parts, not for the scale that they share.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for owner in facts.owners():
        for value in owner.values:
            if value.value is not None and _lacks_scale(facts, value):
                groups.setdefault((owner.ranking or "", value.metric), []).append(value.id)
    for subjects in groups.values():
        message = facts.say("unit-told.failed", count=len(subjects))
        yield make_finding(facts, "unit-told", "failed", message, subjects, "warning")


def _lacks_scale(facts: Facts, value: Value) -> bool:
    """Whether a figure of a metric told in money or a measure has no unit, or one of a count is not whole."""
    metric = facts.pack.metrics.get(value.metric)
    if metric is None or not metric.units:
        return False
    units = [facts.pack.units[unit] for unit in metric.units]
    # Years of life and the like are told as they are.
    if all(unit.family in SCALED and not unit.mean for unit in units):
        return value.unit is None
    counted = all(unit.family == "count" for unit in units) and value.unit in (None, *metric.units)
    return counted and figure(value) % 1 != 0
