"""Tallies: a number of regions that a sentence announces with the names behind it; how far first and last are apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from extractor.model import Document, Mentions, Statement
from extractor.packs import FILLER, NUMBER, REGION, Pack
from extractor.results import Ranking, Record, Value

# What follows a name in its item: a figure, a bracket, a word for its kind; what stands before it: a short word.
_ITEM = regex.compile(
    rf"(?:\p{{L}}{{1,2}}\.?\s)?{REGION}{FILLER}*+(?:\s?\p{{L}}+){{0,2}}\s?(?:[–—-]\s?)?(?:\(?{NUMBER}{FILLER}*+\)?)?"
    r"(?:-?\p{L}{1,6})?(?:\s\p{L}+)?\s?"
)

# The class that frames give to the distance between the first and the last.
SPREAD = "spread"


def spread_statements(
    document: Document, mentions: Mentions, records: Sequence[Record], rankings: Sequence[Ranking]
) -> Iterator[Statement]:
    """Yield each distance between the first and the last, with their figures in the ranking told last before it."""
    numbers = {number.start: number for number in mentions.numbers}
    for told in (role for role in mentions.roles if role.value == SPREAD):
        number, ranking = numbers.get(told.start), _told_last(records, told.start)
        if number is None or ranking is None:
            continue
        size = next((one.size for one in rankings if one.id == ranking), None)
        own = [record for record in records if record.ranking == ranking and record.rank is not None]
        first = [record for record in own if record.rank is not None and record.rank.value == 1]
        last = [r for r in own if r.rank is not None and (r.rank.from_bottom == 1 or r.rank.value == size)]
        ends = [_main_figure(record) for record in (*first, *last)]
        if len(first) == len(last) == 1 and None not in ends:
            yield Statement(
                kind="spread",
                subjects=tuple(value.id for value in ends if value is not None),
                ranking=ranking,
                low=number.value - number.step / 2,
                high=number.value + number.step / 2,
                evidence=(document.quote(told.start, told.end),),
            )


def _told_last(records: Sequence[Record], before: int) -> str | None:
    """Return the ranking of the last figure before a place in the text."""
    starts = [(v.evidence[0].start, r.ranking) for r in records for v in r.values if v.evidence]
    return max((told for told in starts if told[0] < before), default=(0, None))[1]


def _main_figure(record: Record) -> Value | None:
    return next((value for value in record.values if value.role == "current" and value.value is not None), None)


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
