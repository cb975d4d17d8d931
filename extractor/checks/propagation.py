"""Bounds of missing figures by interval propagation: each relation narrows each of its figures by all the others.

Source of the method: bounds propagation over linear constraints (Davis 1987), here with exact rationals and a budget
of steps, so that a system that narrows for ever ends at the same point on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from fractions import Fraction

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

    `finished` tells that no relation can narrow any further; else the budget ran out. `visits` is what was used of it.
    """

    bounds: Mapping[str, Interval[Fraction]]
    reasons: Mapping[str, tuple[Reason | None, Reason | None]]
    empty: str | None
    finished: bool
    visits: int = 0


def propagate(
    relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]], visits: int | None = None
) -> Narrowing:
    """Narrow every figure of the relations as far as they allow, in their order; stop at the first contradiction."""
    state = _State(relations, known)
    budget = left = visits if visits is not None else VISITS * len(relations)
    queue = deque(range(len(relations)))
    waiting = set(queue)
    while queue and left > 0:
        left -= 1
        index = queue.popleft()
        waiting.discard(index)
        for name in state.narrow(index):
            if state.bounds[name].empty:
                return Narrowing(state.bounds, state.reasons, name, True, budget - left)
            for other in state.users[name]:
                if other != index and other not in waiting:
                    waiting.add(other)
                    queue.append(other)
    return Narrowing(state.bounds, state.reasons, None, not queue, budget - left)


class _State:
    def __init__(self, relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]]) -> None:
        self.relations = relations
        self.users: dict[str, list[int]] = {}
        self.bounds: dict[str, Interval[Fraction]] = {}
        self.reasons: dict[str, tuple[Reason | None, Reason | None]] = {}
        for index, relation in enumerate(relations):
            for name in relation.names:
                self.users.setdefault(name, []).append(index)
                told = self.bounds.setdefault(name, known.get(name, Interval()))
                own = Reason(None, name)
                self.reasons.setdefault(
                    name, (own if told.low is not None else None, own if told.high is not None else None)
                )

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


def trace(*reasons: Reason | None) -> tuple[frozenset[str], frozenset[int]]:
    """Return the printed figures and the relations that bounds rest on."""
    names: set[str] = set()
    relations: set[int] = set()
    seen: set[int] = set()
    stack = [reason for reason in reasons if reason is not None]
    while stack:
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
