"""Records and statements → findings. A check is one function and one line in `CHECKS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from extractor.checks.arithmetic import check_composite, check_counts, check_mean, check_range
from extractor.checks.facts import Facts
from extractor.checks.grounding import check_grounding, check_scale
from extractor.checks.order import check_list_order, check_listed_places, check_rank_values, check_ranks
from extractor.checks.repeats import check_repeats
from extractor.model import Assembly, Document
from extractor.packs import Pack
from extractor.results import Aggregate, Check, Record, Value, Verdict

# In the order in which findings are told.
CHECKS: tuple[Callable[[Facts], Iterator[Check]], ...] = (
    check_grounding,
    check_scale,
    check_composite,
    check_counts,
    check_range,
    check_repeats,
    check_ranks,
    check_rank_values,
    check_list_order,
    check_listed_places,
    check_mean,
)
# One cause, one finding: where an error already names a subject, what these find of it is its consequence.
_CONSEQUENCES = ("rank-fits-value", "list-order", "places-in-order", "mean-within", "range-holds")
_WORST: dict[Verdict, int] = {"conflict": 0, "derived": 1, "grounded": 2, "verified": 3}


def check(document: Document, assembly: Assembly, pack: Pack) -> tuple[Check, ...]:
    """Return what every check found, in the order of `CHECKS` and of the document, one finding a cause."""
    facts = Facts(document, assembly, pack)
    found: list[Check] = []
    named: set[str] = set()
    for finding in (finding for function in CHECKS for finding in function(facts)):
        subjects = _with_owners(finding.subjects)
        failed = finding.status == "failed"
        if failed and finding.rule in _CONSEQUENCES and named & subjects:
            continue
        found.append(finding)
        if failed and finding.severity == "error":
            named |= subjects
    return tuple(found)


def _with_owners(subjects: tuple[str, ...]) -> set[str]:
    """Return the subjects and, of values, the records that they stand in."""
    owners = (subject.rpartition("/")[0] for subject in subjects)
    return {*subjects, *(owner for owner in owners if "/" in owner)}


Owner = TypeVar("Owner", Record, Aggregate)


def judge(assembly: Assembly, checks: tuple[Check, ...]) -> tuple[tuple[Record, ...], tuple[Aggregate, ...]]:
    """Return records and aggregates with the verdicts that the checks give their values."""
    conflicts = {s for c in checks if c.status == "failed" and c.severity == "error" for s in c.subjects}
    passed = {s for c in checks if c.status == "passed" and c.independent for s in c.subjects}
    ungrounded = {s for c in checks if c.rule == "grounding" and c.status == "failed" for s in c.subjects}

    def verdict(name: str) -> Verdict:
        return "conflict" if name in conflicts else "verified" if name in passed else "grounded"

    def judged(values: tuple[Value, ...]) -> tuple[Value, ...]:
        kept = (value for value in values if value.id not in ungrounded)
        return tuple(replace(value, verdict=verdict(value.id)) for value in kept)

    records = []
    for record in assembly.records:
        if record.id in ungrounded:
            continue
        values = judged(record.values)
        verdicts = [value.verdict for value in values] or [verdict(record.id)]
        if record.id in conflicts:
            verdicts.append("conflict")
        records.append(replace(record, values=values, verdict=min(verdicts, key=lambda v: _WORST[v])))
    aggregates = tuple(replace(aggregate, values=judged(aggregate.values)) for aggregate in assembly.aggregates)
    return tuple(records), aggregates
