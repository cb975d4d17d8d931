"""Ruled tables: the lattices of the rulings as grids with merged cells, filled with the page's own words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.layout.geometry import Indices
from extractor.readers.layout.lattice import Lattice, find_lattices, gather_rules
from extractor.readers.layout.lines import Line, group_lines
from extractor.readers.layout.rulings import Edge
from extractor.readers.layout.words import Words
from extractor.results import BBox

FEWEST_EDGES = 4
FEWEST_FILLED = 0.25
_FIGURE = regex.compile(r"\d[.,]\d|\d\s?%")


class GridCell(Struct, frozen=True, kw_only=True):
    """A cell with its place in the grid, its box in points and its lines of words."""

    row: int
    column: int
    row_span: int
    col_span: int
    bbox: BBox
    lines: tuple[Line, ...] = ()
    header: bool = False

    @property
    def text(self) -> str:
        """The text of the cell on one line."""
        return " ".join([line.text for line in self.lines])


class Grid(Struct, frozen=True, kw_only=True):
    """A table on one page; `columns` are the x of its column edges, by which a table that goes on overleaf is known."""

    bbox: BBox
    columns: tuple[float, ...]
    cells: tuple[GridCell, ...]


def find_grids(edges: Sequence[Edge], words: Words, kept: Indices) -> tuple[list[Grid], Indices]:
    """Return the page's ruled tables, top to bottom, and which of the kept pieces stand in none of them.

    A lattice of one row or column, or one that holds hardly any text (a chart's), is no table.
    """
    lying = sum(edge.horizontal for edge in edges)
    if len(edges) < FEWEST_EDGES or lying < 2 or len(edges) - lying < 2:
        return [], kept
    grids: list[Grid] = []
    for lattice in find_lattices(*gather_rules(edges)):
        grid, others = _fill(lattice, words, kept)
        if grid is not None:
            grids.append(grid)
            kept = others
    return grids, kept


def _fill(lattice: Lattice, words: Words, kept: Indices) -> tuple[Grid | None, Indices]:
    owners = np.full((len(lattice.ys), len(lattice.xs)), -1)
    for at, (row, column, last_row, last_column) in enumerate(lattice.cells):
        owners[row:last_row, column:last_column] = at
    x0, top, x1, bottom = words.boxes[kept].T
    rows = np.searchsorted(lattice.ys, (top + bottom) / 2, side="right") - 1
    columns = np.searchsorted(lattice.xs, (x0 + x1) / 2, side="right") - 1
    # Row and column -1, outside, are the last of `owners`, which no cell takes.
    owner = owners[rows, columns]
    taken = owner >= 0
    lines = group_lines(words, kept[taken], owner[taken])
    filled = [lattice.cells[at] for at in lines]
    if (
        len({row for row, *_ in filled}) < 2
        or len({column for _, column, *_ in filled}) < 2
        or len(filled) < FEWEST_FILLED * len(lattice.cells)
    ):
        return None, kept
    cells = [
        GridCell(
            row=cell[0],
            column=cell[1],
            row_span=cell[2] - cell[0],
            col_span=cell[3] - cell[1],
            bbox=_round(lattice.box(cell)),
            lines=tuple(lines.get(at, ())),
        )
        for at, cell in enumerate(lattice.cells)
    ]
    columns_at = tuple(round(x, 2) for x in lattice.xs)
    return Grid(bbox=_round(lattice.bbox), columns=columns_at, cells=_mark_header(cells)), kept[~taken]


def _round(box: BBox) -> BBox:
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)


def _mark_header(cells: Sequence[GridCell]) -> tuple[GridCell, ...]:
    """Return the cells with those of the header rows marked.

    The header is the first row unless it holds figures, and every row that a merged header cell
    reaches over or down to; a row that only numbers the columns belongs to it.
    """
    depth = _header_depth(cells)
    return tuple(replace(cell, header=cell.row < depth) for cell in cells)


def _header_depth(cells: Sequence[GridCell]) -> int:
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    last = max(cell.row + cell.row_span for cell in cells) - 1
    if any(_FIGURE.search(cell.text) for cell in rows[0]):
        return 0
    depth = 1
    reached = 0
    while reached < depth <= last:
        for cell in rows.get(reached, ()):
            below = 1 if cell.col_span > 1 else 0
            depth = max(depth, min(last, cell.row + cell.row_span + below))
        reached += 1
    numbered = [cell.text for cell in rows.get(depth, ())][1:]
    if depth < last and len(numbered) > 1 and _counts_up(numbered):
        depth += 1
    return min(depth, last)


def _counts_up(texts: Sequence[str]) -> bool:
    first = int(texts[0]) if texts[0].isdecimal() else 0
    return first in (1, 2) and all(text == str(first + at) for at, text in enumerate(texts))
