"""Cells that a lattice leaves merged although their words stand in its columns and rows: lines part the header alone.

Many a table draws the lines between columns through its titles only, or those between rows beside its labels only.
What stands in such a cell tells whether it is one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from statistics import median

import numpy as np

from extractor.readers.layout.geometry import Indices
from extractor.readers.layout.lattice import Lattice, Patch
from extractor.readers.layout.lines import Line, measure_gaps, part_line, split_segments
from extractor.readers.layout.rows import is_figure
from extractor.readers.layout.words import Words

# So far (shares of a line's height) a chunk may stick out over the edge of its column.
STICKING = 0.3
# Lines of two cells whose feet differ by no more stand in one row.
SAME_FOOT = 0.2
# Sideways titles of two columns are apart by more than this share of their type.
APART = 0.5

Chunks = dict[int, list[Line]]


def part_patches(lattice: Lattice, words: Words, kept: Indices, owner: Indices) -> Lattice:
    """Return the lattice with each merged cell parted whose chunks of words stand in several of its units.

    `owner` holds the cell that each of the kept pieces stands in, -1 for none.
    """
    merged = [at for at, patch in enumerate(lattice.cells) if _count_units(patch) > 1]
    if not np.isin(owner, merged).any():
        return lattice
    gaps = measure_gaps(words)
    chunks = {at: split_segments(words, kept[owner == at], gaps) for at in merged}
    upright = not int(np.argmax(np.bincount(words.turns[kept], minlength=4)))
    cells: list[Patch] = []
    for at, patch in enumerate(lattice.cells):
        if upright and chunks.get(at) and all(chunk.turns for chunk in chunks[at]):
            cells += _part_sideways(patch, chunks[at], lattice.xs)
        else:
            cells += _part_columns(patch, chunks[at], lattice.xs) if chunks.get(at) else [patch]
    parted = Lattice(lattice.xs, lattice.ys, tuple(sorted(cells)))
    return _part_rows(parted, words, kept[owner >= 0])


def _count_units(patch: Patch) -> int:
    return (patch[2] - patch[0]) * (patch[3] - patch[1])


def _part_columns(patch: Patch, chunks: Sequence[Line], xs: Sequence[float]) -> list[Patch]:
    """Return the cell in as many as its chunks stand in; the same one unless some of them are figures."""
    row, first, end, last = patch
    if last - first < 2 or not any(is_figure(chunk.text) for chunk in chunks):
        return [patch]

    def place(x0: float, x1: float) -> int:
        return bisect_right(xs, (x0 + x1) / 2)

    taken: list[tuple[int, int]] = []
    parts = [part_line(chunk, place) if is_figure(chunk.text) else [chunk] for chunk in chunks]
    for chunk in chain.from_iterable(parts):
        room = STICKING * chunk.size
        a = max(first, bisect_right(xs, chunk.x0 + room) - 1)
        b = max(a + 1, min(last, bisect_right(xs, chunk.x1 - room)))
        meeting = [other for other in taken if other[0] < b and a < other[1]]
        taken = [other for other in taken if other not in meeting]
        taken.append((min([a, *(one for one, _ in meeting)]), max([b, *(two for _, two in meeting)])))
    if len(taken) < 2:
        return [patch]
    free = [(at, at + 1) for at in range(first, last) if not any(a <= at < b for a, b in taken)]
    return [(row, a, end, b) for a, b in sorted(taken + free)]


def _part_sideways(patch: Patch, chunks: Sequence[Line], xs: Sequence[float]) -> list[Patch]:
    """Return the cell in its columns if each of them has a title that is set sideways, and there are no others."""
    row, first, end, last = patch
    boxes = [chunk.words.boxes[slice(*chunk.spans[0])] for chunk in chunks]
    stretches = sorted((float(box[:, 0].min()), float(box[:, 2].max())) for box in boxes)
    taken = {bisect_right(xs, (left + right) / 2) - 1 for left, right in stretches}
    # Lines set close are those of one title.
    apart = all(two[0] - one[1] > APART * (one[1] - one[0]) for one, two in pairwise(stretches))
    if taken != set(range(first, last)) or not apart:
        return [patch]
    return [(row, at, end, at + 1) for at in range(first, last)]


def _part_rows(lattice: Lattice, words: Words, kept: Indices) -> Lattice:
    """Return the lattice with cells over several rows parted that have a line beside the figures of each row."""
    tall = [patch for patch in lattice.cells if patch[2] - patch[0] > 1]
    if not tall:
        return lattice
    feet = _find_feet(lattice, words, kept)
    cells: list[Patch] = []
    for patch in lattice.cells:
        row, column, end, last = patch
        if end - row > 1 and _is_in_step(lattice, patch, words, kept, feet):
            cells += [(at, column, at + 1, last) for at in range(row, end)]
        else:
            cells.append(patch)
    return Lattice(lattice.xs, lattice.ys, tuple(sorted(cells)))


def _find_feet(lattice: Lattice, words: Words, kept: Indices) -> dict[int, float]:
    """Return where the figures of each row stand that has some in cells of its own."""
    feet: dict[int, list[float]] = {}
    for patch in lattice.cells:
        if patch[2] - patch[0] == 1:
            for line in _list_lines(lattice, patch, words, kept):
                if is_figure(line.text):
                    feet.setdefault(patch[0], []).append(line.bottom)
    return {row: median(bottoms) for row, bottoms in feet.items()}


def _list_lines(lattice: Lattice, patch: Patch, words: Words, kept: Indices) -> Iterator[Line]:
    x0, top, x1, bottom = lattice.box(patch)
    boxes = words.upright[kept]
    middles, centers = (boxes[:, 1] + boxes[:, 3]) / 2, (boxes[:, 0] + boxes[:, 2]) / 2
    inside = (middles > top) & (middles < bottom) & (centers > x0) & (centers < x1)
    yield from split_segments(words, kept[inside])


def _is_in_step(lattice: Lattice, patch: Patch, words: Words, kept: Indices, feet: dict[int, float]) -> bool:
    row, _, end, _ = patch
    lines = list(_list_lines(lattice, patch, words, kept))
    if not lines:
        return False
    beside = [
        at in feet and any(abs(line.bottom - feet[at]) <= SAME_FOOT * line.size for line in lines)
        for at in range(row, end)
    ]
    return all(beside)
