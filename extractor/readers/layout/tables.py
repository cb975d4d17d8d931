"""Ruled tables: edges → pdfplumber's cells → a grid with merged cells, filled with the page's own words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.layout.lines import Line, group_lines
from extractor.readers.layout.rulings import Edge
from extractor.readers.layout.words import Word, join_boxes
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
    def words(self) -> tuple[Word, ...]:
        """The words of the cell in reading order."""
        return tuple(word for line in self.lines for word in line.words)


class Grid(Struct, frozen=True, kw_only=True):
    """A table on one page; `columns` are the x of its column edges, by which a table that goes on overleaf is known."""

    bbox: BBox
    columns: tuple[float, ...]
    cells: tuple[GridCell, ...]


class _Ruled:
    """What pdfplumber's finder asks of a page."""

    def __init__(self, edges: Iterable[Edge], bbox: BBox) -> None:
        self.bbox = bbox
        self.edges = [
            {
                "x0": edge.x0,
                "x1": edge.x1,
                "top": edge.top,
                "bottom": edge.bottom,
                "width": edge.x1 - edge.x0,
                "height": edge.bottom - edge.top,
                "orientation": "h" if edge.horizontal else "v",
                "object_type": "line",
            }
            for edge in edges
        ]


def find_grids(
    edges: Sequence[Edge], words: Sequence[Word], size: tuple[float, float]
) -> tuple[list[Grid], list[Word]]:
    """Return the page's ruled tables, top to bottom, and the words that stand in none of them.

    A lattice of one row or column, or one that holds hardly any text (a chart's), is no table.
    """
    lying = sum(edge.horizontal for edge in edges)
    if len(edges) < FEWEST_EDGES or lying < 2 or len(edges) - lying < 2:
        return [], list(words)
    from pdfplumber.table import TableFinder

    grids: list[Grid] = []
    left = list(words)
    page: Any = _Ruled(edges, (0.0, 0.0, *size))  # all of a page that the finder asks for
    for table in TableFinder(page).tables:
        grid, others = _fill(table.cells, left)
        if grid is not None:
            grids.append(grid)
            left = others
    return grids, left


def _fill(boxes: Sequence[BBox], words: Sequence[Word]) -> tuple[Grid | None, list[Word]]:
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    owners: dict[tuple[int, int], BBox] = {}
    for box in boxes:
        for row in range(ys.index(box[1]), ys.index(box[3])):
            owners.update({(row, column): box for column in range(xs.index(box[0]), xs.index(box[2]))})
    inside: dict[BBox, list[Word]] = {box: [] for box in boxes}
    others: list[Word] = []
    for word in words:
        x0, top, x1, bottom = word.bbox
        at = bisect_right(ys, (top + bottom) / 2) - 1, bisect_right(xs, (x0 + x1) / 2) - 1
        (inside[owners[at]] if at in owners else others).append(word)
    filled = [box for box in boxes if inside[box]]
    rows, columns = {box[1] for box in filled}, {box[0] for box in filled}
    if len(rows) < 2 or len(columns) < 2 or len(filled) < FEWEST_FILLED * len(boxes):
        return None, list(words)
    cells = [
        GridCell(
            row=ys.index(box[1]),
            column=xs.index(box[0]),
            row_span=ys.index(box[3]) - ys.index(box[1]),
            col_span=xs.index(box[2]) - xs.index(box[0]),
            bbox=(round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)),
            lines=tuple(group_lines(inside[box])),
        )
        for box in sorted(boxes, key=lambda box: (box[1], box[0]))
    ]
    bbox = join_boxes([cell.bbox for cell in cells])
    return Grid(bbox=bbox, columns=tuple(round(x, 2) for x in xs), cells=_mark_header(cells)), others


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
    if any(_FIGURE.search(_text(cell)) for cell in rows[0]):
        return 0
    depth = 1
    reached = 0
    while reached < depth <= last:
        for cell in rows.get(reached, ()):
            below = 1 if cell.col_span > 1 else 0
            depth = max(depth, min(last, cell.row + cell.row_span + below))
        reached += 1
    numbered = [_text(cell) for cell in rows.get(depth, ())][1:]
    if depth < last and len(numbered) > 1 and _counts_up(numbered):
        depth += 1
    return min(depth, last)


def _text(cell: GridCell) -> str:
    return " ".join(word.text for word in cell.words)


def _counts_up(texts: Sequence[str]) -> bool:
    first = int(texts[0]) if texts[0].isdecimal() else 0
    return first in (1, 2) and all(text == str(first + at) for at, text in enumerate(texts))
