"""Gaps: figures that the document does not print but its statements pin down, block by block.

Relations that share a missing figure make a block; blocks are worked on apart, so that work grows with the document
and not with its square. Propagation narrows a block; the solver is asked only where that meets a contradiction, does
not come to an end, or may not have found the tightest bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from extractor.checks.facts import Facts
from extractor.checks.findings import Claim, Derived, Figures, Finding, make_finding
from extractor.checks.intervals import Interval, as_fractions, point, write_outward
from extractor.checks.propagation import Narrowing, propagate, trace
from extractor.checks.relations import Relation
from extractor.checks.unknowns import Gap, state_relations
from extractor.results import CheckStatus, Severity
from extractor.text import decimals

# A derived value is told where its interval is at most so many printed steps wide, and noted up to the second number.
WORTH_TELLING, WORTH_NOTING = 10, 20
# Blocks of more relations are not tried with a witness; the solver tightens them.
SMALL = 40
# Of one block, so many figures are tightened by the solver; the bounds of others are proven, if not the tightest.
MOST_SOLVED = 20
# A figure whose bounds rest on more printed figures than these is told to nobody's use.
MOST_GROUNDS = 60


class Block(Struct, frozen=True, dict=True):
    """Relations that hang together by missing figures, in document order, and what is known of their figures."""

    relations: tuple[Relation, ...]
    known: Mapping[str, Interval[Fraction]]

    @cached_property
    def circular(self) -> bool:
        """Whether two figures hang together in more than one way: then propagation may stop short."""
        return _has_circle(self.relations)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The known figures, numbered in the block's order."""
        return {name: at for at, name in enumerate(self.known)}


def check_gaps(facts: Facts) -> Iterator[Finding]:
    """A missing figure can be what all statements about it say; where they pin it down, it comes out with bounds."""
    stated = state_relations(facts)
    sound = 0
    for block in split_blocks(stated.relations, stated.gaps, {**facts.figures, **stated.bounds}):
        narrowing = propagate(block.relations, block.known)
        if narrowing.empty is not None or not narrowing.finished:
            found = list(_contradict(facts, block, stated.gaps))
            yield from found
            if found:
                continue
        missing = [name for name in narrowing.bounds if name in stated.gaps]
        sound += len(missing)
        for at, name in enumerate(missing):
            yield from _derive(facts, stated.gaps[name], block, narrowing, solve=at < MOST_SOLVED)
    if sound:
        yield make_finding(facts, "consistent", "passed", facts.say("consistent.passed", count=sound))


def split_blocks(relations: Sequence[Relation], gaps: Iterable[str], figures: Figures) -> Iterator[Block]:
    """Yield the blocks of relations that hang together by missing figures; those without one are decided already."""
    missing = set(gaps)
    parents: dict[str, str] = {name: name for name in missing}

    def root(name: str) -> str:
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for relation in relations:
        names = [name for name in relation.names if name in missing]
        for name in names[1:]:
            parents[root(name)] = root(names[0])
    blocks: dict[str, list[Relation]] = {}
    for relation in relations:
        first = next((name for name in relation.names if name in missing), None)
        if first is not None:
            blocks.setdefault(root(first), []).append(relation)
    for members in blocks.values():
        told = dict.fromkeys(name for relation in members for name in relation.names)
        yield Block(tuple(members), {name: as_fractions(figures[name]) for name in told if name in figures})


def _contradict(facts: Facts, block: Block, gaps: Mapping[str, Gap]) -> Iterator[Finding]:
    """Yield the contradictions of a block, each as the smallest set of quotes that cannot all be true."""
    from extractor.checks.contradictions import find_contradictions

    found = find_contradictions(block.relations, block.known)
    for core in found.cores:
        relations = [block.relations[index] for index in core.relations]
        subjects = sorted((name for name in core.names if name in facts.values), key=lambda n: _stands(facts, n))
        missing = [gaps[name] for relation in relations for name in relation.names if name in gaps]
        sure = all(relation.severity == "error" for relation in relations)
        severity: Severity = "error" if sure else "warning"
        quotes = tuple(quote for relation in relations for quote in relation.evidence)
        told = [facts.values[name] for name in subjects]
        name = missing[0].record.region.name if missing else ""
        message = facts.say("consistent.failed", figures=told, name=name)
        claims = (_claim_possible(subjects, relations, block),)
        finding = make_finding(facts, "consistent", "failed", message, subjects, severity, True, quotes, claims)
        ordered = tuple(sorted(finding.check.evidence, key=lambda quote: (quote.start, quote.end)))
        yield replace(finding, check=replace(finding.check, evidence=ordered))
    if not found.finished:
        message = facts.say("consistent.skipped", count=len(found.cores))
        yield make_finding(facts, "consistent", "skipped", message, independent=True)


def _stands(facts: Facts, name: str) -> int:
    """Return where a figure stands in the document."""
    return facts.values[name].evidence[0].start


def _claim_possible(subjects: Sequence[str], relations: Sequence[Relation], block: Block) -> Claim:
    """Return the claim that the figures of a contradiction leave something for the missing ones."""

    names = dict.fromkeys(name for relation in relations for name in relation.names)
    told = {name: block.known[name] for name in names if name in block.known}

    def holds(figures: Figures) -> bool:
        known = {name: as_fractions(figures[name]) if name in figures else interval for name, interval in told.items()}
        return propagate(relations, known).empty is None

    return Claim(tuple(subjects), holds)


def _derive(facts: Facts, gap: Gap, block: Block, narrowing: Narrowing, *, solve: bool) -> Iterator[Finding]:
    """Yield a missing figure whose bounds are near enough to be told; note one whose bounds are merely finite.

    With `solve`, bounds that may not be the tightest are made so.
    """
    bounds = narrowing.bounds[gap.name]
    if bounds.width is None:
        return
    names, indexes = trace(*narrowing.reasons[gap.name], most=MOST_GROUNDS)
    steps = [
        Fraction(facts.step(name)) for name in names if name in facts.values and facts.values[name].metric == gap.metric
    ]
    if not steps or bounds.width > WORTH_NOTING * max(steps) or len(names) > MOST_GROUNDS:
        return
    if solve and not _is_tight(block, gap.name, bounds):
        from extractor.checks.solver import tighten

        bounds = tighten(block.relations, block.known, gap.name, bounds)
    step = max(steps)
    interval = write_outward(bounds, decimals(Decimal(step.numerator) / step.denominator) + 3)
    subjects = sorted((name for name in names if name in facts.values), key=lambda name: block.order[name])
    quotes = tuple(quote for index in sorted(indexes) for quote in block.relations[index].evidence)
    low, high = map(Fraction, interval)
    told = high - low <= WORTH_TELLING * step
    status: CheckStatus = "passed" if told else "skipped"
    message = (
        facts.say("gap-exact.passed", name=gap.record, figure=low)
        if low == high
        else facts.say(f"gap-bounded.{status}", name=gap.record, low=low, high=high)
    )
    finding = make_finding(
        facts, "gap-bounded", status, message, (*[gap.name] * told, *subjects), "note", False, quotes
    )
    if not told:
        yield finding
        return
    evidence = finding.check.evidence
    derived = Derived(gap.name, gap.ranking, gap.metric, gap.unit, gap.record.region, interval, evidence)
    yield replace(finding, derived=derived)


def _is_tight(block: Block, name: str, bounds: Interval[Fraction]) -> bool:
    """Whether both bounds are the tightest: in a block without a circle they are, else where a witness reaches them."""
    if not block.circular:
        return True
    if len(block.relations) > SMALL:
        return False
    return all(_find_witness(block, name, end) for end in (bounds.low, bounds.high) if end is not None)


def _has_circle(relations: Sequence[Relation]) -> bool:
    parents: dict[str | int, str | int] = {}

    def root(key: str | int) -> str | int:
        while parents.setdefault(key, key) != key:
            key = parents[key]
        return key

    for index, relation in enumerate(relations):
        for name in relation.names:
            one, other = root(index), root(name)
            if one == other:
                return True
            parents[one] = other
    return False


def _find_witness(block: Block, name: str, figure: Fraction) -> bool:
    """Whether fixing one figure, and then each other one in its room, leads to no contradiction."""
    known = {**block.known, name: point(figure)}
    names = dict.fromkeys(n for relation in block.relations for n in relation.names)
    while True:
        narrowing = propagate(block.relations, known)
        if narrowing.empty is not None or not narrowing.finished:
            return False
        known |= narrowing.bounds
        free = next((other for other in names if known[other].width != 0), None)
        if free is None:
            return True
        known[free] = point(_choose(known[free]))


def _choose(room: Interval[Fraction]) -> Fraction:
    if room.low is not None and room.high is not None:
        return (room.low + room.high) / 2
    return room.low if room.low is not None else room.high if room.high is not None else Fraction(0)
