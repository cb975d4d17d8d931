"""Which pages must be read by OCR, and what they are when they have been."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium
from msgspec import Struct

from extractor.readers.layout.words import Words
from extractor.results import BBox

# A page with fewer words than this, most of it a picture, is a scan with a stamp or a page number on it.
FEW_WORDS = 12
MOST_OF_PAGE = 0.6
# A picture of more pixels takes gigabytes when it is unpacked.
MOST_PICTURE_PIXELS = 120_000_000
# So much of a text in signs that mean nothing comes of a font whose characters nobody can tell.
ILLEGIBLE = 0.2
FEWEST_SIGNS = 20
# Replacement and private characters, and control characters other than white space.
_MEANINGLESS = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")

SCANNED = "is an image"
UNMAPPED = "is set in a font without a usable character map"


class BoxedDoubt(Struct, frozen=True):
    """A number that may be misread: where it is printed, and why it is doubted."""

    bbox: BBox
    cause: str


def tell_need(page: Any, words: Words, text: str) -> str | None:
    """Return why a raw pdfium page must be read by OCR; None where its own words will do, or it is blank.

    `text` is what pdfium itself tells of the page, control characters and all.
    """
    if _MEANINGLESS.search(text):
        signs = "".join(text.split())
        if len(signs) >= FEWEST_SIGNS and len(_MEANINGLESS.findall(signs)) >= ILLEGIBLE * len(signs):
            return UNMAPPED
    if not len(words):
        return SCANNED if has_images(page) else None
    few = int(words.begins.sum()) < FEW_WORDS
    return SCANNED if few and has_images(page) and _picture_share(page, words.size) >= MOST_OF_PAGE else None


def is_too_large(page: Any) -> bool:
    """Tell whether the page holds a picture that must not be unpacked."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for item in _pictures(page):
        known = pdfium.FPDFImageObj_GetImagePixelSize(item, width, height)
        if known and width.value * height.value > MOST_PICTURE_PIXELS:
            return True
    return False


def has_images(page: Any) -> bool:
    """Tell whether the page holds a picture, be it inside a form object."""
    objects = (pdfium.FPDFPage_GetObject(page, at) for at in range(pdfium.FPDFPage_CountObjects(page)))
    pictures = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
    return any(pdfium.FPDFPageObj_GetType(item) in pictures for item in objects)


def _picture_share(page: Any, size: tuple[float, float]) -> float:
    """Return how much of the page its largest picture covers."""
    largest = 0.0
    sides = [ctypes.c_float() for _ in range(4)]
    for item in _pictures(page):
        if pdfium.FPDFPageObj_GetBounds(item, *sides):
            left, bottom, right, top = (side.value for side in sides)
            largest = max(largest, (right - left) * (top - bottom))
    return largest / max(1.0, size[0] * size[1])


def _pictures(page: Any) -> Iterator[Any]:
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield item
