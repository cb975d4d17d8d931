"""Lines → paragraphs, headings, list items and the furniture of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

import regex
from msgspec import Struct

from extractor.readers.furniture import find_marker
from extractor.readers.layout.lines import Column, Line
from extractor.readers.layout.words import Word

# Shares of a line's height.
INDENT = 0.8
SAME_SIZE = 0.12
LOOSEST = 1.8
# In so narrow a text every line looks full; there only a small letter tells that a line goes on.
NARROW = 20.0
EXTRA_LEADING = 1.35
# Furniture stands in the outer share of the page, at the same height (points) on so many pages.
MARGIN = 0.12
SAME_HEIGHT = 3.0
FEWEST_PAGES = 3
FEWEST_LETTERS = 3
_PAGE_NUMBER = regex.compile(r"[-–—|•·\s]*\d{1,4}(?:\s*[/|]\s*\d{1,4})?[-–—|•·.\s]*")
_FIGURE = regex.compile(r"\d[.,]\d|\d\s?%")
_CLOSED = ".;:!?…"


class Paragraph(Struct, frozen=True):
    """Lines read as one; `alone` tells that it is one line with space around it."""

    lines: tuple[Line, ...]
    alone: bool = False
    furniture: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """The words in reading order."""
        return tuple(word for line in self.lines for word in line.words)

    @property
    def size(self) -> float:
        """Height of a line in points."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all of it is set in bold type."""
        return all(line.bold for line in self.lines)

    @property
    def tabular(self) -> bool:
        """Whether it is a row of figures without rulings."""
        return any(line.tabular for line in self.lines)


def join_text(words: Sequence[Word], compounds: frozenset[str] = frozenset()) -> Iterator[tuple[str, Word | None]]:
    """Yield the words as (text, word) parted by (separator, None); a word parted at a line's end is glued.

    `compounds` are words in lower case that the document elsewhere writes with a hyphen: they keep it.
    """
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        hyphen = word.broken or _ends_broken(word, after)
        text = word.text[:-1] if hyphen and not word.broken else word.text
        if after is None:
            yield word.text, word
            yield "-" if word.broken else "", None
        elif not hyphen:
            yield word.text, word
            yield " ", None
        else:
            kept = not after.text[:1].islower() or f"{text}-{after.text}".lower().strip(_CLOSED + ",)") in compounds
            yield text, word
            yield "-" if kept else "", None


def _ends_broken(word: Word, after: Word | None) -> bool:
    """Tell whether a hyphen ends the line inside a word that goes on below."""
    return (
        after is not None
        and len(word.text) > 1
        and word.text[-1] in "-\u2010"
        and word.text[-2].isalpha()
        and after.text[:1].isalpha()
        and after.top > word.top + word.height / 2
    )


def find_compounds(words: Iterable[Word]) -> frozenset[str]:
    """Return the words, in lower case, that are printed with a hyphen inside."""
    return frozenset(word.text.lower().strip(_CLOSED + ',)(«»"') for word in words if "-" in word.text[1:-1])


def group_paragraphs(column: Column, leading: float) -> list[Paragraph]:
    """Return the paragraphs of a column; `leading` is the page's usual distance of two lines, in line heights."""
    groups: list[list[Line]] = []
    for line in column.lines:
        if groups and _continues(groups[-1], line, column.x1, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_make(groups, at, leading) for at in range(len(groups))]


def join_pages(before: Paragraph, after: Paragraph) -> Paragraph | None:
    """Return the paragraph that a page break cut in two; None where two paragraphs meet there."""
    last, first = before.lines[-1], after.lines[0]
    open_end = last.words[-1].broken or (last.text[-1] not in _CLOSED and first.text[:1].islower())
    alike = before.bold == after.bold and abs(before.size - after.size) <= SAME_SIZE * before.size
    if not open_end or not alike or before.tabular or after.tabular or find_marker(first.text):
        return None
    return Paragraph(before.lines + after.lines)


def usual_leading(columns: Iterable[Column]) -> float:
    """Return the median distance of two lines' tops, in line heights."""
    steps = [
        (after.top - line.top) / line.size
        for column in columns
        for line, after in pairwise(column.lines)
        if abs(after.size - line.size) <= SAME_SIZE * line.size
    ]
    return min(LOOSEST, median(steps)) if steps else LOOSEST


def _make(groups: Sequence[list[Line]], at: int, leading: float) -> Paragraph:
    lines = groups[at]
    above = lines[0].top - groups[at - 1][-1].top if at else None
    below = groups[at + 1][0].top - lines[-1].top if at + 1 < len(groups) else None
    room = EXTRA_LEADING * leading * lines[0].size
    alone = len(lines) == 1 and all(step is None or step > room for step in (above, below))
    return Paragraph(tuple(lines), alone=alone)


def _continues(lines: Sequence[Line], line: Line, right: float, leading: float) -> bool:
    """Tell whether the line goes on the paragraph: the line before had no room for its first word."""
    before = lines[-1]
    if abs(line.size - before.size) > SAME_SIZE * before.size or line.bold != before.bold:
        return False
    if line.tabular or before.tabular or find_marker(line.text):
        return False
    if line.top - before.top > EXTRA_LEADING * leading * before.size:
        return False
    if before.words[-1].broken:
        return True
    if _indented(lines, line):
        return False
    first = line.words[0]
    if first.text[:1].islower() and before.text[-1] not in _CLOSED:
        return True
    if before.text[-1] == ";" and first.text[:1].isupper():
        return False  # rows of a list that has no marks
    narrow = right - lines[0].x0 < NARROW * before.size
    return not narrow and before.x1 + first.x1 - first.x0 + before.size * 0.25 >= right - 1


def _indented(lines: Sequence[Line], line: Line) -> bool:
    """Tell whether the line starts a paragraph by its indent; below a list item's first line it hangs instead."""
    if len(lines) == 1 and find_marker(lines[0].text):
        return line.x0 < lines[0].x0 - INDENT * line.size
    return line.x0 > lines[-1].x0 + INDENT * line.size


def find_furniture(pages: Sequence[tuple[Sequence[Line], float]], largest: float) -> list[set[int]]:
    """Return which of each page's lines are running heads, feet and page numbers, given its lines and height in points.

    A line is furniture in the outer share of the page, where it is no higher than `largest` and says
    the same (but for figures) at the same height on three pages or more, or where it is the page's
    first or last and a bare number.
    """
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    outer = [[(at, line) for at, line in enumerate(lines) if _is_outer(line, height)] for lines, height in pages]
    for page, marginal in enumerate(outer):
        for _, line in marginal:
            seen[_pattern(line)].append((page, line.top))
    return [
        {at for at, line in marginal if (line.size <= largest and _recurs(line, seen)) or _is_page_number(line, lines)}
        for (lines, _), marginal in zip(pages, outer, strict=True)
    ]


def _is_outer(line: Line, height: float) -> bool:
    return not line.turns and (line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height)


def _pattern(line: Line) -> str:
    """Return what a running line says on every page; a line with measured figures must say the very same."""
    return line.text if _FIGURE.search(line.text) else regex.sub(r"\d+", "#", line.text)


def _recurs(line: Line, seen: dict[str, list[tuple[int, float]]]) -> bool:
    pattern = _pattern(line)
    if sum(char.isalpha() for char in pattern) < FEWEST_LETTERS:
        return False
    return len({page for page, top in seen[pattern] if abs(top - line.top) <= SAME_HEIGHT}) >= FEWEST_PAGES


def _is_page_number(line: Line, lines: Sequence[Line]) -> bool:
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    first, last = min(other.bottom for other in lines), max(other.top for other in lines)
    return line.top < first or line.bottom > last
