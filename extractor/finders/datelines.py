"""Datelines: where a report was written ("ASTANA. KAZINFORM – …") is no region that it tells of."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.model import Document, RegionMention
from extractor.packs import Language
from extractor.spans import SpanIndex, SpanSet

# A dateline stands no further behind the beginning of its paragraph: before it may be a date stamp.
REACH = 200


def leave_datelines(
    regions: Sequence[RegionMention], document: Document, language: Language
) -> tuple[RegionMention, ...]:
    """Return the regions that no dateline names."""
    rules = language.rules("dateline")
    index = SpanIndex(regions)
    places = SpanSet()
    for block in document.blocks:
        end = min(block.end, block.start + REACH)
        if block.kind not in ("paragraph", "heading") or not index.within(block.start, end):
            continue
        opening = document.text[block.start : end]
        for rule in rules:
            for match in rule.find_all(opening):
                places.add_free(block.start + match.start(), block.start + match.end())
    return tuple(region for region in regions if not places.meets(region.start, region.end))
