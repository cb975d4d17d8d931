"""PDFs made for the tests, set in DejaVu so that Cyrillic letters and their widths are real."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import pdfplumber
from reportlab.lib import pagesizes
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from extractor.model import Document
from extractor.packs import load_pack
from extractor.readers.options import ReadOptions
from extractor.readers.pdf import read
from extractor.results import BBox, Source

WIDTH, HEIGHT = pagesizes.A4
PROSE = [
    "В отчётном году средняя оценка услуг выросла до 4,87 балла, а доля тех, кто",
    "остался доволен полностью, составила 88,4% (годом раньше 85,1%). На ремонт",
    "дорог области потратили 1 733,7 млн тенге.",
]


@cache
def register_fonts() -> None:
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont("Sans", folder / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont("Sans-Bold", folder / "DejaVuSans-Bold.ttf"))


def make_pdf(*pages: Callable[[Canvas], None], **options: Any) -> bytes:
    """Return a PDF of the pages that the functions draw."""
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=options.pop("pagesize", pagesizes.A4), invariant=True, **options)
    for draw in pages:
        canvas.setFont("Sans", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw_lines(
    canvas: Canvas, lines: Sequence[str], top: float, left: float = 72, size: float = 10, font: str = "Sans"
) -> None:
    """Draw the lines with a usual leading; `top` is the first base line's distance from the upper edge."""
    canvas.setFont(font, size)
    for at, line in enumerate(lines):
        canvas.drawString(left, canvas._pagesize[1] - top - 1.3 * size * at, line)


def draw_table(canvas: Canvas, rows: Sequence[Sequence[str]], top: float, left: float = 72, spans: Any = ()) -> None:
    """Draw a ruled table; `spans` are (first, last) corners as (column, row)."""
    merged = [("SPAN", first, last) for first, last in spans]
    style = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("FONT", (0, 0), (-1, -1), "Sans", 9), *merged]
    table = Table([list(row) for row in rows], style=style)
    _, height = table.wrapOn(canvas, WIDTH, HEIGHT)
    table.drawOn(canvas, left, canvas._pagesize[1] - top - height)


def read_pdf(data: bytes, path: str = "made.pdf", options: ReadOptions | None = None) -> Document:
    source = Source(path=path, sha256="", media_type="application/pdf")
    return read(data, source, load_pack(), options or ReadOptions())


def texts(document: Document, kind: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == kind]


def rows_of(document: Document, at: int = 0) -> list[list[str]]:
    """Return the table's cell texts by row."""
    cells = document.tables[at].cells
    last = max(cell.row for cell in cells)
    return [[document.text[c.start : c.end] for c in cells if c.row == row] for row in range(last + 1)]


def second_opinion(data: bytes, number: str, offset: tuple[float, float] = (0, 0)) -> list[tuple[int, BBox]]:
    """Return (page, box) of every printing of the number, in order, as pdfplumber's characters have it.

    pdfplumber counts from the uncropped page's corner, ours is the crop box's; `offset` lies between them.
    """
    found = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for at, page in enumerate(pdf.pages, 1):
            left, top = offset
            chars = page.chars
            text = "".join(char["text"][:1] for char in chars)
            start = text.find(number)
            while start >= 0:
                part = chars[start : start + len(number)]
                box = (
                    min(char["x0"] for char in part) - left,
                    min(char["top"] for char in part) - top,
                    max(char["x1"] for char in part) - left,
                    max(char["bottom"] for char in part) - top,
                )
                found.append((at, box))
                start = text.find(number, start + 1)
    return found


def check_spans(document: Document) -> None:
    """Assert what holds of every document: places and blocks in order, inside the text, on what they say."""
    end = 0
    for place in document.places:
        assert end <= place.start < place.end
        assert document.text[place.start : place.end].strip() == document.text[place.start : place.end] != ""
        assert place.bbox[0] < place.bbox[2]
        assert place.bbox[1] < place.bbox[3]
        end = place.end
    assert end <= len(document.text)
    placed = {at for place in document.places for at in range(place.start, place.end)}
    blocked = {at for block in document.blocks for at in range(block.start, block.end)}
    seen = {at for at, char in enumerate(document.text) if not char.isspace()}
    assert seen <= blocked
    assert placed <= seen
    assert all(document.text[at] == "-" for at in seen - placed)
    starts = [block.start for block in document.blocks]
    assert starts == sorted(starts)
