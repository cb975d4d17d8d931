"""Headlines: what they say of a region is what the text says."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.facts import Facts, figure
from extractor.checks.findings import Finding, claim_same, make_finding
from extractor.checks.repeats import may_be_same
from extractor.checks.slips import liken_figures
from extractor.results import Record, Value

Told = tuple[Record, Value]


def check_headline(facts: Facts) -> Iterator[Finding]:
    """A figure of a headline is told so in the text, not as another that one slip of the pen makes of it.

    That the text leaves it out, or rounds it otherwise, says nothing.
    """
    end = facts.headline_end
    told = list(_current(facts)) if end else []
    for record, value in told:
        if value.evidence[0].start >= end:
            continue
        body = [
            other
            for other in told
            if other[1].evidence[0].start >= end and other[1].unit == value.unit and _of_one(record, other[0])
        ]
        if any(may_be_same(facts, value, other) for _, other in body):
            continue
        for owner, other in body:
            if _tells_alike((record, value), (owner, other)):
                message = facts.say("headline-agrees.failed", name=record, first=value, second=other)
                claims = (claim_same(value.id, other.id),)
                subjects = [value.id, other.id]
                yield make_finding(facts, "headline-agrees", "failed", message, subjects, claims=claims)
                break


def _current(facts: Facts) -> Iterator[Told]:
    for record in facts.assembly.records:
        for value in record.values:
            if value.role == "current" and value.value is not None and value.evidence:
                yield record, value


def _of_one(record: Record, other: Record) -> bool:
    """Whether two records are of one region."""
    return (record.region.code or record.region.name) == (other.region.code or other.region.name)


def _tells_alike(first: Told, second: Told) -> bool:
    """Whether two figures are likely meant as one: alike but for a slip, and of one indicator or both the first's."""
    ranks = [record.rank.value if record.rank is not None else None for record, _ in (first, second)]
    same = first[1].metric == second[1].metric or ranks == [1, 1]
    return same and liken_figures(figure(first[1]), figure(second[1])) is not None
