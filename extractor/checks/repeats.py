"""Repeats: a figure told twice is the same both times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.checks.facts import Facts, figure
from extractor.checks.findings import Finding, make_finding
from extractor.checks.intervals import meet
from extractor.checks.slips import liken_figures
from extractor.results import Aggregate, Record, Severity, Value

# Two figures so near to each other may be of one thing, one of them wrong.
NEAR = Decimal("1.1")
# Where so many repeats of one ranking differ, names do not tell its rows apart ("Men", "Women", "Total" of each town).
MANY = 3


def check_repeats(facts: Facts) -> Iterator[Finding]:
    """A region told twice in one ranking has the same figures and the same place both times."""
    told = [value.id for value in facts.values.values() if value.repeated]
    repeats = list(_find_repeats(facts))
    differing = Counter(record.ranking for _, record, _ in repeats)
    for first, record, subjects in repeats:
        message = facts.say("repeat-agrees.failed", name=record, figures=[_told(facts, name) for name in subjects])
        severity: Severity = "error" if facts.in_one_list(first, record) else _doubt(facts, subjects)
        if differing[record.ranking] >= MANY:
            severity = "note"
        yield make_finding(facts, "repeat-agrees", "failed", message, subjects, severity)
    for aggregate in facts.assembly.aggregates:
        yield from _compare_wholes(facts, aggregate)
    if told:
        yield make_finding(facts, "repeat-agrees", "passed", facts.say("repeat-agrees.passed", count=len(told)), told)


def _find_repeats(facts: Facts) -> Iterator[tuple[Record, Record, list[str]]]:
    """Yield the records of regions told before with other figures or another place, and what differs."""
    for record in facts.assembly.records:
        first = facts.records.get(record.id.partition("~")[0]) if "~" in record.id else None
        if first is not None and _people(facts, first) == _people(facts, record):
            subjects = _differing(facts, first, record)
            if subjects:
                yield first, record, subjects


def _people(facts: Facts, record: Record) -> str | None:
    """Return the group of people that a record tells of: a category without a level."""
    entry = facts.pack.categories.get(record.category.value) if record.category is not None else None
    return entry.id if entry is not None and entry.level is None else None


def may_be_same(facts: Facts, first: Value, second: Value) -> bool:
    """Whether two figures may be one, rounded or cut off otherwise."""
    coarse = max(facts.step(first.id), facts.step(second.id))
    cut = facts.step(first.id) != facts.step(second.id) and abs(figure(first) - figure(second)) < coarse
    return cut or not meet(facts.interval(first), facts.interval(second)).empty


def _doubt(facts: Facts, subjects: Sequence[str]) -> Severity:
    """Return how doubtful it is that sentences tell figures otherwise than others do.

    Mostly they tell of another thing under the same name; only what one slip makes of the other is a doubt.
    """
    values = [facts.values[name] for name in subjects if name in facts.values]
    return "warning" if any(_is_slip(*pair) for pair in pairwise(values)) else "note"


def _are_near(first: Value, second: Value) -> bool:
    low, high = sorted((abs(figure(first)), abs(figure(second))))
    return figure(first) * figure(second) > 0 and high <= NEAR * low


def _is_slip(first: Value, second: Value) -> bool:
    """Whether two figures are near each other, or one is the other with its mark or sign lost."""
    slip = liken_figures(figure(first), figure(second))
    return slip in ("separator-lost", "decimal-shifted") or (slip is not None and _are_near(first, second))


def _compare_wholes(facts: Facts, aggregate: Aggregate) -> Iterator[Finding]:
    """Compare a mean or total that is told twice; under one name it may be another thing, so a doubt at most."""
    first: dict[tuple[str, str, str | None, str | None], Value] = {}
    for value in aggregate.values if aggregate.statistic in ("mean", "total") else ():
        if value.value is None:
            continue
        known = first.setdefault((value.metric, value.role, value.period, value.unit), value)
        if known is value or may_be_same(facts, known, value):
            continue
        message = facts.say(f"repeat-{aggregate.statistic}.failed", first=known, second=value)
        grade: Severity = "warning" if _is_slip(known, value) or _are_near(known, value) else "note"
        yield make_finding(facts, "repeat-agrees", "failed", message, [known.id, value.id], grade)


def _told(facts: Facts, name: str) -> str:
    if name in facts.values:
        return facts.tell(facts.values[name])
    record = facts.records.get(name)
    if record is None or record.rank is None:
        return name
    return facts.say("place", place=record.rank.value)


def _differing(facts: Facts, first: Record, second: Record) -> list[str]:
    """Return the ids of the values that cannot be the same, or of the records where their places are not."""
    known = {(value.metric, value.role, value.period): value for value in first.values if value.value is not None}
    pairs = [(known.get((v.metric, v.role, v.period)), v) for v in second.values if v.value is not None]
    unlike = [(a, b) for a, b in pairs if a is not None and a.value != b.value]
    wrong = [pair for pair in unlike if not may_be_same(facts, *pair)]
    if wrong:
        return [value.id for pair in wrong for value in pair]
    places = [record.rank.value if record.rank is not None else None for record in (first, second)]
    return [first.id, second.id] if None not in places and places[0] != places[1] else []
