"""A second reading of a PDF by another engine (pdfminer, through pdfplumber): what it sees where quotes are printed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from extractor.errors import InputError
from extractor.results import Evidence

# How far (points) a letter's middle may lie outside a box: the engines measure letters a little differently.
MARGIN = 0.75


def reread_quotes(
    data: bytes, path: str, quotes: Iterable[Evidence], password: str | None = None
) -> dict[Evidence, str]:
    """Return, for each quote that has a box, the letters that the other engine sees in it, blanks left out.

    Raises InputError where the other engine cannot open the file.
    """
    by_page: dict[int, list[Evidence]] = {}
    for quote in quotes:
        if quote.page is not None and quote.bbox is not None:
            by_page.setdefault(quote.page, []).append(quote)
    found: dict[Evidence, str] = {}
    for number, told in sorted(by_page.items()):
        found.update(zip(told, _read_page(data, path, number, told, password), strict=True))
    return found


def _read_page(data: bytes, path: str, number: int, quotes: list[Evidence], password: str | None) -> list[str]:
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number], password=password, unicode_norm=None) as pdf:
            letters = [(_middle(char), char["text"]) for char in pdf.pages[0].chars]
    except Exception as error:
        # A third party's parser over any bytes: it fails with whatever its parts raise.
        cause = " ".join(str(error).split())[:120] or type(error).__name__
        raise InputError(path, f"page {number} cannot be read a second time ({cause})") from error
    return ["".join(text for middle, text in letters if _lies_in(middle, quote)) for quote in quotes]


def _middle(char: dict[str, Any]) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _lies_in(middle: tuple[float, float], quote: Evidence) -> bool:
    assert quote.bbox is not None
    x0, top, x1, bottom = quote.bbox
    return x0 - MARGIN <= middle[0] <= x1 + MARGIN and top - MARGIN <= middle[1] <= bottom + MARGIN
