"""All independent contradictions of a block: propagation comes upon them, the solver makes them as small as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from extractor.checks.intervals import Interval
from extractor.checks.propagation import Narrowing, System, trace
from extractor.checks.relations import Relation
from extractor.checks.solver import RESOURCES, Contradictions, Core, find_cores

# How often, on average, a relation of a block may be looked at while its contradictions are searched for.
SEARCHES = 8
# A block of few relations is searched thoroughly all the same.
FEWEST_VISITS = 4000
# Who is told of so many contradictions in figures that hang together has no use for more.
MOST_CORES = 50


def find_contradictions(
    relations: Sequence[Relation], known: Mapping[str, Interval[Fraction]], resources: int = RESOURCES
) -> Contradictions:
    """Return the independent contradictions of a block: smallest ones, no two of which share a printed figure.

    What propagation cannot settle is left to the solver; `finished` is false where its resources run out, and then
    the contradictions are those that were proven by then.
    """
    cores: list[Core] = []
    left = max(FEWEST_VISITS, SEARCHES * len(relations))
    system, figures, dropped, first = System(relations, known), dict(known), set[int](), 0
    while left > 0 and len(cores) < MOST_CORES:
        narrowing = system.search(left, first)
        left, first = left - narrowing.visits, narrowing.last
        if narrowing.empty is None:
            break
        core = _shrink(narrowing, relations, figures, resources)
        cores.append(core)
        gone = () if core.names else core.relations
        system.take_back(core.names, gone)
        dropped.update(gone)
        for name in core.names:
            del figures[name]
    else:
        return Contradictions(_sort(cores), False)
    indexes = [index for index in range(len(relations)) if index not in dropped]
    rest = find_cores([relations[index] for index in indexes], figures, resources)
    further = (Core(core.names, tuple(indexes[at] for at in core.relations)) for core in rest.cores)
    return Contradictions(_sort((*cores, *further)), rest.finished)


def _sort(cores: Iterable[Core]) -> tuple[Core, ...]:
    """Return contradictions in document order."""
    return tuple(sorted(cores, key=lambda core: core.relations))


def _shrink(
    narrowing: Narrowing, relations: Sequence[Relation], figures: Mapping[str, Interval[Fraction]], resources: int
) -> Core:
    """Return the smallest contradiction among the statements that propagation came upon one with."""
    assert narrowing.empty is not None
    names, positions = trace(*narrowing.reasons[narrowing.empty])
    indexes = sorted(positions)
    known = {name: interval for name, interval in figures.items() if name in names}
    found = find_cores([relations[index] for index in indexes], known, resources).cores
    if not found:  # out of resources: all that it rests on
        return Core(tuple(known), tuple(indexes))
    return Core(found[0].names, tuple(indexes[at] for at in found[0].relations))
