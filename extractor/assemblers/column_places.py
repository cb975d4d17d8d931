"""Columns of places: whose figures they order, where no header ties them to any."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import regex

from extractor.assemblers.columns import Grid
from extractor.assemblers.drafts import Listing, RankingDraft
from extractor.model import NumberMention
from extractor.spans import SpanIndex

PLACE = regex.compile(r"(\d{1,4})(?:\s*[-–]\s*\d{1,4})?\D{0,6}")
# Places and figures of no more rows may well run together by chance.
FEW_ROWS = 3


def choose_running(
    grid: Grid, numbers: SpanIndex[NumberMention], places: int, draft: RankingDraft, homes: Mapping[int, RankingDraft]
) -> RankingDraft:
    """Return the ranking whose figures run as a column of places does: the given one, unless another's do far better.

    `homes` are the rankings of the columns of figures, by index. Of scores by several methods, places are mostly
    those of the last, which joins them.
    """
    if all(home is draft for home in homes.values()):
        return draft
    turns = {at: found for at in homes if (found := count_turns(grid, numbers, places, at)) is not None}
    own = min((found for at, found in turns.items() if homes[at] is draft), default=0)
    best = min(turns, key=lambda at: turns[at], default=None)
    if best is not None and turns[best] * 2 < own:
        return homes[best]
    # Of the same figures for several years, places are those of the last.
    alike = [home for at, home in homes.items() if turns.get(at) == own and home.metrics.keys() == draft.metrics.keys()]
    return max(alike, key=lambda home: (home.period or "", home is draft), default=draft)


def count_turns(grid: Grid, numbers: SpanIndex[NumberMention], places: int, values: int) -> int | None:
    """Return how often a column's figures turn while the places go down; None where few rows tell both."""
    told: list[tuple[int, Decimal]] = []
    for row in range(grid.first, grid.height):
        place, cell = grid.cell(row, places), grid.cell(row, values)
        match = PLACE.fullmatch(grid.text(place).strip()) if place is not None else None
        found = numbers.within(cell.start, cell.end) if cell is not None else ()
        if match is not None and found:
            told.append((int(match[1]), found[0].value))
    figures = [figure for _, figure in sorted(told)]
    turns = sum(a < b for a, b in pairwise(figures)), sum(a > b for a, b in pairwise(figures))
    return min(turns) if len(figures) > FEW_ROWS else None


def settle_numbers(listing: Listing) -> list[int]:
    """Keep a column of row numbers as places only where the figures run with it; return where the others begin."""
    numbers = [row.list_number for row in listing.rows]
    told = [row.current() for row in listing.rows]
    figures = [figure.value for figure in told if figure is not None]
    runs = len(figures) == len(listing.rows) and len(figures) > 2 and len(set(figures)) > 2
    ordered = runs and (all(a >= b for a, b in pairwise(figures)) or all(a <= b for a, b in pairwise(figures)))
    dropped = []
    for row, number in zip(listing.rows, numbers, strict=True):
        if number is not None and (not ordered or row.rank is not None):
            row.list_number = None
            dropped.append(number.digits[0])
    return dropped
