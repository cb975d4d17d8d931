"""Repeats: a figure told twice is the same both times."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.facts import Facts
from extractor.checks.findings import Finding, make_finding
from extractor.results import Aggregate, Record, Severity, Value


def check_repeats(facts: Facts) -> Iterator[Finding]:
    """A region told twice in one ranking has the same figures and the same place both times."""
    told = [value.id for value in facts.values.values() if value.repeated]
    for record in facts.assembly.records:
        if "~" not in record.id:
            continue
        first = facts.records.get(record.id.partition("~")[0])
        if first is None:
            continue
        subjects = _differing(first, record)
        message = facts.say("repeat-agrees.failed", name=record, figures=[_told(facts, name) for name in subjects])
        # Sentences, and one list beside another, may well tell of another thing under the same name.
        severity: Severity = "error" if facts.in_one_list(first, record) else "warning"
        yield make_finding(facts, "repeat-agrees", "failed", message, subjects, severity)
    for aggregate in facts.assembly.aggregates:
        yield from _compare_wholes(facts, aggregate)
    if told:
        yield make_finding(facts, "repeat-agrees", "passed", facts.say("repeat-agrees.passed", count=len(told)), told)


def _compare_wholes(facts: Facts, aggregate: Aggregate) -> Iterator[Finding]:
    """Compare a mean or total that is told twice; under one name it may be another thing, so a doubt only."""
    first: dict[tuple[str, str, str | None, str | None], Value] = {}
    for value in aggregate.values if aggregate.statistic in ("mean", "total") else ():
        known = first.setdefault((value.metric, value.role, value.period, value.unit), value)
        if known is not value:
            message = facts.say(f"repeat-{aggregate.statistic}.failed", first=known, second=value)
            yield make_finding(facts, "repeat-agrees", "failed", message, [known.id, value.id], "warning")


def _told(facts: Facts, name: str) -> str:
    if name in facts.values:
        return facts.tell(facts.values[name])
    record = facts.records.get(name)
    if record is None or record.rank is None:
        return name
    return facts.say("place", place=record.rank.value)


def _differing(first: Record, second: Record) -> list[str]:
    """Return the ids of the values that disagree, or of the records where their places do."""
    known = {(value.metric, value.role, value.period): value for value in first.values}
    pairs = [(known.get((v.metric, v.role, v.period)), v) for v in second.values]
    wrong = [name for a, b in pairs if a is not None and a.value != b.value for name in (a.id, b.id)]
    return wrong or [first.id, second.id]
