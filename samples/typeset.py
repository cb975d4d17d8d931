"""Blocks → bytes: plain text, a web page with its furniture, PDF and Word. The same blocks give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from facts import PUBLISHED
from wording import Block, Grid, Heading, Items, Paragraph

BULLET = "•"
MOMENT = (1980, 1, 1, 0, 0, 0)


def set_text(blocks: Iterable[Block]) -> bytes:
    """Return the blocks as UTF-8 text: an empty line between blocks, one line a list item."""
    parts = []
    for block in blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                parts.append(text)
            case Items(items=items):
                parts.append("\n".join(f"{BULLET} {item}" for item in items))
            case Grid():
                raise ValueError("plain text has no tables here")
    return ("\n\n".join(parts) + "\n").encode()


def set_page(blocks: Sequence[Block], template: str) -> bytes:
    """Return the blocks as a web page: the template's `{title}`, `{published}` and `{body}` are filled in."""
    title = next(block.text for block in blocks if isinstance(block, Heading))
    body = "\n".join("    " + line for block in blocks for line in _tag(block))
    filled = {"{title}": escape(title), "{published}": PUBLISHED, "{body}": body}
    for mark, text in filled.items():
        template = template.replace(mark, text)
    return template.encode()


def _tag(block: Block) -> list[str]:
    match block:
        case Heading(text=text, level=level):
            return [f"<h{level}>{escape(text)}</h{level}>"]
        case Paragraph(text=text) if text == PUBLISHED:
            return [f'<time datetime="{text}">{text}</time>']
        case Paragraph(text=text):
            return [f"<p>{escape(text)}</p>"]
        case Items(items=items):
            return ["<ul>", *(f"  <li>{escape(item)}</li>" for item in items), "</ul>"]
        case Grid():
            raise ValueError("the sample page has no table")


# --- PDF ---------------------------------------------------------------------------------------


def set_pdf(blocks: Sequence[Block], *, header: str = "") -> bytes:
    """Return the blocks as an A4 PDF with page numbers; `header` is the running head of a report."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    _register_fonts()
    title = next(block.text for block in blocks if isinstance(block, Heading))

    def decorate(canvas: Any, document: Any) -> None:
        canvas.setFont("DejaVu", 8)
        canvas.drawCentredString(A4[0] / 2, 12 * mm, str(canvas.getPageNumber()))
        canvas.drawString(22 * mm, A4[1] - 14 * mm, header)

    stream = io.BytesIO()
    # Invariant mode leaves out clock times and random identifiers.
    document = SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=22 * mm, rightMargin=18 * mm, topMargin=22 * mm, bottomMargin=22 * mm,
        title=title, author="ranking-extractor", invariant=1, pageCompression=1,
    )  # fmt: skip
    flowables = [flowable for block in blocks for flowable in _flow(block)]
    document.build(flowables, onFirstPage=decorate, onLaterPages=decorate)
    return stream.getvalue()


def _register_fonts() -> None:
    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name, file in (("DejaVu", "DejaVuSans.ttf"), ("DejaVu-Bold", "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, fonts / file))


def _flow(block: Block) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak
    from reportlab.platypus import Paragraph as Flowable

    body = ParagraphStyle("body", fontName="DejaVu", fontSize=10, leading=14, spaceAfter=6)
    heading = ParagraphStyle("heading", body, fontName="DejaVu-Bold", fontSize=12, leading=16, spaceBefore=8)
    title = ParagraphStyle("title", heading, fontSize=15, leading=20, spaceAfter=10)
    item = ParagraphStyle("item", body, leftIndent=14, bulletIndent=2, spaceAfter=3)
    match block:
        case Heading(text=text, level=level):
            return [Flowable(escape(text), title if level == 1 else heading)]
        case Paragraph(text=text):
            return [Flowable(escape(text), body)]
        case Items(items=items):
            return [Flowable(escape(text), item, bulletText=BULLET) for text in items]
        case Grid(caption=caption):
            # The table begins a page of its own, and prose goes on after it on another.
            return [PageBreak(), Flowable(escape(caption), heading), _rule(block, body), PageBreak()]


def _rule(grid: Grid, body: Any) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph as Flowable
    from reportlab.platypus import Table

    cell = ParagraphStyle("cell", body, fontSize=8, leading=10, spaceAfter=0)
    label = ParagraphStyle("label", cell, fontName="DejaVu-Bold", fontSize=6, leading=9, alignment=1)
    figure = ParagraphStyle("figure", cell, alignment=2)
    rows = [[Flowable(escape(text), label) for text in line] for line in grid.header]
    rows += [
        [Flowable(escape(text), cell if at == 1 else figure) for at, text in enumerate(line)] for line in grid.rows
    ]
    spans = [("SPAN", corner, opposite) for corner, opposite in _header_spans(grid)]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    style += [("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3), *spans]
    widths = [width * mm for width in (12, 42, 12, 27, 12, 27, 12, 27)]
    return Table(rows, colWidths=widths, repeatRows=2, style=style)


def _header_spans(grid: Grid) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the merged cells of the header as (column, row) corners."""
    upper, lower = grid.header
    spans = []
    for column, text in enumerate(upper):
        if text and not lower[column]:
            spans.append(((column, 0), (column, 1)))
        elif text:
            spans.append(((column, 0), (column + 1, 0)))
    return spans


# --- Word --------------------------------------------------------------------------------------


def set_docx(blocks: Sequence[Block]) -> bytes:
    """Return the blocks as a Word document, its table with merged header cells."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author = "ranking-extractor"
    properties.title = next(block.text for block in blocks if isinstance(block, Heading))
    properties.created = properties.modified = datetime.fromisoformat(PUBLISHED)
    for block in blocks:
        match block:
            case Heading(text=text, level=level):
                document.add_heading(text, level)
            case Paragraph(text=text):
                document.add_paragraph(text)
            case Items(items=items):
                for item in items:
                    document.add_paragraph(item, style="List Bullet")
            case Grid(caption=caption):
                document.add_paragraph(caption, style="Caption")
                _fill_table(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return _pack_again(stream)


def _fill_table(document: Any, grid: Grid) -> None:
    lines = [*grid.header, *grid.rows]
    table = document.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid")
    for cells, line in zip(table.rows, lines, strict=True):
        for cell, text in zip(cells.cells, line, strict=True):
            cell.text = text
    for (left, top), (right, bottom) in _header_spans(grid):
        text = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = text


def _pack_again(stream: io.BytesIO) -> bytes:
    """Return the archive with every entry at one moment: Word files are stamped with the time of saving."""
    packed = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, MOMENT), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
