"""Lines → paragraphs, headings, list items and the furniture of the page."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.furniture import find_marker
from extractor.readers.layout.lines import Column, Line
from extractor.spans import Span

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
_COMPOUND = regex.compile(r"[^\s-]\S*-\S*[^\s-]")


class Paragraph(Struct, frozen=True, gc=False):
    """Lines read as one; `alone` tells that it is one line with space around it."""

    lines: tuple[Line, ...]
    alone: bool = False
    furniture: bool = False

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


class Part(Struct, frozen=True, gc=False):
    """A run of a page's pieces as it is written: its text, and what parts it from the next one.

    `cut` tells that the text's last sign, a hyphen at the line's end, is left out.
    """

    line: Line
    span: Span
    text: str
    separator: str = " "
    cut: bool = False


def join_lines(lines: Sequence[Line], compounds: frozenset[str] = frozenset()) -> list[Part]:
    """Return the lines' parts in order; a word parted at a line's end is glued.

    `compounds` are words in lower case that the document elsewhere writes with a hyphen: they keep it.
    """
    parts = [Part(line, span, text) for line in lines for span, text in _texts(line)]
    for at, part in enumerate(parts):
        after = parts[at + 1] if at + 1 < len(parts) else None
        broken = part.span[1] - 1 in part.line.words.broken
        if after is None:
            parts[at] = replace(part, separator="-" if broken else "")
        elif broken or _ends_broken(part, after):
            text = part.text if broken else part.text[:-1]
            follower = after.text.partition(" ")[0]
            glued = f"{text.rpartition(' ')[2]}-{follower}".lower().strip(_CLOSED + ",)")
            kept = not follower[:1].islower() or glued in compounds
            parts[at] = replace(part, text=text, separator="-" if kept else "", cut=not broken)
    return parts


def _texts(line: Line) -> Iterator[tuple[Span, str]]:
    if len(line.spans) == 1:
        yield line.spans[0], line.text
        return
    starts, ends = line.words.starts, line.words.ends
    for first, end in line.spans:
        yield (first, end), line.words.text[starts[first] : ends[end - 1]]


def _ends_broken(part: Part, after: Part) -> bool:
    """Tell whether a hyphen ends the line inside a word that goes on below."""
    text = part.text
    return (
        text[-1] in "-\u2010"
        and text[-2:-1].isalpha()
        and after.text[:1].isalpha()
        and after.line.top > part.line.top + part.line.size / 2
    )


def find_compounds(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of the texts, in lower case, that are printed with a hyphen inside."""
    words = (word for text in texts if "-" in text for word in text.split() if "-" in word)
    found = {word for word in words if _COMPOUND.fullmatch(word)}
    return frozenset(word.lower().strip(_CLOSED + ',)(«»"') for word in found)


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
    open_end = last.broken or (last.text[-1] not in _CLOSED and first.text[:1].islower())
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
    if before.broken:
        return True
    if _indented(lines, line):
        return False
    if line.text[:1].islower() and before.text[-1] not in _CLOSED:
        return True
    if before.text[-1] == ";" and line.text[:1].isupper():
        return False  # rows of a list that has no marks
    narrow = right - lines[0].x0 < NARROW * before.size
    return not narrow and before.x1 + line.first_width() + before.size * 0.25 >= right - 1


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
    seen: dict[str, list[tuple[float, int]]] = defaultdict(list)
    outer = [[(at, line) for at, line in enumerate(lines) if _is_outer(line, height)] for lines, height in pages]
    for page, marginal in enumerate(outer):
        for _, line in marginal:
            seen[_pattern(line)].append((line.top, page))
    for places in seen.values():
        places.sort()
    return [
        {at for at, line in marginal if line.size <= largest and _recurs(line, seen)}
        | _find_page_numbers(marginal, lines)
        for (lines, _), marginal in zip(pages, outer, strict=True)
    ]


def _is_outer(line: Line, height: float) -> bool:
    return not line.turns and (line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height)


def _pattern(line: Line) -> str:
    """Return what a running line says on every page; a line with measured figures must say the very same."""
    return line.text if _FIGURE.search(line.text) else regex.sub(r"\d+", "#", line.text)


def _recurs(line: Line, seen: dict[str, list[tuple[float, int]]]) -> bool:
    """Tell whether enough pages have the line at its height; `seen` holds each pattern's tops and pages in order."""
    pattern = _pattern(line)
    places = seen[pattern]
    if len(places) < FEWEST_PAGES or sum(char.isalpha() for char in pattern) < FEWEST_LETTERS:
        return False
    pages: set[int] = set()
    for at in range(bisect_left(places, (line.top - SAME_HEIGHT, 0)), len(places)):
        top, page = places[at]
        pages.add(page)
        # Of a thousand pages the first few will do.
        if top > line.top + SAME_HEIGHT or len(pages) >= FEWEST_PAGES:
            return top <= line.top + SAME_HEIGHT
    return False


def _find_page_numbers(marginal: Sequence[tuple[int, Line]], lines: Sequence[Line]) -> set[int]:
    """Return which of the marginal lines are bare numbers above or below all others."""
    numbers = [(at, line) for at, line in marginal if _PAGE_NUMBER.fullmatch(line.text)]
    if not numbers:
        return set()
    first, last = min(line.bottom for line in lines), max(line.top for line in lines)
    return {at for at, line in numbers if line.top < first or line.bottom > last}
