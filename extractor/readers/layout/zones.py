"""Tables side by side: where the rows of a run fall apart into two tables with labels of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from msgspec.structs import replace

from extractor.readers.layout.bands import Band
from extractor.readers.layout.rows import Row
from extractor.readers.layout.rulings import Rule

# Of two tables side by side no more than so many rows stand on one line by chance.
IN_STEP = 0.35
IN_STEP_AGAIN = 0.8
FEWEST_ROWS = 3
# Feet that differ by less than this share of the height stand on one line.
SAME_FOOT = 0.08
# Tables whose rows are in step are parted by a gap that is so much wider than the others.
WIDER = 1.8
FEWEST_RULES = 2
# The numbers of rows are no wider than so many line heights.
NUMBER_WIDTH = 2.2


def find_gutter(rows: Sequence[Row], bands: Sequence[Band], lying: Sequence[Rule]) -> float | None:
    """Return the x between two tables that the columns belong to; None if they are one table's."""
    gaps = [two.x0 - one.x1 for one, two in pairwise(bands)]
    size = rows[0].size if rows else 0.0
    places = [
        at for at in range(1, len(bands) - 2) if _is_table(bands[: at + 1], size) and _is_table(bands[at + 1 :], size)
    ]
    # The widest gap first, but for where the same columns come again: a column of numbers before the labels is told
    # from one of figures by nothing else.
    for at in sorted(places, key=lambda at: (not _comes_again(bands, at), -gaps[at])):
        gutter = (bands[at].x1 + bands[at + 1].x0) / 2
        left, right, both = _count(rows, gutter)
        again = _comes_again(bands, at)
        apart = min(left, right) >= FEWEST_ROWS and both < (IN_STEP_AGAIN if again else IN_STEP) * min(left, right)
        usual = median([gap for place, gap in enumerate(gaps) if place != at])
        wide = gaps[at] > WIDER * usual and gaps[at] > 2 * rows[0].size
        if (apart and (gaps[at] >= usual or again)) or wide or _is_broken(lying, rows, bands[at].x1, bands[at + 1].x0):
            return gutter
    return None


def _comes_again(bands: Sequence[Band], at: int) -> bool:
    """Tell whether a column ends the labels and figures that all columns are made of, again and again."""
    kinds = [band.figures for band in bands]
    return any(
        (at + 1) % size == 0 and all(kind == kinds[place % size] for place, kind in enumerate(kinds))
        for size in range(2, at + 2)
        if len(kinds) % size == 0 and kinds[size - 1]
    )


def _is_broken(lying: Sequence[Rule], rows: Sequence[Row], left: float, right: float) -> bool:
    """Tell whether lines lie on both sides of a gap, and none across it."""
    near = [rule for rule in lying if rows[0].top - 4 * rows[0].size < rule.at < rows[-1].foot + rows[-1].size]
    both = [rule for rule in near if rule.first < left and rule.last > right]
    across = [rule for rule in both if any(a < left and b > right for a, b in rule.stretches)]
    return len(both) >= FEWEST_RULES and not across and all(_reaches(rule, left, right) for rule in both)


def _reaches(rule: Rule, left: float, right: float) -> bool:
    """Tell whether a line goes on to both sides of a gap and no further, as the ends of two tables' lines do."""
    room = (right - left) / 2
    return any(b <= right and b >= left - room for _, b in rule.stretches) and any(
        a >= left and a <= right + room for a, _ in rule.stretches
    )


def _is_table(bands: Sequence[Band], size: float) -> bool:
    """Tell whether columns have labels of their own, at most narrow numbers before them, and figures."""
    labels = next((at for at, band in enumerate(bands) if not band.figures), None)
    if labels is None or not any(band.figures for band in bands[labels + 1 :]):
        return False
    return labels == 0 or (labels == 1 and bands[0].x1 - bands[0].x0 <= NUMBER_WIDTH * size)


def _count(rows: Sequence[Row], gutter: float) -> tuple[int, int, int]:
    """Return how many baselines have chunks left of the gutter, right of it, and on both sides."""
    left = [chunk.bottom for row in rows for chunk in row.chunks if chunk.x1 <= gutter]
    right = [chunk.bottom for row in rows for chunk in row.chunks if chunk.x0 >= gutter]
    limit = SAME_FOOT * rows[0].size + 0.2
    one, two = _distinct(left, limit), _distinct(right, limit)
    return len(one), len(two), sum(any(abs(a - b) <= limit for b in two) for a in one)


def _distinct(feet: Sequence[float], limit: float) -> list[float]:
    found: list[float] = []
    for foot in sorted(feet):
        if not found or foot - found[-1] > limit:
            found.append(foot)
    return found


def take_side(rows: Sequence[Row], gutter: float, left: bool) -> list[Row]:
    """Return the rows with their chunks on one side of the gutter; what crosses it is left's."""
    sides = []
    for row in rows:
        chunks = tuple(chunk for chunk in row.chunks if (chunk.x0 < gutter) == left)
        if chunks:
            top, foot = min(chunk.top for chunk in chunks), max(chunk.bottom for chunk in chunks)
            sides.append(replace(row, chunks=chunks, top=top, foot=foot))
    return sides
