"""What the checks look things up in: values, records and statements by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property

from extractor.model import Assembly, Document, Statement, StatementKind
from extractor.packs import Language, Pack
from extractor.results import Aggregate, Check, CheckStatus, Evidence, Ranking, Record, Severity, Value


class Facts:
    """One document's assembly, indexed."""

    def __init__(self, document: Document, assembly: Assembly, pack: Pack) -> None:
        self.document = document
        self.assembly = assembly
        self.pack = pack
        self.rankings: dict[str, Ranking] = {ranking.id: ranking for ranking in assembly.rankings}
        self.records: dict[str, Record] = {record.id: record for record in assembly.records}

    @cached_property
    def language(self) -> Language | None:
        """The document's language, None where it has no words."""
        name = self.document.source.language
        return self.pack.language(name) if name else None

    @cached_property
    def values(self) -> dict[str, Value]:
        """Every value of records and aggregates by its id."""
        return {value.id: value for owner in self.owners() for value in owner.values}

    @cached_property
    def bounds(self) -> dict[str, Statement]:
        """The statement that gives each value's interval."""
        return {
            s.subjects[0]: s for s in self.assembly.statements if s.kind in ("value", "mean", "total", "range", "count")
        }

    def owners(self) -> tuple[Record | Aggregate, ...]:
        """Return everything that holds values: the records, then the aggregates."""
        return (*self.assembly.records, *self.assembly.aggregates)

    def statements(self, kind: StatementKind) -> Iterator[Statement]:
        """Yield the statements of one kind in document order."""
        return (statement for statement in self.assembly.statements if statement.kind == kind)

    def in_ranking(self, ranking: str) -> list[Record]:
        """Return the records of one ranking."""
        return self._by_ranking.get(ranking, [])

    @cached_property
    def _by_ranking(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.assembly.records:
            found.setdefault(record.ranking, []).append(record)
        return found

    def quotes(self, subjects: Iterable[str]) -> tuple[Evidence, ...]:
        """Return the first quote of each value, and of each record its place's or its name's."""
        found: list[Evidence] = []
        for subject in subjects:
            if subject in self.values:
                found += self.values[subject].evidence[:1]
            elif subject in self.records:
                record = self.records[subject]
                told = record.rank.evidence if record.rank is not None and record.rank.status == "stated" else ()
                found += (told or record.region.evidence)[:1]
        return tuple(dict.fromkeys(found))


def figure(value: Value) -> Decimal:
    """Return the value as a Decimal; only for values that have one."""
    assert value.value is not None
    return Decimal(value.value)


def who(record: Record) -> str:
    """Return what tells a record's region from others: its code, else its name."""
    return record.region.code or record.region.name


def current(record: Record, metric: str) -> Value | None:
    """Return the record's current stated value of a metric."""
    return next((v for v in record.values if v.metric == metric and v.role == "current" and v.value is not None), None)


def finding(
    facts: Facts,
    rule: str,
    status: CheckStatus,
    message: str,
    subjects: Iterable[str] = (),
    severity: Severity = "error",
    independent: bool = False,
    evidence: tuple[Evidence, ...] = (),
) -> Check:
    """Return a finding whose evidence is its subjects' quotes, then the further quotes given."""
    subjects = tuple(dict.fromkeys(subjects))
    return Check(
        rule=rule,
        status=status,
        severity=severity,
        independent=independent,
        message=message,
        subjects=subjects,
        evidence=tuple(dict.fromkeys((*facts.quotes(subjects), *evidence))),
    )
