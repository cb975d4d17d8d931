"""Places against each other: doubled, left out, beyond the number ranked, out of order in their list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from extractor.checks.facts import Facts, current, figure, who
from extractor.checks.findings import Claim, Figures, Finding, make_finding, make_one
from extractor.model import Statement
from extractor.results import Ranking, Record, Severity

# So many printed places in a list make it a list of places.
LISTED = 3

Claims = tuple[Claim, ...]


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
        counted = list(_left_out(facts, ranking, lists))
        claims = (claim, *(other for finding in counted for other in finding.claims))
        found = [*_doubled(facts, ranked, ranking, lists, claims), *_beyond(facts, ranked, ranking, claims)]
        yield from found or counted
        if not found and not counted:
            subjects = [record.id for record, _ in ranked]
            message = facts.say("ranks-distinct.passed", count=len(ranked))
            yield make_finding(facts, "ranks-distinct", "passed", message, subjects, claims=(claim,))


def _claim_places(ranked: Sequence[tuple[Record, int]], ranking: Ranking) -> Claim:
    """Return the claim that the places differ, those of printed ties excepted, and none is beyond."""
    names = tuple(record.id for record, _ in ranked)
    ties = _count_ties(ranked, ranking.order.metric if ranking.order else None)

    def holds(figures: Figures) -> bool:
        places = [figures[name].low for name in names if name in figures]
        within = ranking.size is None or all(place is None or 0 < place <= ranking.size for place in places)
        return within and len(places) - len(set(places)) <= ties

    return Claim(names, holds)


def _count_ties(ranked: Sequence[tuple[Record, int]], metric: str | None) -> int:
    """Return how many places are printed again for ties."""
    groups: dict[int, list[Record]] = defaultdict(list)
    for record, place in ranked:
        groups[place].append(record)
    return sum(len(records) - 1 for records in groups.values() if len(records) > 1 and _tied(records, metric))


def _lists(facts: Facts) -> dict[str, list[Statement]]:
    """Return what states the records of each list by its ranking, in reading order."""
    found: dict[str, list[Statement]] = {}
    for order in facts.statements("order"):
        if order.relation in ("top", "bottom") and len(order.subjects) > 1:
            found.setdefault(order.ranking, []).append(order)
    return found


def _doubled(
    facts: Facts, ranked: Sequence[tuple[Record, int]], ranking: Ranking, lists: Sequence[Statement], claims: Claims
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
        yield make_finding(facts, "ranks-distinct", "failed", message, names, severity, claims=claims)


def _in_one_list(records: Sequence[Record], lists: Sequence[Statement]) -> bool:
    """Whether two of the records stand in one list, and not merely as its leaders ("tops", "is ahead")."""
    names = {record.id for record in records}
    quotes = [quote.text for record in records if record.rank is not None for quote in record.rank.evidence[:1]]
    counted = any(char.isdigit() for text in quotes for char in text)
    return counted and any(len(names & set(told.subjects)) > 1 for told in lists)


def _gap(place: int, places: Mapping[int, object], size: int | None) -> int | None:
    """Return the place that a doubled one leaves empty: beside it, between the printed places or at their end."""
    beside = [near for near in (place + 1, place - 1) if near > 0 and near not in places]
    inside = [near for near in beside if min(places) < near < max(places)]
    return next(iter(inside or (near for near in beside if size is None or near <= size)), None)


def _is_tied(record: Record, rows: Sequence[Record], metric: str | None) -> bool:
    """Whether others of a list share a record's place with equal figures."""
    place = record.rank.value if record.rank is not None else None
    sharing = [row for row in rows if row.rank is not None and row.rank.value == place]
    return len(sharing) > 1 and _tied(sharing, metric)


def _tied(records: Sequence[Record], metric: str | None) -> bool:
    values = [value for record in records if metric is not None and (value := current(record, metric)) is not None]
    told_together = len({quote for record in records if record.rank for quote in record.rank.evidence[:1]}) == 1
    return told_together or (len(values) == len(records) and len({figure(value) for value in values}) == 1)


def _beyond(facts: Facts, ranked: Sequence[tuple[Record, int]], ranking: Ranking, claims: Claims) -> Iterator[Finding]:
    beyond = [(record, place) for record, place in ranked if ranking.size is not None and place > ranking.size]
    # Where several are beyond it, the number is more likely that of another ranking.
    severity: Severity = "error" if len(beyond) == 1 else "warning"
    for record, place in beyond:
        message = facts.say("ranks-beyond.failed", place=place, size=ranking.size)
        yield make_finding(facts, "ranks-distinct", "failed", message, [record.id], severity, claims=claims)


def _left_out(facts: Facts, ranking: Ranking, statements: Sequence[Statement]) -> Iterator[Finding]:
    """Yield a finding for the one place of a list that breaks its counting (5, 6, 77, 8)."""
    metric = ranking.order.metric if ranking.order else None
    for statement in statements:
        rows = [facts.records[name] for name in statement.subjects if facts.records[name].ranking == ranking.id]
        told = [r.rank.value for r in rows if r.rank is not None and r.rank.status == "stated" and r.rank.value]
        if len(told) != len(rows) or len(told) < LISTED:
            continue
        for expected in _countings(told, ranking.size if statement.relation == "bottom" else None):
            wrong = [at for at, (place, right) in enumerate(zip(told, expected, strict=True)) if place != right]
            if len(wrong) == 1 and _is_tied(rows[wrong[0]], rows, metric):
                continue
            ends = (0, len(rows) - 1)
            # Sentences go from the first places right to the last: "closes the top ten", "and in 20th place".
            if len(wrong) == 1 and (
                statement.relation == "bottom" or wrong[0] not in ends or facts.is_enumerated(*rows)
            ):
                at = wrong[0]
                claim = _claim_next(rows[at].id, expected[at])
                message = facts.say("ranks-counted.failed", place=told[at], expected=expected[at])
                yield make_finding(facts, "ranks-distinct", "failed", message, [rows[at].id], claims=(claim,))
                break


def _claim_next(name: str, expected: int) -> Claim:
    right = Decimal(expected)
    return Claim((name,), lambda figures: figures[name].low == right, makes=make_one(name, Fraction(right)))


def _countings(places: Sequence[int], size: int | None) -> Iterator[Sequence[int]]:
    """Yield the countings that a list of places may be meant as: on from its first or back from its last.

    Three places count only as the last ones of a known number; of more, all but one must agree.
    """
    count = len(places)
    if size is not None:
        yield range(size, size - count, -1)
        yield range(size - count + 1, size + 1)
    elif count > LISTED:
        for step in (1, -1):
            for anchor in (0, count - 1):
                first = places[anchor] - step * anchor
                if min(first, first + step * (count - 1)) > 0:
                    yield [first + step * at for at in range(count)]


def check_listed_places(facts: Facts) -> Iterator[Finding]:
    """Places printed in one list run one way, up or down; a list without an order promises nothing.

    A list is known to have one where its places lie close together.
    """
    for statement in facts.statements("order"):
        records = [facts.records[name] for name in statement.subjects if name in facts.records]
        places = [r.rank.value for r in records if r.rank is not None and r.rank.status == "stated" and r.rank.value]
        if len(places) < LISTED or len(places) != len(records):
            continue
        names, told = tuple(record.id for record in records), list(places)
        claim = Claim(names, _runs_one_way(names))
        holds = claim.holds(facts.figures)
        if not holds and not _promise_order(told):
            continue
        message = facts.say(f"places-in-order.{'passed' if holds else 'failed'}", places=told)
        yield make_finding(
            facts, "places-in-order", "passed" if holds else "failed", message, names, "warning", claims=(claim,)
        )


def _promise_order(places: Sequence[int]) -> bool:
    """Whether places lie close together, so that they are told one after the other."""
    return max(places) - min(places) < 2 * len(places)


def _runs_one_way(names: Sequence[str]) -> Callable[[Figures], bool]:
    def holds(figures: Figures) -> bool:
        places = [place for name in names if (place := figures[name].low) is not None]
        return not (any(a < b for a, b in pairwise(places)) and any(a > b for a, b in pairwise(places)))

    return holds
