"""Words that a line runs on with over the edge of its cell: they belong to the cell that the line begins in.

Spreadsheets print only what fits into a cell, but the file holds all of it.
"""

from __future__ import annotations

import numpy as np

from extractor.readers.layout.geometry import Floats, Indices
from extractor.readers.layout.lattice import Lattice
from extractor.readers.layout.words import Words

# Words of one line are parted by no more than this share of its height, and a word that crosses an edge sticks out by
# more than the other.
BLANK = 0.45
STICKING = 0.1


def hold_lines(lattice: Lattice, words: Words, kept: Indices, owner: Indices, boxes: Floats) -> Indices:
    """Return the cell of each kept piece: `owner`, but for the words that a line overflows its cell with.

    `boxes` are those of the kept pieces.
    """
    heights = boxes[:-1, 3] - boxes[:-1, 1]
    gap = boxes[1:, 0] - boxes[:-1, 2]
    runs = words.runs[kept]
    near = (kept[1:] == kept[:-1] + 1) & (runs[1:] == runs[:-1]) & (gap > -STICKING * heights) & (gap < BLANK * heights)
    crossing = near & (owner[1:] != owner[:-1]) & (owner[1:] >= 0) & (owner[:-1] >= 0)
    if not crossing.any():
        return owner
    held = owner.copy()
    for at in np.flatnonzero(crossing).tolist():
        home = lattice.cells[held[at]]
        edge, room = lattice.xs[home[3]], STICKING * heights[at]
        if not (boxes[at, 2] > edge + room or boxes[at + 1, 0] < edge - room):
            continue
        after = at + 1
        while after < len(kept) and near[after - 1] and _is_word(words, int(kept[after])):
            if lattice.cells[owner[after]][0] != home[0] or owner[after] < 0:
                break
            held[after] = held[at]
            after += 1
    return held


def _is_word(words: Words, at: int) -> bool:
    return any(map(str.isalpha, words.text[words.starts[at] : words.ends[at]]))
