"""Find tables whose cells stand one a line, as copied web pages have them: a name, its figures, the next name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.model import Block, Cell, Table
from extractor.spans import Span, trim

# So many rows make a table; no cell is longer, and no row has more cells.
FEWEST_ROWS, LONGEST_CELL, MOST_CELLS = 3, 60, 24
_FIGURE = regex.compile(r"[+−-]?[$€£₸]?\d[\d.,\u00a0 ]{0,20}\s?%?(?:\s?\p{Ll}{1,12}\.?){0,2}")
_NAME = regex.compile(r"[^\d\n:;|]*\p{L}[^\d\n:;|]*(?<![.!?,–—-])")


def find_line_tables(text: str, lines: Sequence[Span]) -> tuple[list[Table], dict[int, list[Block]]]:
    """Return the tables and the cell block of each line that is in one, by the line's start.

    Rows have one number of figures each, before which stands a name, and before all names a number or before none.
    The lines right above that are as many as a row's cells, and hold no figure, are the header.
    """
    cells = [span for span in (trim(text, *line) for line in lines) if span[0] < span[1]]
    kinds = "".join(_classify(text, *cell) for cell in cells)
    tables: list[Table] = []
    blocks: dict[int, list[Block]] = {}
    starts = {trim(text, *line)[0]: line[0] for line in lines}
    for first, width, count in _find_runs(kinds):
        header = width if kinds[max(0, first - width) : first] == "n" * width else 0
        taken = cells[first - header : first + width * count]
        tables.append(_build(taken, width, header > 0))
        blocks.update((starts[start], [Block(kind="cell", start=start, end=end)]) for start, end in taken)
    return tables, blocks


def _classify(text: str, start: int, end: int) -> str:
    if end - start > LONGEST_CELL:
        return "x"
    if _FIGURE.fullmatch(text, start, end):
        return "f"
    return "n" if _NAME.fullmatch(text, start, end) else "x"


def _find_runs(kinds: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the rows begin, how many cells a row has and how many rows there are."""
    at = 0
    while (name := kinds.find("nf", at)) >= 0:
        following = kinds.find("n", name + 1)
        figures = following - name - 1 if following > 0 else 0
        if not 0 < figures < MOST_CELLS:
            at = name + 1
            continue
        width = figures + 1
        # A number before each name is its place.
        lead = 1 if figures > 1 and name and kinds[name - 1] == "f" else 0
        first = name - lead
        row = "f" * lead + "n" + "f" * (figures - lead)
        count = 0
        while kinds.startswith(row, first + count * width):
            count += 1
        if count >= FEWEST_ROWS:
            yield first, width, count
            at = first + count * width
        else:
            at = name + 1


def _build(cells: Sequence[Span], width: int, headed: bool) -> Table:
    laid = tuple(
        Cell(row=at // width, column=at % width, start=start, end=end, header=headed and at < width)
        for at, (start, end) in enumerate(cells)
    )
    return Table(start=laid[0].start, end=laid[-1].end, cells=laid)
