"""Tallies: a number of regions that a sentence announces, and the names behind it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

import regex

from extractor.model import Document, Mentions, Statement
from extractor.packs import FILLER, NUMBER, REGION, Pack

# What follows a name in its item: a figure, a bracket, a word for its kind; what stands before it: a short word.
_ITEM = regex.compile(
    rf"(?:\p{{L}}{{1,2}}\.?\s)?{REGION}{FILLER}*+(?:\s?\p{{L}}+){{0,2}}\s?(?:[–—-]\s?)?(?:\(?{NUMBER}{FILLER}*+\)?)?"
    r"(?:-?\p{L}{1,6})?(?:\s\p{L}+)?\s?"
)


def tally_statements(document: Document, mentions: Mentions, pack: Pack) -> Iterator[Statement]:
    """Yield each number of regions with how many names its sentence lists; none where what is listed is not plain."""
    cues = [cue for cue in mentions.cues if cue.kind == "tally"]
    if not cues or document.source.language is None:
        return
    joiner = pack.language(document.source.language).entry.joiner
    parts = regex.compile(rf"\s?[,;]\s?(?:(?:{joiner})\s)?|\s(?:{joiner})\s")
    starts = [sentence.start for sentence in mentions.sentences]
    for cue in cues:
        sentence = mentions.sentences[bisect_right(starts, cue.start) - 1]
        listed = mentions.masked[cue.end : sentence.end].rstrip(" .!\n")
        items = parts.split(listed)
        if len(items) > 1 and all(_ITEM.fullmatch(item) for item in items):
            yield Statement(
                kind="tally",
                subjects=(),
                ranking="",
                low=Decimal(cue.value),
                high=Decimal(len(items)),
                evidence=(document.quote(cue.start, cue.end), document.quote(cue.end, cue.end + len(listed))),
            )
