"""Words → lines → reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import inf
from statistics import median, median_low

import numpy as np
from msgspec import Struct

from extractor.readers.layout.geometry import Indices
from extractor.readers.layout.rulings import Rule
from extractor.readers.layout.words import Words
from extractor.spans import Span

# Shares of a line's height.
SAME_LINE = 0.5
WIDE_GAP = 2.0
TALLEST = 2.5
# In a table, chunks are parted by more than a blank, and two figures by more than the blank that groups the digits of
# one; where blanks are wide, as in typescript, by so many times their width.
CHUNK_GAP = 0.45
FIGURE_GAP = 0.36
BLANKS = 1.5
FIGURE_BLANKS = 1.2
# A page's usual blank is told by so many gaps between words; no blank is much wider than a letter.
FEWEST_BLANKS = 12
WIDEST_BLANK = 1.1
_FIGURE_ENDS = frozenset("0123456789%)¹²³⁴⁵⁶⁷⁸⁹⁰*—–")
_FIGURE_STARTS = frozenset("0123456789+-−—–$€£")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?")
# Heights (points) that differ by less are one.
SAME_HEIGHT = 0.1
# Broken fonts have letters without any height.
LEAST_SIZE = 0.1
# A column of prose: so many lines of so many words, and so wide a share of the page's text.
COLUMN_LINES = 5
COLUMN_WORDS = 4
COLUMN_SHARE = 0.25


class Line(Struct, frozen=True, gc=False, eq=False):
    """Words on one baseline, left to right: runs of the page's pieces as spans, and the text that they make.

    `x0` to `bottom` are those of the page turned so that the line is upright; `tabular` tells that a wide
    gap parts the words, `broken` that a hyphen parted the last one from the next line.
    """

    words: Words
    spans: tuple[Span, ...]
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turns: int = 0
    bold: bool = False
    tabular: bool = False
    broken: bool = False

    def first_width(self) -> float:
        """Return the width of the first word in points."""
        first, end = self.spans[0]
        last = first + 1
        while last < end and not self.words.begins[last]:
            last += 1
        return float(self.words.upright[last - 1, 2] - self.words.upright[first, 0])


class Column(Struct, frozen=True):
    """Lines that are read from top to bottom before anything beside them."""

    lines: tuple[Line, ...]
    x0: float
    x1: float
    turns: int = 0


class Gaps(Struct, frozen=True):
    """The widest gaps that part no words, and no two figures, as shares of the line's height."""

    words: float = WIDE_GAP
    figures: float = WIDE_GAP


PROSE_GAPS = Gaps()


def measure_gaps(words: Words) -> Gaps:
    """Return the gaps that part the chunks of a table, by the page's usual blank."""
    boxes = words.upright
    height = boxes[:, 3] - boxes[:, 1]
    gap = boxes[1:, 0] - boxes[:-1, 2]
    beside = words.begins[1:] & (words.runs[1:] == words.runs[:-1]) & (gap > 0) & (gap < height[1:])
    text, starts, ends = words.text, words.starts, words.ends
    blanks = [
        at for at in np.flatnonzero(beside).tolist() if text[ends[at] - 1].isalpha() and text[starts[at + 1]].isalpha()
    ]
    if len(blanks) < FEWEST_BLANKS:
        return Gaps(CHUNK_GAP, FIGURE_GAP)
    blank = float(np.percentile(gap[blanks] / height[1:][blanks], 25))
    letters = np.maximum(ends - starts, 1) * np.maximum(height, LEAST_SIZE)
    width = float(np.median((boxes[:, 2] - boxes[:, 0]) / letters))
    if blank > WIDEST_BLANK * width:
        return Gaps(CHUNK_GAP, FIGURE_GAP)
    return Gaps(max(CHUNK_GAP, BLANKS * blank), max(FIGURE_GAP, FIGURE_BLANKS * blank))


def split_segments(
    words: Words, kept: Indices | None = None, gaps: Gaps = PROSE_GAPS, standing: Sequence[Rule] = ()
) -> list[Line]:
    """Return runs of words that follow each other on one baseline without a wide gap, in the file's order.

    `kept` are the indices of the pieces to look at, in order; all by default. `standing` are lines that part words,
    too.
    """
    kept = np.arange(len(words)) if kept is None else kept
    if not len(kept):
        return []
    return _make_lines(words, kept, _find_breaks(words, kept, gaps, standing))


def _find_breaks(words: Words, kept: Indices, gaps: Gaps = PROSE_GAPS, standing: Sequence[Rule] = ()) -> Indices:
    """Return where the kept pieces begin a segment, as indices into `kept`."""
    boxes, begins = words.upright[kept], words.begins[kept]
    before, after = boxes[:-1], boxes[1:]
    heights = boxes[:, 3] - boxes[:, 1]
    height = np.minimum(heights[:-1], heights[1:])
    gap = after[:, 0] - before[:, 2]
    overlap = np.minimum(before[:, 3], after[:, 3]) - np.maximum(before[:, 1], after[:, 1])
    follows = (overlap >= SAME_LINE * height) & (gap > -height) & (gap <= gaps.words * height)
    if gaps.figures < gaps.words:
        for at in np.flatnonzero(begins[1:] & (gap > FIGURE_GAP * height) & follows).tolist():
            one, two = int(kept[at]), int(kept[at + 1])
            wide = gap[at] > gaps.figures * height[at] or not _are_groups(words, one, two)
            follows[at] = not (wide and _parts_figures(words, one, two))
    runs, turns = words.runs[kept], words.turns[kept]
    follows &= (runs[1:] == runs[:-1]) & (turns[1:] == turns[:-1])
    for rule in standing:
        middle = (before[:, 1] + before[:, 3]) / 2
        drawn = (middle >= rule.first) & (middle <= rule.last)
        follows &= ~(drawn & (before[:, 2] <= rule.at + 1) & (after[:, 0] >= rule.at - 1))
    follows = (follows | ~begins[1:]) & (kept[1:] == kept[:-1] + 1)
    return np.concatenate(([0], np.flatnonzero(~follows) + 1))


def _parts_figures(words: Words, one: int, two: int) -> bool:
    """Tell whether a gap wider than a blank lies between two pieces that end and begin figures."""
    return words.text[words.ends[one] - 1] in _FIGURE_ENDS and words.text[words.starts[two]] in _FIGURE_STARTS


def _are_groups(words: Words, one: int, two: int) -> bool:
    """Tell whether two pieces may be groups of one number's digits."""
    first = words.text[words.starts[one] : words.ends[one]]
    return len(first) < 4 and bool(_GROUP.fullmatch(words.text[words.starts[two] : words.ends[two]]))


def _make_lines(words: Words, kept: Indices, first: Indices) -> list[Line]:
    """Return a line for each run of the kept pieces, given where the runs begin."""
    boxes = words.upright[kept]
    heights = boxes[:, 3] - boxes[:, 1]
    lows, highs = np.minimum.reduceat(boxes, first), np.maximum.reduceat(boxes, first)
    smallest, largest = np.minimum.reduceat(heights, first), np.maximum.reduceat(heights, first)
    bold = np.logical_and.reduceat(words.bold[kept], first).tolist()
    ends = np.append(first[1:], len(kept)) - 1
    columns = zip(
        kept[first].tolist(),
        (kept[ends] + 1).tolist(),
        (words.starts[kept[first]]).tolist(),
        words.ends[kept[ends]].tolist(),
        lows[:, 0].tolist(),
        lows[:, 1].tolist(),
        highs[:, 2].tolist(),
        highs[:, 3].tolist(),
        smallest.tolist(),
        largest.tolist(),
        words.turns[kept[first]].tolist(),
        bold,
        strict=True,
    )
    lines = []
    for a, b, start, end, x0, top, x1, bottom, low, high, turns, heavy in columns:
        size = max(LEAST_SIZE, low if high - low < SAME_HEIGHT else _usual_height(words, a, b))
        text = words.text[start:end]
        lines.append(
            Line(words, ((a, b),), text, x0, top, x1, bottom, size, turns, heavy, False, b - 1 in words.broken)
        )
    return lines


def part_line(line: Line, place: Callable[[float, float], int]) -> list[Line]:
    """Return a line in as many as its words have places, `place` telling that of what lies between two x."""
    words = line.words
    kept = np.concatenate([np.arange(first, end) for first, end in line.spans])
    begins = np.flatnonzero(words.begins[kept] | (np.diff(kept, prepend=-2) > 1))
    ends = np.append(begins[1:], len(kept)) - 1
    boxes = words.upright[kept]
    places = [place(float(boxes[first, 0]), float(boxes[last, 2])) for first, last in zip(begins, ends, strict=True)]
    cuts = [0, *(at for at in range(1, len(places)) if places[at] != places[at - 1])]
    if len(cuts) == 1:
        return [line]
    return _make_lines(words, kept, begins[cuts])


def _usual_height(words: Words, first: int, end: int) -> float:
    boxes = words.upright[first:end]
    return float(median_low((boxes[:, 3] - boxes[:, 1]).tolist()))


def join_segments(segments: Sequence[Line]) -> Line:
    """Return the line of segments that share a baseline."""
    if len(segments) == 1:
        return segments[0]
    ordered = sorted(segments, key=lambda segment: segment.x0)
    size = median_low([segment.size for segment in ordered])
    return Line(
        ordered[0].words,
        tuple(span for segment in ordered for span in segment.spans),
        " ".join([segment.text for segment in ordered]),
        ordered[0].x0,
        min(segment.top for segment in ordered),
        max(segment.x1 for segment in ordered),
        max(segment.bottom for segment in ordered),
        size,
        ordered[0].turns,
        all(segment.bold for segment in ordered),
        any(b.x0 - a.x1 > WIDE_GAP * size for a, b in pairwise(ordered)) or any(part.tabular for part in ordered),
        ordered[-1].broken,
    )


def group_lines(words: Words, kept: Indices, owners: Indices) -> dict[int, list[Line]]:
    """Return, for each owner, the lines that its pieces make, top to bottom; `owners` holds each kept piece's."""
    if not len(kept):
        return {}
    order = np.argsort(owners, kind="stable")
    kept, owners = kept[order], owners[order]
    first = np.union1d(_find_breaks(words, kept), np.flatnonzero(owners[1:] != owners[:-1]) + 1)
    segments: dict[int, list[Line]] = {}
    for owner, line in zip(owners[first].tolist(), _make_lines(words, kept, first), strict=True):
        segments.setdefault(owner, []).append(line)
    return {owner: merge_segments(lines) for owner, lines in segments.items()}


def merge_segments(segments: Iterable[Line]) -> list[Line]:
    """Join the segments that stand on one baseline, and return the lines from top to bottom."""
    segments = list(segments)
    if len(segments) == 1:
        return segments
    rows: list[list[Line]] = []
    lowest, turns = -inf, segments[0].turns if segments else 0
    for segment in sorted(segments, key=_reading_key):
        below = segment.top >= lowest or segment.turns != turns
        lowest = segment.bottom if segment.turns != turns else max(lowest, segment.bottom)
        turns = segment.turns
        # A taller neighbour may lie between two segments of one row, so a few rows stay open.
        open_rows = () if below else reversed(rows[-3:])
        row = next((row for row in open_rows if _same_line(row[0], segment)), None)
        if row is None:
            rows.append([segment])
        else:
            row.append(segment)
    return sorted([join_segments(row) for row in rows], key=_reading_key)


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
    prose = [line for line in segments if line.text.count(" ") >= COLUMN_WORDS - 1]
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


def _same_line(first: Line, second: Line) -> bool:
    if first.turns != second.turns:
        return False
    small, large = (first.size, second.size) if first.size <= second.size else (second.size, first.size)
    # Upright words beside the text, and initials, are as tall as many lines and would swallow them.
    return large <= TALLEST * small and min(first.bottom, second.bottom) - max(first.top, second.top) >= (
        SAME_LINE * small
    )


def _reading_key(line: Line) -> tuple[int, float, float]:
    return line.turns, line.top, line.x0
