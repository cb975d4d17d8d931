"""Where the figure that a person means is printed: selected as text, drawn as a box, or typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import regex

from extractor.decisions import clean_figure
from extractor.errors import UsageError
from extractor.model import Document
from extractor.packs import Pack
from extractor.results import Evidence
from extractor.text import fold

LONGEST = 500  # letters that a quote may have
AROUND = 30  # letters before and behind a quote that are kept to find it by
REACH = 300  # letters from a figure within which its region is looked for
_NUMBER = regex.compile(r"\d[\d.,'’ \u00a0\u2009\u202f]*\d|\d")


def locate_text(document: Document, quote: str, near: int) -> tuple[int, int]:
    """Return the span of a quote nearest to an offset. Raises UsageError where it does not stand in the text."""
    start = locate_nearest(document.text, quote, near)
    if start is None or len(quote) > LONGEST:
        raise UsageError("the quote does not stand in the source")
    return start, start + len(quote)


def locate_nearest(text: str, quote: str, near: int) -> int | None:
    """Return where a quote stands nearest to an offset, None where it does not stand at all."""
    if not quote:
        return None
    before, after = text.rfind(quote, 0, near + len(quote)), text.find(quote, max(near, 0))
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: abs(at - near), default=None)


def locate_box(document: Document, page: int, box: Sequence[float]) -> tuple[int, int]:
    """Return the span of what is printed in a box (points, from the top left) of a page.

    Raises UsageError for a box in which nothing stands, or text from several places of the page.
    """
    x0, top, x1, bottom = box
    places = document.places
    on_page = [at for at in range(len(places)) if places.pages[at] == page]
    inside = [
        at
        for at in on_page
        if x0 <= (places.boxes[4 * at] + places.boxes[4 * at + 2]) / 2 <= x1
        and top <= (places.boxes[4 * at + 1] + places.boxes[4 * at + 3]) / 2 <= bottom
    ]
    if not inside:
        raise UsageError("nothing that could be read is printed in the box")
    start, end = places.starts[inside[0]], max(places.ends[at] for at in inside)
    if end - start > LONGEST or len(inside) != sum(start <= places.starts[at] < end for at in on_page):
        raise UsageError("the box holds text from several places; draw it around one figure")
    return start, end


def narrow(text: str, start: int, end: int, value: str) -> tuple[int, int]:
    """Return the digits of a figure within a span, where they stand there once; else the span as it is.

    >>> narrow("Astana: 93,8%", 8, 13, "93.8")
    (8, 12)
    """
    numbers = [(found.start(), found.end()) for found in _NUMBER.finditer(text, start, end)]
    same = [(a, b) for a, b in numbers if clean_figure(text[a:b]) == value.lstrip("-")]
    return same[0] if len(same) == 1 else numbers[0] if len(numbers) == 1 else (start, end)


def locate_name(document: Document, pack: Pack, code: str | None, name: str, near: int) -> tuple[int, int] | None:
    """Return where a region is named nearest to a figure (before it, if it can be), in any of its forms."""
    low, high = max(0, near - REACH), near + REACH
    window = document.text[low:high]
    folded = fold(window)
    if code is None:
        spans = [(found.start(), found.end()) for found in regex.finditer(regex.escape(fold(name)), folded)]
    else:
        gazetteer = pack.gazetteer(document.source.language or "en")
        spans = [(start, end) for start, end, codes in gazetteer.find(window, folded) if code in codes]
    spans = [(a, b) for a, b in spans if not (window[a - 1 : a].isalnum() or window[b : b + 1].isalnum())]
    at = near - low
    best = min(spans, key=lambda span: (span[0] > at, abs(span[0] - at), -span[1]), default=None)
    return (low + best[0], low + best[1]) if best else None


def find_code(pack: Pack, language: str | None, name: str) -> str | None:
    """Return the code of a region by any of its names, None where they mean none or several."""
    codes = pack.gazetteer(language or "en").means(fold(name))
    return next(iter(codes)) if len(codes) == 1 else None


def look_around(text: str, quote: Evidence) -> tuple[str, str]:
    """Return what stands before and behind a quote."""
    return text[max(0, quote.start - AROUND) : quote.start], text[quote.end : quote.end + AROUND]


def count_points(text: str, units: int) -> int:
    """Return the offset in code points of one in UTF-16 units, which browsers count in.

    >>> count_points("a😀b", 3)
    2
    """
    if text.isascii() or units <= 0:
        return max(units, 0)
    head = text[:units]  # no fewer code points than are meant
    if max(head, default="") <= "\uffff":
        return units
    return len(head.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "replace"))


def is_place(value: str) -> bool:
    """Whether a figure can be a place: a whole number from 1 on."""
    return Decimal(value) == int(Decimal(value)) > 0
