"""Relations: what the document says of several figures at once, as exact linear constraints."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from extractor.checks.intervals import Interval, add, meet, scale
from extractor.results import Evidence, Severity

Outcome = Literal["holds", "broken", "open"]
# A relation confirms a figure only if it would notice the figure so many printed steps off.
NOTICED_STEPS = 10


class Relation(Struct, frozen=True, kw_only=True):
    """A weighted sum of figures that is zero (`=`) or not less (`>=`).

    `terms` are (factor, name); a name is a value's id, or the id that a missing value would have. `evidence` are
    the words that state the relation, beside the figures themselves.
    """

    rule: str
    terms: tuple[tuple[Fraction, str], ...]
    op: Literal["=", ">="] = "="
    constant: Fraction = Fraction(0)
    severity: Severity = "error"
    evidence: tuple[Evidence, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The figures that it ties together, in order."""
        return tuple(name for _, name in self.terms)


def weigh(relation: Relation, intervals: Mapping[str, Interval]) -> Outcome:
    """Tell whether a relation can hold for figures out of the intervals; `open` where a bound is missing."""
    if any(name not in intervals for name in relation.names):
        return "open"
    constant = Interval(relation.constant, relation.constant)
    total = add((constant, *(scale(intervals[name], factor) for factor, name in relation.terms)))
    return _judge(relation, total)


def solve_for(relation: Relation, index: int, intervals: Mapping[str, Interval]) -> Interval:
    """Return what one figure of a relation may be, given the intervals of all the others."""
    factor, _ = relation.terms[index]
    room = scale(add_others(relation, index, intervals), Fraction(-1))  # factor times figure is in it, or not below
    if relation.op == ">=":
        room = Interval(room.low, None, room.low_open)
    return scale(room, 1 / factor)


def add_others(relation: Relation, index: int, intervals: Mapping[str, Interval]) -> Interval:
    """Return what a relation's sum may be without one of its terms."""
    others = (*relation.terms[:index], *relation.terms[index + 1 :])
    constant = Interval(relation.constant, relation.constant)
    return add((constant, *(scale(intervals[name], factor) for factor, name in others)))


def complete(relation: Relation, index: int, others: Interval, figure: Interval) -> Outcome:
    """Tell whether a relation can hold for a figure in one of its terms, beside the sum of the others."""
    return _judge(relation, add((others, scale(figure, relation.terms[index][0]))))


def _judge(relation: Relation, total: Interval) -> Outcome:
    wanted = Interval(Fraction(0), Fraction(0) if relation.op == "=" else None)
    return "broken" if meet(total, wanted).empty else "holds"


def notices_slips(relation: Relation, intervals: Mapping[str, Interval], steps: Mapping[str, Fraction]) -> bool:
    """Tell whether a relation would catch each of its figures ten printed steps off, either way.

    The sum is made once and moved, so that a total over many rows costs no square.
    """
    constant = Interval(relation.constant, relation.constant)
    total = add((constant, *(scale(intervals[name], factor) for factor, name in relation.terms)))
    moves = (NOTICED_STEPS * steps[name] * factor for factor, name in relation.terms)
    return all(move and all(_judge(relation, shift(total, by)) == "broken" for by in (move, -move)) for move in moves)


def notices_each(
    names: Iterable[str],
    holds: Callable[[Mapping[str, Interval]], bool],
    intervals: dict[str, Interval],
    steps: Mapping[str, Fraction],
) -> bool:
    """Tell the same of a claim that is no linear relation; such claims are over few figures."""
    moves = ((name, NOTICED_STEPS * steps[name]) for name in names)
    return all(
        move and all(not holds(ChainMap({name: shift(intervals[name], by)}, intervals)) for by in (move, -move))
        for name, move in moves
    )


def shift(interval: Interval, by: Fraction) -> Interval:
    """Return the interval moved."""
    return add((interval, Interval(by, by)))
