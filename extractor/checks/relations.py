"""Relations: what the document says of several figures at once, as exact linear constraints."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from extractor.checks.intervals import NOUGHT, Interval, N, add, includes, point, scale
from extractor.results import Evidence, Severity

Outcome = Literal["holds", "broken", "open"]
# A relation confirms a figure only if it would notice the figure so many printed steps off.
NOTICED_STEPS = 10


class Relation(Struct, frozen=True, kw_only=True):
    """A weighted sum of figures that is zero (`=`) or not less (`>=`).

    `terms` are (factor, name); a name is a value's id, or the id that a missing value would have. Factors are whole:
    a mean of three is three times the mean against the sum. `evidence` are the words that state the relation, beside
    the figures themselves.
    """

    rule: str
    terms: tuple[tuple[int, str], ...]
    op: Literal["=", ">="] = "="
    constant: Decimal = Decimal(0)
    severity: Severity = "error"
    evidence: tuple[Evidence, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The figures that it ties together, in order."""
        return tuple(name for _, name in self.terms)


def weigh(relation: Relation, intervals: Mapping[str, Interval[Decimal]]) -> Outcome:
    """Tell whether a relation can hold for figures out of the intervals; `open` where a bound is missing."""
    if any(name not in intervals for _, name in relation.terms):
        return "open"
    return _judge(relation, weigh_terms(relation, relation.terms, intervals))


def weigh_terms(
    relation: Relation, terms: Iterable[tuple[int, str]], intervals: Mapping[str, Interval[Decimal]]
) -> Interval[Decimal]:
    """Return what a relation's sum may be with some of its terms."""
    return add(point(relation.constant), *_scaled(terms, intervals))


def _scaled(terms: Iterable[tuple[int, str]], intervals: Mapping[str, Interval[N]]) -> Iterator[Interval[N]]:
    return (scale(intervals[name], factor) for factor, name in terms)


def solve_for(relation: Relation, index: int, intervals: Mapping[str, Interval[Fraction]]) -> Interval[Fraction]:
    """Return what one figure of a relation may be, given the intervals of all the others."""
    factor, _ = relation.terms[index]
    others = add(
        point(Fraction(relation.constant)), *_scaled((*relation.terms[:index], *relation.terms[index + 1 :]), intervals)
    )
    room = scale(others, -1)  # factor times figure is in it, or not below
    if relation.op == ">=":
        room = Interval(room.low, None, room.low_open)
    return scale(room, Fraction(1, factor))


def complete(relation: Relation, index: int, others: Interval[Decimal], figure: Interval[Decimal]) -> Outcome:
    """Tell whether a relation can hold for a figure in one of its terms, beside the sum of the others."""
    return _judge(relation, add(others, scale(figure, relation.terms[index][0])))


def _judge(relation: Relation, total: Interval[Decimal]) -> Outcome:
    if relation.op == ">=":
        total = Interval(None, total.high, False, total.high_open)
    return "holds" if includes(total, NOUGHT) else "broken"


def notices_slips(relation: Relation, intervals: Mapping[str, Interval[Decimal]], steps: Mapping[str, Decimal]) -> bool:
    """Tell whether a relation would catch each of its figures ten printed steps off, either way.

    The sum is made once and moved, so that a total over many rows costs no square.
    """
    total = weigh_terms(relation, relation.terms, intervals)
    moves = (NOTICED_STEPS * steps[name] * factor for factor, name in relation.terms)
    return all(move and all(_judge(relation, shift(total, by)) == "broken" for by in (move, -move)) for move in moves)


def notices_each(
    names: Iterable[str],
    holds: Callable[[Mapping[str, Interval[Decimal]]], bool],
    intervals: dict[str, Interval[Decimal]],
    steps: Mapping[str, Decimal],
) -> bool:
    """Tell the same of a claim that is no linear relation; such claims are over few figures."""
    moves = ((name, NOTICED_STEPS * steps[name]) for name in names)
    return all(
        move and all(not holds(ChainMap({name: shift(intervals[name], by)}, intervals)) for by in (move, -move))
        for name, move in moves
    )


def shift(interval: Interval[Decimal], by: Decimal) -> Interval[Decimal]:
    """Return the interval moved."""
    return add(interval, point(by))
