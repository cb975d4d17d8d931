"""The body of a Word document → text, blocks and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.model import Block, BlockKind, Table
from extractor.readers.builder import SUBSCRIPTS, SUPERSCRIPTS, TextBuilder, collapse
from extractor.readers.docx_styles import Numbering, Styles, W
from extractor.readers.furniture import find_marker, looks_like_heading, looks_like_label
from extractor.readers.tables import RawCell, lay_table

# What wraps paragraphs, rows or runs without changing what they say. Deleted text, field codes and
# drawings are no wrappers, and so are left out.
_WRAPPERS = frozenset(
    W + name
    for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")
)
_BREAKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_OFF = ("0", "false", "off")
_LONGEST_CELL = 600


class _Raw(Struct):
    """A table cell while the merged ones below it are counted in."""

    text: str
    col_span: int
    header: bool
    row_span: int = 1


def lay_body(word: Any) -> tuple[str, tuple[Block, ...], tuple[Table, ...]]:
    """Return the text of a python-docx document with its blocks and tables, in document order."""
    layer = _Layer(word)
    layer.lay(word.element.body)
    text = layer.builder.text()
    blocks = layer.blocks
    if not any(block.kind == "heading" and block.level != 1 for block in blocks):
        # A document that marks no headings is read like plain text.
        blocks = [_as_heading(text, block) for block in blocks]
    return text, tuple(blocks), tuple(layer.tables)


def _as_heading(text: str, block: Block) -> Block:
    if block.kind == "paragraph" and looks_like_heading(text[block.start : block.end]):
        return replace(block, kind="heading")
    return block


class _Layer:
    def __init__(self, word: Any) -> None:
        self.builder = TextBuilder()
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.styles = Styles(word)
        self.numbering = Numbering(word)
        self.caption: tuple[int, int] | None = None

    def lay(self, parent: Any) -> None:
        for element in find_inside(parent, (W + "p", W + "tbl")):
            if element.tag == W + "tbl":
                self._lay_table(element)
                self.caption = None
            else:
                self._lay_paragraph(element)

    def _lay_paragraph(self, paragraph: Any) -> None:
        style = self.styles.read(paragraph)
        marker = self.numbering.next_marker(style.list_id, style.list_level) if style.list_id else ""
        text, bold = read_runs(paragraph)
        first = True
        for line in filter(None, map(collapse, text.split("\n"))):
            own = find_marker(line)
            laid = marker if first and not own else ""
            kind: BlockKind = "paragraph"
            if style.contents:
                kind = "boilerplate"
            elif style.level:
                kind = "heading"
            elif own or laid:
                kind = "item"
            elif bold and looks_like_label(line):
                kind = "heading"
            self._add(laid + line, kind, style.level, len(laid) or own)
            if first and style.caption:
                self.caption = (self.blocks[-1].start, self.blocks[-1].end)
            elif not style.caption:
                self.caption = None
            first = False
        for inner in _find_boxed(paragraph):
            for line in filter(None, map(collapse, read_runs(inner)[0].split("\n"))):
                self._add(line, "paragraph", 0, 0)

    def _add(self, body: str, kind: BlockKind, level: int, marker: int) -> None:
        start, end = self.builder.add(body)
        self.builder.add("\n")
        self.blocks.append(Block(kind=kind, start=start, end=end, level=level, marker=marker))

    def _lay_table(self, table: Any) -> None:
        rows = [(row, list(find_inside(row, (W + "tc",)))) for row in find_inside(table, (W + "tr",))]
        if _is_layout([cells for _, cells in rows]):
            for _, cells in rows:
                for cell in cells:
                    self.lay(cell)
            return
        grid = [[RawCell(c.text, c.row_span, c.col_span, c.header) for c in row] for row in _merge(rows)]
        if not any(cell.text for row in grid for cell in row):
            return
        laid = lay_table(self.builder, grid, self.caption)
        self.tables.append(laid)
        self.blocks.extend(Block(kind="cell", start=c.start, end=c.end) for c in laid.cells if c.end > c.start)


def find_inside(parent: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    """Yield the nearest elements of the tags inside the parent, through wrappers such as content controls."""
    pending = list(reversed(parent))
    while pending:
        element = pending.pop()
        if element.tag in tags:
            yield element
        elif element.tag in _WRAPPERS:
            pending.extend(reversed(element))


def read_runs(paragraph: Any) -> tuple[str, bool]:
    """Return the paragraph's shown text (line breaks as newlines), and whether all of it is bold."""
    pieces: list[str] = []
    bold = True
    for run in find_inside(paragraph, (W + "r",)):
        look = run.find(W + "rPr")
        if look is not None and _is_on(look, "vanish"):
            continue
        text = "".join(_BREAKS.get(part.tag, (part.text or "") if part.tag == W + "t" else "") for part in run)
        height = look.find(W + "vertAlign") if look is not None else None
        if height is not None:
            table = {"superscript": SUPERSCRIPTS, "subscript": SUBSCRIPTS}.get(height.get(W + "val"))
            text = text.translate(table) if table else text
        if text.strip():
            bold = bold and look is not None and _is_on(look, "b")
        pieces.append(text)
    return "".join(pieces), bold


def _is_on(look: Any, name: str) -> bool:
    element = look.find(W + name)
    return element is not None and element.get(W + "val", "1") not in _OFF


def _find_boxed(paragraph: Any) -> Iterator[Any]:
    """Yield the paragraphs of text boxes, which stand twice: as a drawing and as a picture for old versions of Word."""
    for box in paragraph.iter(W + "txbxContent"):
        if not any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
            yield from find_inside(box, (W + "p",))


def _is_layout(rows: list[list[Any]]) -> bool:
    """Tell a table that only lays out the page: one column, or prose in its cells."""
    if all(len(cells) <= 1 for cells in rows):
        return True
    return any(sum(len(part.text or "") for part in cell.iter(W + "t")) > _LONGEST_CELL for row in rows for cell in row)


def _merge(rows: Iterable[tuple[Any, list[Any]]]) -> list[list[_Raw]]:
    """Return the cells of each row, those merged downwards counted into the one they hang from."""
    merged: list[list[_Raw]] = []
    open_at: dict[int, _Raw] = {}
    for row, cells in rows:
        look = row.find(W + "trPr")
        header = look is not None and _is_on(look, "tblHeader")
        before = _number(look.find(W + "gridBefore")) if look is not None else 0
        merged.append([_Raw("", before, header)] if before else [])
        column = before
        for cell in cells:
            properties = cell.find(W + "tcPr")
            merge = properties.find(W + "vMerge") if properties is not None else None
            span = _number(properties.find(W + "gridSpan")) if properties is not None else 0
            above = open_at.get(column)
            if merge is not None and merge.get(W + "val", "continue") == "continue" and above is not None:
                above.row_span += 1
                column += above.col_span
                continue
            raw = _Raw(_cell_text(cell), max(span, 1), header)
            merged[-1].append(raw)
            open_at.pop(column, None)
            if merge is not None:
                open_at[column] = raw
            column += raw.col_span
    return merged


def _number(element: Any) -> int:
    value = element.get(W + "val", "") if element is not None else ""
    return min(int(value), 1_000) if regex.fullmatch(r"\d{1,9}", value, regex.ASCII) else 0


def _cell_text(cell: Any) -> str:
    boxed = {id(inner) for box in cell.iter(W + "txbxContent") for inner in box.iter(W + "p")}
    return collapse(" ".join(read_runs(part)[0] for part in cell.iter(W + "p") if id(part) not in boxed))
