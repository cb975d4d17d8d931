"""Headers in a lattice of their own, above rows that no line parts: both are one table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from extractor.readers.layout.geometry import join_boxes
from extractor.readers.layout.grids import Grid, GridCell, counts_up, tells_figures

# A header has so many rows, and stands no further (points) above its body, or so far into it.
MOST_ROWS = 8
FARTHEST = 20.0
OVERLAP = 6.0


def join_heads(ruled: Sequence[Grid], streams: Sequence[Grid]) -> list[Grid]:
    """Return all tables, each of the streams joined with the lattice above it that is its header."""
    heads = [grid for grid in ruled if _is_head(grid)]
    joined: list[Grid] = []
    for stream in streams:
        for head in heads:
            places = _place_columns(head, stream)
            if places:
                heads.remove(head)
                ruled = [grid for grid in ruled if grid is not head]
                stream = _join(head, stream, places)
                break
        joined.append(stream)
    return [*ruled, *joined]


def _is_head(grid: Grid) -> bool:
    """Tell whether a table is but titles: no row of figures, one title for the labels, and no rows of a list."""
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    told = [[cell for cell in row if cell.text] for row in rows.values()]
    if len(told) > MOST_ROWS or any(tells_figures([(cell.column, cell.text) for cell in row]) for row in told):
        return False
    columns = {cell.column for row in told for cell in row}
    # Neither a caption over all columns nor a row that numbers them is a row of a list.
    listed = [row for row in told if len(row) > 1 and not counts_up([cell.text for cell in row])]
    labels = sum(row[0].column == 0 for row in listed)
    full = sum({cell.column for cell in row} == columns for row in listed)
    return labels <= 1 and full <= 1


def _place_columns(head: Grid, body: Grid) -> list[int]:
    """Return the column of the header that each of the body's stands below; none unless each has one of its own."""
    if not -OVERLAP <= body.bbox[1] - head.bbox[3] <= FARTHEST:
        return []
    count = len(body.columns) - 1
    boxes = [
        join_boxes([(line.x0, line.top, line.x1, line.bottom) for line in lines]) if lines else None
        for lines in (
            [line for cell in body.cells if cell.column == at and cell.col_span == 1 for line in cell.lines]
            for at in range(count)
        )
    ]
    if any(box is None for box in boxes):
        return []
    places = [bisect_right(head.columns, (box[0] + box[2]) / 2) - 1 for box in boxes if box is not None]
    # The labels begin on the left of their column, however short they are.
    inside = all(0 <= place < len(head.columns) - 1 for place in places)
    own = all(one < two for one, two in pairwise(places))
    return places if inside and own and count > 1 and len(head.columns) - 1 - count <= 1 else []


def _join(head: Grid, body: Grid, places: Sequence[int]) -> Grid:
    height = max(cell.row + cell.row_span for cell in head.cells)
    cells = [replace(cell, header=True) for cell in head.cells]
    for cell in body.cells:
        first, last = places[cell.column], places[cell.column + cell.col_span - 1]
        cells.append(replace(cell, row=cell.row + height, column=first, col_span=last - first + 1))
    cells += _fill_gaps(cells, head, height)
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return replace(head, bbox=join_boxes([head.bbox, body.bbox]), cells=ordered)


def _fill_gaps(cells: Sequence[GridCell], head: Grid, height: int) -> list[GridCell]:
    """Return empty cells where the body has no column under a title."""
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.col_span)
    }
    tops = {cell.row: (cell.bbox[1], cell.bbox[3]) for cell in cells if cell.row >= height}
    return [
        GridCell(
            row=row,
            column=at,
            row_span=1,
            col_span=1,
            bbox=(head.columns[at], top, head.columns[at + 1], bottom),
        )
        for row, (top, bottom) in sorted(tops.items())
        for at in range(len(head.columns) - 1)
        if (row, at) not in taken
    ]
