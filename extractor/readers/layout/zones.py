"""Tables side by side: where the rows of a run fall apart into two tables with labels of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from msgspec.structs import replace

from extractor.readers.layout.bands import Band
from extractor.readers.layout.rows import Row

# Of two tables side by side no more than so many rows stand on one line by chance.
IN_STEP = 0.35
FEWEST_ROWS = 3
# Feet that differ by less than this share of the height stand on one line.
SAME_FOOT = 0.08
# Tables whose rows are in step are parted by a gap that is so much wider than the others.
WIDER = 1.8


def find_gutter(rows: Sequence[Row], bands: Sequence[Band]) -> float | None:
    """Return the x between two tables that the columns belong to; None if they are one table's."""
    gaps = [two.x0 - one.x1 for one, two in pairwise(bands)]
    for at in range(1, len(bands) - 2):
        if not _is_table(bands[: at + 1]) or not _is_table(bands[at + 1 :]):
            continue
        gutter = (bands[at].x1 + bands[at + 1].x0) / 2
        left, right, both = _count(rows, gutter)
        apart = min(left, right) >= FEWEST_ROWS and both < IN_STEP * min(left, right)
        usual = median([gap for place, gap in enumerate(gaps) if place != at])
        wide = gaps[at] > WIDER * usual and gaps[at] > 2 * rows[0].size
        if (apart and gaps[at] >= usual) or wide:
            return gutter
    return None


def _is_table(bands: Sequence[Band]) -> bool:
    """Tell whether columns have labels of their own, at most a number before them, and figures."""
    labels = next((at for at, band in enumerate(bands) if not band.figures), None)
    return labels is not None and labels <= 1 and any(band.figures for band in bands[labels + 1 :])


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
