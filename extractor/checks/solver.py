"""The only user of z3: smallest sets of statements that cannot all be true, and the tightest bounds of a figure.

Work is bounded by z3's own resource counter (`rlimit`), never by time, with fixed seeds, and statements go in and
come out in document order, so that the same input gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from extractor.checks.intervals import Interval
from extractor.checks.relations import Relation

# z3's counter for one block of relations: about a second of a slow machine.
RESOURCES = 1_000_000


class Core(Struct, frozen=True):
    """A smallest contradiction: the printed figures and the relations (by index) that cannot all be true."""

    names: tuple[str, ...]
    relations: tuple[int, ...]


class Contradictions(Struct, frozen=True):
    """All independent contradictions of a block that were proven; `finished` tells that there are no more."""

    cores: tuple[Core, ...]
    finished: bool


class _Budget:
    """What is left of the resources, shared by all questions about one block."""

    def __init__(self, resources: int) -> None:
        self.left = resources

    def ask(self, solver: Any, assumptions: Sequence[Any]) -> Any:
        """Return z3's answer, `unknown` once the resources are used up."""
        import z3

        if self.left <= 0:
            return z3.unknown
        before = _count(solver)
        solver.set("rlimit", self.left)
        answer = solver.check(*assumptions)
        self.left -= max(1, _count(solver) - before)
        return answer


def _count(solver: Any) -> int:
    """Return z3's resource counter; it runs on over all questions to one context."""
    statistics = solver.statistics()
    keys = statistics.keys()
    return int(statistics.get_key_value("rlimit count")) if "rlimit count" in keys else 0


class _Block:
    """One block of relations as z3 sees it: every statement under an assumption that can be taken back."""

    def __init__(self, relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]]) -> None:
        import z3

        self.context = z3.Context()
        self.solver = z3.SimpleSolver(ctx=self.context)
        self.solver.set("random_seed", 0)
        self.names = tuple(dict.fromkeys(name for relation in relations for name in relation.names))
        self.figures = {name: z3.Real(f"x{at}", self.context) for at, name in enumerate(self.names)}
        self.assumed: dict[str | int, Any] = {}
        for at, name in enumerate(self.names):
            if name in known:
                self._assume(name, z3.Bool(f"f{at}", self.context), self._within(self.figures[name], known[name]))
        for index, relation in enumerate(relations):
            self._assume(index, z3.Bool(f"r{index}", self.context), self._relate(relation))

    def _assume(self, key: str | int, switch: Any, claim: Any) -> None:
        import z3

        self.assumed[key] = switch
        self.solver.add(z3.Implies(switch, claim))

    def _number(self, figure: Fraction) -> Any:
        import z3

        return z3.RatVal(figure.numerator, figure.denominator, self.context)

    def _within(self, figure: Any, interval: Interval[Fraction]) -> Any:
        import z3

        claims = [z3.BoolVal(True, self.context)]
        if interval.low is not None:
            low = self._number(interval.low)
            claims.append(figure > low if interval.low_open else figure >= low)
        if interval.high is not None:
            high = self._number(interval.high)
            claims.append(figure < high if interval.high_open else figure <= high)
        return z3.And(*claims)

    def _relate(self, relation: Relation) -> Any:
        import z3

        terms = [self._number(Fraction(factor)) * self.figures[name] for factor, name in relation.terms]
        total = z3.Sum([self._number(Fraction(relation.constant)), *terms])
        return total == 0 if relation.op == "=" else total >= 0


def find_cores(
    relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]], resources: int = RESOURCES
) -> Contradictions:
    """Return the independent contradictions of a block: smallest ones that share no printed figure.

    Each is made smaller until no statement can be left out of it; where the resources run out, what was found by
    then is returned, the last contradiction perhaps not at its smallest.
    """
    import z3

    block, budget = _Block(relations, known), _Budget(resources)
    active = list(block.assumed)
    cores: list[Core] = []
    while True:
        answer = budget.ask(block.solver, [block.assumed[key] for key in active])
        if answer != z3.unsat:
            return Contradictions(tuple(cores), answer == z3.sat)
        core = _shrink(block, budget, _read_core(block, active))
        names = tuple(key for key in core if isinstance(key, str))
        indexes = tuple(key for key in core if isinstance(key, int))
        cores.append(Core(names, indexes))
        gone: set[str | int] = set(names) if names else set(indexes)
        active = [key for key in active if key not in gone]


def _read_core(block: _Block, active: Iterable[str | int]) -> list[str | int]:
    told = {str(switch) for switch in block.solver.unsat_core()}
    return [key for key in active if str(block.assumed[key]) in told]


def _shrink(block: _Block, budget: _Budget, core: list[str | int]) -> list[str | int]:
    """Leave out, from the last statement on, each one without which the rest still cannot be true."""
    import z3

    for key in reversed(core):
        if key not in core:
            continue
        rest = [other for other in core if other != key]
        if budget.ask(block.solver, [block.assumed[other] for other in rest]) == z3.unsat:
            core = _read_core(block, rest)
    return core


def tighten(
    relations: Sequence[Relation],
    known: Mapping[str, Interval[Fraction]],
    name: str,
    told: Interval[Fraction],
    resources: int = RESOURCES,
) -> Interval[Fraction]:
    """Return the tightest bounds of a figure; `told`, proven bounds already, where the resources run out."""
    import z3

    block = _Block(relations, known)
    ends: list[Fraction | None] = []
    for minimise in (True, False):
        optimiser = z3.Optimize(ctx=block.context)
        optimiser.set("rlimit", resources)
        optimiser.add(*block.solver.assertions(), *block.assumed.values())
        goal = optimiser.minimize(block.figures[name]) if minimise else optimiser.maximize(block.figures[name])
        if optimiser.check() != z3.sat:
            return told
        ends.append(_read_end(goal, lower=minimise))
    low, high = ends
    return Interval(low if low is not None else told.low, high if high is not None else told.high)


def _read_end(goal: Any, *, lower: bool) -> Fraction | None:
    """Return the bound that z3 found; None where there is none. An infinitely small part only tells an open end."""
    infinite, finite, _ = goal.lower_values() if lower else goal.upper_values()
    if str(infinite) != "0":
        return None
    return Fraction(finite.as_string())
