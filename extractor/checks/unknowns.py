"""Figures that a document leaves out, and all that it states about them, as relations.

A region has a missing figure in a ranking where a composite and its parts are told and one of them is not printed
for it, or where it is the one row of a table without a figure above a total. What bounds it: the rule of the
composite, the total, the places around it, a top or a bottom list that it is not in, and the range that the ranked
are told to lie in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from extractor.checks.composites import choose_rule, is_borne_out, relate
from extractor.checks.facts import Facts, figure, who
from extractor.checks.intervals import Interval
from extractor.checks.relations import Relation
from extractor.checks.totals import find_single_gaps
from extractor.model import Statement
from extractor.results import Ranking, Record, Severity, Value


class Gap(Struct, frozen=True):
    """A figure that is not printed: the id that its value would have, and a record of its region."""

    name: str
    ranking: str
    metric: str
    unit: str | None
    record: Record


@dataclass(slots=True)
class Stated:
    """Missing figures by name, the relations that they stand in, and bounds that their scale gives them."""

    gaps: dict[str, Gap] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    bounds: dict[str, Interval[Decimal]] = field(default_factory=dict)


def state_relations(facts: Facts) -> Stated:
    """Return the missing figures of a document with all that it states about them."""
    stated = Stated()
    for statement in facts.statements("composition"):
        if is_borne_out(facts, statement):
            _state_composition(facts, statement, stated)
    for closing, record in find_single_gaps(facts):
        name = f"{closing.ranking}/{who(record)}/{closing.total.metric}"
        stated.gaps.setdefault(name, Gap(name, closing.ranking, closing.total.metric, closing.total.unit, record))
        stated.relations.append(closing.relate(name))
    by_ranking: dict[str, list[Gap]] = {}
    for gap in stated.gaps.values():
        by_ranking.setdefault(gap.ranking, []).append(gap)
    for name, gaps in by_ranking.items():
        ranking = facts.rankings[name]
        for gap in gaps:
            scale = next((m.scale for m in ranking.metrics if m.name == gap.metric and m.scale), None)
            if scale is not None:
                stated.bounds[gap.name] = Interval(Decimal(scale[0]), Decimal(scale[1]))
        if ranking.order is not None:
            _state_order(facts, ranking, {g.name: g for g in gaps if g.metric == ranking.order.metric}, stated)
    return stated


def _state_composition(facts: Facts, statement: Statement, stated: Stated) -> None:
    """State the composite's rule for every region that lacks one of its figures."""
    rule = choose_rule(facts, statement)
    rankings = (statement.ranking, *statement.subjects)
    if rule is None or any(name not in facts.rankings for name in rankings):
        return
    regions: dict[str, Record] = {}
    for name in rankings:
        for record in facts.in_ranking(name):
            regions.setdefault(who(record), record)
    metrics = {m.name: m.unit for name in rankings for m in facts.rankings[name].metrics}
    for region, record in regions.items():
        for metric, unit in metrics.items():
            cells = [facts.cell(name, region, metric) for name in rankings]
            known = [cell for cell in cells if cell is not None]
            if not known or len(known) == len(cells) or any(cell.unit != unit for cell in known):
                continue
            names = []
            for name, cell in zip(rankings, cells, strict=True):
                names.append(cell.id if cell is not None else f"{name}/{region}/{metric}")
                if cell is None:
                    stated.gaps.setdefault(names[-1], Gap(names[-1], name, metric, unit, record))
            stated.relations.append(relate(statement, names, rule))


class Place(Struct, frozen=True):
    """A figure's name at a place of the order; `printed` tells that the place itself is."""

    place: int
    name: str
    printed: bool
    record: Record


def _state_order(facts: Facts, ranking: Ranking, gaps: Mapping[str, Gap], stated: Stated) -> None:
    """State what places, top and bottom lists and ranges say of the missing figures of a ranking's own metric."""
    assert ranking.order is not None
    metric, falls = ranking.order.metric, ranking.order.direction == "desc"
    placed = sorted(_places(facts, ranking, metric, gaps), key=lambda place: place.place)
    if not _runs(facts, placed, falls=falls):
        return
    for better, worse in _neighbours(placed):
        if better.name in gaps or worse.name in gaps:
            stated.relations.append(_order_places(better, worse, ranking))
    have, names = {place.record.id for place in placed}, {place.name for place in placed}
    free = [gap for gap in gaps.values() if gap.name not in names]
    top, bottom = _last_of_top(placed), _best_of_bottom(facts, ranking, metric)
    for gap in free:
        if top is not None:
            stated.relations.append(_order(top, gap.name, ranking))
        if bottom is not None and gap.record.id not in have:
            stated.relations.append(_order(gap.name, bottom, ranking))
    _state_range(facts, ranking, gaps, placed, stated)


def _places(facts: Facts, ranking: Ranking, metric: str, gaps: Mapping[str, Gap]) -> Iterator[Place]:
    for record in facts.in_ranking(ranking.id):
        if record.rank is None or record.rank.value is None:
            continue
        cell = facts.cell(ranking.id, who(record), metric)
        name = cell.id if cell is not None else f"{ranking.id}/{who(record)}/{metric}"
        if cell is not None or name in gaps:
            yield Place(record.rank.value, name, record.rank.status == "stated", record)


def _runs(facts: Facts, placed: Iterable[Place], *, falls: bool) -> bool:
    """Whether the printed figures run as the places do; else the order is in doubt and proves nothing."""
    figures = [figure(facts.values[p.name]) for p in placed if p.name in facts.values]
    return all((a >= b) if falls else (a <= b) for a, b in pairwise(figures))


def _neighbours(placed: list[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield the pairs of figures at neighbouring places; those at one place promise nothing of each other."""
    groups: dict[int, list[Place]] = {}
    for place in placed:
        groups.setdefault(place.place, []).append(place)
    for better, worse in pairwise(groups.values()):
        for one in better:
            for other in worse:
                yield one, other


def _order_places(better: Place, worse: Place, ranking: Ranking) -> Relation:
    """Return the order of two figures by their places: on the places' own quotes, where both are printed."""
    order = _order(better.name, worse.name, ranking)
    if not (better.printed and worse.printed):
        return order
    ranks = (place.record.rank for place in (better, worse))
    quotes = tuple(quote for rank in ranks if rank is not None for quote in rank.evidence[:1])
    return replace(order, severity="error", evidence=quotes)


def _order(better: str, worse: str, ranking: Ranking) -> Relation:
    assert ranking.order is not None
    sign = 1 if ranking.order.direction == "desc" else -1
    severity: Severity = "error" if ranking.order.status == "stated" else "warning"
    terms = ((sign, better), (-sign, worse))
    return Relation(rule="order", op=">=", terms=terms, severity=severity, evidence=ranking.order.evidence[:1])


def _last_of_top(placed: list[Place]) -> str | None:
    """Return the last figure of the places told from the first on without a gap."""
    last = None
    for at, place in enumerate(placed, 1):
        if place.place > at:
            break
        last = place.name
    return last


def _best_of_bottom(facts: Facts, ranking: Ranking, metric: str) -> str | None:
    """Return the best figure of the places told from the last on without a gap."""
    found: list[tuple[int, Value | None]] = []
    for record in facts.in_ranking(ranking.id):
        rank = record.rank
        if rank is None:
            continue
        bottom = rank.from_bottom
        if bottom is None and rank.value is not None and ranking.size is not None:
            bottom = ranking.size - (rank.tied_to or rank.value) + 1
        if bottom is not None:
            found.append((bottom, facts.cell(ranking.id, who(record), metric)))
    best = None
    for at, (bottom, value) in enumerate(sorted(found, key=lambda item: item[0]), 1):
        if bottom > at or value is None:
            break
        best = value.id
    return best


def _state_range(facts: Facts, ranking: Ranking, gaps: Mapping[str, Gap], placed: list[Place], stated: Stated) -> None:
    """State that figures among the number that a range is told of lie in it, and those behind them not beyond it."""
    assert ranking.order is not None
    for aggregate in facts.aggregates("range", ranking.id):
        ends = aggregate.values[:2]
        if len(ends) < 2 or ends[0].metric != ranking.order.metric:
            continue
        low, high = ends
        places = {place.name: place.place for place in placed}
        counted = facts.counted(ranking.id)
        size, outside = ranking.size, sum(counted is not None and p.place > counted for p in _ranked(facts, ranking))
        closed = counted is None or (size is not None and outside == size - counted)
        quotes = (*low.evidence[:1], *high.evidence[:1])
        for name in gaps:
            inside = places[name] <= counted if name in places and counted is not None else closed
            pairs = [(name, low.id), (high.id, name)] if inside else []
            if name in places and counted is not None and places[name] > counted:
                pairs = [(low.id, name)] if ranking.order.direction == "desc" else [(name, high.id)]
            for upper, lower in pairs:
                terms = ((1, upper), (-1, lower))
                stated.relations.append(Relation(rule="range", op=">=", terms=terms, evidence=quotes))


def _ranked(facts: Facts, ranking: Ranking) -> Iterator[Place]:
    for record in facts.in_ranking(ranking.id):
        if record.rank is not None and record.rank.value is not None:
            yield Place(record.rank.value, "", False, record)
