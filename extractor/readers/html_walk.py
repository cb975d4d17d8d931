"""Walk an HTML tree and lay down its text as a browser shows it, a line for each block, with every span."""

from __future__ import annotations

from typing import Any

import regex
from lxml import etree
from msgspec import Struct

from extractor.model import BlockKind, Table
from extractor.readers.builder import SUBSCRIPTS, SUPERSCRIPTS, TextBuilder, collapse, drop_invisible
from extractor.readers.furniture import find_marker, looks_like_label
from extractor.readers.html_elements import (
    BULLET,
    first_number,
    is_block,
    is_data_table,
    is_hidden,
    read_number,
    read_span,
)
from extractor.readers.tables import RawCell, fit_spans, lay_table

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_BOLD = regex.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", regex.I)
_LINE_END = regex.compile(r"\r\n?|\n")
_LONGEST_HEADING = 250


class Line(Struct):
    """A laid line before its kind is settled: the box it stands in, and how much of it is linked.

    `loose` is the text outside links; `table` the number of the table that the cell belongs to.
    """

    kind: BlockKind
    start: int
    end: int
    box: int
    chars: int
    linked: int
    level: int = 0
    marker: int = 0
    loose: str = ""
    bold: bool = False
    table: int | None = None
    preformatted: bool = False


class Box(Struct, frozen=True):
    """A block element: the box around it, its tag, and what its attributes call it."""

    parent: int
    tag: str
    names: str


class Page(Struct):
    """All that the walk found, in document order; a box stands behind the one it lies in."""

    text: str
    lines: list[Line]
    tables: list[Table]
    boxes: list[Box]
    spans_dropped: bool = False  # of a table that reached over too many places


class _Item:
    """A list item that waits for its first line."""

    def __init__(self, marker: str) -> None:
        self.marker = marker
        self.used = False


class _Frame:
    """An open block element with what its children inherit."""

    def __init__(self, element: Any, box: int, above: _Frame | None) -> None:
        self.element = element
        self.box = box
        self.level: int = above.level if above else 0
        self.preformatted: bool = above.preformatted if above else False
        self.item: _Item | None = above.item if above else None
        self.next_number = 0
        self.caption: tuple[int, int] | None = None
        self.tables_before = 0


class _Grid:
    """A data table while its rows come in."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self.rows: list[list[RawCell]] = []
        self.in_head = False
        self.caption = ""
        self.linked = 0
        self.loose: list[str] = []


class _Walker:
    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self.spans_dropped = False
        self.boxes: list[Box] = []
        self.frames: list[_Frame] = []
        self.grid: _Grid | None = None
        self.cell: Any = None
        self.links = self.bolds = self.raised = self.lowered = 0
        self._clear()

    def _clear(self) -> None:
        self.pieces: list[str] = []
        self.loose: list[str] = []
        self.chars = self.linked = self.bold = 0

    # -- events ---------------------------------------------------------------------------------

    def walk(self, root: Any) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        skipping = False
        for event, element in walk:
            if event == "start":
                if is_hidden(element):
                    walk.skip_subtree()
                    skipping = True
                else:
                    self._enter(element)
                    self._take(element.text)
                continue
            if not skipping:
                self._leave(element)
            skipping = False
            if element is not root:
                self._take(element.tail)
        self._flush()

    def _enter(self, element: Any) -> None:
        if element.tag == "br":
            self._break()
        elif is_block(element):
            self._open(element)
        else:
            self._count_inline(element, 1)

    def _leave(self, element: Any) -> None:
        if self.frames and self.frames[-1].element is element:
            self._close(element)
        elif element.tag != "br":
            self._count_inline(element, -1)

    def _count_inline(self, element: Any, step: int) -> None:
        tag = element.tag
        if tag == "a":
            if not element.get("href", "#").startswith("#"):
                self.links += step
        elif tag in ("b", "strong") or (tag == "span" and _BOLD.search(element.get("style", ""))):
            self.bolds += step
        elif tag == "sup":
            self.raised += step
        elif tag == "sub":
            self.lowered += step

    def _take(self, text: str | None) -> None:
        if not text:
            return
        if self.raised:
            text = text.translate(SUPERSCRIPTS)
        elif self.lowered:
            text = text.translate(SUBSCRIPTS)
        self.pieces.append(text)
        size = sum(map(len, text.split()))
        self.chars += size
        if self.links:
            self.linked += size
        else:
            self.loose.append(text)
        if self.bolds:
            self.bold += size

    # -- blocks ---------------------------------------------------------------------------------

    def _open(self, element: Any) -> None:
        self._break()
        above = self.frames[-1] if self.frames else None
        names = " ".join(filter(None, map(element.get, ("class", "id", "role", "itemprop"))))
        self.boxes.append(Box(above.box if above else -1, element.tag, names))
        frame = _Frame(element, len(self.boxes) - 1, above)
        frame.tables_before = len(self.tables)
        self.frames.append(frame)
        tag = element.tag
        if tag in _LEVELS:
            frame.level = _LEVELS[tag]
        elif tag in ("pre", "xmp", "plaintext"):
            frame.preformatted = True
        elif tag in ("ol", "ul", "menu", "dir"):
            frame.next_number = first_number(element)
        elif tag == "li":
            frame.item = _Item(_next_marker(element, above))
        elif tag == "table" and self.grid is None and is_data_table(element):
            self.grid = _Grid(element)
        elif self.grid is not None:
            self._open_in_table(element, self.grid)

    def _open_in_table(self, element: Any, grid: _Grid) -> None:
        tag = element.tag
        if tag == "tr":
            grid.rows.append([])
        elif tag in ("td", "th", "caption") and self.cell is None:
            self._flush()
            self.cell = element
        elif tag == "thead":
            grid.in_head = True

    def _close(self, element: Any) -> None:
        before = len(self.lines)
        self._break()
        frame = self.frames[-1]
        if self.cell is element and self.grid is not None:
            self._close_cell(element, self.grid)
        elif self.grid is not None and element.tag == "thead":
            self.grid.in_head = False
        elif self.grid is not None and self.grid.element is element:
            self._lay_grid(self.grid, frame.box)
        self.frames.pop()
        if element.tag == "figcaption" and len(self.lines) == before + 1 and self.frames:
            self.frames[-1].caption = (self.lines[-1].start, self.lines[-1].end)
        elif element.tag == "figure" and frame.caption and len(self.tables) == frame.tables_before + 1:
            table = self.tables[-1]
            self.tables[-1] = Table(
                start=table.start, end=table.end, cells=table.cells, caption=table.caption or frame.caption
            )

    def _close_cell(self, element: Any, grid: _Grid) -> None:
        text = collapse("".join(self.pieces))
        grid.linked += self.linked
        grid.loose.extend(self.loose)
        self.cell = None
        self._clear()
        if element.tag == "caption":
            grid.caption = text
            return
        if not grid.rows:
            grid.rows.append([])
        header = element.tag == "th" or grid.in_head
        grid.rows[-1].append(RawCell(text, read_span(element, "rowspan", 0), read_span(element, "colspan", 1), header))

    def _lay_grid(self, grid: _Grid, box: int) -> None:
        self.grid = None
        rows = [row for row in grid.rows if row]
        if not any(cell.text for row in rows for cell in row):
            return
        caption = None
        if grid.caption:
            caption = self._lay(Line("heading", 0, 0, box, len(grid.caption), 0), grid.caption)
        fitted = fit_spans(rows)
        self.spans_dropped = self.spans_dropped or fitted is not rows
        table = lay_table(self.builder, fitted, caption)
        chars = sum(len(cell.text) for row in rows for cell in row)
        loose = collapse("".join(grid.loose))
        self.lines.extend(
            Line("cell", cell.start, cell.end, box, chars, grid.linked, loose=loose, table=len(self.tables))
            for cell in table.cells
            if cell.end > cell.start
        )
        self.tables.append(table)

    # -- lines ----------------------------------------------------------------------------------

    def _break(self) -> None:
        if self.cell is None:
            self._flush()
        elif self.pieces:
            self.pieces.append(" ")

    def _flush(self) -> None:
        if not self.pieces:
            return
        text = "".join(self.pieces)
        frame = self.frames[-1] if self.frames else None
        preformatted = frame is not None and frame.preformatted
        for body in _LINE_END.split(drop_invisible(text)) if preformatted else [collapse(text)]:
            if body.strip():
                self._lay_line(body.rstrip(), frame, preformatted)
        self._clear()

    def _lay_line(self, body: str, frame: _Frame | None, preformatted: bool) -> None:
        box = frame.box if frame else -1
        line = Line("paragraph", 0, 0, box, self.chars, self.linked, preformatted=preformatted)
        line.loose = collapse("".join(self.loose))
        line.bold = self.bold >= self.chars and looks_like_label(body)
        line.marker = find_marker(body)
        item = frame.item if frame and not preformatted else None
        first = item is not None and not item.used
        if frame and frame.level and len(body) <= _LONGEST_HEADING:
            line.kind, line.level = "heading", frame.level
        elif first or line.marker:
            line.kind = "item"
        elif line.bold:
            line.kind = "heading"
        if item is not None and first:
            item.used = True
            if not line.marker and (line.kind == "item" or item.marker != BULLET):
                body = item.marker + body
                line.marker = len(item.marker)
        self._lay(line, body)

    def _lay(self, line: Line, body: str) -> tuple[int, int]:
        line.start, line.end = self.builder.add(body)
        self.builder.add("\n")
        self.lines.append(line)
        return line.start, line.end


def walk_tree(root: Any) -> Page:
    """Lay down the text of the tree: white space collapsed, blocks on lines of their own, hidden elements left out.

    A list item gets its number ("1. ") or a bullet ("- ") where it brings none of its own; the cells
    of a table's row stand on one line, parted by tabs.
    """
    walker = _Walker()
    walker.walk(root)
    return Page(walker.builder.text(), walker.lines, walker.tables, walker.boxes, walker.spans_dropped)


def _next_marker(element: Any, above: _Frame | None) -> str:
    """Return the marker of a list item, and count its list on."""
    if above is None or above.element.tag != "ol" or above.element.get("type", "1") != "1":
        return BULLET
    number = read_number(element, "value")
    if number is None:
        number = above.next_number
    above.next_number = number + (-1 if above.element.get("reversed") is not None else 1)
    return f"{number}. "
