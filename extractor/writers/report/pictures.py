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
        for at, number in enumerate(pages):
            budget = min(PAGE_BUDGET, left // (len(pages) - at))
            try:
                picture = _draw(pdf[number - 1], number, budget)
            except pypdfium2.PdfiumError:  # a damaged page, which the reader has told of
                picture = Picture(number, 0, 0, b"")
            left -= len(picture.content)
            yield picture
    finally:
        pdf.close()


def _draw(page: Any, number: int, budget: int) -> Picture:
    try:
        width, height = page.get_size()
        content = b""
        for way in _WAYS:
            if way.levels == 0 and budget < _IN_COLOUR:
                continue
            tried = _encode(page, way._replace(scale=min(way.scale, WIDEST / max(width, height, 1))))
            content = min(content or tried, tried, key=len)
            if len(content) <= budget:
                break
        return Picture(number, round(width, 2), round(height, 2), content)
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
