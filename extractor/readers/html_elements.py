"""What an HTML element is: hidden, a block, a table of data; and the numbers in its attributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

BULLET = "- "
_BLOCKS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p plaintext pre search section
    summary table tbody td tfoot th thead tr ul xmp
"""
_SKIPPED = "script style noscript template head title svg iframe object canvas audio video select datalist textarea"
_BLOCK_TAGS = frozenset(_BLOCKS.split())
_SKIPPED_TAGS = frozenset(_SKIPPED.split())
_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.I)
_SHOWN_AS_BLOCK = regex.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table\b|table-row)", regex.I)
_INTEGER = regex.compile(r"\s*-?\d{1,6}\s*", regex.ASCII)
# A cell of data is short; beyond this it is prose, and the table only lays out the page.
_LONGEST_CELL = 600


def is_data_table(element: Any) -> bool:
    """Tell a table of data from one that only lays out the page: no table inside, two columns, no prose in cells."""
    if element.get("role") in ("presentation", "none") or next(element.iterdescendants("table"), None) is not None:
        return False
    if next(element.iterdescendants("th", "caption"), None) is None and any(map(_holds_prose, element.iter("td"))):
        return False
    return any(_count_cells(row) > 1 for row in element.iter("tr"))


def _count_cells(row: Any) -> int:
    return sum(1 for _ in row.iterchildren("td", "th"))


def _holds_prose(cell: Any) -> bool:
    if sum(1 for _ in cell.iterdescendants("p", "h1", "h2", "h3", "li", "article")) > 3:
        return True
    return sum(len(part.strip()) for part in _texts(cell)) > _LONGEST_CELL


def _texts(cell: Any) -> Iterator[str]:
    for element in cell.iter():
        if isinstance(element.tag, str) and element.tag not in _SKIPPED_TAGS:
            yield element.text or ""
        if element is not cell:
            yield element.tail or ""


def is_hidden(element: Any) -> bool:
    """Tell whether a browser leaves the element out: scripts, templates, what its attributes hide."""
    if element.tag in _SKIPPED_TAGS or element.get("hidden") is not None:
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    style = element.get("style")
    # A hidden body is shown by its script; without scripts the whole page would be lost.
    return style is not None and element.tag not in ("html", "body") and bool(_HIDDEN.search(style))


def is_block(element: Any) -> bool:
    """Tell whether the element stands on lines of its own."""
    if element.tag in _BLOCK_TAGS:
        return True
    style = element.get("style")
    return style is not None and bool(_SHOWN_AS_BLOCK.search(style))


def read_span(element: Any, name: str, least: int) -> int:
    """Return a cell's row or column span, at least `least`; a broken one counts as 1."""
    span = read_number(element, name)
    return 1 if span is None else max(least, span)


def first_number(listing: Any) -> int:
    """Return the number that a list begins with; a reversed one counts its items down."""
    start = read_number(listing, "start")
    if start is None and listing.get("reversed") is not None:
        return sum(1 for _ in listing.iterchildren("li"))
    return 1 if start is None else start


def read_number(element: Any, name: str) -> int | None:
    """Return a whole number from an attribute; None where there is none."""
    value = element.get(name)
    return int(value) if value and _INTEGER.fullmatch(value) else None
