"""Find tables that are set in plain text: rows of pipes, tabs, semicolons or blanks, with as many columns each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex
from msgspec.structs import replace

from extractor.model import Block, Cell, Table
from extractor.readers.tables import count_header_rows
from extractor.spans import Span, trim

_RULE = regex.compile(r"[\s|+:=_-]*[-=_]{2,}[\s|+:=_-]*")
# Semicolons part columns only where there are several, and neither blanks nor a dash tell of a list.
FEWEST_SEMICOLONS = 2
_LISTED = regex.compile(r";\s|\s[–—-]\s")
# With blanks behind them they do so where a line has more, and so many lines in a row agree.
FEWEST_SPACED, FEWEST_SPACED_ROWS = 3, 4
_ITEM = regex.compile(r"\s[–—-]\s|\d\)|:\s")
SPACED = "; "
# Columns set with blanks: so many part two cells, two do where there are more cells; no cell is longer.
BLANKS, LONGEST_CELL = "  ", 60
FEWEST_BLANK_ROWS = 3
_BLANK_CELL = regex.compile(r"\S+(?:[ \u00a0]\S+)*")
_WIDE_GAP = "   "
# Four words and a full stop.
_SENTENCE = regex.compile(r"(?:\S+[ \u00a0]){3}\S+[.!?…]\Z")
_Row = tuple[str, tuple[Span, ...]]
_FEWEST_ROWS = {SPACED: FEWEST_SPACED_ROWS, BLANKS: FEWEST_BLANK_ROWS}


def find_text_tables(text: str, lines: Sequence[Span]) -> tuple[list[Table], dict[int, list[Block]]]:
    """Return the tables that the lines make, and the cell blocks of each line that is in one, by the line's start.

    Two rows next to each other with the same separator and the same number of columns (at least two)
    make a table; a line of dashes between them is a rule. Spans point into the text, unchanged.
    """
    tables: list[Table] = []
    blocks: dict[int, list[Block]] = {}
    for group in _group_rows(text, lines):
        rows = [(start, spans) for start, _, spans in group if spans]
        if len(rows) < _FEWEST_ROWS.get(group[0][1], 2):
            continue
        ruled = next((at for at, (_, _, spans) in enumerate(group) if not spans), None)
        table = _build(text, [spans for _, spans in rows], ruled)
        if table is None:
            continue
        tables.append(table)
        blocks.update((start, _cell_blocks(spans)) for start, _, spans in group)
    return tables, blocks


def _cell_blocks(spans: tuple[Span, ...]) -> list[Block]:
    return [Block(kind="cell", start=start, end=end) for start, end in spans if end > start]


def _build(text: str, rows: list[tuple[Span, ...]], ruled: int | None) -> Table | None:
    cells = [
        Cell(row=row, column=column, start=start, end=end)
        for row, spans in enumerate(rows)
        for column, (start, end) in enumerate(spans)
    ]
    # Rows without a figure are as likely a menu ("News | Sport").
    if not any(char.isdigit() for cell in cells for char in text[cell.start : cell.end]):
        return None
    headers = 1 if ruled == 1 else count_header_rows([[text[start:end] for start, end in spans] for spans in rows])
    return Table(
        start=cells[0].start,
        end=cells[-1].end,
        cells=tuple(replace(cell, header=True) if cell.row < headers else cell for cell in cells),
    )


def _group_rows(text: str, lines: Sequence[Span]) -> Iterator[list[tuple[int, str, tuple[Span, ...]]]]:
    """Yield runs of neighbouring lines that share a separator and a number of columns; a rule has no spans."""
    group: list[tuple[int, str, tuple[Span, ...]]] = []
    columns = 0
    end_before = 0
    for start, end in lines:
        separator, spans = _split_row(text, start, end)
        if separator == BLANKS and group and group[0][1] == BLANKS and 1 < len(spans) < columns:
            spans = _align(spans, start, group[0]) or spans
        rule = bool(group) and not text[start:end].strip("+|:=_- \t") and bool(_RULE.fullmatch(text, start, end))
        same = (
            bool(group)
            and not _parted(text, end_before, start)
            and (rule or (bool(spans) and separator == group[0][1] and _fits(len(spans), columns, separator, group)))
        )
        if not same:
            if group:
                yield group
            group = []
            columns = len(spans)
        if same or spans:
            group.append((start, separator, () if rule else spans))
        end_before = end
    if group:
        yield group


def _fits(width: int, columns: int, separator: str, group: Sequence[tuple[int, str, tuple[Span, ...]]]) -> bool:
    """Whether a row belongs to the table above it; a table of pipes that stands may have a row that lost a column."""
    return width == columns or (separator == "|" and len(group) > 2 and 1 < width < columns)


def _parted(text: str, end: int, start: int) -> bool:
    return text.count("\n", end, start) > 1


def _split_row(text: str, start: int, end: int) -> _Row:
    """Return the row's separator and the spans of its cells without outer white space; no spans where it is none."""
    line = text[start:end]
    if _RULE.fullmatch(line):
        return "", ()
    if "|" in line:
        return "|", _split(text, start, end, "|")
    if "\t" in line.strip():
        return "\t", _split(text, start, end, "\t")
    if line.count(";") >= FEWEST_SEMICOLONS and not _LISTED.search(line):
        return ";", _split(text, start, end, ";")
    if line.count(SPACED) >= FEWEST_SPACED and not _ITEM.search(line):
        return SPACED, _split(text, start, end, ";")
    return (BLANKS, spans) if BLANKS in line.strip() and (spans := _split_blanks(text, start, end)) else ("", ())


def _split_blanks(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return the cells of a row whose columns are set with blanks, none where it may be prose."""
    spans = tuple(match.span() for match in _BLANK_CELL.finditer(text, start, end))
    prose = any(right - left > LONGEST_CELL or _SENTENCE.search(text, left, right) for left, right in spans)
    if prose or len(spans) < 2 or (len(spans) == 2 and _WIDE_GAP not in text[spans[0][1] : spans[1][0]]):
        return ()
    return spans


def _align(spans: tuple[Span, ...], start: int, head: tuple[int, str, tuple[Span, ...]]) -> tuple[Span, ...]:
    """Return a row with empty cells where the first row has a column and it nothing; no cells where that is unsure."""
    columns = [(left - head[0], right - head[0]) for left, right in head[2]]
    taken: dict[int, Span] = {}
    for left, right in spans:
        under = [at for at, column in enumerate(columns) if column[0] < right - start and left - start < column[1]]
        if len(under) != 1 or under[0] in taken:
            return ()
        taken[under[0]] = (left, right)
    ends = [taken[at] for at in sorted(taken)]
    filled, last = [], ends[0][0]
    for at in range(len(columns)):
        filled.append(taken.get(at, (last, last)))
        last = filled[-1][1]
    return tuple(filled)


def _split(text: str, start: int, end: int, separator: str) -> tuple[Span, ...]:
    first, stop = start, end
    if separator == "|":
        first, stop = trim(text, start, end)
        # The pipes around a row are its frame, no separators.
        if text[first:stop].startswith("|"):
            first += 1
        if first < stop and text[stop - 1] == "|":
            stop -= 1
    marks = [at for at in range(first, stop) if text[at] == separator]
    edges = [first - 1, *marks, stop]
    spans = tuple(trim(text, left + 1, right) for left, right in pairwise(edges))
    return spans if len(spans) > 1 else ()
