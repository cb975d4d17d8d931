"""Venues: the country that others' figures are told of a part in ("visitors to A came from B, C and D").

It is the whole there, and none of the ranked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

import regex

from extractor.model import Mentions, RegionMention
from extractor.packs import COUNTRY
from extractor.spans import SpanIndex, SpanSet

# So many other countries are told beside it.
FEWEST_OTHERS = 3
_PART = regex.compile(r"['’]s?(?!\p{L})| \p{Lu}")


def find_venue(mentions: Mentions, text: str) -> str | None:
    """Return the code of the country that a text about countries is set in, if it is set in one.

    It is named most often, and never as the subject of a figure: always as where somebody went or came to, as a part
    of another name or in a sentence without numbers.
    """
    countries = [mention for mention in mentions.regions if mention.kind == COUNTRY and len(mention.codes) == 1]
    counted = Counter(mention.codes[0] for mention in countries).most_common(2)
    if len(counted) < 2 or counted[0][1] < 2 or counted[0][1] == counted[1][1]:
        return None
    code = counted[0][0]
    goals = SpanSet((cue.start, cue.end) for cue in mentions.cues if cue.kind == "venue")
    others = {m.codes[0] for m in countries if m.codes[0] != code and not goals.meets(m.start, m.end)}
    own = [mention for mention in countries if mention.codes[0] == code]
    placed = [mention for mention in own if goals.meets(mention.start, mention.end)]
    set_there = all(m in placed or _PART.match(text, m.end) or not _tells(m, mentions) for m in own)
    return code if placed and set_there and len(others) >= FEWEST_OTHERS else None


def _tells(mention: RegionMention, mentions: Mentions) -> bool:
    """Whether a number or a place stands in the sentence of a name."""
    starts = [sentence.start for sentence in mentions.sentences]
    at = bisect_right(starts, mention.start) - 1
    if at < 0:
        return False
    span = mentions.sentences[at].start, mentions.sentences[at].end
    return bool(SpanIndex(mentions.numbers).within(*span) or SpanIndex(mentions.ranks).within(*span))
