"""Words → lines → reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median, median_low

from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.builder import SUPERSCRIPTS
from extractor.readers.layout.words import RAISED, Piece, Word, is_raised

# Shares of a line's height.
SAME_LINE = 0.5
WIDE_GAP = 2.0
TALLEST = 2.5
# A column of prose: so many lines of so many words, and so wide a share of the page's text.
COLUMN_LINES = 5
COLUMN_WORDS = 4
COLUMN_SHARE = 0.25


class Line(Struct, frozen=True, gc=False):
    """Words on one baseline, left to right; `tabular` where a wide gap parts them."""

    words: tuple[Word, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    tabular: bool = False

    @property
    def text(self) -> str:
        """The words parted by blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def turns(self) -> int:
        """Quarter turns clockwise by which the words stand on the page."""
        return self.words[0].turns


class Column(Struct, frozen=True):
    """Lines that are read from top to bottom before anything beside them."""

    lines: tuple[Line, ...]
    x0: float
    x1: float
    turns: int = 0


def make_line(words: Iterable[Word]) -> Line:
    """Return the line of words that share a baseline."""
    ordered = tuple(sorted(words, key=lambda word: word.x0))
    if len(ordered) == 1:
        word = ordered[0]
        return Line(ordered, word.x0, word.top, word.x1, word.bottom, word.height, word.bold)
    size = median_low([word.height for word in ordered])
    foot = median_low([word.bottom for word in ordered])
    if any(word.height < RAISED * size for word in ordered):
        ordered = tuple(_raise(word, foot - size, foot) for word in ordered)
    return Line(
        ordered,
        x0=ordered[0].x0,
        top=min(word.top for word in ordered),
        x1=max(word.x1 for word in ordered),
        bottom=max(word.bottom for word in ordered),
        size=size,
        bold=all(word.bold for word in ordered),
        tabular=any(b.x0 - a.x1 > WIDE_GAP * size for a, b in pairwise(ordered)),
    )


def _raise(word: Word, top: float, foot: float) -> Word:
    """Return a word of digits that stands raised in its line as the footnote mark that it is."""
    if not word.text.isdecimal() or not is_raised(
        (word.x0, word.top, word.x1, word.bottom), (word.x0, top, word.x1, foot)
    ):
        return word
    text = word.text.translate(SUPERSCRIPTS)
    return replace(word, text=text, pieces=(Piece(text, word.pieces[0].bbox),))


def group_lines(words: Iterable[Word]) -> list[Line]:
    """Return the lines that the words make, top to bottom."""
    return merge_segments(split_segments(words))


def split_segments(words: Iterable[Word]) -> list[Line]:
    """Return runs of words that follow each other on one baseline without a wide gap, in the file's order."""
    segments: list[Line] = []
    current: list[Word] = []
    for word in words:
        if current and not _follows(current[-1], word):
            segments.append(make_line(current))
            current = []
        current.append(word)
    if current:
        segments.append(make_line(current))
    return segments


def merge_segments(segments: Iterable[Line]) -> list[Line]:
    """Join the segments that stand on one baseline, and return the lines from top to bottom."""
    rows: list[list[Line]] = []
    for segment in sorted(segments, key=_reading_key):
        # A taller neighbour may lie between two segments of one row, so a few rows stay open.
        row = next((row for row in reversed(rows[-3:]) if _same_line(row[0], segment)), None)
        if row is None:
            rows.append([segment])
        else:
            row.append(segment)
    lines = [row[0] if len(row) == 1 else make_line(word for part in row for word in part.words) for row in rows]
    return sorted(lines, key=_reading_key)


def order_columns(segments: Sequence[Line]) -> list[Column]:
    """Return the page's lines in columns, in reading order.

    Two columns of prose are read one after the other between the lines that cross their gutter;
    rows of a table without rulings are no columns. Sideways text comes last.
    """
    sides = sorted({line.turns for line in segments})
    if len(sides) > 1:
        return [column for side in sides for column in order_columns([line for line in segments if line.turns == side])]
    gutter = _find_gutter(segments)
    if gutter is None:
        return [_column(segments)] if segments else []
    columns: list[Column] = []
    band: tuple[list[Line], list[Line], list[Line]] = ([], [], [])
    for segment in sorted(segments, key=_reading_key):
        side = 1 if segment.x1 <= gutter else 2 if segment.x0 >= gutter else 0
        if (band[0] and side) or (not side and (band[1] or band[2])):
            columns += [_column(part) for part in band if part]
            band = ([], [], [])
        band[side].append(segment)
    return columns + [_column(part) for part in band if part]


def _column(segments: Iterable[Line]) -> Column:
    lines = tuple(merge_segments(segments))
    return Column(lines, min(line.x0 for line in lines), max(line.x1 for line in lines), lines[0].turns)


def _find_gutter(segments: Sequence[Line]) -> float | None:
    """Return the x between two columns of prose, or None."""
    prose = [line for line in segments if len(line.words) >= COLUMN_WORDS]
    if len(prose) < 2 * COLUMN_LINES:
        return None
    left, right = min(line.x0 for line in prose), max(line.x1 for line in prose)
    width = (right - left) * COLUMN_SHARE
    starts = sorted(line.x0 for line in prose if line.x0 > left + width and line.x1 - line.x0 > width)
    if len(starts) < COLUMN_LINES:
        return None
    gutter = median(starts) - 1
    before = [line for line in prose if line.x1 <= gutter and line.x1 - line.x0 > width]
    after = [line for line in prose if line.x0 >= gutter]
    crossing = [line for line in prose if line.x0 < gutter < line.x1]
    if min(len(before), len(after)) < max(COLUMN_LINES, len(crossing) // 2):
        return None
    return gutter


def _follows(before: Word, word: Word) -> bool:
    height = min(before.height, word.height)
    return (
        word.run == before.run
        and word.turns == before.turns
        and _overlap(before, word) >= SAME_LINE * height
        and -height < word.x0 - before.x1 <= WIDE_GAP * height
    )


def _same_line(first: Line, second: Line) -> bool:
    if first.turns != second.turns:
        return False
    small, large = sorted((first.size, second.size))
    # Upright words beside the text, and initials, are as tall as many lines and would swallow them.
    return large <= TALLEST * small and _overlap(first, second) >= SAME_LINE * small


def _reading_key(line: Line) -> tuple[int, float, float]:
    return line.turns, line.top, line.x0


def _overlap(first: Word | Line, second: Word | Line) -> float:
    return min(first.bottom, second.bottom) - max(first.top, second.top)
