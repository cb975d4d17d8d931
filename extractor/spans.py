"""Spans of a text, looked up by bisection: what a span meets, and what stands inside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

Span = tuple[int, int]


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its ends; an empty one at its start where there is nothing else."""
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return (left, start + len(piece.rstrip())) if left < end else (start, start)


class Located(Protocol):
    """Whatever has a start."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...  # pragma: no cover


L = TypeVar("L", bound=Located)


class SpanSet:
    """Spans that do not overlap each other, in any order of adding."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            self.add(*span)

    def add(self, start: int, end: int) -> None:
        """Add a span; one that overlaps others is joined with them."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def meets(self, start: int, end: int) -> bool:
        """Whether a span of the set overlaps `start:end`."""
        return bisect_right(self._ends, start) < bisect_left(self._starts, end)

    def add_free(self, start: int, end: int) -> bool:
        """Add the span unless it meets one of the set; return whether it was added."""
        if self.meets(start, end):
            return False
        self.add(start, end)
        return True


class SpanIndex(Generic[L]):
    """Things with a start, in order, to be looked up by the span that they begin in."""

    def __init__(self, things: Sequence[L]) -> None:
        self._things = things
        self._starts = [thing.start for thing in things]

    def within(self, start: int, end: int) -> tuple[L, ...]:
        """Return the things that begin in the span."""
        first = bisect_left(self._starts, start)
        if first == len(self._starts) or self._starts[first] >= end:
            return ()
        return tuple(self._things[first : bisect_left(self._starts, end, first)])
