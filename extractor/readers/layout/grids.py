"""A table on one page: cells in a grid, with the lines of words in each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.layout.lines import Line
from extractor.readers.layout.rows import is_figure, is_year
from extractor.results import BBox

# So many of the cells beside the label of a row of figures hold one.
MOSTLY = 0.6
# A column of figures holds hardly anything else; so many numbers that grow are codes.
NEARLY_ALL = 0.8
FEWEST_CODES = 5
# Titles that are figures: spans ("15–18", "60+", "<5") and dates.
_CLASS = regex.compile(r"\d+\s?[-–—]\s?\d+|\d+\s?\+|[<>≤≥]\s?\d+|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_FIGURE = regex.compile(r"\d[.,]\d|\d\s?%")


class GridCell(Struct, frozen=True, kw_only=True, gc=False):
    """A cell with its place in the grid, its box in points and its lines of words."""

    row: int
    column: int
    row_span: int
    col_span: int
    bbox: BBox
    lines: tuple[Line, ...] = ()
    header: bool = False

    @property
    def text(self) -> str:
        """The text of the cell on one line."""
        return " ".join([line.text for line in self.lines])


class Grid(Struct, frozen=True, kw_only=True, gc=False):
    """A table on one page; `columns` are the x of its column edges, by which a table that goes on overleaf is known.

    `upright` is its box on the page turned by `turns` quarters, so that the table is upright.
    """

    bbox: BBox
    columns: tuple[float, ...]
    cells: tuple[GridCell, ...]
    upright: BBox = (0.0, 0.0, 0.0, 0.0)
    turns: int = 0


def round_box(box: BBox) -> BBox:
    """Return the box to the hundredth of a point."""
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)


def mark_header(cells: Sequence[GridCell]) -> tuple[GridCell, ...]:
    """Return the cells of a ruled table with those of the header rows marked.

    The header is the first row, and every row that a merged header cell reaches over or down to, as far as
    these are no rows of figures; a row that only numbers the columns belongs to it.
    """
    depth = _header_depth(cells)
    return tuple(replace(cell, header=cell.row < depth) for cell in cells)


def _header_depth(cells: Sequence[GridCell]) -> int:
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    last = max(cell.row + cell.row_span for cell in cells) - 1
    if any(_FIGURE.search(cell.text) and is_figure(cell.text) for cell in rows[0]):
        return 0
    depth = 1
    reached = 0
    while reached < depth <= last:
        row = rows.get(reached, [])
        spanned = range(reached, max([depth, *(cell.row + cell.row_span for cell in row)]))
        # Below figures of the columns, such as their voters, may stand their names.
        if tells_figures([(cell.column, cell.text) for cell in row]) and not any(
            _has_title(rows.get(at, []), cells) for at in spanned
        ):
            return reached
        for cell in rows.get(reached, ()):
            below = 1 if cell.col_span > 1 else 0
            depth = max(depth, min(last, cell.row + cell.row_span + below))
        reached += 1
    numbered = [cell.text for cell in rows.get(depth, ())]
    if depth < last and counts_up(numbered):
        depth += 1
    return min(depth, last)


def tells_figures(cells: Sequence[tuple[int, str]]) -> bool:
    """Tell whether a row of cells, each its column and its text, is one of figures and no header.

    Titles may be figures, too: years, dates, spans and classes that are counted up.

    >>> tells_figures([(0, "Abai"), (1, "12"), (2, "7")]), tells_figures([(0, "Age"), (1, "0-4"), (2, "5-9")])
    (True, False)
    """
    texts = [text for _, text in cells if text]
    if counts_up(texts) or counts_up(texts[1:]):
        return False
    values = [text for column, text in cells if column and text]
    figures = [text for text in values if is_figure(text) and not names_class(text)]
    if not any(any(map(str.isdigit, text)) for text in figures) or _are_codes(figures):
        return False
    numbered = bool(cells) and cells[0][0] == 0 and cells[0][1].strip(". ").isdecimal()
    return numbered or len(figures) >= MOSTLY * len(values)


def names_class(text: str) -> bool:
    """Tell whether a figure is a title: a year, a date, or a class of ages or sizes."""
    return is_year(text) or bool(_CLASS.fullmatch(text))


def _are_codes(figures: Sequence[str]) -> bool:
    """Tell whether so many whole numbers grow from left to right that they number or name the columns."""
    return (
        len(figures) >= FEWEST_CODES
        and all(map(str.isdecimal, figures))
        and all(int(one) < int(two) for one, two in pairwise(figures))
    )


def _has_title(row: Sequence[GridCell], cells: Sequence[GridCell]) -> bool:
    """Tell whether a row has words in a column that holds figures below it."""
    for cell in row:
        if cell.column and cell.col_span == 1 and any(map(str.isalpha, cell.text)) and not is_figure(cell.text):
            below = [other.text for other in cells if other.column == cell.column and other.row > cell.row]
            told = [text for text in below if text]
            if len(told) > 1 and sum(map(is_figure, told)) >= NEARLY_ALL * len(told):
                return True
    return False


def counts_up(texts: Sequence[str]) -> bool:
    """Tell whether the texts number the columns: 1, 2, 3 …, the first of them perhaps a letter or missing.

    A column that is reckoned from others may say how.

    >>> counts_up(["А", "1", "2"]), counts_up(["1", "2=3+4", "3"]), counts_up(["1", "3"])
    (True, True, False)
    """
    numbers = [text.partition("=")[0].strip("() ") for text in texts]
    if numbers and not numbers[0].isdecimal() and len(numbers[0]) < 2:
        del numbers[0]
    first = int(numbers[0]) if numbers and numbers[0].isdecimal() else 0
    return len(numbers) > 1 and first in (1, 2) and numbers == [str(first + at) for at in range(len(numbers))]
