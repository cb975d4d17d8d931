"""Where each piece of the text is printed, gathered span by span and laid out a batch of pages at a time."""

from __future__ import annotations

from array import array

import numpy as np

from extractor.model import Places
from extractor.readers.layout.words import Words
from extractor.spans import Span

# So many spans are laid out in one go: enough for numpy to be quick, few enough that pages are soon forgotten.
BATCH = 2_000


class PlaceBuilder:
    """Notes which pieces of which page were written where, in the order of the text."""

    def __init__(self) -> None:
        self._starts, self._ends, self._numbers = array("i"), array("i"), array("i")
        self._boxes = array("f")
        self._forget()

    def _forget(self) -> None:
        self._pages: dict[int, tuple[int, Words]] = {}
        self._length = 0
        # Of each span written: its first piece among all pages', its length, and how far its offsets move.
        self._firsts: list[int] = []
        self._lengths: list[int] = []
        self._shifts: list[int] = []
        self._cut: list[int] = []

    def add(self, words: Words, span: Span, start: int, cut: bool = False) -> None:
        """Note that the pieces of the span stand from `start` on; `cut` where the last one lost its last sign."""
        if len(self._firsts) >= BATCH:
            self._lay()
        base = self._base(words)
        first, end = span
        self._firsts.append(base + first)
        self._lengths.append(end - first)
        self._shifts.append(start - int(words.starts[first]))
        if cut:
            self._cut.append(len(self._firsts) - 1)

    def _base(self, words: Words) -> int:
        known = self._pages.get(id(words))
        if known is None:
            # The page is kept with its number, so that no other can come to stand at its address.
            known = self._pages[id(words)] = (self._length, words)
            self._length += len(words)
        return known[0]

    def build(self) -> Places:
        """Return the places of all that was written."""
        self._lay()
        return Places(self._starts, self._ends, self._numbers, self._boxes)

    def _lay(self) -> None:
        """Lay out what was noted so far, and forget the pages."""
        if not self._firsts:
            return
        pages = [words for _, words in self._pages.values()]
        lengths = np.array(self._lengths)
        lasts = np.cumsum(lengths)
        at = np.arange(lasts[-1]) + np.repeat(np.array(self._firsts) - lasts + lengths, lengths)
        shifts = np.repeat(self._shifts, lengths)
        starts = np.concatenate([words.starts for words in pages])[at] + shifts
        ends = np.concatenate([words.ends for words in pages])[at] + shifts
        ends[lasts[self._cut] - 1] -= 1
        boxes = np.concatenate([words.boxes for words in pages])[at]
        numbers = np.repeat([words.page for words in pages], [len(words) for words in pages])[at]
        solid = ends > starts
        self._starts.frombytes(starts[solid].astype(np.int32).tobytes())
        self._ends.frombytes(ends[solid].astype(np.int32).tobytes())
        self._numbers.frombytes(numbers[solid].astype(np.int32).tobytes())
        self._boxes.frombytes(boxes[solid].astype(np.float32).tobytes())
        self._forget()
