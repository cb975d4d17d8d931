"""Order: values against the order they are listed in, places against values, places against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractor.checks.facts import Facts, current, figure, finding, who
from extractor.results import Check, CheckStatus, Evidence, Ranking, Record, Severity, Value

# So many pairs must run one way for each that runs the other, before the figures tell the direction.
FEW = 3


def check_list_order(facts: Facts) -> Iterator[Check]:
    """The values of a list told from one end run that way; tied values go on by their second figure."""
    for statement in facts.statements("order"):
        values = [facts.values[name] for name in statement.subjects if name in facts.values]
        if len(values) != len(statement.subjects):
            continue
        falls = statement.relation == "desc"
        severity: Severity = "error" if statement.status == "stated" else "warning"
        broken = [(a, b) for a, b in pairwise(values) if (figure(a) < figure(b) if falls else figure(a) > figure(b))]
        for first, second in broken:
            message = f"{first.value} stands before {second.value} in a list told the other way"
            subjects = [first.id, second.id]
            yield finding(facts, "list-order", "failed", message, subjects, severity, evidence=statement.evidence)
        tied = [] if broken else list(_broken_ties(facts, values, falls))
        for first, second in tied:
            message = f"equal in the first figure, {first.value} stands before {second.value} in the second"
            yield finding(facts, "list-order", "failed", message, [first.id, second.id], "warning")
        if not broken and not tied:
            message = f"{len(values)} values run as their list promises"
            yield finding(
                facts, "list-order", "passed", message, statement.subjects, severity, evidence=statement.evidence
            )


def _broken_ties(facts: Facts, values: Sequence[Value], falls: bool) -> Iterator[tuple[Value, Value]]:
    """Yield neighbours that are equal in the first figure and stand the wrong way round in the second."""
    for first, second in pairwise(values):
        if figure(first) != figure(second):
            continue
        pairs = _second_figures(facts, first, second)
        if pairs is not None and (
            figure(pairs[0]) < figure(pairs[1]) if falls else figure(pairs[0]) > figure(pairs[1])
        ):
            yield pairs


def _second_figures(facts: Facts, first: Value, second: Value) -> tuple[Value, Value] | None:
    owner, other = facts.records.get(first.id.rpartition("/")[0]), facts.records.get(second.id.rpartition("/")[0])
    if owner is None or other is None:
        return None
    for value in owner.values:
        if value.metric != first.metric and value.role == "current" and value.value is not None:
            beside = current(other, value.metric)
            if beside is not None:
                return value, beside
    return None


def check_listed_places(facts: Facts) -> Iterator[Check]:
    """Places printed in one list run one way, up or down."""
    for statement in facts.statements("order"):
        records = [facts.records[name] for name in statement.subjects if name in facts.records]
        places = [r.rank.value for r in records if r.rank is not None and r.rank.status == "stated" and r.rank.value]
        if len(places) < 3 or len(places) != len(records):
            continue
        up, down = sum(a < b for a, b in pairwise(places)), sum(a > b for a, b in pairwise(places))
        told = ", ".join(str(place) for place in places)
        holds = not (up and down)
        message = f"the places {told} run one way" if holds else f"the places {told} do not run one way"
        status: CheckStatus = "passed" if holds else "failed"
        yield finding(facts, "places-in-order", status, message, statement.subjects, severity="warning")


def check_ranks(facts: Facts) -> Iterator[Check]:
    """No printed place is given twice unless the values are equal; none is larger than the number ranked."""
    for ranking in facts.assembly.rankings:
        stated = [r for r in facts.in_ranking(ranking.id) if r.rank is not None and r.rank.status == "stated"]
        ranked = [(record, record.rank.value) for record in stated if record.rank is not None and record.rank.value]
        if not ranked:
            continue
        doubled = list(_doubled(facts, ranked, ranking))
        yield from doubled
        beyond = [record for record, place in ranked if ranking.size is not None and place > ranking.size]
        for record in beyond:
            message = f"place {record.rank.value if record.rank else ''} of only {ranking.size}"
            yield finding(facts, "ranks-distinct", "failed", message, [record.id])
        if not doubled and not beyond:
            subjects = [record.id for record, _ in ranked]
            yield finding(
                facts, "ranks-distinct", "passed", f"{len(ranked)} printed places are each given once", subjects
            )


def _doubled(facts: Facts, ranked: Sequence[tuple[Record, int]], ranking: Ranking) -> Iterator[Check]:
    """Yield one finding for each place given to two regions; the gap that it leaves beside it is part of it."""
    metric, size = ranking.order.metric if ranking.order else None, ranking.size
    by_place: dict[int, list[Record]] = defaultdict(list)
    for record, place in ranked:
        by_place[place].append(record)
    for place, records in sorted(by_place.items()):
        regions = {who(record) for record in records}
        if len(regions) < 2 or _tied(records, metric):
            continue
        gap = _gap(place, by_place, size)
        missing = f"; nobody has place {gap}" if gap is not None else ""
        message = f"place {place} is given to {len(regions)} regions{missing}"
        yield finding(facts, "ranks-distinct", "failed", message, [record.id for record in records])


def _gap(place: int, places: Mapping[int, object], size: int | None) -> int | None:
    """Return the place that a doubled one leaves empty: beside it, between the printed places or at their end."""
    beside = [near for near in (place + 1, place - 1) if near > 0 and near not in places]
    inside = [near for near in beside if min(places) < near < max(places)]
    return next(iter(inside or (near for near in beside if size is None or near <= size)), None)


def _tied(records: Sequence[Record], metric: str | None) -> bool:
    values = [value for record in records if metric is not None and (value := current(record, metric)) is not None]
    told_together = len({quote for record in records if record.rank for quote in record.rank.evidence[:1]}) == 1
    return told_together or (len(values) == len(records) and len({figure(value) for value in values}) == 1)


def check_rank_values(facts: Facts) -> Iterator[Check]:
    """A better printed place never has a worse figure in the same unit than a worse place.

    Only neighbouring places with different figures on quotes of their own confirm each other.
    """
    for ranking in facts.assembly.rankings:
        if ranking.order is None:
            continue
        told = _placed_figures(facts, ranking.id, ranking.order.metric)
        for unit in dict.fromkeys(value.unit for _, _, value in told):
            placed = [item for item in told if item[2].unit == unit]
            pairs = [(a, b) for a, b in pairwise(placed) if a[0] < b[0]]
            if pairs:
                yield from _compare_places(facts, ranking, pairs)


Placed = tuple[int, Record, Value]


def _placed_figures(facts: Facts, ranking: str, metric: str) -> list[Placed]:
    """Return the printed places of a ranking with their records and figures, best place first."""
    placed = [
        (record.rank.value, record, value)
        for record in facts.in_ranking(ranking)
        if record.rank is not None and record.rank.status == "stated" and record.rank.value
        if (value := current(record, metric)) is not None
    ]
    return sorted(placed, key=lambda item: item[0])


def _compare_places(facts: Facts, ranking: Ranking, pairs: Sequence[tuple[Placed, Placed]]) -> Iterator[Check]:
    assert ranking.order is not None
    rising = [(a, b) for a, b in pairs if figure(a[2]) < figure(b[2])]
    falling = [(a, b) for a, b in pairs if figure(a[2]) > figure(b[2])]
    better = next((m.better for m in ranking.metrics if m.name == ranking.order.metric), None)
    # Where nothing tells which way the indicator is good, the figures themselves do, if nearly all agree.
    sure = better == "higher" or min(len(rising), len(falling)) * FEW <= max(len(rising), len(falling))
    falls = ranking.order.direction == "desc" if better == "higher" else len(falling) >= len(rising)
    wrong = rising if falls else falling
    severity: Severity = "error" if sure else "warning"
    for first, second in wrong:
        message = f"place {first[0]} has {first[2].value}, place {second[0]} has {second[2].value}"
        subjects = [first[2].id, second[2].id]
        places = _ranks(first[1], second[1])
        yield finding(
            facts, "rank-fits-value", "failed", message, subjects, severity, independent=True, evidence=places
        )
    if not wrong:
        right = [(a, b) for a, b in (falling if falls else rising) if b[0] - a[0] == 1]
        told = better == "higher" or len(pairs) >= FEW
        subjects = [value.id for pair in (right or pairs) for _, _, value in pair]
        message = f"{len(dict.fromkeys(subjects))} figures run as their printed places do"
        yield finding(facts, "rank-fits-value", "passed", message, subjects, independent=bool(right) and told)


def _ranks(*records: Record) -> tuple[Evidence, ...]:
    return tuple(quote for record in records if record.rank is not None for quote in record.rank.evidence[:1])
