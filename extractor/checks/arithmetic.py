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
    """The ends of a stated range lie the right way round, and its top is the first place's figure."""
    for aggregate in facts.assembly.aggregates:
        if aggregate.statistic != "range":
            continue
        for low, high in zip(aggregate.values[::2], aggregate.values[1::2], strict=False):
            yield _compare_range(facts, aggregate.ranking or "", low, high)


def _compare_range(facts: Facts, ranking: str, low: Value, high: Value) -> Check:
    ends = [low.id, high.id]
    if figure(low) > figure(high):
        return finding(facts, "range-holds", "failed", f"the range runs from {low.value} down to {high.value}", ends)
    told = [(record, value) for record in facts.in_ranking(ranking) if (value := current(record, high.metric))]
    firsts = (value for record, value in told if record.rank is not None and record.rank.value == 1)
    first = next((value for value in firsts if value.unit == high.unit), None)
    order = facts.rankings[ranking].order if ranking in facts.rankings else None
    if first is None or order is None or order.metric != high.metric:
        return finding(facts, "range-holds", "skipped", "no first place to hold the range against", ends)
    end = high if order.direction == "desc" else low
    subjects = [end.id, first.id]
    if _touches(facts, end, first):
        message = f"the range's end {end.value} is the first place's {first.value}"
        return finding(facts, "range-holds", "passed", message, subjects, independent=True)
    beyond = figure(first) > figure(end) if end is high else figure(first) < figure(end)
    if not beyond:
        message = f"the range's end {end.value} is further than the first place's {first.value}"
        return finding(facts, "range-holds", "failed", message, subjects, severity="warning", independent=True)
    message = f"the first place's {first.value} lies outside the range {low.value} to {high.value}"
    return finding(facts, "range-holds", "failed", message, subjects, independent=True)


def _touches(facts: Facts, value: Value, other: Value) -> bool:
    first, second = _interval(facts, value), _interval(facts, other)
    return first is not None and second is not None and first[0] <= second[1] and second[0] <= first[1]


def check_mean(facts: Facts) -> Iterator[Check]:
    """The mean of the whole lies between the first and the last place's figures."""
    for aggregate in facts.assembly.aggregates:
        if aggregate.statistic != "mean":
            continue
        for value in aggregate.values:
            ends = _ends(facts, aggregate.ranking or "", value)
            if value.role != "current" or value.value is None or ends is None:
                continue
            low, high = sorted(ends, key=figure)
            subjects = [value.id, low.id, high.id]
            inside = figure(low) <= figure(value) <= figure(high)
            told = f"the mean {value.value} and the outermost places' {low.value} and {high.value}"
            message = f"{told} fit" if inside else f"{told} do not fit"
            status: CheckStatus = "passed" if inside else "failed"
            yield finding(facts, "mean-within", status, message, subjects, severity="warning", independent=False)


def _ends(facts: Facts, ranking: str, mean: Value) -> tuple[Value, Value] | None:
    size = facts.rankings[ranking].size if ranking in facts.rankings else None
    order = facts.rankings[ranking].order if ranking in facts.rankings else None
    if order is None or order.metric != mean.metric:
        return None
    places: dict[int, Value] = {}
    for record in facts.in_ranking(ranking):
        value = current(record, mean.metric)
        if value is None or record.rank is None or value.unit != mean.unit:
            continue
        if record.rank.value == 1:
            places[1] = value
        elif record.rank.from_bottom == 1 or (size is not None and record.rank.value == size):
            places[2] = value
    return (places[1], places[2]) if len(places) == 2 else None
