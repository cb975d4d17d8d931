"""Pages of lines and tables → Document: text, blocks, tables and places, exact by construction."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.model import Block, Cell, Document, Table
from extractor.packs import Language
from extractor.readers.builder import TextBuilder
from extractor.readers.furniture import classify_line, find_marker, looks_like_label
from extractor.readers.layout.grids import Grid, GridCell
from extractor.readers.layout.lines import Column, Line, merge_segments, order_columns
from extractor.readers.layout.paragraphs import (
    Paragraph,
    find_compounds,
    find_furniture,
    group_paragraphs,
    join_lines,
    join_pages,
    usual_leading,
)
from extractor.readers.layout.places import PlaceBuilder
from extractor.readers.layout.spreads import Flow, Leaf, join_tables
from extractor.results import Source
from extractor.text import lower

LARGE = 1.15
LARGEST = 1.5
# The dots that lead to a page number in a list of contents.
_LEADER = regex.compile(r"(?:\.\s?){5}|…\s?…")
CAPTION_LENGTH = 200
CAPTION_DISTANCE = 3.0


class Page(Struct, frozen=True, gc=False):
    """What was read of one page: its segments of lines outside tables, its tables, its height in points, its words.

    A page that is `context` is not laid: it only lends its table's header to the part that goes on overleaf.
    """

    number: int
    height: float
    segments: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()
    text: str = ""
    context: bool = False


class Composer:
    """Writes the text from left to right and notes what lies where."""

    def __init__(self, body: float, compounds: frozenset[str], language: Language | None) -> None:
        self.body = body
        self.compounds = compounds
        self.language = language
        self.text = TextBuilder()
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.places = PlaceBuilder()

    def document(self, source: Source) -> Document:
        """Return what was written so far."""
        return Document(
            text=self.text.text(),
            source=source,
            blocks=tuple(self.blocks),
            tables=tuple(self.tables),
            places=self.places.build(),
        )

    def lay_lines(self, lines: Sequence[Line]) -> tuple[int, str]:
        """Append the lines as running text, and return where they start and their text."""
        start = self.text.length
        if len(lines) == 1 and len(lines[0].spans) == 1 and not lines[0].broken:
            (line,) = lines
            self.text.add(line.text)
            self.places.add(line.words, line.spans[0], start)
            return start, line.text
        pieces: list[str] = []
        at = start
        for part in join_lines(lines, self.compounds):
            self.places.add(part.line.words, part.span, at, part.cut)
            pieces += (part.text, part.separator)
            at += len(part.text) + len(part.separator)
        text = "".join(pieces)
        self.text.add(text)
        return start, text

    def lay_paragraph(self, paragraph: Paragraph) -> Block:
        """Append a paragraph and its line end, and return its block."""
        start, text = self.lay_lines(paragraph.lines)
        block = replace(self._classify(paragraph, text), start=start, end=start + len(text))
        self.blocks.append(block)
        self.text.add("\n")
        return block

    def lay_table(self, grid: Grid, caption: tuple[int, int] | None) -> None:
        """Append a table, one row a line, its cells parted by tabs."""
        start, row = self.text.length, 0
        cells: list[Cell] = []
        for item in grid.cells:
            if cells:
                self.text.add("\t" if item.row == row else "\n")
            row = item.row
            cells.append(self._lay_cell(item))
        page = next(line.words.page for cell in grid.cells for line in cell.lines)
        self.tables.append(
            Table(start=start, end=self.text.length, cells=tuple(cells), caption=caption, page=page, bbox=grid.bbox)
        )
        self.text.add("\n")

    def _lay_cell(self, item: GridCell) -> Cell:
        start, text = self.lay_lines(item.lines)
        end = start + len(text)
        if end > start:
            self.blocks.append(Block(kind="cell", start=start, end=end))
        return Cell(
            row=item.row,
            column=item.column,
            start=start,
            end=end,
            row_span=item.row_span,
            col_span=item.col_span,
            header=item.header,
            bbox=item.bbox,
        )

    def _classify(self, paragraph: Paragraph, text: str) -> Block:
        """Return the paragraph's block with the offsets of `text`; type and spacing decide what is a heading."""
        plain = Block(kind="paragraph", start=0, end=len(text))
        if paragraph.furniture:
            return replace(plain, kind="boilerplate")
        if self.language is not None:
            block = classify_line(text, 0, len(text), self.language) or plain
        else:
            marker = find_marker(text)
            block = replace(plain, kind="item", marker=marker) if marker else plain
        if block.kind == "boilerplate":
            return block
        if paragraph.tabular or _LEADER.search(text):
            return block if block.kind == "item" else plain
        scale = paragraph.size / self.body
        level = 1 if scale >= LARGEST else 2 if scale >= LARGE else 3
        if (level < 3 or (paragraph.bold and block.kind != "item")) and looks_like_label(text):
            return replace(plain, kind="heading", level=level)
        if block.kind == "heading":
            return replace(block, level=level) if paragraph.alone else plain
        return block


def compose(pages: Iterable[Page], source: Source, language: Language | None) -> Document:
    """Lay all pages into one text: blocks a line each, tables a row a line, furniture at the page's ends.

    Each page is forgotten when it is laid, so that a caller who gives them away never holds a long report twice.
    """
    held = list(pages)
    body = body_size(held)
    composer = Composer(body, find_compounds(page.text for page in held), language)
    flows = _arrange_pages(held, LARGE * body, language)
    del held
    while flows:
        _lay_flow(composer, flows.popleft())
    return composer.document(source)


def _arrange_pages(pages: Sequence[Page], largest: float, language: Language | None) -> deque[Flow]:
    """Return the flow of each page that is to be laid, with what goes on overleaf joined."""
    furniture = find_furniture([(page.segments, page.height) for page in pages], largest)
    leaves = [
        Leaf(page.number, page.height, page.context, _arrange(page, outer))
        for page, outer in zip(pages, furniture, strict=True)
    ]
    join_tables(leaves, _make_continues(language))
    flows = deque(leaf.flow for leaf in leaves if not leaf.context)
    _join_flows(flows)
    return flows


def _make_continues(language: Language | None) -> Callable[[str], bool]:
    """Return the function that tells whether a line says that a table goes on."""
    if language is None:
        return lambda text: False
    return lambda text: any(compiled.matches(lower(text)) for compiled in language.rules("continued"))


def body_size(pages: Iterable[Page]) -> float:
    """Return the height of the document's usual line, in points: the median over its words."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.segments:
            sizes[line.size] += line.text.count(" ") + 1
    half = sizes.total() / 2
    for size in sorted(sizes):
        half -= sizes[size]
        if half <= 0:
            return size
    return 1.0


def _arrange(page: Page, furniture: set[int]) -> Flow:
    """Return the page's paragraphs and tables in reading order, heads first and feet last."""
    columns = order_columns([line for at, line in enumerate(page.segments) if at not in furniture])
    leading = usual_leading(columns)
    placed = [(column, item) for column in columns for item in group_paragraphs(column, leading)]
    flow: Flow = [item for _, item in placed]
    # From the last place up, so that the places found in `placed` still hold in `flow`.
    for place, at in sorted(((_find_place(placed, grid), at) for at, grid in enumerate(page.grids)), reverse=True):
        flow.insert(place, page.grids[at])
    outer = [
        Paragraph((line,), furniture=True) for line in merge_segments(page.segments[at] for at in sorted(furniture))
    ]
    heads = [item for item in outer if item.lines[0].top < page.height / 2]
    return [*heads, *flow, *outer[len(heads) :]]


def _find_place(placed: Sequence[tuple[Column, Paragraph]], grid: Grid) -> int:
    """Return where in reading order a table stands: before the first paragraph below it in its own column."""
    last = len(placed)
    for at, (column, paragraph) in enumerate(placed):
        if column.turns == grid.turns and column.x0 < grid.upright[2] and column.x1 > grid.upright[0]:
            if paragraph.lines[0].top >= grid.upright[1]:
                return at
            last = at + 1
    return last


def _join_flows(flows: Iterable[Flow]) -> None:
    """Give the page before what a page break cut off its last paragraph."""
    for flow, after in pairwise(flows):
        last = next((at for at in range(len(flow) - 1, -1, -1) if not _is_furniture(flow[at])), None)
        first = next((at for at, item in enumerate(after) if not _is_furniture(item)), None)
        if last is None or first is None:
            continue
        one, two = flow[last], after[first]
        joined = join_pages(one, two) if isinstance(one, Paragraph) and isinstance(two, Paragraph) else None
        if joined is not None:
            flow[last] = joined
            del after[first]


def _is_furniture(item: Paragraph | Grid) -> bool:
    return isinstance(item, Paragraph) and item.furniture


def _lay_flow(composer: Composer, flow: Flow) -> None:
    block: Block | None = None
    before: Paragraph | Grid | None = None
    for item in flow:
        if isinstance(item, Grid):
            composer.lay_table(item, _caption(before, block, item))
        else:
            block = composer.lay_paragraph(item)
        before = item


def _caption(before: Paragraph | Grid | None, block: Block | None, grid: Grid) -> tuple[int, int] | None:
    """Return the span of a short heading or paragraph right above the table."""
    if not isinstance(before, Paragraph) or block is None or block.kind not in ("heading", "paragraph"):
        return None
    distance = grid.upright[1] - before.lines[-1].bottom
    near = -before.size < distance <= CAPTION_DISTANCE * before.size
    return (block.start, block.end) if near and block.end - block.start <= CAPTION_LENGTH else None
