"""Words that were recognized on a picture, as the columns that pdfium's own words come in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from extractor.readers.layout.geometry import Floats, Indices
from extractor.readers.layout.pieces import split_pieces, write_pieces
from extractor.readers.layout.words import Words
from extractor.results import BBox


class Recognized(Struct, frozen=True):
    """A word: its box on the page set straight, its box as printed, and the number of its line."""

    text: str
    box: BBox
    printed: BBox
    line: int


def lay_words(found: Sequence[Recognized], page: int, size: tuple[float, float]) -> Words:
    """Return the words as columns; a piece of a word has its share of the word's box, as letters were of one width."""
    parts: list[str] = []
    boxes: list[tuple[BBox, BBox]] = []
    before: int | None = None
    for word in found:
        parts.append("" if before is None else " " if word.line == before else "\n")
        boxes += [(word.box, word.printed)] * len(parts[-1])
        boxes += zip(_share(word.box, len(word.text)), _share(word.printed, len(word.text)), strict=True)
        parts.append(word.text)
        before = word.line
    text = "".join(parts)
    letters = np.round(np.array(boxes, np.float64).reshape(-1, 2, 4), 2)
    pieces = split_pieces(text)
    upright, printed = (_around(letters[:, at], pieces.first, pieces.last) for at in (0, 1))
    written, starts, ends = write_pieces(text, pieces)
    return Words(
        page=page,
        size=size,
        text=written,
        starts=starts,
        ends=ends,
        begins=pieces.begins,
        boxes=printed,
        upright=upright,
        turns=pieces.turns,
        runs=pieces.runs,
        broken=frozenset(np.flatnonzero(pieces.broken).tolist()),
        bold=pieces.bold,
        leaders=pieces.leaders,
    )


def _share(box: BBox, count: int) -> list[BBox]:
    """Return a word's box in as many parts as it has letters."""
    x0, top, x1, bottom = box
    width = (x1 - x0) / count
    return [(x0 + at * width, top, x0 + (at + 1) * width, bottom) for at in range(count)]


def _around(letters: Floats, first: Indices, last: Indices) -> Floats:
    return np.column_stack((letters[first, :2], letters[last, 2:]))
