"""Lattices that stand side by side and are one table: a broad gap parts its columns, and only the first has labels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from extractor.readers.layout.geometry import Floats, Indices
from extractor.readers.layout.grids import names_class
from extractor.readers.layout.lattice import Lattice
from extractor.readers.layout.words import Words

# A gap between parts of one table is no wider than this (points), and lines of both that differ by less are one.
WIDEST = 40.0
SAME_LINE = 3.0
# So many rows have both parts, and so many lines of each go on in the other.
FEWEST_ROWS = 4
SHARED = 0.8
# So many numbers that only grow are codes, fewer are where they count.
FEWEST_CODES = 6
# Beside the labels so much of what the cells say is figures.
FIGURES = 0.6
# Labels left of a frame are no longer than this (points), and stand level with their row's first figure.
LONGEST = 180.0
SAME_FOOT = 0.3


def join_beside(lattices: Sequence[Lattice], words: Words, kept: Indices, boxes: Floats) -> list[Lattice]:
    """Return the lattices with those joined that go on one with the rows of the one to their left."""
    joined: list[Lattice] = []
    for lattice in sorted(lattices, key=lambda lattice: lattice.xs[0]):
        home = next((at for at, other in enumerate(joined) if _goes_on(other, lattice)), None)
        if (
            home is not None
            and _tells_figures(lattice, words, kept, boxes)
            and not _names_rows(_read_first_column(lattice, words, kept, boxes))
        ):
            joined[home] = _join(joined[home], lattice)
        else:
            joined.append(lattice)
    return sorted(joined, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _goes_on(left: Lattice, right: Lattice) -> bool:
    gap = right.xs[0] - left.xs[-1]
    if not -SAME_LINE < gap <= WIDEST or min(len(left.ys), len(right.ys)) <= FEWEST_ROWS:
        return False
    shared = sum(any(abs(y - other) <= SAME_LINE for other in left.ys) for y in right.ys)
    return shared >= SHARED * max(len(left.ys), len(right.ys)) and abs(left.ys[-1] - right.ys[-1]) <= SAME_LINE


def _tells_figures(lattice: Lattice, words: Words, kept: Indices, boxes: Floats) -> bool:
    """Tell whether the lower half of each column holds figures rather than labels."""
    _, top, _, bottom = lattice.bbox
    middles = (boxes[kept, 1] + boxes[kept, 3]) / 2
    low = kept[(middles > (top + bottom) / 2) & (middles < bottom)]
    centers = (boxes[low, 0] + boxes[low, 2]) / 2
    for left, right in pairwise(lattice.xs):
        inside = low[(centers > left) & (centers < right)].tolist()
        digits = sum(words.text[words.starts[at]].isdigit() for at in inside)
        if digits < FIGURES * len(inside):
            return False
    return bool(len(low))


def _read_first_column(lattice: Lattice, words: Words, kept: Indices, boxes: Floats) -> list[str]:
    """Return what the rows of the first column say, without the topmost and those that say nothing."""
    centers, middles = (boxes[kept, 0] + boxes[kept, 2]) / 2, (boxes[kept, 1] + boxes[kept, 3]) / 2
    across = (centers > lattice.xs[0]) & (centers < lattice.xs[1])
    rows = [kept[across & (middles > top) & (middles < bottom)].tolist() for top, bottom in pairwise(lattice.ys[1:])]
    return [" ".join(words.text[words.starts[at] : words.ends[at]] for at in row) for row in rows if row]


def _names_rows(texts: Sequence[str]) -> bool:
    """Tell whether figures are labels of a table of its own: years, dates, classes, numbers of the rows.

    >>> _names_rows(["2020", "2021", "2023"]), _names_rows(["1.", "2.", "3."]), _names_rows(["12", "9", "10"])
    (True, True, False)
    """
    told = [text for text in texts if any(map(str.isdigit, text))]
    if sum(map(names_class, told)) >= SHARED * len(told):
        return True
    numbers = [text.strip(".,() №#") for text in told]
    if not all(map(str.isdecimal, numbers)):
        return False
    steps = {int(two) - int(one) for one, two in pairwise(numbers)}
    return steps in ({1}, {-1}) or (len(numbers) >= FEWEST_CODES and min(steps) > 0)


def _join(left: Lattice, right: Lattice) -> Lattice:
    """Return the lattice of both; the gap between them belongs to the last column of the left one."""
    ys = list(left.ys)
    ys += [y for y in right.ys if not any(abs(y - other) <= SAME_LINE for other in left.ys)]
    ys.sort()
    xs = (*left.xs[:-1], *right.xs)
    cells = []
    for lattice, first in ((left, 0), (right, len(left.xs) - 1)):
        rows = [min(range(len(ys)), key=lambda at: abs(ys[at] - y)) for y in lattice.ys]
        cells += [(rows[row], first + column, rows[end], first + last) for row, column, end, last in lattice.cells]
    return Lattice(xs, tuple(ys), tuple(sorted(cells)))


def annex_labels(lattice: Lattice, words: Words, kept: Indices, boxes: Floats) -> Lattice:
    """Return the lattice with a column for the labels that stand left of it, beside the figures of its rows."""
    left, top, _, bottom = lattice.bbox
    x0, upper, x1, lower = boxes[kept].T
    middles = (upper + lower) / 2
    near = (middles > top) & (middles < bottom)
    outside = near & (x1 <= left + SAME_LINE) & (x0 > left - LONGEST)
    first = near & (x0 > left - SAME_LINE) & (x1 < lattice.xs[1] + SAME_LINE)
    if not outside.any() or not first.any():
        return lattice
    rows = np.searchsorted(lattice.ys, middles)
    feet = {
        int(row): float(lower[at])
        for at, row in enumerate(rows)
        if first[at] and words.text[words.starts[kept[at]]].isdigit()
    }
    labelled = {
        int(rows[at])
        for at in np.flatnonzero(outside).tolist()
        if int(rows[at]) in feet
        and words.text[words.starts[kept[at]]].isalpha()
        and abs(feet[int(rows[at])] - float(lower[at])) < SAME_FOOT * float(lower[at] - upper[at])
    }
    height = len(lattice.ys) - 1
    if len(feet) <= FEWEST_ROWS or len(feet) < SHARED * (height - 2) or len(labelled) < SHARED * len(feet):
        return lattice
    edge = float(x0[outside].min()) - 1
    cells = [(row, 0, row + 1, 1) for row in range(height)]
    cells += [(row, column + 1, end, last + 1) for row, column, end, last in lattice.cells]
    return Lattice((edge, *lattice.xs), lattice.ys, tuple(sorted(cells)))
