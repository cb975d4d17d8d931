"""Bounds of missing figures by interval propagation: each relation narrows each of its figures by all the others.

Source of the method: bounds propagation over linear constraints (Davis 1987), here with exact rationals and a budget
of steps, so that a system that narrows for ever ends at the same point on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import inf

from msgspec import Struct

from extractor.checks.intervals import Interval, meet
from extractor.checks.relations import Relation, solve_for

# How often, on average, a relation of a block may be looked at.
VISITS = 60


class Reason(Struct, frozen=True):
    """Why a bound holds: the relation that gave it, and the reasons of the bounds that it was computed from.

    A printed figure's own bound has no relation but its name.
    """

    relation: int | None
    name: str | None
    parents: tuple[Reason, ...] = ()


class Narrowing(Struct, frozen=True):
    """What propagation found: bounds by name with their reasons, and the figure that nothing can be, if any.

    `finished` tells that no relation can narrow any further; else the budget ran out. `visits` is what was used of it,
    `last` where a search came upon a contradiction.
    """

    bounds: Mapping[str, Interval[Fraction]]
    reasons: Mapping[str, tuple[Reason | None, Reason | None]]
    empty: str | None
    finished: bool
    visits: int = 0
    last: int = 0


def propagate(
    relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]], visits: int | None = None
) -> Narrowing:
    """Narrow every figure of the relations as far as they allow, in their order; stop at the first contradiction."""
    return System(relations, known).propagate(visits if visits is not None else VISITS * len(relations))


class System:
    """Relations and what is known of their figures, to be narrowed anew each time that statements are taken back."""

    def __init__(self, relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]]) -> None:
        self.relations = tuple(relations)
        self._dropped: set[int] = set()
        self._users: dict[str, list[int]] = {}
        self._bounds: dict[str, Interval[Fraction]] = {}
        self._reasons: dict[str, tuple[Reason | None, Reason | None]] = {}
        for index, relation in enumerate(relations):
            for name in relation.names:
                self._users.setdefault(name, []).append(index)
                told = self._bounds.setdefault(name, known.get(name, Interval()))
                own = Reason(None, name)
                self._reasons.setdefault(
                    name, (own if told.low is not None else None, own if told.high is not None else None)
                )

    def take_back(self, names: Iterable[str], indexes: Iterable[int]) -> None:
        """Forget what is known of figures, and leave relations out."""
        for name in names:
            self._bounds[name], self._reasons[name] = Interval(), (None, None)
        self._dropped.update(indexes)

    def propagate(self, visits: int) -> Narrowing:
        """Narrow the figures until nothing is left to narrow or a figure can be nothing."""
        relations = [at for at in range(len(self.relations)) if at not in self._dropped]
        return self._narrow(visits, deque(relations), set(relations), iter(()))

    def search(self, visits: int, first: int = 0) -> Narrowing:
        """Narrow the figures relation by relation, from one on, to come upon a contradiction soon.

        Each is taken up only when those before it have nothing left to narrow; `last` tells which one that was. What
        hangs together is taken up together, so that the search goes on from there when a contradiction is taken back.
        """
        order = (*self._nearby[first:], *self._nearby[:first])
        steps = (at for at in order if at not in self._dropped)
        return self._narrow(visits, deque(), set(), steps)

    @cached_property
    def _nearby(self) -> Sequence[int]:
        """The relations, each behind the first ones of all its figures."""
        return sorted(range(len(self.relations)), key=self._reach)

    def _reach(self, index: int) -> int:
        return max(self._users[name][0] for name in self.relations[index].names)

    def _narrow(self, visits: int, queue: deque[int], taken: set[int], steps: Iterator[int]) -> Narrowing:
        """Look at the relations of a queue and at those that they concern, then at one more step, and so on."""
        state, waiting = _State(self.relations, dict(self._bounds), dict(self._reasons)), set(queue)
        left, step = visits, -1
        while left > 0:
            if not queue:
                step = next(steps, -1)
                if step < 0:
                    break
                queue.append(step)
                taken.add(step)
            left -= 1
            index = queue.popleft()
            waiting.discard(index)
            for name in state.narrow(index):
                if state.bounds[name].empty:
                    at = self._nearby.index(step) if step >= 0 else 0
                    return Narrowing(state.bounds, state.reasons, name, True, visits - left, at)
                for other in self._users[name]:
                    if other != index and other not in waiting and other in taken:
                        waiting.add(other)
                        queue.append(other)
        done = not queue and next(steps, None) is None
        return Narrowing(state.bounds, state.reasons, None, done, visits - left)


class _State:
    def __init__(
        self,
        relations: Sequence[Relation],
        bounds: dict[str, Interval[Fraction]],
        reasons: dict[str, tuple[Reason | None, Reason | None]],
    ) -> None:
        self.relations, self.bounds, self.reasons = relations, bounds, reasons

    def narrow(self, index: int) -> list[str]:
        """Narrow each figure of one relation by the others; return those that became narrower."""
        relation = self.relations[index]
        changed = []
        for at, (factor, name) in enumerate(relation.terms):
            found = solve_for(relation, at, self.bounds)
            narrowed = meet(self.bounds[name], found)
            if narrowed == self.bounds[name]:
                continue
            rest = (*relation.terms[:at], *relation.terms[at + 1 :])
            self._explain(index, name, factor, rest, narrowed)
            self.bounds[name] = narrowed
            changed.append(name)
        return changed

    def _explain(
        self, index: int, name: str, factor: int, rest: Sequence[tuple[int, str]], narrowed: Interval[Fraction]
    ) -> None:
        before = self.bounds[name]
        low, high = self.reasons[name]
        # A figure's lower bound rests on the others' upper ones where the factors have one sign.
        if narrowed[0::2] != before[0::2]:
            low = Reason(index, None, self._ends(rest, factor, lower=True))
        if narrowed[1::2] != before[1::2]:
            high = Reason(index, None, self._ends(rest, factor, lower=False))
        self.reasons[name] = (low, high)

    def _ends(self, rest: Sequence[tuple[int, str]], factor: int, *, lower: bool) -> tuple[Reason, ...]:
        found = []
        for other, name in rest:
            upper = lower if (other > 0) == (factor > 0) else not lower
            reason = self.reasons[name][1 if upper else 0]
            if reason is not None:
                found.append(reason)
        return tuple(found)


def trace(*reasons: Reason | None, most: float = inf) -> tuple[frozenset[str], frozenset[int]]:
    """Return the printed figures and the relations that bounds rest on; stop soon after so many (`most`) figures."""
    names: set[str] = set()
    relations: set[int] = set()
    seen: set[int] = set()
    stack = [reason for reason in reasons if reason is not None]
    while stack and len(names) <= most:
        reason = stack.pop()
        if id(reason) in seen:
            continue
        seen.add(id(reason))
        if reason.name is not None:
            names.add(reason.name)
        if reason.relation is not None:
            relations.add(reason.relation)
        stack.extend(reason.parents)
    return frozenset(names), frozenset(relations)
