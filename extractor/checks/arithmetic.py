"""Arithmetic: composites against their parts, counts against their whole, ranges and means against the records."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from extractor.checks.facts import Facts, current, figure, finding, who
from extractor.model import Statement
from extractor.results import Check, CheckStatus, Record, Value
from extractor.text import plain

Interval = tuple[Decimal, Decimal]
ENOUGH_ROWS = 2


def check_composite(facts: Facts) -> Iterator[Check]:
    """A composite figure is the mean of its parts within the rounding of all of them."""
    for statement in facts.statements("composition"):
        if statement.relation != "mean":
            continue
        found = [
            _compare_mean(facts, value, parts)
            for record in facts.in_ranking(statement.ranking)
            for value in record.values
            if (parts := _parts(facts, statement, record, value)) is not None
        ]
        fits = sum(check.status == "passed" for check in found)
        # A rule that the text does not state is taken for stated where most of the rows bear it out.
        sure = statement.status == "stated" or (fits >= ENOUGH_ROWS and fits * 2 > len(found))
        yield from (
            check if sure or check.status != "failed" else replace(check, severity="warning") for check in found
        )
        if not found:
            message = "no region has a figure of the composite and of all its parts"
            yield finding(facts, "composite-is-mean", "skipped", message, independent=True, evidence=statement.evidence)


def _parts(facts: Facts, statement: Statement, record: Record, value: Value) -> list[Value] | None:
    """Return the region's figures of the same metric in each part ranking, or None where one is missing."""
    if value.role != "current" or value.value is None:
        return None
    parts: list[Value] = []
    for ranking in statement.subjects:
        same = (other for other in facts.in_ranking(ranking) if who(other) == who(record))
        found = next((part for other in same if (part := current(other, value.metric)) is not None), None)
        if found is None or found.unit != value.unit:
            return None
        parts.append(found)
    return parts


def _interval(facts: Facts, value: Value) -> Interval | None:
    statement = facts.bounds[value.id]
    return None if statement.low is None or statement.high is None else (statement.low, statement.high)


def _compare_mean(facts: Facts, value: Value, parts: list[Value]) -> Check:
    subjects = [value.id, *(part.id for part in parts)]
    told = " and ".join(part.value or "" for part in parts)
    intervals = [interval for item in (value, *parts) if (interval := _interval(facts, item)) is not None]
    if len(intervals) <= len(parts):
        message = f"{value.value} and {told} are not all told exactly"
        return finding(facts, "composite-is-mean", "skipped", message, subjects, independent=True)
    (low, high), *rest = intervals
    lowest, highest = sum(part[0] for part in rest) / len(rest), sum(part[1] for part in rest) / len(rest)
    if low <= highest and lowest <= high:
        message = f"{value.value} = mean of {told} within rounding"
        return finding(facts, "composite-is-mean", "passed", message, subjects, independent=True)
    mean = sum((figure(part) for part in parts), Decimal(0)) / len(parts)
    message = f"{value.value} is not the mean of {told} ({plain(mean.normalize())})"
    return finding(
        facts,
        "composite-is-mean",
        "failed",
        message,
        subjects,
        independent=True,
    )


def check_counts(facts: Facts) -> Iterator[Check]:
    """A count and the rest told with it add up to the whole; no count is larger than its whole."""
    for aggregate in facts.assembly.aggregates:
        if aggregate.statistic != "count":
            continue
        for value, following in zip(aggregate.values, (*aggregate.values[1:], None), strict=True):
            if value.of is None or value.value is None:
                continue
            rest = following if following is not None and following.rule.endswith("rest") else None
            yield _compare_count(facts, value, rest)


def _compare_count(facts: Facts, value: Value, rest: Value | None) -> Check:
    whole, counted = Decimal(value.of or 0), figure(value)
    if rest is not None and rest.value is not None:
        subjects, total = [value.id, rest.id], counted + figure(rest)
        told = f"{value.value} and the remaining {rest.value}"
        holds = total == whole
        message = f"{told} make {whole}" if holds else f"{told} make {total}, not {whole}"
        status: CheckStatus = "passed" if holds else "failed"
        return finding(facts, "count-adds-up", status, message, subjects, independent=True, evidence=value.evidence)
    holds = counted <= whole
    message = f"{value.value} of {whole}" if holds else f"{value.value} is more than the whole of {whole}"
    status = "passed" if holds else "failed"
    return finding(facts, "count-adds-up", status, message, [value.id], evidence=value.evidence)


def check_range(facts: Facts) -> Iterator[Check]:
    """The figures that a stated range covers lie inside it, and its better end is the first place's figure.

    A range told of a number of regions covers the places up to that number; else it covers all.
    """
    for aggregate in facts.assembly.aggregates:
        if aggregate.statistic != "range":
            continue
        for low, high in zip(aggregate.values[::2], aggregate.values[1::2], strict=False):
            yield from _compare_range(facts, aggregate.ranking or "", low, high)


def _compare_range(facts: Facts, ranking: str, low: Value, high: Value) -> Iterator[Check]:
    ends = [low.id, high.id]
    if figure(low) > figure(high):
        message = f"the range runs from {low.value} down to {high.value}"
        yield finding(facts, "range-holds", "failed", message, ends)
        return
    covered = _covered(facts, ranking, high)
    order = facts.rankings[ranking].order if ranking in facts.rankings else None
    if not covered or order is None or order.metric != high.metric:
        yield finding(facts, "range-holds", "skipped", "no places to hold the range against", ends)
        return
    outside = [value for _, value in covered if not _touches(facts, value, low, high)]
    for value in outside:
        end = high if figure(value) > figure(high) else low
        message = f"{value.value} lies outside the range {low.value} to {high.value}"
        yield finding(facts, "range-holds", "failed", message, [end.id, value.id], independent=True)
    end = high if order.direction == "desc" else low
    first = next((value for record, value in covered if record.rank is not None and record.rank.value == 1), None)
    if first is None or outside:
        return
    if _touches(facts, end, first):
        message = f"the range's end {end.value} is the first place's {first.value}"
        yield finding(facts, "range-holds", "passed", message, [end.id, first.id], independent=True)
    else:
        message = f"the range's end {end.value} is further than the first place's {first.value}"
        yield finding(facts, "range-holds", "failed", message, [end.id, first.id], "warning", independent=True)


def _covered(facts: Facts, ranking: str, end: Value) -> list[tuple[Record, Value]]:
    """Return the records that a range covers, with their figures: those placed among the number that it is told of."""
    counts = (a for a in facts.assembly.aggregates if a.ranking == ranking and a.statistic == "count")
    counted = next((int(figure(value)) for a in counts for value in a.values if value.of and value.value), None)
    return [
        (record, value)
        for record in facts.in_ranking(ranking)
        if record.rank is not None and record.rank.value is not None
        if counted is None or record.rank.value <= counted
        if (value := current(record, end.metric)) is not None and value.unit == end.unit
    ]


def _touches(facts: Facts, value: Value, low: Value, high: Value | None = None) -> bool:
    """Whether a printed value can equal another, or lie between two, within the rounding of all.

    Two neighbouring figures of one precision (4.79 and 4.80) only touch: they are told as different.
    """
    if figure(low) <= figure(value) <= figure(high or low):
        return True
    own, lowest, highest = _interval(facts, value), _interval(facts, low), _interval(facts, high or low)
    if own is None or lowest is None or highest is None:
        return True
    return own[0] < highest[1] and lowest[0] < own[1]


def check_mean(facts: Facts) -> Iterator[Check]:
    """The mean of the whole does not lie beyond the first or the last place's figure."""
    for aggregate in facts.assembly.aggregates:
        for value in aggregate.values if aggregate.statistic == "mean" else ():
            if value.role == "current" and value.value is not None:
                yield from _compare_ends(facts, aggregate.ranking or "", value)


def _compare_ends(facts: Facts, ranking: str, mean: Value) -> Iterator[Check]:
    order = facts.rankings[ranking].order if ranking in facts.rankings else None
    if order is None or order.metric != mean.metric:
        return
    first, last = _ends(facts, ranking, mean)
    top, bottom = (first, last) if order.direction == "desc" else (last, first)
    beyond = [end for end in (top,) if end is not None and figure(mean) > figure(end)]
    beyond += [end for end in (bottom,) if end is not None and figure(mean) < figure(end)]
    for end in beyond:
        message = f"the mean {mean.value} lies beyond the outermost place's {end.value}"
        yield finding(facts, "mean-within", "failed", message, [mean.id, end.id], "warning")
    ends = [end for end in (top, bottom) if end is not None]
    if ends and not beyond:
        message = f"the mean {mean.value} lies within the outermost places' {' and '.join(e.value or '' for e in ends)}"
        subjects = [mean.id, *(end.id for end in ends)]
        yield finding(facts, "mean-within", "passed", message, subjects, "warning")


def _ends(facts: Facts, ranking: str, mean: Value) -> tuple[Value | None, Value | None]:
    """Return the figures of the first and of the last place, where they are told in the mean's unit."""
    size = facts.rankings[ranking].size
    first = last = None
    for record in facts.in_ranking(ranking):
        value = current(record, mean.metric)
        if value is None or record.rank is None or value.unit != mean.unit:
            continue
        if record.rank.value == 1:
            first = value
        elif record.rank.from_bottom == 1 or (size is not None and record.rank.value == size):
            last = value
    return first, last
