"""Verdicts: what holds of each value and record after the checks, with what could not be grounded left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from extractor.checks.findings import Derived
from extractor.model import Assembly
from extractor.results import Aggregate, Check, Ranking, Record, Value, Verdict

Owner = TypeVar("Owner", Record, Aggregate)
_WORST: dict[Verdict, int] = {"conflict": 0, "derived": 1, "grounded": 2, "verified": 3}


class Judgement(NamedTuple):
    """What holds of an assembly: values that could not be read again are gone, numbers only they used are free."""

    records: tuple[Record, ...]
    aggregates: tuple[Aggregate, ...]
    checks: tuple[Check, ...]
    used: frozenset[int]


def judge(assembly: Assembly, checks: tuple[Check, ...], derived: Sequence[Derived] = ()) -> Judgement:
    """Drop what is not grounded, add what is derived, and give the rest the verdicts of the checks."""
    dropped = {s for c in checks if c.rule == "grounding" and c.status == "failed" for s in c.subjects}
    kept = [record for record in assembly.records if record.id not in dropped]
    verdicts = _verdicts(checks)
    grounded = [_judge_values(_ground(record, dropped), verdicts) for record in kept]
    filled = add_derived(grounded, derived, assembly.rankings) if not dropped else grounded
    records = tuple(_judge_record(record, verdicts) for record in filled)
    aggregates = tuple(_judge_values(_ground(whole, dropped), verdicts) for whole in assembly.aggregates)
    if not dropped:
        return Judgement(records, aggregates, checks, assembly.used)
    standing = _starts((*records, *aggregates))
    freed = _starts((*assembly.records, *assembly.aggregates)) - standing
    return Judgement(records, aggregates, _rename(checks, assembly, dropped), assembly.used - freed)


def add_derived(records: Sequence[Record], derived: Sequence[Derived], rankings: Iterable[Ranking]) -> list[Record]:
    """Return the records with each derived value in its region's, a new one where the region has none."""
    filled = {record.id: record for record in records}
    periods = {ranking.id: ranking.period for ranking in rankings}
    for found in derived:
        owner, period = found.name.rpartition("/")[0], periods.get(found.ranking)
        known = filled.get(owner)
        if known is None:
            known = Record(id=owner, ranking=found.ranking, period=period, region=found.region)
        taken = {value.id for value in known.values}
        value = Value(
            id=next(name for name in _names(found.name) if name not in taken),
            metric=found.metric,
            value=None,
            unit=found.unit,
            period=period,
            status="derived",
            interval=found.interval,
            rule="gap-bounded",
            verdict="derived",
            evidence=found.evidence,
        )
        filled[owner] = replace(known, values=(*known.values, value))
    order = {ranking: at for at, ranking in enumerate(dict.fromkeys((*(r.ranking for r in records), *periods)))}
    return sorted(filled.values(), key=lambda record: order[record.ranking])


def _names(name: str) -> Iterator[str]:
    """Yield the ids that a value may have beside others of its kind."""
    yield name
    yield from (f"{name}~{at}" for at in count(2))


def _verdicts(checks: tuple[Check, ...]) -> Callable[[str], Verdict]:
    failed = [check for check in checks if check.status == "failed"]
    conflicts = {s for c in failed if c.severity == "error" for s in c.subjects}
    doubtful = {s for c in failed if c.severity == "warning" for s in c.subjects}
    passed = {s for c in checks if c.status == "passed" and c.independent for s in c.subjects} - doubtful
    return lambda name: "conflict" if name in conflicts else "verified" if name in passed else "grounded"


def _ground(owner: Owner, dropped: set[str]) -> Owner:
    if not dropped:
        return owner
    return replace(owner, values=tuple(value for value in owner.values if value.id not in dropped))


def _judge_values(owner: Owner, verdict: Callable[[str], Verdict]) -> Owner:
    """Return the owner with the verdict of each value; what has it already is not copied."""
    verdicts = [verdict(value.id) for value in owner.values]
    if all(value.verdict == told for value, told in zip(owner.values, verdicts, strict=True)):
        return owner
    return replace(owner, values=tuple(map(_give_verdict, owner.values, verdicts)))


def _give_verdict(value: Value, verdict: Verdict) -> Value:
    return value if value.verdict == verdict else replace(value, verdict=verdict)


def _judge_record(record: Record, verdict: Callable[[str], Verdict]) -> Record:
    verdicts = [value.verdict for value in record.values] or [verdict(record.id)]
    if verdict(record.id) == "conflict":
        verdicts.append("conflict")
    worst = min(verdicts, key=lambda v: _WORST[v])
    return record if record.verdict == worst else replace(record, verdict=worst)


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
