"""Tables that lie otherwise than a row a region: with the regions as columns, or in repeated groups of columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from extractor.model import Cell, Table

# Whether a cell names a region, and its text on one line.
Names = Callable[[Cell], bool]
Reads = Callable[[Cell], str]

FEWEST_NAMES = 2


def arrange(table: Table, names: Names, reads: Reads) -> Table:
    """Return the table with a row a region: as it is, turned on its side, or its groups of columns under each other."""
    # A row may end with separators that part nothing.
    width = max((cell.column + cell.col_span for cell in table.cells if cell.start < cell.end), default=0)
    depth = max((cell.row + cell.row_span for cell in table.cells if cell.header), default=0)
    named = _count_names(table.cells, names, depth)
    step = _find_step(table.cells, named, reads, width, depth)
    if step:
        return _stack(table, step, depth, width)
    titled = sorted({cell.column for cell in table.cells if cell.header and cell.col_span == 1 and names(cell)})
    if len(titled) >= FEWEST_NAMES and titled[0] > 0 and not any(named.values()):
        return _turn(table, titled[0])
    return table


def _count_names(cells: Sequence[Cell], names: Names, depth: int) -> dict[int, int]:
    """Return how many cells below the header name a region, by column."""
    named: dict[int, int] = {}
    for cell in cells:
        if cell.row >= depth and names(cell):
            named[cell.column] = named.get(cell.column, 0) + 1
    return named


def _find_step(cells: Sequence[Cell], named: dict[int, int], reads: Reads, width: int, depth: int) -> int:
    """Return how many columns a group has that is repeated side by side, each with names of its own; 0 for none."""
    columns = sorted(column for column, times in named.items() if times >= FEWEST_NAMES)
    steps = {two - one for one, two in pairwise(columns)}
    if len(steps) != 1:
        return 0
    (step,) = steps
    if step < 2 or width != step * len(columns) or columns[0] >= step:
        return 0
    paths = [_path(cells, reads, column, depth) for column in range(width)]
    return step if all(paths[at] == paths[at % step] for at in range(width)) else 0


def _path(cells: Sequence[Cell], reads: Reads, column: int, depth: int) -> tuple[str, ...]:
    over = [cell for cell in cells if cell.row < depth and cell.column <= column < cell.column + cell.col_span]
    return tuple(reads(cell).lower() for cell in over)


def _stack(table: Table, step: int, depth: int, width: int) -> Table:
    """Return the table with its groups of columns under each other, and one header over all."""
    height = max(cell.row + cell.row_span for cell in table.cells) - depth
    cells = []
    for cell in table.cells:
        group, column = divmod(cell.column, step)
        if (cell.row < depth and group) or cell.column >= width:
            continue
        span = min(cell.col_span, step - column)
        cells.append(replace(cell, row=cell.row + group * height, column=column, col_span=span))
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _turn(table: Table, labels: int) -> Table:
    """Return the table on its side: its first columns, which say what each row tells, become the header."""
    cells = [
        replace(
            cell,
            row=cell.column,
            column=cell.row,
            row_span=cell.col_span,
            col_span=cell.row_span,
            header=cell.column < labels,
        )
        for cell in table.cells
    ]
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
