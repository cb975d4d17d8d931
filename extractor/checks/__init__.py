"""Records and statements → findings. A check is one function and one line in `CHECKS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from extractor.checks.against import Audit, audit
from extractor.checks.arithmetic import check_composite, check_counts, check_mean, check_range
from extractor.checks.facts import Facts
from extractor.checks.grounding import check_grounding, check_scale
from extractor.checks.order import check_list_order, check_listed_places, check_rank_values, check_ranks
from extractor.checks.repeats import check_repeats
from extractor.model import Assembly, Document
from extractor.packs import Pack
from extractor.results import Aggregate, Check, Record, Verdict

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


__all__ = ["CHECKS", "Audit", "Judgement", "audit", "check", "judge"]


class Judgement(NamedTuple):
    """What holds of an assembly: values that could not be read again are gone, numbers only they used are free."""

    records: tuple[Record, ...]
    aggregates: tuple[Aggregate, ...]
    checks: tuple[Check, ...]
    used: frozenset[int]


def judge(assembly: Assembly, checks: tuple[Check, ...]) -> Judgement:
    """Drop what is not grounded and give the rest the verdicts of the checks."""
    dropped = {s for c in checks if c.rule == "grounding" and c.status == "failed" for s in c.subjects}
    kept = [record for record in assembly.records if record.id not in dropped]
    verdicts = _verdicts(checks)
    records = tuple(_judge_record(_ground(record, dropped), verdicts) for record in kept)
    aggregates = tuple(_judge_values(_ground(whole, dropped), verdicts) for whole in assembly.aggregates)
    if not dropped:
        return Judgement(records, aggregates, checks, assembly.used)
    standing = _starts((*records, *aggregates))
    freed = _starts((*assembly.records, *assembly.aggregates)) - standing
    return Judgement(records, aggregates, _rename(checks, assembly, dropped), assembly.used - freed)


def _verdicts(checks: tuple[Check, ...]) -> Callable[[str], Verdict]:
    conflicts = {s for c in checks if c.status == "failed" and c.severity == "error" for s in c.subjects}
    passed = {s for c in checks if c.status == "passed" and c.independent for s in c.subjects}
    return lambda name: "conflict" if name in conflicts else "verified" if name in passed else "grounded"


def _ground(owner: Owner, dropped: set[str]) -> Owner:
    return replace(owner, values=tuple(value for value in owner.values if value.id not in dropped))


def _judge_values(owner: Owner, verdict: Callable[[str], Verdict]) -> Owner:
    return replace(owner, values=tuple(replace(value, verdict=verdict(value.id)) for value in owner.values))


def _judge_record(record: Record, verdict: Callable[[str], Verdict]) -> Record:
    judged = _judge_values(record, verdict)
    verdicts = [value.verdict for value in judged.values] or [verdict(record.id)]
    if verdict(record.id) == "conflict":
        verdicts.append("conflict")
    return replace(judged, verdict=min(verdicts, key=lambda v: _WORST[v]))


def _starts(owners: Iterable[Record | Aggregate]) -> frozenset[int]:
    """Return where the numbers of the values stand."""
    return frozenset(
        quote.start for owner in owners for value in owner.values for quote in (*value.evidence[:1], *value.repeated)
    )


def _rename(checks: tuple[Check, ...], assembly: Assembly, dropped: set[str]) -> tuple[Check, ...]:
    """Let a finding name, for a value that is gone, its record; for a record that is gone, its ranking."""
    owners: tuple[Record | Aggregate, ...] = (*assembly.records, *assembly.aggregates)
    holders = {value.id: owner.id for owner in owners for value in owner.values}
    rankings = {record.id: record.ranking for record in assembly.records}

    def standing(name: str) -> str:
        if name in dropped or holders.get(name) in dropped:
            name = holders.get(name, name)
        return rankings[name] if name in dropped else name

    return tuple(replace(c, subjects=tuple(dict.fromkeys(map(standing, c.subjects)))) for c in checks)
