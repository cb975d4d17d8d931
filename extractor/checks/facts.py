"""What the checks look things up in: values, records, statements, and every figure as an exact interval."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import regex
from msgspec import Struct

from extractor.checks.intervals import EVERYTHING, Interval, Rounding, point, read_value
from extractor.checks.words import MESSAGES, Words
from extractor.model import Assembly, Document, Statement, StatementKind, Table
from extractor.packs import Language, Pack
from extractor.results import Aggregate, Evidence, Ranking, Record, Value
from extractor.text import slug

# Rules that read places off a numbered list or a column of places, not out of sentences.
ENUMERATING = frozenset(("list-number", "table-number", "table-rank"))
SENTENCE_END = regex.compile(r"[.!?]\s+\p{Lu}")
# The same inside a line, where neither a list number nor an abbreviation ends it.
_PROSE = regex.compile(r"(?:\p{L}{4}|[%»)])[.!?] +\p{Lu}")
# No headline is longer, and none has more lines.
HEADLINE, HEADLINES = 160, 3
_EMPTY_LINE = regex.compile(r"\n(?=\n)")


class CheckOptions(Struct, frozen=True):
    """How printed figures are taken to have been rounded, and the language of messages."""

    rounding: Rounding = "either"
    language: str = MESSAGES


class Facts:
    """One document's assembly, indexed."""

    def __init__(
        self,
        document: Document,
        assembly: Assembly,
        pack: Pack,
        options: CheckOptions | None = None,
        seen: Mapping[Evidence, str] | None = None,
    ) -> None:
        self.document = document
        self.assembly = assembly
        self.pack = pack
        self.options = options or CheckOptions()
        self.seen: Mapping[Evidence, str] = seen or {}
        self.rankings: dict[str, Ranking] = {ranking.id: ranking for ranking in assembly.rankings}
        self._counted: dict[tuple[str | None, str | None], bool] = {}  # by unit, else by metric
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

    def owners(self) -> tuple[Record | Aggregate, ...]:
        """Return everything that holds values: the records, then the aggregates."""
        return (*self.assembly.records, *self.assembly.aggregates)

    def statements(self, kind: StatementKind) -> Sequence[Statement]:
        """Return the statements of one kind in document order."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = {}
        for statement in self.assembly.statements:
            found.setdefault(statement.kind, []).append(statement)
        return found

    def in_ranking(self, ranking: str) -> list[Record]:
        """Return the records of one ranking."""
        return self._by_ranking.get(ranking, [])

    @cached_property
    def _by_ranking(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.assembly.records:
            found.setdefault(record.ranking, []).append(record)
        return found

    def of_region(self, name: str) -> list[Record]:
        """Return the records of a region by its code or its name."""
        return self._by_region.get(name, [])

    @cached_property
    def _by_region(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.assembly.records:
            for name in {record.region.code, record.region.name} - {None}:
                found.setdefault(name or "", []).append(record)
        return found

    def is_enumerated(self, *records: Record) -> bool:
        """Whether the places of all the records are numbers of a list or of a column."""
        ranks = [record.rank for record in records]
        starts = [rank.evidence[0].start if rank is not None and rank.evidence else -1 for rank in ranks]
        return all(self.assembly.places.get(start) in ENUMERATING for start in starts)

    def in_one_order(self, *records: Record) -> bool:
        """Whether one order is stated of the records."""
        told = (self._orders.get(record.id, frozenset()) for record in records)
        return bool(frozenset.intersection(*told))

    @cached_property
    def _orders(self) -> dict[str, frozenset[int]]:
        """Which of the stated orders each subject stands in."""
        found: dict[str, set[int]] = {}
        for at, statement in enumerate(self.statements("order")):
            for name in statement.subjects:
                found.setdefault(name, set()).add(at)
        return {name: frozenset(orders) for name, orders in found.items()}

    def in_one_list(self, *records: Record) -> bool:
        """Whether records are rows of one table, or lines that follow each other."""
        quotes = [quote for record in records for quote in record.region.evidence[:1]]
        start, end = min(quote.start for quote in quotes), max(quote.end for quote in quotes)
        text = self.document.text
        at = bisect_right(self._tables, start, key=lambda table: table.start)
        if at and end <= self._tables[at - 1].end:
            return True
        if bisect_left(self._empty_lines, start) < bisect_left(self._empty_lines, end - 1):
            return False
        if len({quote.start for quote in quotes}) < len(quotes):
            return False
        opens = (text[text.rfind("\n", 0, quote.start) + 1 : quote.start] for quote in quotes)
        listed = not any(char.isalpha() for line in opens for char in line)
        return listed and not _PROSE.search(text, start, end)

    def is_prose(self, *values: Value) -> bool:
        """Whether a sentence ends between figures, inside a line."""
        starts = [value.evidence[0].start for value in values]
        return _PROSE.search(self.document.text, min(starts), max(starts)) is not None

    @cached_property
    def _empty_lines(self) -> list[int]:
        """Where one line end follows another: to look for one between any two records would cost the text each time."""
        return [match.start() for match in _EMPTY_LINE.finditer(self.document.text)]

    @cached_property
    def _tables(self) -> list[Table]:
        return sorted(self.document.tables, key=lambda table: table.start)

    @cached_property
    def headline_end(self) -> int:
        """Where the headline ends: the heading that the text begins with, else its first short lines; 0 for none."""
        text, end = self.document.text, 0
        first = next((block for block in self.document.blocks if block.kind != "boilerplate"), None)
        if first is not None and first.kind == "heading":
            end = first.end
        for _ in range(HEADLINES):
            start = end + (text[end : end + 1] == "\n")
            stop = text.find("\n", start)
            line = text[start : max(stop, start)].strip()
            if not line or line[-1] in ".:;,!" or len(line) > HEADLINE:
                break
            end = stop
        return end

    def table_of(self, value: Value) -> int:
        """Return which table a figure stands in, counted from 0."""
        return bisect_right(self._tables, value.evidence[0].start, key=lambda table: table.start) - 1

    def in_one_paragraph(self, *quotes: Evidence) -> bool:
        """Whether quotes stand in one paragraph."""
        start, end = min(quote.start for quote in quotes), max(quote.end for quote in quotes)
        return self.document.text.find("\n", start, end) < 0

    def cell(self, ranking: str, region: str, metric: str) -> Value | None:
        """Return a region's current printed figure in a ranking."""
        return self._cells.get((ranking, region, metric))

    @cached_property
    def _cells(self) -> dict[tuple[str, str, str], Value]:
        found: dict[tuple[str, str, str], Value] = {}
        for record in self.assembly.records:
            for value in record.values:
                if value.role == "current" and value.value is not None:
                    found.setdefault((record.ranking, who(record), value.metric), value)
        return found

    def aggregates(self, statistic: str, ranking: str | None = None) -> tuple[Aggregate, ...]:
        """Return the figures of the whole of one kind (of one ranking)."""
        told = self.assembly.aggregates if ranking is None else self._wholes.get(ranking, ())
        return tuple(aggregate for aggregate in told if aggregate.statistic == statistic)

    @cached_property
    def _wholes(self) -> dict[str | None, list[Aggregate]]:
        found: dict[str | None, list[Aggregate]] = {}
        for aggregate in self.assembly.aggregates:
            found.setdefault(aggregate.ranking, []).append(aggregate)
        return found

    def counted(self, ranking: str) -> int | None:
        """Return how many regions the statistics of a ranking are told of ("17 of 20")."""
        told = self.count_value(ranking)
        return int(figure(told)) if told is not None else None

    def count_value(self, ranking: str) -> Value | None:
        """Return the count of a part of the ranked that comes with its whole."""
        values = (value for aggregate in self.aggregates("count", ranking) for value in aggregate.values)
        return next((value for value in values if value.of and value.value), None)

    # -- figures ------------------------------------------------------------------------------------------------

    @cached_property
    def figures(self) -> dict[str, Interval[Decimal]]:
        """What every printed value may be, by its id, and every printed place, by its record's."""
        found = {name: self._read(value) for name, value in self.values.items() if value.value is not None}
        for record in self.assembly.records:
            if record.rank is not None and record.rank.value is not None and record.rank.status == "stated":
                found[record.id] = point(Decimal(record.rank.value))
        return found

    def _read(self, value: Value) -> Interval[Decimal]:
        return read_value(value, exact=self.is_count(value), rounding=self.options.rounding)

    def is_count(self, value: Value) -> bool:
        """Whether a value counts whole things: by its unit, else by the units that its metric is told in."""
        key = value.unit, None if value.unit is not None else value.metric
        if key not in self._counted:
            metric = self.pack.metrics.get(value.metric)
            names = (value.unit,) if value.unit is not None else metric.units if metric is not None else ()
            units = [self.pack.units.get(name) for name in names]
            self._counted[key] = bool(units) and all(unit is not None and unit.family == "count" for unit in units)
        return self._counted[key]

    def steps(self, names: Iterable[str]) -> dict[str, Decimal]:
        """Return the size of each figure's last printed digit (1 for a place)."""
        return {name: self.step(name) for name in names}

    def step(self, name: str) -> Decimal:
        """Return the size of a figure's last printed digit (1 for a place)."""
        value = self.values.get(name)
        return Decimal(value.printed.step) if value is not None and value.printed is not None else Decimal(1)

    def interval(self, value: Value) -> Interval[Decimal]:
        """Return what a printed value may be."""
        return self.figures.get(value.id, EVERYTHING)

    # -- words --------------------------------------------------------------------------------------------------

    @cached_property
    def words(self) -> Words:
        """The messages in the language that was asked for."""
        return Words(self.pack, self.options.language)

    def say(self, message: str, **words: object) -> str:
        """Return a message of the packs with its words filled in."""
        return self.words.say(message, **words)

    def tell(self, word: object) -> str:
        """Return a figure, a list or a word as messages tell it."""
        return self.words.tell(word)

    def name_of(self, value: Value) -> str:
        """Return the name of what a figure is told of: a region, or the whole."""
        return self._names.get(value.id, "")

    @cached_property
    def _names(self) -> dict[str, str]:
        of_regions = {value.id: record.region.name for record in self.assembly.records for value in record.values}
        wholes = {value.id: whole.scope.name for whole in self.assembly.aggregates for value in whole.values}
        return {**wholes, **of_regions}

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
    """Return what tells a record's region from others, as it stands in ids: its code, else its name as a slug."""
    return record.region.code or slug(record.region.name)


def current(record: Record, metric: str) -> Value | None:
    """Return the record's current stated value of a metric."""
    return next((v for v in record.values if v.metric == metric and v.role == "current" and v.value is not None), None)
