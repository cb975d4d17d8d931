"""What the user asks of the reading: pages, password, limits."""

from __future__ import annotations

import re

from msgspec import Struct

from extractor.errors import UsageError

MAX_PAGES = 2_000
MAX_SIZE = 500
MEGABYTE = 1_000_000
_PAGES = re.compile(r"\s*(\d{1,7})\s*(?:(-)\s*(\d{1,7})?)?\s*")


class ReadOptions(Struct, frozen=True, kw_only=True):
    """What the user asked of the reading.

    `pages` are ranges of a PDF's pages from 1, both ends included (an end of 0 is the last page); none are all.
    No more than `max_pages` of them are read, and no file of more than `max_size` megabytes. `ocr` tells whether
    pages that are pictures are read.
    """

    encoding: str | None = None
    pages: tuple[tuple[int, int], ...] = ()
    password: str | None = None
    ocr: bool = True
    max_pages: int = MAX_PAGES
    max_size: int = MAX_SIZE


def parse_pages(text: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges of pages that `3,5-9` or `12-` asks for. Raises UsageError.

    >>> parse_pages("3,5-9,12-")
    ((3, 3), (5, 9), (12, 0))
    """
    ranges = []
    for part in text.split(","):
        match = _PAGES.fullmatch(part)
        first = int(match[1]) if match else 0
        last = int(match[3] or 0) if match and match[2] else first
        if first < 1 or (last and last < first):
            raise UsageError(f"--pages {text}: give pages and ranges of pages, such as 3,5-9 or 12-")
        ranges.append((first, last))
    return tuple(ranges)


def choose_pages(ranges: tuple[tuple[int, int], ...], count: int) -> list[int]:
    """Return the numbers of the pages that the ranges ask of a document of so many, in order.

    >>> choose_pages(((3, 3), (5, 9)), 6)
    [3, 5, 6]
    """
    if not ranges:
        return list(range(1, count + 1))
    return sorted({at for first, last in ranges for at in range(first, min(last or count, count) + 1)})
