"""Ranked entities that no gazetteer holds (ministries, universities, districts), by the shape of their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from extractor.model import ENTITY, RegionMention
from extractor.packs import NUMBER, RANK, REGION, Scan
from extractor.spans import SpanSet
from extractor.text import slug

# So many different names of one class, each with a figure or place of its own, are what a document ranks.
FEWEST = 2
# A figure or place stands this close behind its name, a place this close before it.
BEHIND, BEFORE = 60, 30
_TOLD = regex.compile(rf"[^{REGION}.;\n]*?[{NUMBER}{RANK}]")
_PLACED = regex.compile(rf"{RANK}[^.;\n{NUMBER}{REGION}]*$")


def find_entities(text: str, scan: Scan) -> list[tuple[RegionMention, str]]:
    """Return the names that have an entity's shape, each with its class, the pack's earlier rule winning.

    `scan` reads the text as it is, since names are told by their capitals. An entity's one code is made of its name.
    """
    found: list[tuple[RegionMention, str]] = []
    taken = SpanSet()
    for compiled, match in scan.finditer("entity"):
        start, end = match.span()
        if taken.add_free(start, end):
            codes = (f"?{slug(text[start:end])}",)
            mention = RegionMention(start=start, end=end, rule=compiled.rule.id, codes=codes, kind=ENTITY)
            found.append((mention, compiled.rule.value))
    return sorted(found, key=lambda entity: entity[0].start)


def choose_ranked(entities: Sequence[tuple[RegionMention, str]], masked: str) -> list[RegionMention]:
    """Return the entities of the classes that the document ranks: those of which several are told a figure or place."""
    told: dict[str, set[str]] = {}
    for mention, name in entities:
        if _is_told(mention, masked):
            told.setdefault(name, set()).update(mention.codes)
    ranked = {name for name, codes in told.items() if len(codes) >= FEWEST}
    return [mention for mention, name in entities if name in ranked]


def _is_told(mention: RegionMention, masked: str) -> bool:
    behind = _TOLD.match(masked, mention.end, min(len(masked), mention.end + BEHIND))
    return behind is not None or bool(_PLACED.search(masked[max(0, mention.start - BEFORE) : mention.start]))


def leave_names(
    regions: Iterable[RegionMention], entities: Sequence[tuple[RegionMention, str]], ranked: Iterable[RegionMention]
) -> tuple[RegionMention, ...]:
    """Return the regions and the ranked entities in text order, without regions that are a part of an entity's name.

    A name that the gazetteers know as a whole stays what they know it for.
    """
    regions = list(regions)
    known = {(region.start, region.end) for region in regions}
    inside = SpanSet((e.start, e.end) for e, _ in entities if (e.start, e.end) not in known)
    outside = [region for region in regions if not inside.meets(region.start, region.end)]
    kept = [entity for entity in ranked if (entity.start, entity.end) not in known]
    return tuple(sorted([*outside, *kept], key=lambda mention: mention.start))
