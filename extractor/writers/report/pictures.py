"""Pictures of a PDF's pages, drawn by pdfium from the file itself, small enough that hundreds fit into one page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

POINTS = 72
# What all pictures of a document may take; as base64 in the page they take a third more.
BUDGET = 8_000_000
PAGE_BUDGET = 300_000
# A page of more points (a poster) is drawn so many pixels wide all the same.
WIDEST = 1_700


class Picture(NamedTuple):
    """A page as WebP, and its size in PDF points; `content` is empty where the page cannot be drawn."""

    page: int
    width: float
    height: float
    content: bytes


class _Way(NamedTuple):
    """How a page is drawn: pixels a point, levels of grey (0: in colour), quality (0: exact)."""

    scale: float
    levels: int
    quality: int


# The finest first. Pages of letters and rulings are small without loss; photographs need it.
_WAYS = (
    _Way(2, 0, 0),
    _Way(2, 16, 0),
    _Way(1.5, 16, 0),
    _Way(1.5, 8, 0),
    _Way(1.25, 4, 0),
    _Way(1.1, 256, 30),
    _Way(1, 4, 0),
)
_IN_COLOUR = 150_000  # bytes a page that colour is worth


def draw_pages(data: bytes, pages: Sequence[int], password: str | None = None, shares: int = 1) -> Iterator[Picture]:
    """Yield a picture of each page of a PDF, in order; what one page does not need the ones behind it may use.

    `shares` is among how many documents the budget is parted.
    """
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data, password=password)
    try:
        left = BUDGET // shares
        first = 0
        for at, number in enumerate(pages):
            budget = min(PAGE_BUDGET, left // (len(pages) - at))
            try:
                picture, way = _draw(pdf[number - 1], number, budget, first)
                # The pages of a document are alike: what did not fit once is not tried again on every page.
                first = max(way - 1, 0)
            except pypdfium2.PdfiumError:  # a damaged page, which the reader has told of
                picture = Picture(number, 0, 0, b"")
            left -= len(picture.content)
            yield picture
    finally:
        pdf.close()


def size_pages(data: bytes, pages: Sequence[int], password: str | None = None) -> Iterator[Picture]:
    """Yield each page of a PDF with its size and without a picture, in order."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data, password=password)
    try:
        for number in pages:
            try:
                width, height = pdf.get_page_size(number - 1)
            except pypdfium2.PdfiumError:
                width, height = 0, 0
            yield Picture(number, round(width, 2), round(height, 2), b"")
    finally:
        pdf.close()


def _draw(page: Any, number: int, budget: int, first: int) -> tuple[Picture, int]:
    """Return a page as the finest way from `first` on that fits makes it (else the smallest), and that way."""
    try:
        width, height = page.get_size()
        content, chosen = b"", first
        for at, way in enumerate(_WAYS[first:], first):
            if way.levels == 0 and budget < _IN_COLOUR:
                continue
            tried = _encode(page, way._replace(scale=min(way.scale, WIDEST / max(width, height, 1))))
            if not content or len(tried) < len(content):
                content, chosen = tried, at
            if len(content) <= budget:
                break
        return Picture(number, round(width, 2), round(height, 2), content), chosen
    finally:
        page.close()


def _encode(page: Any, way: _Way) -> bytes:
    picture = page.render(scale=way.scale, grayscale=way.levels > 0).to_pil()
    if 0 < way.levels < 256:
        step = 255 / (way.levels - 1)
        picture = picture.point([round(round(grey / step) * step) for grey in range(256)])
    stream = io.BytesIO()
    if way.quality:
        picture.save(stream, "webp", quality=way.quality, method=2)
    else:
        picture.save(stream, "webp", lossless=True, quality=20, method=1)
    return stream.getvalue()
