"""Titles and epithets: a region's name in "the Eastern Kentucky Shield" or "the cherry capital" is no region."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.model import RegionMention
from extractor.packs import Scan
from extractor.spans import SpanSet

QUOTES = "«»“”„\"'’ "


def leave_titles(regions: Sequence[RegionMention], text: str, scan: Scan) -> tuple[RegionMention, ...]:
    """Return the regions that are no part of a title; one that is the whole of it stays.

    `scan` reads the text as it is, since a title begins with a capital.
    """
    titles = SpanSet()
    whole: set[tuple[int, int]] = set()
    for _, match in scan.finditer("title"):
        start, end = match.span()
        if titles.add_free(start, end):
            name = text[start:end]
            start += len(name) - len(name.lstrip(QUOTES))
            whole.add((start, start + len(name.strip(QUOTES))))
    return tuple(
        region
        for region in regions
        if not titles.meets(region.start, region.end) or (region.start, region.end) in whole
    )
