"""Words → rows of chunks: what stands on one baseline, parted where a gap may be the edge of a column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import regex
from msgspec import Struct

from extractor.readers.layout.geometry import Indices
from extractor.readers.layout.lines import Gaps, Line, join_segments, measure_gaps, split_segments
from extractor.readers.layout.rulings import Rule
from extractor.readers.layout.words import Words

# Feet nearer than this share of a line's height are one baseline.
SAME_FOOT = 0.3
# A mark raised beside a chunk is smaller than this share of it.
SMALLER = 0.85
# In a line of text that is set to the margin so many words are parted by blanks that are no wider than so many times
# the line's height and the narrowest of them.
JUSTIFIED = 6
MOSTLY = 0.7
WIDEST_BLANK = 1.5
EQUAL = 1.6
# A chunk that is a figure: digits with signs, units and footnote marks, but hardly a word.
_FIGURE = regex.compile(
    r"[^\p{L}\d]{0,4}\d[\d\s.,'’%‰()/:*+–−\-¹²³⁴⁵⁶⁷⁸⁹⁰]*(?:\p{L}{1,2}\.?)?[*†‡)\]¹²³⁴⁵⁶⁷⁸⁹⁰]*|(?:[-–—−*…:.xXхХ]|\.{2,3}|-{2,3}|n\.?\s?[/.]?a\.?|н\.?/?д\.?)"
)
_LINES = regex.compile(r"[-–—_|]{3,}|\|")
_YEAR = regex.compile(r"\D{0,2}(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)?\d\d))?\D{0,3}")


class Row(Struct, frozen=True, eq=False):
    """The chunks on one baseline, from left to right; `foot` is where they stand, `size` their usual height."""

    chunks: tuple[Line, ...]
    top: float
    foot: float
    size: float


def is_figure(text: str) -> bool:
    """Tell whether a chunk is a figure or the mark of a missing one.

    >>> [is_figure(text) for text in ("1 234,5", "60 (24%)", "—", "Table 5", "12-18 years")]
    [True, True, True, False, False]
    """
    return len(text) < 60 and bool(_FIGURE.fullmatch(text))


def is_year(text: str) -> bool:
    """Tell whether a chunk is a year or a span of years."""
    return bool(_YEAR.fullmatch(text))


def build_rows(words: Words, kept: Indices, standing: Sequence[Rule] = ()) -> list[Row]:
    """Return the rows of the kept pieces from top to bottom; `standing` are lines that part chunks."""
    gaps = measure_gaps(words)
    chunks = split_segments(words, kept, gaps, standing)
    led = bool(words.leaders.any())
    chunks = [chunk for chunk in chunks if not (_LINES.fullmatch(chunk.text) or (led and chunk.text == "."))]
    groups: list[list[Line]] = []
    for chunk in sorted(chunks, key=lambda chunk: (chunk.bottom, chunk.x0)):
        if groups and chunk.bottom - groups[-1][0].bottom <= SAME_FOOT * min(chunk.size, groups[-1][0].size):
            groups[-1].append(chunk)
        else:
            groups.append([chunk])
    return [_make_row(group, gaps, standing) for group in _lower_marks(groups)]


def _lower_marks(groups: list[list[Line]]) -> Iterable[list[Line]]:
    """Yield the groups with marks that are raised above a baseline put down on it."""
    waiting: list[Line] = []
    for at, group in enumerate(groups):
        after = groups[at + 1] if at + 1 < len(groups) else []
        if after and all(_is_mark(chunk, after) for chunk in group):
            waiting += group
        else:
            yield group + waiting
            waiting = []


def _is_mark(chunk: Line, below: Sequence[Line]) -> bool:
    return len(chunk.text) <= 4 and any(
        chunk.size < SMALLER * other.size
        and chunk.bottom > other.top
        and -other.size < chunk.x0 - other.x1 < other.size
        for other in below
    )


def _make_row(group: list[Line], gaps: Gaps, standing: Sequence[Rule]) -> Row:
    ordered = sorted(group, key=lambda chunk: chunk.x0)
    chunks = [[ordered[0]]]
    for chunk in ordered[1:]:
        before = chunks[-1][-1]
        # What follows in the file was parted with care already.
        near = before.spans[-1][1] != chunk.spans[0][0] and (
            chunk.x0 - before.x1 <= gaps.words * min(chunk.size, before.size)
        )
        if near and not _is_parted(before, chunk, standing):
            chunks[-1].append(chunk)
        else:
            chunks.append([chunk])
    joined = tuple(join_segments(parts) for parts in chunks)
    if _is_justified(joined):
        joined = (join_segments(joined),)
    sizes = sorted(chunk.size for chunk in joined)
    size = sizes[len(sizes) // 2]
    return Row(joined, min(chunk.top for chunk in joined), max(chunk.bottom for chunk in joined), size)


def _is_justified(chunks: Sequence[Line]) -> bool:
    """Tell whether chunks are the words of a line of text that is set to the margin: the blanks are wide, but equal."""
    if len(chunks) < JUSTIFIED or sum(chunk.text.count(" ") == 0 for chunk in chunks) < MOSTLY * len(chunks):
        return False
    if sum(any(map(str.isalpha, chunk.text)) for chunk in chunks) < MOSTLY * len(chunks):
        return False
    gaps = [after.x0 - before.x1 for before, after in pairwise(chunks)]
    return max(gaps) <= min(WIDEST_BLANK * chunks[0].size, EQUAL * min(gaps))


def _is_parted(before: Line, chunk: Line, standing: Sequence[Rule]) -> bool:
    middle = (before.top + before.bottom) / 2
    return any(before.x1 - 1 <= rule.at <= chunk.x0 + 1 and rule.touches(middle) for rule in standing)
