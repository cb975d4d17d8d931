"""Near misses: the rule that came nearest to a number that nothing explains, and what it lacked.

Told in this order: a rule that bound numbers to names reached for it and was refused (the assemblers wrote down
why); a frame whose parts all stand there but one; the shape of a list whose name no pack knows; else what the
number's surroundings lack.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import regex

from extractor.assemblers.entries import name_entry
from extractor.assemblers.passages import Passage, iter_passages
from extractor.checks import Judgement
from extractor.ledgers.frames import FrameMatcher
from extractor.model import Assembly, Document, Mentions, NumberMention, Refusal
from extractor.packs import Language
from extractor.results import NearMiss

# A name is looked for so many sentences back.
SENTENCES_BACK = 3
# What has more words is a clause, not a name.
NAME_WORDS = 6
_TIGHT = regex.compile(r"[\s\ue000]*(?:[-–—:=(|\t][\s\ue000]*)+")
_BREAK = regex.compile(r"[;\n]")


class MissFinder:
    """Finds the near misses of one document's numbers."""

    def __init__(
        self,
        document: Document,
        mentions: Mentions,
        assembly: Assembly,
        judged: Judgement,
        language: Language | None,
    ) -> None:
        self._document = document
        self._mentions = mentions
        self._refused = assembly.refused
        self._freed = assembly.used - judged.used
        self._numbers = {number.start: number for number in mentions.numbers}
        self._frames = FrameMatcher(mentions, language) if language is not None else None
        self._passages = list(iter_passages(document, mentions))
        self._starts = [passage.start for passage in self._passages]
        self._regions = [region.start for region in mentions.regions]

    def find(self, start: int) -> NearMiss:
        """Return the near miss of the number that begins here."""
        if start in self._freed:
            return self._tell(Refusal("grounding", "the same value when its quote was read again on its own"))
        if start in self._refused:
            return self._tell(self._refused[start])
        number = self._numbers[start]
        at = bisect_right(self._starts, start) - 1
        passage = self._passages[at] if at >= 0 and self._passages[at].end >= number.end else None
        if passage is None:
            return self._tell(Refusal("table-cell", "a table that gives its row a name: the cell stands in none"))
        if passage.has("respectively") and not passage.regions:
            return self._tell(Refusal("respectively", "as many names as numbers: its sentence has no name"))
        framed = self._frames.find(number, passage) if self._frames is not None else None
        return self._tell(framed or self._tell_shape(number, passage) or self._tell_surroundings(number, at))

    def _tell(self, refusal: Refusal) -> NearMiss:
        evidence = (self._document.quote(*refusal.near),) if refusal.near is not None else ()
        return NearMiss(rule=refusal.rule, missing=refusal.missing, evidence=evidence)

    def _tell_shape(self, number: NumberMention, passage: Passage) -> Refusal | None:
        """An entry or line "Name – number" whose name is in no gazetteer."""
        if passage.regions:
            return None
        name = name_entry(passage, self._document.text)
        if name is None or self._document.text.count(" ", name.start, name.end) >= NAME_WORDS:
            return None
        if not _TIGHT.fullmatch(self._mentions.masked, name.end, number.left):
            return None
        kind = "a numbered list of three or more, or a name that a pack knows"
        return Refusal("list-dash", f"{kind}: no gazetteer holds this one", (name.start, name.end))

    def _tell_surroundings(self, number: NumberMention, at: int) -> Refusal:
        passage = self._passages[at]
        if passage.heading:
            return Refusal("headline", "a figure of the whole in the text that is equal to this one")
        if passage.regions:
            return self._tell_parted(number, passage)
        if not self._regions:
            return Refusal("prose", "a region: the document names none")
        last = bisect_left(self._regions, number.start) - 1
        if last < 0:
            return Refusal("prose", "a region in its sentence or before it")
        region = self._mentions.regions[last]
        back = at - (bisect_right(self._starts, region.start) - 1)
        far = f"the last one stands {back} sentence{'s' if back > 1 else ''} before"
        near = (region.start, region.end) if back <= SENTENCES_BACK else None
        return Refusal("prose", f"a region, or a word for the whole or for the last name, in its sentence: {far}", near)

    def _tell_parted(self, number: NumberMention, passage: Passage) -> Refusal:
        """A passage with names: what stands between the number and the nearest of them."""
        region = min(passage.regions, key=lambda r: max(r.start - number.right, number.left - r.end))
        near = (region.start, region.end)
        left, right = sorted((near, (number.left, number.right)))
        if _BREAK.search(self._mentions.masked, left[1], right[0]):
            return Refusal("prose", "a name in its own clause: a semicolon or the end of a line parts it", near)
        if region.start > number.start:
            return Refusal("value-first", "every number of the clause before its name, with no comma between", near)
        return Refusal("prose", "a name of its own: the nearest one was not taken for ranked here", near)
