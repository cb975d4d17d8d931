"""Columns of a table: what each one holds, by its header path and by the cells under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.assemblers.periods import choose_period, shift_period
from extractor.assemblers.sections import UNMEASURED, Told
from extractor.model import Cell, CueMention, Document, Mentions, NumberMention, PeriodMention, RegionMention, Table
from extractor.packs import Language
from extractor.spans import SpanIndex
from extractor.text import lower, squeeze

# A header that says that things are counted.
COUNT = "count"
_SIGNS, FEWEST_SIGNED = "+-−–", 3
# One whose figures are aims, and one that names the period that its figures are held against.
TARGET, BASE = "target", "base"
# So many rows that are counted from 1 have places.
FEWEST_PLACES = 3
# The end of a caption: what is in its last brackets, or behind its last comma.
_CAPTION_UNIT = regex.compile(r"(?:\(([^()]{1,40})\)|[,;:]\s([^,;:()]{1,40}))\s?\.?$")
# In a header a year is a period, whatever stands around it.
_YEAR = regex.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%]|[.,]\d)")
# A header that is a year and nothing else; a word for "year" may stand behind it.
_BARE_YEAR = regex.compile(r"\W*(?:19|20)\d\d(?:\s?\p{L}{1,4}\.?)?\W*")


class Column(Struct, frozen=True, kw_only=True):
    """A column: its kind ("label", "rank", "number", "value", "change", "previous", "target", "other") and meaning.

    `group` is the header's upper levels; `multiplier` what the header says that its figures are told in; `bare` tells
    that the header names a period and nothing else, `counts` that it says that things are counted, `relative` that its
    percentages are of no whole, but of last year or a plan; `people` is the group that the figures are told of.
    """

    index: int
    kind: str
    header: str = ""
    group: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    metric: CueMention | None = None
    method: str | None = None
    period: str | None = None
    bare: bool = False
    people: CueMention | None = None
    counts: bool = False
    relative: bool = False
    unit: str | None = None
    multiplier: Decimal = Decimal(1)

    @property
    def people_id(self) -> str | None:
        """The group of people that the figures are told of."""
        return self.people.value if self.people is not None else None


class Grid:
    """A table's cells by row and column, a spanning cell standing in every place that it covers."""

    def __init__(self, table: Table, text: str) -> None:
        self._places: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.col_span):
                    self._places.setdefault((row, column), cell)
        self._text = text
        self.width = max((column for _, column in self._places), default=-1) + 1
        headers = {cell.row + cell.row_span - 1 for cell in table.cells if cell.header and cell.start < cell.end}
        self.first = max(headers, default=-1) + 1
        self.height = max((row for row, _ in self._places), default=-1) + 1

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers a place."""
        return self._places.get((row, column))

    def text(self, cell: Cell | None) -> str:
        """Return a cell's text on one line."""
        return squeeze(self._text[cell.start : cell.end]) if cell is not None else ""

    def header(self, column: int) -> list[Cell]:
        """Return the header cells over a column from the top, each once, empty ones left out."""
        cells = [self._places.get((row, column)) for row in range(self.first)]
        return list(dict.fromkeys(cell for cell in cells if cell is not None and cell.start < cell.end))

    def body(self, column: int) -> Iterable[Cell]:
        """Return the cells under a column's header."""
        return (cell for row in range(self.first, self.height) if (cell := self._places.get((row, column))) is not None)


@lru_cache(maxsize=16)
def unit_pattern(language: Language) -> regex.Pattern[str]:
    """Return the pattern of a unit with its multiplier, as headers and leads tell them."""
    unit, multiplier = language.alternation("unit"), language.alternation("multiplier")
    return regex.compile(
        rf"(?<!\p{{L}})(?:(?P<multiplier>{multiplier})(?!\p{{L}})\s?(?P<unit>{unit})?|(?P<unit2>{unit}))(?!\p{{L}})"
    )


def read_unit(lowered: str, language: Language) -> tuple[str | None, Decimal]:
    """Return the last unit and multiplier that a header names."""
    multiplier, unit = Decimal(1), None
    for match in unit_pattern(language).finditer(lowered):
        word = match["unit"] or match["unit2"]
        if match["multiplier"]:
            multiplier = Decimal(language.lookup("multiplier", match["multiplier"]) or 1)
        unit = (language.lookup("unit", word) if word else None) or unit
    return unit, multiplier


def _is_run(texts: Sequence[str]) -> bool:
    """Whether a column without a header counts its rows from 1, so that it holds places."""
    return len(texts) >= FEWEST_PLACES and texts == [str(place) for place in range(1, len(texts) + 1)]


def _is_of_one(signed: Column, plain: Sequence[Column]) -> bool:
    """Whether the plain columns before a signed one tell one thing, which the signed one names if it names any."""
    before = [column for column in plain if column.index < signed.index]
    if not before or (len(before) > 1 and signed.unit is None and any(column.period is None for column in before)):
        return False
    named = {column.metric.value for column in (signed, *before) if column.metric is not None}
    return signed.metric is None or len(named) == 1


class ColumnReader:
    """Tells what the columns of tables hold."""

    def __init__(self, document: Document, mentions: Mentions, language: Language, year: str | None) -> None:
        self._text = document.text
        self._language = language
        self._year = year
        self.numbers: SpanIndex[NumberMention] = SpanIndex(mentions.numbers)
        self.regions: SpanIndex[RegionMention] = SpanIndex(mentions.regions)
        self._cues: SpanIndex[CueMention] = SpanIndex(mentions.cues)
        self._periods: SpanIndex[PeriodMention] = SpanIndex(mentions.periods)

    def read(self, grid: Grid) -> list[Column]:
        """Return the grid's columns from left to right; one of them is the label column, or none is."""
        columns = [self._column(grid, index) for index in range(grid.width)]
        columns = self._tell_changes(grid, columns)
        names = [sum(bool(self.regions.within(c.start, c.end)) for c in grid.body(i)) for i in range(grid.width)]
        label = self._label(grid, columns, names)
        return [
            Column(index=c.index, kind="label", header=c.header, spans=c.spans) if c.index == label else c
            for c in columns
        ]

    def _tell_changes(self, grid: Grid, columns: Sequence[Column]) -> list[Column]:
        """Return the columns; one of which each figure has a sign tells changes of figures that have none.

        Behind two things that are told apart by more than their periods one without a unit may be their balance.
        """
        signed = {column.index for column in columns if column.kind == "value" and self._is_signed(grid, column.index)}
        plain = [column for column in columns if column.kind == "value" and column.index not in signed]
        return [replace(c, kind="change") if c.index in signed and _is_of_one(c, plain) else c for c in columns]

    def _is_signed(self, grid: Grid, index: int) -> bool:
        texts = [text for cell in grid.body(index) if (text := grid.text(cell)) and not self.is_missing(text)]
        told = [text for text in texts if text[0] in _SIGNS or not text.strip("0.,% ")]
        figures = sum(text[-1:].isdigit() or text[-1:] == "%" for text in texts)
        # A minus alone may be frost or a deficit; nobody writes a plus but for a change.
        return FEWEST_SIGNED <= len(told) == figures and any(text[0] == "+" for text in told)

    def _label(self, grid: Grid, columns: Sequence[Column], names: Sequence[int]) -> int | None:
        if any(names):
            return max(range(len(names)), key=lambda index: (names[index], -index))
        texts = [c.index for c in columns if c.kind == "other" and any(grid.text(cell) for cell in grid.body(c.index))]
        return texts[0] if texts else None

    def _column(self, grid: Grid, index: int) -> Column:
        cells = grid.header(index)
        parts = [grid.text(cell) for cell in cells]
        header = " / ".join(parts)
        cues = [cue for cell in cells for cue in self._cues.within(cell.start, cell.end)]
        metrics = [cue for cue in cues if cue.kind == "metric"]
        methods = list(dict.fromkeys(cue.value for cue in cues if cue.kind == "method"))
        people = _one([cue for cue in cues if cue.kind == "group"])
        # "Men" are whom the figures are told of, and no unit of theirs.
        own = lower(header).replace(lower(self._text[people.start : people.end]), "") if people else lower(header)
        unit, multiplier = self._header_unit(own)
        period = self._period(cells, grid)
        return Column(
            index=index,
            kind=self._kind(grid, index, parts),
            header=header,
            group=" / ".join(parts[:-1]),
            spans=tuple((cell.start, cell.end) for cell in cells),
            metric=metrics[-1] if metrics else None,
            method=methods[-1] if methods else None,
            period=period,
            counts=self._counts(header),
            relative=any(rule.matches(lower(header)) for rule in self._language.rules("relative")),
            people=people,
            bare=period is not None and bool(parts) and _BARE_YEAR.fullmatch(parts[-1]) is not None,
            unit=unit,
            multiplier=multiplier,
        )

    def _kind(self, grid: Grid, index: int, parts: Sequence[str]) -> str:
        body = [cell for cell in grid.body(index) if cell.start < cell.end]
        numeric = sum(bool(self._text[cell.start : cell.end].strip(" +-−–%()*")[:1].isdigit()) for cell in body)
        if not body or numeric * 2 < len(body):
            return "other"
        runs = _is_run([grid.text(cell) for cell in body])
        if not parts and runs:
            return "rank" if index else "number"
        told = next((kind for part in reversed(parts) if (kind := self._told_kind(part))), None)
        if runs and not index and told not in ("rank", "number"):
            return "number"  # rows counted from 1, whatever their header says
        return told if told in ("rank", "number", "change", "previous", TARGET) else "value"

    def _counts(self, header: str) -> bool:
        lowered = lower(header)
        return any(c.rule.value == COUNT and c.matches(lowered) for c in self._language.rules("column"))

    def _told_kind(self, header: str) -> str | None:
        lowered = lower(header)
        return next((c.rule.value for c in self._language.rules("column") if c.matches(lowered)), None)

    def _period(self, cells: Sequence[Cell], grid: Grid) -> str | None:
        if any(self._told_kind(grid.text(cell)) == BASE for cell in cells):
            return None  # "to June 2024, %": what the figures are held against
        told = choose_period([m for cell in cells for m in self._periods.within(cell.start, cell.end)], self._year)
        if told is not None:
            return told
        years = {year: None for cell in cells for year in _YEAR.findall(grid.text(cell))}
        return next(iter(years)) if len(years) == 1 else None

    def read_caption(self, caption: tuple[int, int] | None) -> tuple[Told, ...]:
        """Return what the caption's end says of the unit (", in thousands", "(тыс. человек)")."""
        text = self._text[caption[0] : caption[1]] if caption is not None else ""
        found = _CAPTION_UNIT.search(lower(squeeze(text)))
        measure = self._header_unit(found[1] or found[2]) if found else UNMEASURED
        return (Told(measure),) if measure != UNMEASURED else ()

    def _header_unit(self, lowered: str) -> tuple[str | None, Decimal]:
        return read_unit(lowered, self._language)

    def is_missing(self, text: str) -> bool:
        """Whether a cell's text is a printed mark that its figure is missing."""
        return bool(text) and any(c.matches(lower(text), whole=True) for c in self._language.rules("missing"))

    def is_total(self, label: str) -> bool:
        """Whether a row's label says that the row is the whole's."""
        lowered = lower(label)
        return any(compiled.matches(lowered) for compiled in self._language.rules("total"))


def _one(cues: Sequence[CueMention]) -> CueMention | None:
    """Return the first cue, where all mean the same."""
    return cues[0] if len({cue.value for cue in cues}) == 1 else None


def part_people(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; one group of people alone is what is counted, only several tell the same figure apart."""
    several = len({c.people.value for c in columns if c.people is not None}) > 1
    return [c if several or c.people is None else replace(c, people=None) for c in columns]


def find_placed(columns: Sequence[Column]) -> frozenset[int]:
    """Return the columns of values that have a column of places right behind them."""
    pairs = pairwise(columns)
    return frozenset(column.index for column, behind in pairs if column.kind == "value" and behind.kind == "rank")


def rank_changes(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; one of changes that has places of its own ranks by them, as any figure does."""
    places = {column.index - 1 for column in columns if column.kind == "rank"}
    return [replace(c, kind="value") if c.kind == "change" and c.index in places else c for c in columns]


def look_back(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; the one that repeats the column before it for the year before tells earlier figures of it.

    Years from left to right, or more than two, are orders of their own; but two with a column of changes behind them
    are one order, whose figures the later one tells.
    """
    told = list(columns)
    dated = [c for c in columns if c.kind == "value" and c.period is not None and c.period[:4] in c.header]
    for at, (late, early) in enumerate(pairwise(columns), 1):
        alike = [c for c in dated if _undated(c) == _undated(late)]
        if late in dated and alike == [late, early] and shift_period(late.period, "year") == early.period:
            told[at] = replace(early, kind="previous", period=None)
        changes = at + 1 < len(columns) and columns[at + 1].kind == "change"
        if changes and alike == [late, early] and shift_period(early.period, "year") == late.period:
            told[at - 1] = replace(late, kind="previous", period=None)  # here the early one comes first
    return told


def _undated(column: Column) -> str:
    """Return a column's header without its year."""
    return column.header.replace((column.period or "")[:4], "") if column.period else column.header


def aim(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; one of targets that no column of values stands behind tells the table's own figures."""
    last = max((column.index for column in columns if column.kind == "value"), default=-1)
    return [replace(c, kind="value") if c.kind == TARGET and c.index > last else c for c in columns]


def find_bases(values: Sequence[Column]) -> dict[int, Column]:
    """Return, for each column of changes, the nearest column of values before it; for one of targets, that behind.

    So it is for one of earlier figures that comes first.
    """
    found: dict[int, Column] = {}
    base: Column | None = None
    for column in values:
        behind = next((c for c in values if c.kind == "value" and c.index > column.index), None)
        if column.kind == "value":
            base = column
        elif behind is not None and (column.kind == TARGET or (base is None and column.kind == "previous")):
            found[column.index] = behind
        elif base is not None:
            found[column.index] = base
    return found
