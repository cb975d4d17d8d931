"""Chunks → the columns of a table that no line parts: where the chunks of its rows stand above each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.layout.lines import Line, part_line
from extractor.readers.layout.rows import Row, is_figure
from extractor.readers.layout.rulings import Rule

# Two that overlap by so much of the narrower one stand above each other.
ABOVE = 0.3
# Columns are one if so many times more rows have a chunk across both than one in each.
CROSSED = 2
# A chunk is in a column of which it covers so much.
COVERED = 0.5


class Band(Struct, frozen=True, gc=False):
    """A column: its extent in points, and whether most of its chunks are figures."""

    x0: float
    x1: float
    figures: bool = False

    @property
    def center(self) -> float:
        """The middle of the column."""
        return (self.x0 + self.x1) / 2


class _Growing:
    """A column while it is found; `rows` are those that have a chunk in it."""

    def __init__(self, chunk: Line, row: int) -> None:
        self.x0, self.x1 = chunk.x0, chunk.x1
        self.rows = {row}
        self.chunks = [chunk]
        self.figures = int(is_figure(chunk.text))

    def add(self, chunk: Line, row: int) -> None:
        self.x0, self.x1 = min(self.x0, chunk.x0), max(self.x1, chunk.x1)
        self.rows.add(row)
        self.chunks.append(chunk)
        self.figures += is_figure(chunk.text)

    def take(self, other: _Growing) -> None:
        self.x0, self.x1 = min(self.x0, other.x0), max(self.x1, other.x1)
        self.rows |= other.rows
        self.chunks += other.chunks
        self.figures += other.figures


def find_bands(rows: Sequence[Row], standing: Sequence[Rule] = ()) -> list[Band]:
    """Return the columns that the rows' chunks make, from left to right.

    Narrow chunks come first. One over two columns that never share a row shows that they are one; one over
    columns that do is a title across them, and makes none. Nothing joins across a standing line.
    """
    found: list[_Growing] = []
    numbered = [(chunk, at) for at, row in enumerate(rows) for chunk in row.chunks]
    for chunk, row in sorted(numbered, key=lambda item: (item[0].x1 - item[0].x0, item[0].x0)):
        hits = [band for band in found if _stands_above(band, chunk)]
        if not hits:
            found.append(_Growing(chunk, row))
        elif len(hits) == 1:
            hits[0].add(chunk, row)
        elif not _share_rows(hits) and not _are_parted(hits, standing):
            for other in hits[1:]:
                hits[0].take(other)
                found.remove(other)
            hits[0].add(chunk, row)
    found.sort(key=lambda band: band.x0 + band.x1)
    joined = _join_crossed(_join_near(found, standing), rows, standing)
    _part_overlapping(joined)
    return [Band(band.x0, band.x1, band.figures * 2 > len(band.chunks)) for band in joined]


def _stands_above(band: _Growing, chunk: Line) -> bool:
    overlap = min(band.x1, chunk.x1) - max(band.x0, chunk.x0)
    return overlap > ABOVE * min(band.x1 - band.x0, chunk.x1 - chunk.x0)


def _share_rows(bands: Sequence[_Growing]) -> bool:
    return any(one.rows & two.rows for at, one in enumerate(bands) for two in bands[at + 1 :])


def _are_parted(bands: Sequence[_Growing], standing: Sequence[Rule]) -> bool:
    first, last = min(band.x1 for band in bands), max(band.x0 for band in bands)
    return any(first - 1 <= rule.at <= last + 1 for rule in standing)


def _join_near(found: Sequence[_Growing], standing: Sequence[Rule]) -> list[_Growing]:
    """Join neighbours that overlap, or that hardly a row has beside each other, as indented labels are."""
    joined: list[_Growing] = []
    for band in found:
        if joined and not (joined[-1].rows & band.rows):
            before = joined[-1]
            if min(before.x1, band.x1) - max(before.x0, band.x0) > 0 and not _are_parted([before, band], standing):
                before.take(band)
                continue
        joined.append(band)
    return joined


def _join_crossed(found: list[_Growing], rows: Sequence[Row], standing: Sequence[Rule]) -> list[_Growing]:
    """Join neighbours that most rows have one chunk across: a wide blank between words parts no column."""
    joined: list[_Growing] = []
    for band in found:
        if joined:
            before = joined[-1]
            crossed = sum(
                any(_stands_above(before, chunk) and _stands_above(band, chunk) for chunk in row.chunks) for row in rows
            )
            if crossed > CROSSED * len(before.rows & band.rows) and not _are_parted([before, band], standing):
                before.take(band)
                continue
        joined.append(band)
    return joined


def _part_overlapping(found: Sequence[_Growing]) -> None:
    """Draw neighbours back that a chunk reaches out of, to the middle between where their chunks usually end."""
    for one, two in pairwise(found):
        if one.x1 > two.x0:
            end, start = median([chunk.x1 for chunk in one.chunks]), median([chunk.x0 for chunk in two.chunks])
            if end < start:
                one.x1, two.x0 = min(one.x1, (end + start) / 2), max(two.x0, (end + start) / 2)


def find_labels(bands: Sequence[Band]) -> tuple[Band, Band]:
    """Return the column of labels and the one behind it: the labels may have a column of numbers before them."""
    at = 1 if len(bands) > 2 and bands[0].figures and not bands[1].figures else 0
    return bands[at], bands[at + 1]


def cover(bands: Sequence[Band], chunk: Line) -> tuple[int, int]:
    """Return the first and the last column that a chunk stands in; the nearest one if it stands beside all."""
    width = max(chunk.x1 - chunk.x0, 0.1)
    over = []
    for at, band in enumerate(bands):
        overlap = min(band.x1, chunk.x1) - max(band.x0, chunk.x0)
        if overlap >= COVERED * min(width, band.x1 - band.x0):
            over.append(at)
    if over:
        return over[0], over[-1]
    nearest = min(range(len(bands)), key=lambda at: max(bands[at].x0 - chunk.x1, chunk.x0 - bands[at].x1))
    return nearest, nearest


def part_figures(row: Row, bands: Sequence[Band]) -> Row:
    """Return the row with figures parted that stand so near that they were taken for one, but in two columns."""

    def place(x0: float, x1: float) -> int:
        return min(range(len(bands)), key=lambda at: max(bands[at].x0 - x1, x0 - bands[at].x1))

    near = [chunk for chunk in row.chunks if " " in chunk.text and is_figure(chunk.text)]
    crossing = {id(chunk) for chunk in near if len(set(cover(bands, chunk))) > 1 or _sticks_out(chunk, row, bands)}
    if not crossing:
        return row
    parts = (part_line(chunk, place) if id(chunk) in crossing else [chunk] for chunk in row.chunks)
    return replace(row, chunks=tuple(part for several in parts for part in several))


def _sticks_out(chunk: Line, row: Row, bands: Sequence[Band]) -> bool:
    """Tell whether figures reach from their column into the one before, in which the row has nothing else."""
    at, _ = cover(bands, chunk)
    if not at or not bands[at - 1].figures or not chunk.x0 + 1 < min(bands[at].x0, bands[at - 1].x1 + 1):
        return False
    return all(other is chunk or at - 1 not in cover(bands, other) for other in row.chunks)


def edges_between(bands: Sequence[Band], left: float, right: float) -> list[float]:
    """Return the x of the column edges: the middles between the columns, and the outer ends."""
    middles = [(one.x1 + two.x0) / 2 for one, two in pairwise(bands)]
    return [left, *middles, right]


def outer(chunks: Iterable[Line]) -> tuple[float, float]:
    """Return the left and the right end of the chunks."""
    chunks = list(chunks)
    return min(chunk.x0 for chunk in chunks), max(chunk.x1 for chunk in chunks)
