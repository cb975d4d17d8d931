"""Characters → pieces: runs of digits and what stands around them, found and written as columns."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from extractor.readers.builder import SUPERSCRIPTS
from extractor.readers.layout.geometry import Flags, Floats, Indices

# Classes of characters. Digits and what stands around them are pieces of their own.
BLANK, DIGIT, OTHER, HYPHEN, UNSEEN, LEADER, INNER = range(7)
# pdfium writes a hyphen at the end of a line as U+FFFE and leaves the line break out; without a word
# before it the same sign is a lone dash.
_HYPHENS = (0xFFFE, 0x02)
# Signs that print nothing: soft hyphen, zero-width spaces and joiners, byte-order mark.
_INVISIBLE = (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
_SOFT_HYPHEN = 0xAD
# Signs that belong to a number if they stand between its digits.
_INNER = [ord(sign) for sign in ".,'’"]
# The dots that lead the eye from a label to its figure.
_LEADERS = re.compile(r"[.·_]{4,}|(?:[.·…] ?){4,}")
# The bullets of the Symbol and Wingdings fonts arrive as private-use code points.
_BULLETS = str.maketrans(dict.fromkeys("\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf02d\uf06c\uf06e\uf076", "•"))
_CLEAN: dict[int, str | None] = {**_BULLETS, **dict.fromkeys(_INVISIBLE), **dict.fromkeys(_HYPHENS, "-")}


class Pieces(Struct):
    """Pieces while they are read, as columns; `first` and `last` are offsets into the page's characters.

    `marks` tells which are footnote marks: digits that are raised behind what they belong to.
    """

    first: Indices
    last: Indices
    begins: Flags
    digits: Flags
    runs: Indices
    broken: Flags
    marks: Flags
    leaders: Flags
    turns: Indices
    bold: Flags
    heads: Floats
    tails: Floats

    def take(self, kept: Any) -> Pieces:
        """Return the pieces of the given indices, or those that are flagged."""
        return Pieces(*(getattr(self, name)[kept] for name in self.__struct_fields__))

    @property
    def boxes(self) -> Floats:
        """The boxes around each piece's first and last character."""
        return np.column_stack(
            (np.minimum(self.heads[:, :2], self.tails[:, :2]), np.maximum(self.heads[:, 2:], self.tails[:, 2:]))
        )


@cache
def _classes() -> NDArray[np.uint8]:
    """Return the class of each character of the basic plane; what lies beyond is like the last."""
    table = np.full(0x10000, OTHER, np.uint8)
    for code in range(0x10000):
        char = chr(code)
        if char.isspace() or code < 0x20 or 0x7F <= code < 0xA0:
            table[code] = BLANK
        elif char.isdecimal():
            table[code] = DIGIT
    table[list(_HYPHENS)] = HYPHEN
    table[list(_INVISIBLE)] = UNSEEN
    table[_INNER] = INNER
    return table


@cache
def _signs() -> NDArray[np.uint32]:
    """Return what each character of the basic plane is written as; 0 is left out."""
    table = np.arange(0x10000, dtype=np.uint32)
    for code, sign in _CLEAN.items():
        table[code] = ord(sign) if sign else 0
    return table


def _encode(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def split_pieces(text: str) -> Pieces:
    """Return where the pieces of the text are."""
    codes = _encode(text)
    padded = np.zeros(len(codes) + 2, np.uint8)  # blanks at both ends
    kinds, before, after = padded[1:-1], padded[:-2], padded[2:]
    kinds[:] = _classes()[np.minimum(codes, 0xFFFF)]
    # A point between digits belongs to the number; a sign that is not seen, to what it stands in.
    between = kinds == INNER
    kinds[between & (before == DIGIT) & (after == DIGIT)] = DIGIT
    kinds[(kinds == INNER) | (kinds == UNSEEN)] = OTHER
    if "..." in text or ". ." in text or "__" in text or "··" in text or "……" in text:
        for match in _LEADERS.finditer(text):
            part = kinds[match.start() : match.end()]
            part[part != BLANK] = LEADER
    hyphens = np.flatnonzero(kinds == HYPHEN)
    if len(hyphens):
        lone = (before[hyphens] == BLANK) | (before[hyphens] == HYPHEN)
        kinds[hyphens[lone]] = OTHER
    solid = (kinds != BLANK) & (kinds != HYPHEN)
    differs = padded[1:] != padded[:-1]
    first = np.flatnonzero(solid & differs[:-1])
    last = np.flatnonzero(solid & differs[1:])
    follows = before[first]
    breaks = np.searchsorted(np.flatnonzero((codes == 10) | (kinds == HYPHEN)), first)
    blank = np.zeros(len(first), np.bool_)
    return Pieces(
        first=first,
        last=last,
        begins=(follows == BLANK) | (follows == HYPHEN),
        digits=kinds[first] == DIGIT,
        runs=breaks,
        broken=(after[last] == HYPHEN) | (codes[last] == _SOFT_HYPHEN),
        marks=blank,
        leaders=kinds[first] == LEADER,
        turns=np.zeros(len(first), np.int64),
        bold=blank,
        heads=np.zeros((0, 4)),
        tails=np.zeros((0, 4)),
    )


def write_pieces(text: str, found: Pieces) -> tuple[str, Indices, Indices]:
    """Return the words parted by blanks, and where in that the pieces start and end."""
    lengths = found.last - found.first + 1
    total = int(lengths.sum())
    if not total:
        return "", lengths, lengths
    offsets = np.cumsum(lengths) - lengths
    codes = _encode(text)[np.arange(total) + np.repeat(found.first - offsets, lengths)]
    low = codes < 0x10000
    signs = np.where(low, _signs()[np.where(low, codes, 0)], codes)
    seen = signs != 0
    if not seen.all():
        lengths = np.add.reduceat(seen.astype(np.int64), offsets)
        signs = signs[seen]
    ends = np.cumsum(lengths + found.begins)
    starts = ends - lengths
    written = np.full(int(ends[-1]), ord(" "), np.uint32)
    written[np.arange(len(signs)) + np.repeat(np.cumsum(found.begins), lengths)] = signs
    for at in np.flatnonzero(found.marks).tolist():
        mark = _decode(written[starts[at] : ends[at]])
        if mark.isdecimal():
            written[starts[at] : ends[at]] = _encode(mark.translate(SUPERSCRIPTS))
    return _decode(written), starts, ends


def _decode(codes: NDArray[np.uint32]) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
