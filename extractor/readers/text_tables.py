"""Find tables that are set in plain text: rows of pipes, tabs, semicolons or blanks, with as many columns each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import regex
from msgspec.structs import replace

from extractor.model import Block, Cell, Table
from extractor.readers.furniture import find_marker
from extractor.readers.tables import count_header_rows, is_figure
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
# A word, a dash or colon, and its figure: the line of a list.
_TOLD = regex.compile(r"\p{L}\W?(?:\s[–—-]|:)\s[^\p{L}\d]*\d")
# Figures that number no page: with the sign of a unit, or else with decimals.
_UNIT = regex.compile(r"\d\s?[%‰\p{Sc}]|[\p{Sc}]\s?\d")
_DECIMAL = regex.compile(r"\d[.,]\d")
# Four words and a full stop.
_SENTENCE = regex.compile(r"(?:\S+[ \u00a0]){3}\S+[.!?…]\Z")
_Row = tuple[str, tuple[Span, ...]]
_Line = tuple[int, str, tuple[Span, ...]]
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
        if table is None or (group[0][1] == BLANKS and not _is_set_with_blanks(text, rows, table.cells[0].header)):
            continue
        tables.append(table)
        blocks.update((start, _cell_blocks(spans)) for start, _, spans in group)
    return tables, blocks


def _is_set_with_blanks(text: str, rows: Sequence[tuple[int, tuple[Span, ...]]], headed: bool) -> bool:
    """Tell whether blanks part the columns of a table, and not the markers of a list or the pages of its contents."""
    width = len(rows[0][1])
    body = [[text[start:end] for start, end in spans] for _, spans in rows[headed:]]
    if any(_TOLD.search(cell) or (not headed and _ITEM.search(cell)) for cells in body for cell in cells):
        return False
    if (width == 2 or not headed) and any(find_marker(f"{cells[0]} ") for cells in body):
        return False
    figures = [cell for cells in body for cell in cells[1:] if is_figure(cell)]
    if width == 2 and _are_pages(figures):
        return False
    return headed or any(_UNIT.search(cell) or (width > 2 and _DECIMAL.search(cell)) for cell in figures)


def _are_pages(figures: Sequence[str]) -> bool:
    """Tell whether figures only grow, as pages do, and are no places either."""
    pages = [int(figure) for figure in figures if regex.fullmatch(r"[0-9]{1,3}", figure)]
    if len(pages) < len(figures) or pages == list(range(1, len(pages) + 1)):
        return False
    return all(one <= two for one, two in pairwise(pages))


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


def _group_rows(text: str, lines: Sequence[Span]) -> Iterator[list[_Line]]:
    """Yield runs of neighbouring lines that share a separator and a number of columns; a rule has no spans."""
    group: list[_Line] = []
    end_before = 0
    for start, end in lines:
        separator, spans = _split_row(text, start, end)
        rule = bool(group) and not text[start:end].strip("+|:=_- \t") and bool(_RULE.fullmatch(text, start, end))
        same = (
            bool(group)
            and not _parted(text, end_before, start)
            and (rule or (bool(spans) and separator == group[0][1] and _fits(text, (start, separator, spans), group)))
        )
        if not same:
            yield from _place_short_rows(text, group)
            group = []
        if same or (spans and not _is_narrow(text, separator, spans)):
            group.append((start, separator, () if rule else spans))
        end_before = end
    yield from _place_short_rows(text, group)


def _fits(text: str, row: _Line, group: Sequence[_Line]) -> bool:
    """Whether a row belongs to the table above it; a table of pipes that stands may have a row that lost a column."""
    start, separator, spans = row
    width, columns = len(spans), len(group[0][2])
    if separator == BLANKS:
        narrow = columns == 2 and _is_narrow(text, separator, spans)
        return 1 < width <= columns and (not narrow or bool(_align(spans, start, group[0])))
    return width == columns or (separator == "|" and len(group) > 2 and 1 < width < columns)


def _is_narrow(text: str, separator: str, spans: tuple[Span, ...]) -> bool:
    """Whether the blanks between two cells are so few that no table begins with them."""
    return separator == BLANKS and len(spans) == 2 and _WIDE_GAP not in text[spans[0][1] : spans[1][0]]


def _place_short_rows(text: str, group: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield the group with empty cells where its rows lack them, and then the rows that are no part of it.

    Only where all full rows stand in their columns do these tell which cells are missing. Elsewhere
    the row is one long label, so that none of its figures comes under the wrong title.
    """
    if not group or group[0][1] != BLANKS:
        if group:
            yield list(group)
        return
    columns = len(group[0][2])
    set_in_columns = all(_align(spans, start, group[0]) for start, _, spans in group if len(spans) == columns)
    placed: list[_Line] = []
    last = 0
    for at, (start, separator, spans) in enumerate(group):
        filled = spans
        if spans and len(spans) < columns:
            filled = _align(spans, start, group[0]) if set_in_columns else ()
            last = at if filled else last
            end = spans[-1][1]
            filled = filled or ((spans[0][0], end), *[(end, end)] * (columns - 1))
        else:
            last = at
        placed.append((start, separator, filled))
    yield placed[: last + 1]
    for _, run in groupby(group[last + 1 :], lambda row: len(row[2])):
        rows = list(run)
        if not _is_narrow(text, BLANKS, rows[0][2]):
            yield rows


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
    return () if prose or len(spans) < 2 else spans


def _align(spans: tuple[Span, ...], start: int, head: _Line) -> tuple[Span, ...]:
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
