"""Trials: whether everything that is claimed of a figure holds with another one in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from extractor.checks.facts import Facts, figure
from extractor.checks.findings import Claim
from extractor.checks.intervals import APPROXIMATE, EVERYTHING, Interval, meet, read_figure, scale
from extractor.checks.relations import Relation, complete, weigh_terms
from extractor.results import Value
from extractor.text import decimals

Test = Callable[[Interval[Decimal]], bool]


class Trials:
    """The claims of a document by the figures that they name.

    What does not depend on the figure that is tried is worked out once: what the other figures of a relation add up
    to, and the room that the claims leave.
    """

    def __init__(self, facts: Facts, claims: Iterable[Claim]) -> None:
        self._facts = facts
        self._claims: dict[str, list[Claim]] = {}
        self._tried = dict(facts.figures)
        self._tests: dict[str, list[Test]] = {}
        self._rooms: dict[str, Interval[Decimal]] = {}
        self._sums: dict[int, Interval[Decimal]] = {}
        for claim in {id(claim): claim for claim in claims}.values():
            for name in claim.names:
                self._claims.setdefault(name, []).append(claim)

    def told_of(self, name: str) -> Iterator[Fraction]:
        """Yield what other printed figures make of a figure, claim by claim."""
        for claim in self._claims.get(name, ()):
            yield from claim.makes(name) if claim.makes is not None else ()
            if claim.relation is not None and claim.relation.op == "=":
                yield from self._solve(claim.relation, name)

    def _solve(self, relation: Relation, name: str) -> Iterator[Fraction]:
        """Yield what an equation makes of a figure, the others taken as they are printed."""
        values = [self._facts.values[other] for other in relation.names]
        if all(value.value is not None for value in values):
            total = sum((factor * figure(v) for (factor, _), v in zip(relation.terms, values, strict=True)), Decimal(0))
            factor = relation.terms[relation.names.index(name)][0]
            yield Fraction(figure(self._facts.values[name])) - Fraction(total + relation.constant) / factor

    def may_fit(self, value: Value, right: Decimal) -> bool:
        """Whether a candidate comes near the room that the claims leave, its rounding not yet looked at."""
        low, high = self.room(value, step_of(right))
        return (low is None or low <= right) and (high is None or right <= high)

    def room(self, value: Value, step: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """Return between what candidates with a last digit of the size of `step` can fit the claims about a value."""
        assert value.printed is not None
        if value.qualifier not in (None, "approx"):
            return None, None
        if value.id not in self._rooms:
            rooms = (self._room_of(claim, value.id) for claim in self._claims.get(value.id, ()))
            self._rooms[value.id] = reduce(meet, rooms, EVERYTHING)
        room, reach = self._rooms[value.id], APPROXIMATE * max(Decimal(value.printed.step), step)
        return (
            room.low - reach if room.low is not None else None,
            room.high + reach if room.high is not None else None,
        )

    def _room_of(self, claim: Claim, name: str) -> Interval[Decimal]:
        figures, relation = self._facts.figures, claim.relation
        if any(other not in figures for other in claim.names):
            return EVERYTHING
        if relation is not None and relation.op == "=":
            at = relation.names.index(name)
            factor = relation.terms[at][0]
            return scale(self._others(relation, at), -factor) if abs(factor) == 1 else EVERYTHING
        return claim.room(name, figures) if claim.room is not None else EVERYTHING

    def fits(self, value: Value, right: Decimal) -> bool:
        """Whether all claims about a value hold with a candidate in its place."""
        assert value.printed is not None
        step = step_of(right) if decimals(right) else Decimal(value.printed.step)
        exact, rounding = self._facts.is_count(value), self._facts.options.rounding
        return self.try_figure(value.id, read_figure(right, step, value, exact=exact, rounding=rounding))

    def try_figure(self, name: str, interval: Interval[Decimal]) -> bool:
        """Whether all claims about a figure or a place hold with another one in its place."""
        if name not in self._tests:
            self._tests[name] = [self._make_test(claim, name) for claim in self._claims.get(name, ())]
        return all(test(interval) for test in self._tests[name])

    def _make_test(self, claim: Claim, name: str) -> Test:
        figures, relation = self._facts.figures, claim.relation
        if relation is None or relation.names.count(name) != 1 or any(other not in figures for other in relation.names):
            return lambda interval: self._holds_with(claim, name, interval)
        at = relation.names.index(name)
        others = self._others(relation, at)
        return lambda interval: complete(relation, at, others, interval) != "broken"

    def _others(self, relation: Relation, at: int) -> Interval[Decimal]:
        """Return what a relation's sum may be without one of its terms: taken out of the whole, if that is bounded."""
        figures = self._facts.figures
        total = self._sums.get(id(relation))
        if total is None:
            total = self._sums[id(relation)] = weigh_terms(relation, relation.terms, figures)
        if total.low is None or total.high is None or total.low_open or total.high_open:
            return weigh_terms(relation, (*relation.terms[:at], *relation.terms[at + 1 :]), figures)
        factor, name = relation.terms[at]
        own = scale(figures[name], factor)
        assert own.low is not None
        assert own.high is not None
        return Interval(total.low - own.low, total.high - own.high)

    def _holds_with(self, claim: Claim, name: str, interval: Interval[Decimal]) -> bool:
        """Whether a claim holds with another figure in its place: put into the one copy of all, and taken out again."""
        printed = self._tried.get(name)
        self._tried[name] = interval
        try:
            return claim.holds(self._tried)
        finally:
            if printed is None:
                del self._tried[name]
            else:
                self._tried[name] = printed


def step_of(figure: Decimal) -> Decimal:
    """Return the size of a figure's last digit behind its mark, or 1."""
    return Decimal(1).scaleb(-decimals(figure))
