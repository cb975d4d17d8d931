"""Counts and ranges of the ranked: parts against their whole, ranges against the figures that they cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from extractor.checks.facts import Facts, current, figure
from extractor.checks.findings import Claim, Figures, Finding, claim_order, claim_relation, make_finding, settle
from extractor.checks.intervals import Interval
from extractor.checks.relations import Relation
from extractor.results import CheckStatus, Record, Severity, Value


def check_counts(facts: Facts) -> Iterator[Finding]:
    """A count and the rest told with it add up to the whole; no count is larger than its whole."""
    for aggregate in facts.aggregates("count"):
        for value, following in zip(aggregate.values, (*aggregate.values[1:], None), strict=True):
            if value.of is None or value.value is None:
                continue
            rest = following if following is not None and following.id in facts.assembly.rests else None
            yield _compare_count(facts, value, rest)


def _compare_count(facts: Facts, value: Value, rest: Value | None) -> Finding:
    whole, rule = Decimal(value.of or 0), "count-adds-up"
    if rest is not None and rest.value is not None:
        both = ((1, value.id), (1, rest.id))
        claim = claim_relation(Relation(rule=rule, terms=both, constant=-whole))
        words = {"count": value, "rest": rest, "whole": whole, "total": figure(value) + figure(rest)}
        left = {value.id: rest, rest.id: value}
        return settle(
            facts,
            rule,
            claim,
            words,
            independent=True,
            evidence=value.evidence,
            makes=lambda name: (Fraction(whole - figure(left[name])),),
        )
    alone = ((-1, value.id),)
    claim = claim_relation(Relation(rule=rule, terms=alone, op=">=", constant=whole))
    words = {"count": value, "whole": whole}
    return settle(facts, rule, claim, words, message="count-of", evidence=value.evidence)


def check_tallies(facts: Facts) -> Iterator[Finding]:
    """Where a number of regions is announced and their names follow, so many are named."""
    for told in facts.statements("tally"):
        status: CheckStatus = "passed" if told.low == told.high else "failed"
        message = facts.say(f"list-counts.{status}", announced=told.low, named=told.high)
        yield make_finding(facts, "list-counts", status, message, evidence=told.evidence)


def check_range(facts: Facts) -> Iterator[Finding]:
    """The figures that a stated range covers lie inside it, and its better end is the first place's figure.

    A range told of a number of regions covers the places up to that number; else it covers all. Of a list told from
    the top it may be printed from the top, too ("from 14.9% to 10.3%").
    """
    for aggregate in facts.aggregates("range"):
        ranking = aggregate.ranking or ""
        for low, high in zip(aggregate.values[::2], aggregate.values[1::2], strict=False):
            runs = claim_order(high.id, low.id, falls=True)
            turned = not runs.holds(facts.figures)
            ends = (high, low) if turned else (low, high)
            found = list(_compare_range(facts, ranking, *ends))
            if turned and any(finding.check.status == "failed" for finding in found):
                if facts.counted(ranking) is None and _lies_apart(facts, ranking, *ends):
                    continue
                found = [settle(facts, "range-holds", runs, {"low": low, "high": high}, message="range-runs")]
            yield from found


def _lies_apart(facts: Facts, ranking: str, low: Value, high: Value) -> bool:
    """Whether none of the figures that a range may cover lies in it."""
    covered = find_covered(facts, ranking, high)
    return not any(figure(low) <= figure(value) <= figure(high) for _, value in covered)


def _compare_range(facts: Facts, ranking: str, low: Value, high: Value) -> Iterator[Finding]:
    ends, rule = [low.id, high.id], "range-holds"
    covered = find_covered(facts, ranking, high)
    order = facts.rankings[ranking].order if ranking in facts.rankings else None
    if not covered or order is None or order.metric != high.metric:
        yield make_finding(facts, rule, "skipped", facts.say("range-uncovered"), ends)
        return
    first = next((value for record, value in covered if record.rank is not None and record.rank.value == 1), None)
    end = _compare_end(facts, high if order.direction == "desc" else low, first) if first is not None else None
    values = [value for _, value in covered]
    outside = list(_find_outside(facts, low, high, values))
    if _is_of_others(facts, ranking, outside, values, (low, high)):
        yield make_finding(facts, rule, "skipped", facts.say("range-uncovered"), ends)
        return
    for finding in outside:
        yield replace(finding, claims=(*finding.claims, *(end.claims if end is not None else ())))
    if not outside:
        yield from _count_inside(facts, ranking, low, high, covered)
        yield from [end] if end is not None else []


def _is_of_others(
    facts: Facts, ranking: str, outside: Sequence[Finding], values: Sequence[Value], ends: tuple[Value, Value]
) -> bool:
    """Whether none of several figures lies in a range, and it is told of no number of regions, or they lie around it.

    Then it is told of the others ("the other regions scored 66 to 74").
    """
    missed = {end.id for finding in outside for end in ends if end.id in finding.check.subjects}
    beyond = {value.id for value in values} - {end.id for end in ends}
    none_inside = len(values) > 1 and beyond <= {name for finding in outside for name in finding.check.subjects}
    return none_inside and (len(missed) > 1 or facts.counted(ranking) is None)


def _find_outside(facts: Facts, low: Value, high: Value, covered: Sequence[Value]) -> Iterator[Finding]:
    """Yield a finding for each covered figure that lies beyond an end."""
    for value in covered:
        for end, falls in ((low, True), (high, False)):
            claim = claim_order(value.id, end.id, falls=falls)
            if not claim.holds(facts.figures):
                claim = Claim((end.id, value.id), claim.holds)
                words = {"value": value, "low": low, "high": high}
                yield settle(facts, "range-holds", claim, words, independent=True)


def _compare_end(facts: Facts, end: Value, first: Value) -> Finding:
    def holds(figures: Figures) -> bool:
        return touch(figures[end.id], figures[first.id])

    claim = Claim((end.id, first.id), holds)
    words = {"end": end, "first": first}
    same = {end.id: first, first.id: end}
    # A range told of a number of the ranked is theirs, the first included; another may be of something else.
    counted = facts.counted(end.id.partition("/")[0]) is not None
    severity: Severity = "error" if counted or holds(facts.figures) else "warning"
    return settle(
        facts,
        "range-holds",
        claim,
        words,
        message="range-end",
        severity=severity,
        independent=True,
        makes=lambda name: (Fraction(figure(same[name])),),
    )


def _count_inside(
    facts: Facts, ranking: str, low: Value, high: Value, covered: Sequence[tuple[Record, Value]]
) -> Iterator[Finding]:
    """Hold the number of regions that the range is told of against all figures, where all are printed."""
    size = facts.rankings[ranking].size
    told = facts.count_value(ranking)
    values = [value for record in facts.in_ranking(ranking) if (value := current(record, high.metric)) is not None]
    if told is None or size is None or len(values) != size or not covered:
        return
    names = tuple(value.id for value in values)

    def holds(figures: Figures) -> bool:
        inside = [figures[name] for name in names if _may_lie(figures[name], figures[low.id], figures[high.id])]
        sure = [i for i in inside if _must_lie(i, figures[low.id], figures[high.id])]
        count = figures[told.id].low
        return count is None or len(sure) <= count <= len(inside)

    claim = Claim((told.id, low.id, high.id), holds)
    yield settle(facts, "range-counts", claim, {"count": told, "low": low, "high": high}, independent=True)


def _may_lie(value: Interval[Decimal], low: Interval[Decimal], high: Interval[Decimal]) -> bool:
    beyond = value.low is not None and high.high is not None and value.low >= high.high
    below = value.high is not None and low.low is not None and value.high <= low.low
    return not (beyond or below)


def _must_lie(value: Interval[Decimal], low: Interval[Decimal], high: Interval[Decimal]) -> bool:
    ends = (value.low, value.high, low.high, high.low)
    if any(end is None for end in ends):
        return False
    return value.low >= low.low and value.high <= high.high  # type: ignore[operator]


def find_covered(facts: Facts, ranking: str, end: Value) -> list[tuple[Record, Value]]:
    """Return the records that a range covers, with their figures: the leaders, and those placed among its number."""
    last = facts.counted(ranking)
    tops = (s.subjects for s in facts.statements("order") if (s.ranking, s.relation) == (ranking, "top"))
    leaders = {name for subjects in tops for name in subjects} if last is not None else set()

    def is_covered(record: Record) -> bool:
        if record.rank is None or record.rank.value is None:
            return record.id in leaders
        return last is None or record.rank.value <= last

    return [
        (record, value)
        for record in facts.in_ranking(ranking)
        if is_covered(record)
        if (value := current(record, end.metric)) is not None and value.unit == end.unit
    ]


def touch(one: Interval[Decimal], other: Interval[Decimal]) -> bool:
    """Whether two printed figures can be the same within the rounding of both; neighbours that only touch cannot."""
    if None in (one.low, one.high, other.low, other.high) or one == other:
        return True
    return one.low < other.high and other.low < one.high  # type: ignore[operator]
