"""Claims and findings: a claim is what the document says of some figures, a finding how it fared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from extractor.checks.facts import Facts
from extractor.checks.intervals import Interval, meet
from extractor.checks.relations import Relation, notices_each, notices_slips, weigh
from extractor.results import Check, CheckStatus, Evidence, Region, Severity

Figures = Mapping[str, Interval[Decimal]]
Room = Callable[[str, Figures], Interval[Decimal]]
Makes = Callable[[str], Iterable[Fraction]]


class Claim(Struct, frozen=True):
    """What must hold between figures (values by id, places by their record's id), testable on any figures.

    So the same claim tells whether the printed figures can be true, which of them it would catch if they were
    wrong, and which candidate for a wrong one would make everything fit. `relation` is there for linear ones;
    `room` tells what a figure must reach into beside the others, which is cheaper than to try it; `makes` what the
    other printed figures make of one, and `computed` which of them the author computed from the others.
    """

    names: tuple[str, ...]
    holds: Callable[[Figures], bool]
    relation: Relation | None = None
    room: Room | None = None
    makes: Makes | None = None
    computed: str | None = None


class Derived(Struct, frozen=True):
    """A figure that is not printed, as the id that its value would have, with proven bounds and what they rest on."""

    name: str
    ranking: str
    metric: str
    unit: str | None
    region: Region
    interval: tuple[str, str]
    evidence: tuple[Evidence, ...]


class Finding(Struct, frozen=True):
    """A check as it is printed, with the claims behind it, and the figure that it derived, if any."""

    check: Check
    claims: tuple[Claim, ...] = ()
    derived: Derived | None = None


def claim_relation(relation: Relation) -> Claim:
    """Return a relation as a claim."""
    return Claim(
        relation.names, lambda figures: weigh(relation, figures) != "broken", relation, computed=relation.names[0]
    )


def claim_order(first: str, second: str, *, falls: bool) -> Claim:
    """Return the claim that the first figure is not below (with `falls`) or above the second.

    Two neighbouring figures of one precision (4.79 and 4.80) only touch: they are told as different.
    """
    upper, lower = (first, second) if falls else (second, first)

    def holds(figures: Figures) -> bool:
        top, bottom = figures[upper], figures[lower]
        if top.high is None or bottom.low is None:
            return True
        return top.high > bottom.low or top == bottom

    def room(name: str, figures: Figures) -> Interval[Decimal]:
        return Interval(figures[lower].low, None) if name == upper else Interval(None, figures[upper].high)

    return Claim((first, second), holds, room=room)


def claim_same(first: str, second: str) -> Claim:
    """Return the claim that two figures are one, within the rounding of both."""
    return Claim(
        (first, second),
        lambda figures: not meet(figures[first], figures[second]).empty,
        room=lambda name, figures: figures[second if name == first else first],
    )


def make_one(name: str, made: Fraction) -> Makes:
    """Return what figures make of the one that is named, and of no other."""
    return lambda asked: (made,) if asked == name else ()


def make_finding(
    facts: Facts,
    rule: str,
    status: CheckStatus,
    message: str,
    subjects: Iterable[str] = (),
    severity: Severity = "error",
    independent: bool = False,
    evidence: tuple[Evidence, ...] = (),
    claims: tuple[Claim, ...] = (),
) -> Finding:
    """Return a finding whose evidence is its subjects' quotes, then the further quotes given."""
    subjects = tuple(dict.fromkeys(subjects))
    quotes = facts.quotes(subjects)
    check = Check(
        rule=rule,
        status=status,
        severity=severity,
        independent=independent,
        message=message,
        subjects=subjects,
        evidence=tuple(dict.fromkeys((*quotes, *evidence))) if evidence else quotes,
    )
    return Finding(check, claims)


def confirm(facts: Facts, claim: Claim) -> bool:
    """Whether a claim that holds is tight enough to confirm each of its figures."""
    steps = facts.steps(claim.names)
    if claim.relation is not None:
        return notices_slips(claim.relation, facts.figures, steps)
    return notices_each(claim.names, claim.holds, facts.figures, steps)


def settle(
    facts: Facts,
    rule: str,
    claim: Claim,
    words: Mapping[str, object],
    *,
    message: str | None = None,
    severity: Severity = "error",
    independent: bool = False,
    evidence: tuple[Evidence, ...] = (),
    makes: Makes | None = None,
    computed: str | None = None,
) -> Finding:
    """Test a claim on the printed figures and return the finding, told by the message `<rule>.passed` or `.failed`.

    One that is too loose to catch a slip of ten printed steps confirms nothing, independent or not.
    """
    claim = replace(claim, makes=makes or claim.makes, computed=computed or claim.computed)
    holds = claim.holds(facts.figures)
    status: CheckStatus = "passed" if holds else "failed"
    told = facts.say(f"{message or rule}.{status}", **words)
    sound = independent and (not holds or confirm(facts, claim))
    return make_finding(facts, rule, status, told, claim.names, severity, sound, evidence, (claim,))


__all__ = [
    "Claim",
    "Derived",
    "Figures",
    "Finding",
    "Room",
    "claim_order",
    "claim_relation",
    "claim_same",
    "confirm",
    "make_finding",
    "make_one",
    "settle",
]
