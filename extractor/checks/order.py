"""Order: values against the order they are listed in, places against the values that they are given for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.checks.facts import Facts, current, figure
from extractor.checks.findings import Claim, Figures, Finding, claim_order, make_finding
from extractor.checks.intervals import EVERYTHING, Interval
from extractor.checks.slips import liken_figures
from extractor.model import Statement
from extractor.results import Evidence, Ranking, Record, Severity, Value

# So many pairs must run one way for each that runs the other, before the figures tell the direction.
FEW = 3
# In sentences, a figure so many times another is likely of another thing.
MANY = 5


def check_list_order(facts: Facts) -> Iterator[Finding]:
    """The values of a list told from one end run that way; tied values go on by their second figure."""
    for statement in facts.statements("order"):
        values = [facts.values[name] for name in statement.subjects if name in facts.values]
        if len(values) != len(statement.subjects):
            continue
        falls = statement.relation == "desc"
        claims = tuple(claim_order(a.id, b.id, falls=falls) for a, b in pairwise(values))
        broken = [
            (a, b, claim)
            for (a, b), claim in zip(pairwise(values), claims, strict=True)
            if a.unit == b.unit and (figure(a) < figure(b) if falls else figure(a) > figure(b))
            if not _runs_back(facts, a, b)
        ]
        quotes = statement.evidence
        slipped = bool(broken) and _is_slipped(values, falls=falls)
        for first, second, claim in broken:
            severity = _grade_break(facts, statement, first, second, slipped=slipped)
            names = {"name": facts.name_of(first), "other_name": facts.name_of(second)}
            message = facts.say("list-order.failed", first=first, second=second, **names)
            subjects = [first.id, second.id]
            yield make_finding(facts, "list-order", "failed", message, subjects, severity, False, quotes, (claim,))
        tied = [] if broken else list(_broken_ties(facts, values, falls))
        for first, second in tied:
            message = facts.say("list-order-tied.failed", first=first, second=second)
            yield make_finding(facts, "list-order", "failed", message, [first.id, second.id], "warning")
        if not broken and not tied:
            message = facts.say("list-order.passed", count=len(values))
            yield make_finding(
                facts, "list-order", "passed", message, statement.subjects, "warning", False, quotes, claims
            )


def _runs_back(facts: Facts, first: Value, second: Value) -> bool:
    """Whether the worse of two told places comes first ("last with 11, second from the bottom 12")."""
    owners = (facts.records.get(value.id.rpartition("/")[0]) for value in (first, second))
    one, other = (owner.rank if owner is not None else None for owner in owners)
    if one is None or other is None:
        return False
    if one.value is not None and other.value is not None:
        return one.value > other.value
    return one.from_bottom is not None and other.from_bottom is not None and one.from_bottom < other.from_bottom


def _grade_break(facts: Facts, statement: Statement, first: Value, second: Value, *, slipped: bool) -> Severity:
    """Return what a broken order is: an error where it is stated, doubtful where a word gives it and a slip breaks it.

    Nor is a figure in doubt that another sentence tells.
    """
    if statement.status == "stated":
        return "error"
    return "warning" if slipped and not facts.is_prose(first, second) else "note"


def _is_slipped(values: Sequence[Value], *, falls: bool) -> bool:
    """Whether slips alone break an order: nearly all pairs keep it, and one figure less would mend each break.

    What runs the other way for longer, or starts anew, is another list. In a list of three, one slip turns a third of
    the pairs.
    """
    figures = [figure(value) if falls else -figure(value) for value in values]
    breaks = [at for at, (a, b) in enumerate(pairwise(values)) if a.unit == b.unit and figures[at] < figures[at + 1]]
    right, wrong = _count_pairs(values, falls=falls)
    few = wrong * FEW <= right or (len(breaks) == 1 and len(values) >= FEW)
    return few and all(_is_mended(figures, at) for at in breaks)


def _is_mended(figures: Sequence[Decimal], at: int) -> bool:
    """Whether figures that should fall do so around a place if the one there or the next is left out."""
    before, after = figures[max(at - 1, 0) : at], figures[at + 2 : at + 3]
    left = ((*before, kept, *after) for kept in figures[at : at + 2])
    return any(all(a >= b for a, b in pairwise(told)) for told in left)


def _count_pairs(values: Sequence[Value], *, falls: bool) -> tuple[int, int]:
    """Return how many pairs of figures in one unit run the way that is told, and how many the other way."""
    right = wrong = 0
    told: dict[str | None, list[Decimal]] = {}
    for value in values:
        before = told.setdefault(value.unit, [])
        above = len(before) - bisect_right(before, figure(value))
        below = bisect_left(before, figure(value))
        insort(before, figure(value))
        right += above if falls else below
        wrong += below if falls else above
    return right, wrong


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


Placed = tuple[int, Record, Value]


def check_rank_values(facts: Facts) -> Iterator[Finding]:
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


def _placed_figures(facts: Facts, ranking: str, metric: str) -> list[Placed]:
    """Return the printed places of a ranking with their records and figures, best place first."""
    placed = [
        (record.rank.value, record, value)
        for record in facts.in_ranking(ranking)
        if record.rank is not None and record.rank.status == "stated" and record.rank.value
        if (value := current(record, metric)) is not None
    ]
    return sorted(placed, key=lambda item: item[0])


def _compare_places(facts: Facts, ranking: Ranking, pairs: Sequence[tuple[Placed, Placed]]) -> Iterator[Finding]:
    assert ranking.order is not None
    rising = [(a, b) for a, b in pairs if figure(a[2]) < figure(b[2])]
    falling = [(a, b) for a, b in pairs if figure(a[2]) > figure(b[2])]
    better = next((m.better for m in ranking.metrics if m.name == ranking.order.metric), None)
    # Where nothing tells which way the indicator is good, the figures themselves do, if nearly all agree.
    fewer, more = _count_ways(facts, ranking, metric=ranking.order.metric)
    # One slip breaks an order once.
    sure = better == "higher" or fewer * FEW <= more or (fewer == 1 and more > 1)
    falls = ranking.order.direction == "desc" if better == "higher" else len(falling) >= len(rising)
    wrong = rising if falls else falling
    severity: Severity = "error" if sure else "warning"
    claims = tuple(_claim_place(a, b, falls=falls) for a, b in pairs)
    for first, second in wrong:
        message = facts.say(
            "rank-fits-value.failed",
            place=first[0],
            name=first[1],
            value=first[2],
            other_place=second[0],
            other_name=second[1],
            other=second[2],
        )
        subjects = [first[2].id, second[2].id]
        claim = (_claim_place(first, second, falls=falls),)
        # A region told twice with two figures is in doubt already.
        doubted = "~" in first[1].id + second[1].id or not _told_together(facts, first[1], second[1])
        doubted = doubted or not _are_alike(facts, first, second)
        grade: Severity = "warning" if doubted else severity
        places = _ranks(first[1], second[1])
        yield make_finding(facts, "rank-fits-value", "failed", message, subjects, grade, True, places, claim)
    if not wrong:
        right = [(a, b) for a, b in (falling if falls else rising) if b[0] - a[0] == 1]
        told = better == "higher" or len(pairs) >= FEW
        subjects = [value.id for pair in (right or pairs) for _, _, value in pair]
        message = facts.say("rank-fits-value.passed", count=len(dict.fromkeys(subjects)))
        sound = bool(right) and told
        yield make_finding(facts, "rank-fits-value", "passed", message, subjects, "error", sound, (), claims)


def _count_ways(facts: Facts, ranking: Ranking, metric: str) -> list[int]:
    """Return how often the figures of neighbouring places, printed or understood, go the rarer and the other way."""
    placed = [
        (record.rank.value, figure(value))
        for record in facts.in_ranking(ranking.id)
        if record.rank is not None and record.rank.value is not None
        if (value := current(record, metric)) is not None
    ]
    figures = [told for _, told in sorted(placed)]
    return sorted((sum(a < b for a, b in pairwise(figures)), sum(a > b for a, b in pairwise(figures))))


def _are_alike(facts: Facts, first: Placed, second: Placed) -> bool:
    """Whether two figures may be of one thing: in a list they are, in sentences if neither is many times the other."""
    low, high = sorted((abs(figure(first[2])), abs(figure(second[2]))))
    near = high <= MANY * low or liken_figures(figure(first[2]), figure(second[2])) is not None
    return near or first[2].column is not None or facts.in_one_list(first[1], second[1])


def _told_together(facts: Facts, first: Record, second: Record) -> bool:
    """Whether two places are told in one list or one paragraph; further apart, they may be of two indicators."""
    listed = facts.in_one_order(first, second) or facts.in_one_list(first, second)
    return listed or facts.in_one_paragraph(*_ranks(first, second))


def _claim_place(first: Placed, second: Placed, *, falls: bool) -> Claim:
    """Return the claim that the better of two places has the better figure."""
    places, values = (first[1].id, second[1].id), (first[2].id, second[2].id)
    order = {way: claim_order(*values, falls=way) for way in (True, False)}

    def choose(figures: Figures) -> Claim | None:
        one, other = (figures.get(place, EVERYTHING).low for place in places)
        if one is None or other is None or one == other:
            return None
        return order[falls if one < other else not falls]

    def holds(figures: Figures) -> bool:
        claim = choose(figures)
        return claim is None or claim.holds(figures)

    def room(name: str, figures: Figures) -> Interval[Decimal]:
        claim = choose(figures) if name in values else None
        return EVERYTHING if claim is None or claim.room is None else claim.room(name, figures)

    return Claim((*values, *places), holds, room=room)


def _ranks(*records: Record) -> tuple[Evidence, ...]:
    return tuple(quote for record in records if record.rank is not None for quote in record.rank.evidence[:1])


def note_close_places(facts: Facts) -> Iterator[Finding]:
    """Neighbouring places whose printed figures are so near that rounding alone could swap them."""
    for ranking in facts.assembly.rankings:
        if ranking.order is None:
            continue
        placed = [
            (record.rank.value, record, value)
            for record in facts.in_ranking(ranking.id)
            if record.rank is not None and record.rank.value is not None
            if (value := current(record, ranking.order.metric)) is not None
        ]
        placed.sort(key=lambda item: item[0])
        close = [
            (a, b)
            for a, b in pairwise(placed)
            if b[0] - a[0] == 1 and a[2].unit == b[2].unit and figure(a[2]) == figure(b[2])
        ]
        if close:
            pairs = [f"{facts.tell(a[1])} – {facts.tell(b[1])}" for a, b in close]
            message = facts.say("close-places.passed", pairs=pairs)
            subjects = [value.id for pair in close for _, _, value in pair]
            yield make_finding(facts, "close-places", "passed", message, subjects, "note")
