"""Rows of cells → a table laid over the text; which of its rows are the header."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.model import Cell, Table
from extractor.readers.builder import TextBuilder

# HTML allows spans of 1000 columns; a page that uses them is broken or hostile.
MAX_SPAN = 200
# Beyond this column, cells are no longer kept apart from those that reach down from above.
MAX_COLUMNS = 1_000
# The cells of a table may together reach over so many places; beyond it, only tables without spans do.
MAX_PLACES = 200_000
_FIGURE = regex.compile(r"[^\p{L}\d\n]{0,3}(?!(?:19|20)\d\d\b)\d[\d.,\p{Z}]*[^\p{L}\n]{0,3}(?:\p{L}{1,6}\.?)?")


class RawCell(Struct, frozen=True):
    """A cell before it is laid: its text, its spans, and whether the source marks it as a header."""

    text: str
    row_span: int = 1
    col_span: int = 1
    header: bool = False


def lay_table(builder: TextBuilder, rows: Sequence[Sequence[RawCell]], caption: tuple[int, int] | None = None) -> Table:
    """Lay the rows down, a line each with tabs between cells, and return the table over them.

    A row span of 0 runs to the end, as in HTML. Empty cells are kept, with empty spans.
    """
    rows = fit_spans(rows)
    start = builder.length
    placed: list[Cell] = []
    for row, column, raw in _place(rows):
        if placed:
            builder.add("\t" if placed[-1].row == row else "\n")
        if not placed:
            start = builder.length
        first, last = builder.add(raw.text)
        row_span = min(raw.row_span or len(rows), len(rows) - row)
        placed.append(
            Cell(row=row, column=column, start=first, end=last, row_span=row_span, col_span=min(raw.col_span, MAX_SPAN))
        )
    end = builder.length
    builder.add("\n")
    marked = _marked_header_rows(rows)
    spanning = bool(rows) and any(cell.col_span > 1 for cell in rows[0])
    headers = marked or count_header_rows([[cell.text for cell in row] for row in rows], deep=spanning)
    cells = tuple(_as_header(cell) if cell.row < headers else cell for cell in placed)
    return Table(start=start, end=end, cells=cells, caption=caption)


def fit_spans(rows: Sequence[Sequence[RawCell]]) -> Sequence[Sequence[RawCell]]:
    """Return the rows, without any spans where these reach over more places than a table can have."""
    cells = [cell for row in rows for cell in row]
    places = sum(min(cell.row_span or len(rows), len(rows)) * min(cell.col_span, MAX_SPAN) for cell in cells)
    if places <= max(MAX_PLACES, len(cells)):
        return rows
    return [[replace(cell, row_span=1, col_span=1) for cell in row] for row in rows]


def _place(rows: Sequence[Sequence[RawCell]]) -> list[tuple[int, int, RawCell]]:
    """Give each cell its row and column: it takes the first column that no cell above reaches into."""
    placed = []
    taken: dict[int, int] = {}
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > row:
                column += 1
            placed.append((row, column, cell))
            below = row + (cell.row_span or len(rows))
            width = min(max(cell.col_span, 1), MAX_SPAN)
            if below > row + 1:
                taken.update((at, below) for at in range(column, min(column + width, MAX_COLUMNS)))
            column += width
    return placed


def _as_header(cell: Cell) -> Cell:
    return replace(cell, header=True)


def _marked_header_rows(rows: Sequence[Sequence[RawCell]]) -> int:
    """Count the leading rows of which every cell is marked; a marked cell beside plain ones is a row label."""
    count = 0
    for row in rows:
        if not row or not all(cell.header or not cell.text for cell in row):
            break
        count += 1
    return count if count < len(rows) else 0


def count_header_rows(rows: Sequence[Sequence[str]], deep: bool = False) -> int:
    """Count the leading rows that read as a header where nothing marks one: no figures in them, figures below.

    One row, unless `deep`: then every row above the first figure (the top one has spanning cells).

    >>> count_header_rows([["Регион", "2025"], ["Абай", "4,93"]])
    1
    """
    first = next((at for at, row in enumerate(rows) if any(is_figure(cell) for cell in row)), 0)
    if not first or not any(rows[0]):
        return 0
    return first if deep else 1


def is_figure(cell: str) -> bool:
    """Tell whether a cell is a figure (with a short unit at most), and not a year or a label."""
    return bool(_FIGURE.fullmatch(cell.strip()))
