"""Places against each other: doubled, left out, beyond the number ranked, out of order in their list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from extractor.checks.facts import Facts, current, figure, who
from extractor.checks.findings import Claim, Figures, Finding, make_finding
from extractor.results import Ranking, Record, Severity

# So many printed places in a list make it a list of places.
LISTED = 3


def check_ranks(facts: Facts) -> Iterator[Finding]:
    """No printed place is given twice unless the values are equal, none is left out, none is beyond the number ranked.

    Two regions at one place in sentences far apart may well be of two indicators: that is only doubtful.
    """
    told = _lists(facts)
    for ranking in facts.assembly.rankings:
        stated = [r for r in facts.in_ranking(ranking.id) if r.rank is not None and r.rank.status == "stated"]
        ranked = [(record, record.rank.value) for record in stated if record.rank is not None and record.rank.value]
        if not ranked:
            continue
        claim, lists = _claim_places(ranked, ranking), told.get(ranking.id, [])
        found = [
            *_doubled(facts, ranked, ranking, lists, claim),
            *_beyond(facts, ranked, ranking, claim),
        ]
        yield from found
        if not found:
            found = list(_left_out(facts, ranking, lists))
            yield from found
        if not found:
            subjects = [record.id for record, _ in ranked]
            message = facts.say("ranks-distinct.passed", count=len(ranked))
            yield make_finding(facts, "ranks-distinct", "passed", message, subjects, claims=(claim,))


def _claim_places(ranked: Sequence[tuple[Record, int]], ranking: Ranking) -> Claim:
    """Return the claim that the places differ (those that are equal as printed may be ties) and none is beyond."""
    names = tuple(record.id for record, _ in ranked)

    def holds(figures: Figures) -> bool:
        places = [figures[name].low for name in names if name in figures]
        within = ranking.size is None or all(place is None or 0 < place <= ranking.size for place in places)
        return within and len(set(places)) == len(places)

    return Claim(names, holds)


def _lists(facts: Facts) -> dict[str, list[tuple[str, ...]]]:
    """Return the records of each list by its ranking, in reading order."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for order in facts.statements("order"):
        if order.relation in ("top", "bottom") and len(order.subjects) > 1:
            found.setdefault(order.ranking, []).append(order.subjects)
    return found


def _doubled(
    facts: Facts, ranked: Sequence[tuple[Record, int]], ranking: Ranking, lists: Sequence[tuple[str, ...]], claim: Claim
) -> Iterator[Finding]:
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
        state = "ranks-doubled" if gap is None else "ranks-doubled-gap"
        message = facts.say(f"{state}.failed", place=place, count=len(regions), gap=gap)
        severity: Severity = "error" if _in_one_list(records, lists) else "warning"
        names = [record.id for record in records]
        yield make_finding(facts, "ranks-distinct", "failed", message, names, severity, claims=(claim,))


def _in_one_list(records: Sequence[Record], lists: Sequence[tuple[str, ...]]) -> bool:
    """Whether two of the records stand in one list, and not merely as its leaders ("tops", "is ahead")."""
    names = {record.id for record in records}
    quotes = [quote.text for record in records if record.rank is not None for quote in record.rank.evidence[:1]]
    counted = any(char.isdigit() for text in quotes for char in text)
    return counted and any(len(names & set(members)) > 1 for members in lists)


def _gap(place: int, places: Mapping[int, object], size: int | None) -> int | None:
    """Return the place that a doubled one leaves empty: beside it, between the printed places or at their end."""
    beside = [near for near in (place + 1, place - 1) if near > 0 and near not in places]
    inside = [near for near in beside if min(places) < near < max(places)]
    return next(iter(inside or (near for near in beside if size is None or near <= size)), None)


def _tied(records: Sequence[Record], metric: str | None) -> bool:
    values = [value for record in records if metric is not None and (value := current(record, metric)) is not None]
    told_together = len({quote for record in records if record.rank for quote in record.rank.evidence[:1]}) == 1
    return told_together or (len(values) == len(records) and len({figure(value) for value in values}) == 1)


def _beyond(facts: Facts, ranked: Sequence[tuple[Record, int]], ranking: Ranking, claim: Claim) -> Iterator[Finding]:
    for record, place in ranked:
        if ranking.size is not None and place > ranking.size:
            message = facts.say("ranks-beyond.failed", place=place, size=ranking.size)
            yield make_finding(facts, "ranks-distinct", "failed", message, [record.id], claims=(claim,))


def _left_out(facts: Facts, ranking: Ranking, lists: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    """Yield a finding for each place that breaks the counting of its list (5, 6, 77, 8), unless a tie explains it."""
    for members in lists:
        rows = [facts.records[name] for name in members if facts.records[name].ranking == ranking.id]
        places = [r.rank.value if r.rank is not None and r.rank.status == "stated" else None for r in rows]
        for at, place in enumerate(places):
            expected = _expected(places, at)
            if place is None or expected is None or place == expected:
                continue
            message = facts.say("ranks-counted.failed", place=place, expected=expected)
            yield make_finding(
                facts, "ranks-distinct", "failed", message, [rows[at].id], claims=(_claim_next(rows[at].id, expected),)
            )


def _claim_next(name: str, expected: int) -> Claim:
    return Claim((name,), lambda figures: figures[name].low == Fraction(expected))


def _expected(places: Sequence[int | None], at: int) -> int | None:
    """Return the place that a row must have where all others of the list count on without it."""
    if not 0 < at < len(places) - 1 or len(places) < LISTED + 1:
        return None
    before, behind = places[at - 1], places[at + 1]
    if before is None or behind is None or abs(behind - before) != 2:
        return None
    step = (behind - before) // 2
    others = [place for i, place in enumerate(places) if i != at]
    counted = sum(a is not None and b is not None and b - a == step for a, b in pairwise(others))
    return before + step if counted >= len(others) - 2 else None


def check_listed_places(facts: Facts) -> Iterator[Finding]:
    """Places printed in one list run one way, up or down; in a list of the last places they are the last ones."""
    for statement in facts.statements("order"):
        records = [facts.records[name] for name in statement.subjects if name in facts.records]
        places = [r.rank.value for r in records if r.rank is not None and r.rank.status == "stated" and r.rank.value]
        if len(places) < LISTED or len(places) != len(records):
            continue
        names, told = tuple(record.id for record in records), list(places)
        claim = Claim(names, _runs_one_way(names))
        size = facts.rankings[statement.ranking].size if statement.ranking in facts.rankings else None
        holds = claim.holds(facts.figures)
        # The last k of n places are known: one of them that is not printed is a slip, not a matter of order.
        last = statement.relation == "bottom" and size is not None and max(places) == size
        missing = last and size is not None and {*places} != {*range(size - len(places) + 1, size + 1)}
        severity: Severity = "error" if missing and not holds else "warning"
        message = facts.say(f"places-in-order.{'passed' if holds else 'failed'}", places=told)
        yield make_finding(
            facts, "places-in-order", "passed" if holds else "failed", message, names, severity, claims=(claim,)
        )


def _runs_one_way(names: Sequence[str]) -> Callable[[Figures], bool]:
    def holds(figures: Figures) -> bool:
        places = [place for name in names if (place := figures[name].low) is not None]
        return not (any(a < b for a, b in pairwise(places)) and any(a > b for a, b in pairwise(places)))

    return holds
