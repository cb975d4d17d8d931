"""Orders of tables: the one column of figures by which all rows of a table stand, where it is ordered at all.

Where places are printed once, or one order is promised, the further figures of a row are told beside that order.
Without either, each column of figures is an order of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.assemblers.column_places import FEW_ROWS, count_turns
from extractor.assemblers.columns import Column, Grid
from extractor.model import NumberMention
from extractor.spans import SpanIndex


def find_leader(
    grid: Grid, columns: Sequence[Column], numbers: SpanIndex[NumberMention], *, promised: bool
) -> Column | None:
    """Return the column of figures that orders the whole table, None where nothing says that one does.

    That is the first one, unless another's figures run far better with the printed places.
    """
    values = [column for column in columns if column.kind == "value"]
    ranks = [column for column in columns if column.kind == "rank"]
    counted = [column for column in columns if column.kind == "number"]
    if not values or len(ranks) > 1 or any(column.group for column in ranks):
        return None
    places = next(iter((*ranks, *counted)), None)
    if places is None:
        return values[0] if promised and _runs(grid, values[0], numbers) else None
    turns = {c.index: count_turns(grid, numbers, places.index, c.index) for c in values}
    if not ranks:
        return values[0] if turns[values[0].index] == 0 else None
    known = {column.index: told for column in values if (told := turns[column.index]) is not None}
    best = min((column for column in values if column.index in known), key=lambda c: known[c.index], default=values[0])
    own = known.get(values[0].index)
    return best if own is not None and known[best.index] * 2 < own else values[0]


def goes_along(column: Column, leader: Column) -> bool:
    """Whether a column tells of the order that another one leads: of the same method, and of no other period."""
    if column.kind == "change":
        return True  # what its header may date is what it is held against
    return column.method == leader.method and column.period in (None, leader.period)


def _runs(grid: Grid, column: Column, numbers: SpanIndex[NumberMention]) -> bool:
    """Whether the figures of a column rise or fall from row to row."""
    told = [found[0].value for cell in grid.body(column.index) if (found := numbers.within(cell.start, cell.end))]
    rises, falls = (any(a < b for a, b in pairwise(told)), any(a > b for a, b in pairwise(told)))
    return len(told) >= FEW_ROWS and not (rises and falls)
