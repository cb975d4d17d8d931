"""List entries that name what no pack knows, and blocks of "Key: value" lines under a name.

Only a numbered list counts, for its numerals say that it ranks something, and one that names ministries,
universities or the like. Another list of unknown names is as likely one of industries.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.assemblers.passages import Passage
from extractor.model import ENTITY, Document, RegionMention
from extractor.packs import COUNTRY
from extractor.spans import SpanIndex
from extractor.text import squeeze

FEWEST_ENTRIES = 3
# Lines between two entries of one numbered list.
BLOCKS_BETWEEN = 10
NAME_LENGTH = 90
# An entry's name begins this close to its beginning.
NAME_REACH = 4
UNKNOWN = "unknown-name"
_SEPARATORS = " \t\u00a0–—-:(,|"
_ENTRY = regex.compile(r"[\p{Lu}«\"“][^\n.;:\d|]{1,90}?[–—:(-]\s?[+-]?\d[^\n]{0,60}")
_KEY = regex.compile(r"\p{L}[\p{L}\p{Zs}.,()/'’-]{0,40}?:\s*")


def list_number(text: str, start: int, marker: int) -> int | None:
    """Return the numeral that a list item is marked with, None for a bullet."""
    digits = text[start : start + marker].strip().strip("#№.):")
    return int(digits) if digits.isdecimal() else None


def find_numbered_runs(document: Document) -> frozenset[int]:
    """Return the indexes of the blocks that are entries of a numbered list of at least three.

    It may count down, as lists do that keep the best for last.
    """
    found: set[int] = set()
    run: list[int] = []
    last = step = 0
    for index, block in enumerate(document.blocks):
        number = list_number(document.text, block.start, block.marker) if block.kind == "item" else None
        if number is None:
            continue
        counted = number - last in (1, -1) and (len(run) < 2 or number - last == step)
        if not run or not counted or index - run[-1] > BLOCKS_BETWEEN:
            run = []
        run.append(index)
        last, step = number, number - last
        if len(run) >= FEWEST_ENTRIES:
            found.update(run)
    return frozenset(found)


def find_entity_runs(document: Document, names: Sequence[RegionMention]) -> frozenset[int]:
    """Return the indexes of the blocks that are entries of a list of which half at least name known kinds of things."""
    named = SpanIndex([name for name in names if name.kind == ENTITY])
    found: set[int] = set()
    run: list[int] = []
    for index, block in enumerate((*document.blocks, None)):
        if block is not None and _ENTRY.fullmatch(document.text, block.start + block.marker, block.end):
            run.append(index)
            continue
        blocks = [document.blocks[at] for at in run]
        known = sum(bool(named.within(entry.start, entry.end)) for entry in blocks)
        if len(run) >= FEWEST_ENTRIES and known * 2 >= len(run):
            found.update(run)
        run = []
    return frozenset(found)


def find_foreign_runs(document: Document, names: Sequence[RegionMention]) -> frozenset[int]:
    """Return the indexes of the blocks that are entries of a list of countries, of which each begins with one."""
    countries = SpanIndex([name for name in names if name.kind == COUNTRY])
    found: set[int] = set()
    run: list[int] = []
    for index, block in enumerate((*document.blocks, None)):
        begin = block.start + block.marker if block is not None else 0
        if block is not None and block.kind in ("item", "paragraph") and countries.within(begin, begin + NAME_REACH):
            run.append(index)
            continue
        found.update(run if len(run) >= FEWEST_ENTRIES else ())
        run = []
    return frozenset(found)


def name_entry(passage: Passage, text: str) -> RegionMention | None:
    """Return what an entry of a numbered list begins with, up to its first figure or separator, as a name."""
    end = min((number.left for number in passage.numbers), default=passage.end)
    end = min([end, *(rank.start for rank in passage.ranks)])
    name = text[passage.start : end].rstrip(_SEPARATORS)
    if not 1 < len(name) <= NAME_LENGTH or not name[0].isalpha() or name.endswith((".", ":", ";")):
        return None
    return RegionMention(start=passage.start, end=passage.start + len(name), rule=UNKNOWN, codes=(), kind="unknown")


def find_key(passage: Passage, text: str) -> str | None:
    """Return the key of a line "Key: value", where the passage is one."""
    if len(passage.numbers) != 1 or passage.regions or not passage.first:
        return None
    match = _KEY.fullmatch(text, passage.start, passage.numbers[0].left)
    return squeeze(match[0].rstrip(": \t")) if match is not None else None
