"""Text painted twice in one place, to look bold or because a page is drawn in strips: each word is read once."""

from __future__ import annotations

import numpy as np

from extractor.readers.layout.geometry import Flags, Floats
from extractor.readers.layout.pieces import Pieces

# Copies begin within this share of a line's height of each other; a letter is wider than that.
SAME_PLACE = 0.25
# A line's pieces are found within bands so high (points). Two sets of bands are looked at, one half a band lower.
BAND = 4.0


def find_copies(text: str, found: Pieces, boxes: Floats) -> Flags:
    """Tell which pieces copy another, or the start of one that a strip cut off; `boxes` are upright."""
    x0, bottom = boxes[:, 0], boxes[:, 3]
    room = SAME_PLACE * (bottom - boxes[:, 1])
    copies = np.zeros(len(boxes), np.bool_)
    for shift in (0.0, 0.5):
        order = np.lexsort((x0, np.floor(bottom / BAND + shift)))
        for step in (1, 2):
            one, two = order[:-step], order[step:]
            near = np.minimum(room[one], room[two])
            close = (np.abs(x0[two] - x0[one]) < near) & (np.abs(bottom[two] - bottom[one]) < near)
            for at in np.flatnonzero(close & (found.turns[one] == found.turns[two])).tolist():
                _mark_copy(text, found, int(one[at]), int(two[at]), copies)
    return copies


def _mark_copy(text: str, found: Pieces, one: int, two: int, copies: Flags) -> None:
    """Mark the one of two pieces that says no more than the other; the later, if they say the same."""
    first = text[found.first[one] : found.last[one] + 1]
    second = text[found.first[two] : found.last[two] + 1]
    if first == second:
        copies[max(one, two)] = True
    elif second.startswith(first):
        copies[one] = True
    elif first.startswith(second):
        copies[two] = True
