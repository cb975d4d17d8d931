"""All independent contradictions of a block: propagation comes upon them, the solver makes them as small as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from extractor.checks.intervals import Interval
from extractor.checks.propagation import Narrowing, propagate, trace
from extractor.checks.relations import Relation
from extractor.checks.solver import RESOURCES, Contradictions, Core, find_cores

# How often, on average, a relation of a block may be looked at while its contradictions are searched for.
SEARCHES = 8
# A block of few relations is searched thoroughly all the same.
FEWEST_VISITS = 4000


def find_contradictions(
    relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]], resources: int = RESOURCES
) -> Contradictions:
    """Return the independent contradictions of a block: smallest ones, no two of which share a printed figure.

    What propagation cannot settle is left to the solver; `finished` is false where its resources run out, and then
    the contradictions are those that were proven by then.
    """
    cores: list[Core] = []
    left = max(FEWEST_VISITS, SEARCHES * len(relations))
    active, figures = dict(enumerate(relations)), dict(known)
    while left > 0:
        narrowing = propagate(tuple(active.values()), figures, left)
        left -= narrowing.visits + len(active)  # setting out costs about as much as a round
        if narrowing.empty is None:
            break
        core = _shrink(narrowing, active, figures, resources)
        cores.append(core)
        for name in core.names:
            del figures[name]
        if not core.names:
            for index in core.relations:
                del active[index]
    if left <= 0:
        return Contradictions(tuple(cores), False)
    indexes = tuple(active)
    rest = find_cores(tuple(active.values()), figures, resources)
    further = (Core(core.names, tuple(indexes[at] for at in core.relations)) for core in rest.cores)
    return Contradictions((*cores, *further), rest.finished)


def _shrink(
    narrowing: Narrowing, active: Mapping[int, Relation], figures: Mapping[str, Interval[Fraction]], resources: int
) -> Core:
    """Return the smallest contradiction among the statements that propagation came upon one with."""
    assert narrowing.empty is not None
    names, positions = trace(*narrowing.reasons[narrowing.empty])
    indexes = [index for at, index in enumerate(active) if at in positions]
    known = {name: interval for name, interval in figures.items() if name in names}
    found = find_cores([active[index] for index in indexes], known, resources).cores
    if not found:  # out of resources: all that it rests on
        return Core(tuple(known), tuple(indexes))
    return Core(found[0].names, tuple(indexes[at] for at in found[0].relations))
