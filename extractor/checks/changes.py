"""Changes: a figure against the earlier one and the change told with them ("+0.29", "by 10.6%", "1.5 times")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial

from extractor.checks.facts import SENTENCE_END, Facts, figure
from extractor.checks.findings import Claim, Figures, Finding, settle
from extractor.checks.intervals import NOUGHT, Interval, add, includes, multiply, point, scale
from extractor.model import Statement
from extractor.results import Severity, Value

ONE, PERCENT = point(Decimal(1)), Decimal("0.01")
Figure = Interval[Decimal]
# Figures that stand nearer to each other than this are told in one breath.
TOGETHER = 250
# A change that is told first ("jumped 12 per cent to 4,980 from 3,812") stands so near to its figures.
BESIDE = 30
# So many rows, and two thirds of all, tell which columns a column of changes lies between.
BORNE_OUT = 3


def check_changes(facts: Facts) -> Iterator[Finding]:
    """A change is the difference of the current and the previous figure, or that in percent of the previous."""
    rows = _table_rows(facts)
    apart: list[Value] = []
    for told in _tellings(facts):
        for change in told:
            trio = _trio(told, change) or _trio_of_row(rows, change) or _trio_of_growth(facts, told, change)
            if trio is not None:
                yield _compare(facts, *trio, change)
            elif change.role == "change" and change.column is not None and change.value is not None:
                apart.append(change)
    for trio, change in _trios_of_columns(facts, apart) if apart else ():
        yield _compare(facts, *trio, change)
    yield from _compare_ratios(facts)


def _tellings(facts: Facts) -> Iterator[tuple[Value, ...]]:
    """Yield the values of each record, and those of the whole in each ranking, whatever statistic they are told as."""
    for record in facts.assembly.records:
        yield record.values
    wholes: dict[str | None, tuple[Value, ...]] = {}
    for aggregate in facts.assembly.aggregates:
        if aggregate.statistic in ("mean", "total"):
            wholes[aggregate.ranking] = (*wholes.get(aggregate.ranking, ()), *aggregate.values)
    yield from wholes.values()


def _trio(values: Sequence[Value], change: Value) -> tuple[Value, Value] | None:
    """Return the one current and the one previous figure that a change may lie between."""
    if change.role != "change" or change.value is None:
        return None
    told = [v for v in values if v.metric == change.metric and v.value is not None]
    now, before = ([v for v in told if v.role == role] for role in ("current", "previous"))
    changes = [v for v in told if v.role == "change" and v.unit == change.unit]
    alone = len(now) == len(before) == len(changes) == 1 and now[0].unit == before[0].unit
    alone = alone and not _lies_years_back(now[0], before[0])
    return (now[0], before[0]) if alone else None


def _lies_years_back(now: Value, before: Value) -> bool:
    """Whether the earlier figure is of more than a year ago: a change is told against the last one, if not said."""
    years = [value.period[:4] for value in (now, before) if value.period and value.period[:4].isdecimal()]
    return len(years) == 2 and int(years[0]) - int(years[1]) > 1


def _trio_of_growth(facts: Facts, values: Sequence[Value], growth: Value) -> tuple[Value, Value] | None:
    """Return the figures that a growth in percent stands right beside, told as an indicator of its own.

    So is "a rise of 5%" beside two figures where the words between name another indicator ("its share").
    """
    entry = facts.pack.metrics.get(growth.metric)
    grows = entry is not None and entry.growth and growth.role == "current"
    if growth.value is None or growth.column is not None or not (grows or growth.role == "change"):
        return None
    told = [v for v in values if v.metric != growth.metric and v.value is not None and v.unit != growth.unit]
    now, before = ([v for v in told if v.role == role] for role in ("current", "previous"))
    alone = len(now) == len(before) == 1 and (now[0].metric, now[0].unit) == (before[0].metric, before[0].unit)
    beside = alone and (grows or _stands_beside(facts, growth, now[0], before[0]))
    return (now[0], before[0]) if beside and _told_together(now[0], before[0], growth) else None


def _stands_beside(facts: Facts, change: Value, *levels: Value) -> bool:
    """Whether a change is told in the sentence of two figures, behind them or right before."""
    spans = sorted((value.evidence[0].start, value.evidence[0].end) for value in (change, *levels))
    if SENTENCE_END.search(facts.document.text, spans[0][0], spans[-1][1]):
        return False
    start, end = change.evidence[0].start, change.evidence[0].end
    return start == spans[-1][0] or (start == spans[0][0] and spans[1][0] - end <= BESIDE)


Rows = Mapping[tuple[int, str], list[tuple[str, Value]]]


def _table_rows(facts: Facts) -> Rows:
    """Return the current figures of each table row by metric, with the period of their column's ranking."""
    rows: dict[tuple[int, str], list[tuple[str, Value]]] = {}
    for owner in facts.owners():
        period = facts.rankings[owner.ranking].period if owner.ranking in facts.rankings else None
        for value in owner.values:
            if value.column is not None and value.role == "current" and value.value is not None and period is not None:
                rows.setdefault((_row_of(value), value.metric), []).append((period, value))
    return rows


def _row_of(value: Value) -> int:
    """Return where the label of a table figure's row stands."""
    return value.evidence[1].start if len(value.evidence) > 1 else -1


def _trio_of_row(rows: Rows, change: Value) -> tuple[Value, Value] | None:
    """Return the two figures of a table row that a change in it lies between: those of its two periods."""
    if change.role != "change" or change.value is None or change.column is None:
        return None
    found = rows.get((_row_of(change), change.metric), [])
    found = [told for told in found if told[1].unit != change.unit] or found  # a share may stand beside the levels
    if len(found) != 2 or found[0][0] == found[1][0]:
        return None
    (_, before), (_, now) = sorted(found, key=lambda told: told[0])
    return (now, before) if now.unit == before.unit else None


def _trios_of_columns(facts: Facts, changes: Sequence[Value]) -> Iterator[tuple[tuple[Value, Value], Value]]:
    """Yield the figures of the two columns before a column of changes, whatever these are called.

    Taken for what the changes lie between only where most of the rows bear it out, and in the order that they do.
    """
    rows: dict[int, list[Value]] = {}
    for value in facts.values.values():
        if value.column is not None and value.role == "current" and value.value is not None:
            rows.setdefault(_row_of(value), []).append(value)
    columns: dict[tuple[str | None, ...], list[tuple[Value, Value, Value]]] = {}
    for change in changes:
        at = change.evidence[0].start
        left = sorted((v for v in rows.get(_row_of(change), ()) if v.evidence[0].start < at), key=_stands)
        if len(left) > 1 and left[-1].unit == left[-2].unit:
            key = change.column, left[-1].column, left[-2].column
            columns.setdefault(key, []).append((left[-1], left[-2], change))
    for told in columns.values():
        for now, before in ((0, 1), (1, 0)):
            fits = sum(_compare_trio(facts, trio[now], trio[before], trio[2]) for trio in told)
            if fits >= BORNE_OUT and fits * 3 >= len(told) * 2:
                yield from (((trio[now], trio[before]), trio[2]) for trio in told)
                break


def _stands(value: Value) -> int:
    return value.evidence[0].start


def _compare_trio(facts: Facts, now: Value, before: Value, change: Value) -> bool:
    """Whether a change can lie between two figures; one in another unit than theirs is in percent."""
    trio = facts.interval(now), facts.interval(before), facts.interval(change)
    return is_difference(*trio) if change.unit == now.unit else is_growth(*trio)


def _compare(facts: Facts, now: Value, before: Value, change: Value) -> Finding:
    absolute = change.unit in (now.unit, "percentage_point")
    relative = change.unit in ("percent", None) and not (absolute and change.unit == "percentage_point")

    def holds(figures: Figures) -> bool:
        trio = figures[now.id], figures[before.id], figures[change.id]
        return (absolute and is_difference(*trio)) or (relative and is_growth(*trio))

    claim = Claim((now.id, before.id, change.id), holds)
    made = Fraction(now.value or 0) - Fraction(before.value or 0)
    if not absolute and Fraction(before.value or 0):
        made = round(made / Fraction(before.value or 1) * 100, 2)
    if not (absolute or relative):
        claim = Claim(claim.names, lambda _: True)
    words = {"name": facts.name_of(now), "now": now, "before": before, "change": change, "made": made}
    near = _told_together(now, before, change) and not _far_apart(facts, now, before, change)
    severity: Severity = "error" if near else "warning"
    independent = absolute or relative
    makes = partial(_remake, now, before, change, absolute=absolute)
    return settle(
        facts,
        "change-adds-up",
        claim,
        words,
        severity=severity,
        independent=independent,
        makes=makes,
        computed=change.id,
    )


def _remake(now: Value, before: Value, change: Value, name: str, *, absolute: bool) -> Iterator[Fraction]:
    """Yield what two figures of a change make of the third; a fall may be printed without its sign."""
    told, first, by = (Fraction(figure(value)) for value in (now, before, change))
    for move in (by,) if by < 0 else (by, -by):
        if name == change.id:
            if absolute or first:
                yield told - first if absolute else (told / first - 1) * 100
        elif name == now.id:
            yield first + move if absolute else first * (1 + move / 100)
        elif absolute or move != -100:
            yield told - move if absolute else told / (1 + move / 100)


def _told_together(*values: Value) -> bool:
    """Whether figures stand in one row or in one breath; further apart, they may be of different things."""
    starts = [value.evidence[0].start for value in values]
    return all(value.column for value in values) or max(starts) - min(starts) <= TOGETHER


def _far_apart(facts: Facts, now: Value, before: Value, change: Value) -> bool:
    """Whether years lie between two figures: a change told beside them is more likely that of one year.

    So it may be, where a sentence of its own tells the change and nothing tells when the earlier figure was; and a
    figure that a later sentence tells may be of another thing.
    """
    told, later = change.evidence[0].end, now.evidence[0].start
    if now.column is None and told < later and SENTENCE_END.search(facts.document.text, told, later):
        return True
    start, end = sorted((before.evidence[0].end, change.evidence[0].start))
    if before.period is None and SENTENCE_END.search(facts.document.text, start, end):
        return True
    ranking = facts.rankings.get(now.id.partition("/")[0])
    periods = now.period or (ranking.period if ranking is not None else None), before.period
    years = [period.rpartition("/")[2][:4] for period in periods if period]
    return len(years) == len(periods) and all(map(str.isdigit, years)) and int(years[0]) - int(years[1]) > 1


def is_difference(now: Figure, before: Figure, change: Figure) -> bool:
    """Whether a change can be the difference of two figures; a fall may be printed without its sign."""
    difference = add(now, scale(before, -1))
    signs = (1, -1) if change.low is not None and change.low >= 0 else (1,)
    return any(includes(add(difference, scale(change, -sign)), NOUGHT) for sign in signs)


def is_growth(now: Figure, before: Figure, change: Figure) -> bool:
    """Whether a change in percent can lie between two figures; a fall may be printed without its sign."""
    signs = (1, -1) if change.low is not None and change.low >= 0 else (1,)
    return any(is_ratio(now, before, add(ONE, scale(change, sign * PERCENT))) for sign in signs)


def is_ratio(now: Figure, before: Figure, times: Figure) -> bool:
    """Whether a figure can be so many times another."""
    if None in (*now[:2], *before[:2], *times[:2]):
        return True
    return includes(add(now, scale(multiply(before, times), -1)), NOUGHT)


def _compare_ratios(facts: Facts) -> Iterator[Finding]:
    """Hold growth told as a ratio against the figures that it lies between."""
    for statement in facts.statements("ratio"):
        now, before = (facts.values.get(name) for name in statement.subjects)
        if now is None or before is None or now.unit != before.unit or not _positive(now, before):
            continue
        yield _compare_ratio(facts, now, before, statement)


def _positive(*values: Value) -> bool:
    return all(Decimal(value.value or 0) > 0 for value in values)


def _compare_ratio(facts: Facts, now: Value, before: Value, statement: Statement) -> Finding:
    times = Interval(statement.low, statement.high)

    def holds(figures: Figures) -> bool:
        pair = figures[now.id], figures[before.id]
        return is_ratio(*pair, times) or is_ratio(pair[1], pair[0], times)

    claim = Claim((now.id, before.id), holds)
    larger, smaller = sorted((Fraction(now.value or 1), Fraction(before.value or 1)), reverse=True)
    told = statement.evidence[0].text if statement.evidence else ""
    words = {"now": now, "before": before, "times": told, "made": round(larger / smaller, 2)}
    return settle(facts, "ratio-holds", claim, words, independent=True, evidence=statement.evidence)
