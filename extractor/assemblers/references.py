"""References: which regions, or the whole, the names and the words of a passage mean ("there", "in the country").

A whole that only says where an order holds ("the highest in the country", "regions of Russia") is told nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import regex

from extractor.assemblers.directions import TIGHT, Slot
from extractor.assemblers.entries import UNKNOWN
from extractor.assemblers.passages import Passage
from extractor.model import CueMention, RegionMention
from extractor.packs import COUNTRY, NUMBER, RANK, Language, Pack

# A word that stands for a country told of before; of one country's regions it says nothing.
SUBJECT = "subject"
# A word for several countries ("the EU"), the whole where countries are told of.
UNION = "union"
# A whole that is only understood, where no region is named.
IMPLICIT = ("implicit", "total")
REGION_KIND, TOWN = "region", "town"
# "There" means a name of the same block or of the one before.
CARRIED_REACH = 1
# A word that says of a whole that it is only where the order holds stands so near it.
NEAR = 8
# A place and where it lies, which a figure follows: "Jodino (Minsk region) – 5".
_PLACE = regex.compile(r"(?<!\p{L})(\p{Lu}[\p{L}-]+(?:\s[\p{L}-]{3,}){0,2})\s\($")
_INSIDE, PLACE_REACH = regex.compile(r"\)\s?[–—:-]\s?\d"), 60
# No number and not much else stands between a superlative and where it holds.
_SCOPE = regex.compile(rf"[^{NUMBER}.;:,(–—]{{0,40}}")


class References:
    """Finds what a passage may tell something of.

    `country` is the one that the document is about, `whole` the one whose figures are the whole's.
    """

    def __init__(
        self, text: str, masked: str, pack: Pack, language: Language, country: str | None, whole: str | None
    ) -> None:
        self._text, self._masked, self._pack = text, masked, pack
        self._language = language.entry.id
        self._country, self._whole = country, whole
        self._subject: tuple[str, ...] = ()  # what the text names first

    def names(self, passage: Passage) -> list[RegionMention]:
        """Return the names that can be ranked, the country of a document about one left out."""
        return [mention for mention in passage.regions if mention.codes != (self._whole,)]

    def find(self, passage: Passage, carried: Sequence[Slot], *, away: int) -> list[Slot]:
        """Return the slots of all names and of words that mean one.

        `carried` are the names told last before, in the block that lies so many blocks `away`.
        """
        last, carried = carried[-1:], carried if away <= CARRIED_REACH else ()
        slots = [self._name_slot(mention) for mention in self._told_once(self._leave_inner(self._outside(passage)))]
        names = self.names(passage)
        self._subject = self._subject or (names[0].codes if names else ())
        if not (passage.has("anaphora") or passage.has("nation")):
            return self._leave_scopes(slots, passage) if names else slots
        meant = [(cue, self._find_meant(cue, carried)) for cue in self._backward(passage, names)]
        back = [(cue, name) for cue, name in meant if name is not None]
        slots += self._repeats(passage)
        cues = passage.of_kind("nation")
        unions = [cue for cue in cues if cue.value == UNION and self._country is None]
        nations = [cue for cue in cues if cue.value != UNION]
        if self._country is None and not passage.regions:
            # Where countries are ranked, "the nation" is the last one named: just before, or what the text begins with.
            meant_by = [name for name in last if _kind(name) == COUNTRY and (not away or self._is_subject(name))]
            back += [(cue, name) for name in meant_by for cue in nations]
            nations = [] if meant_by else nations
        implied = bool(names or back)
        nations = [cue for cue in nations if cue.value != SUBJECT and not (cue.value in IMPLICIT and implied)]
        nations = [cue for cue in nations if not self._is_named_again(cue, passage, carried)]
        slots += [Slot("nation", c.start, c.end, understood=c.value in IMPLICIT) for c in (*nations, *unions)]
        if names or back:
            slots = self._leave_scopes(slots, passage)
        told = [slot for slot in slots if slot.kind == "nation"]
        back = [(cue, name) for cue, name in back if not told or self._tells_before(cue, told[0], passage)]
        slots += [Slot("region", cue.start, cue.end, name.mention) for cue, name in back[:1]]
        return slots

    def _tells_before(self, cue: CueMention, nation: Slot, passage: Passage) -> bool:
        """Whether a word for the name told before has a figure before the whole ("There 16, in the country 41")."""
        between = any(cue.end <= number.start and number.right <= nation.start for number in passage.numbers)
        return cue.end <= nation.start and between

    def _name_slot(self, mention: RegionMention) -> Slot:
        nation = mention.codes == (self._whole,)
        return Slot("nation" if nation else "region", mention.start, mention.end, mention)

    def _outside(self, passage: Passage) -> list[RegionMention]:
        """Return the names, for one that only says in brackets where a place lies the place ("Kent (England) – 5%").

        A place that no pack knows is a name of its own.
        """
        told: list[RegionMention] = []
        for mention in passage.regions:
            place = None
            if self._text.startswith(")", mention.end) and _INSIDE.match(self._text, mention.end):
                place = _PLACE.search(self._text, max(passage.start, mention.start - PLACE_REACH), mention.start)
            if place is None or self._says_place(place.span(1), passage):
                told.append(mention)
            elif not (told and told[-1].end == place.end(1)):
                told.append(
                    RegionMention(start=place.start(1), end=place.end(1), rule=UNKNOWN, codes=(), kind="unknown")
                )
        return told

    def _leave_inner(self, regions: Sequence[RegionMention]) -> list[RegionMention]:
        """Return the names without towns told of as parts of the region right before them ("A, in its towns B and C").

        A town that has a figure before the next one is told of by itself.
        """
        kept: list[RegionMention] = []
        outer: RegionMention | None = None
        for mention in regions:
            entry = self._pack.region(mention.codes[0]) if mention.kind == TOWN and mention.codes else None
            inside = outer is not None and entry is not None and entry.parent == outer.codes[0]
            if inside and kept[-1] is outer and not self._tells_apart(outer, mention, regions):
                continue
            outer = mention if mention.kind == REGION_KIND and mention.codes else None
            kept.append(mention)
        return kept

    def _tells_apart(self, outer: RegionMention, town: RegionMention, regions: Sequence[RegionMention]) -> bool:
        """Whether a figure or place parts a region and a town of it, or stands right behind the town alone."""
        between = self._masked[outer.end : town.start]
        alone = not any(other.kind == TOWN and other is not town for other in regions)
        return NUMBER in between or RANK in between or bool(alone and TIGHT.match(between))

    def _says_place(self, span: tuple[int, int], passage: Passage) -> bool:
        """Whether the words before a bracket tell of an order ("The leader (A) has 5%")."""
        spoken = (*passage.ranks, *passage.of_kind("high", "low", "chain", "metric"))
        return any(said.start < span[1] and span[0] < said.end for said in spoken)

    def _is_subject(self, name: Slot) -> bool:
        return isinstance(name.mention, RegionMention) and name.mention.codes == self._subject

    def _told_once(self, regions: Sequence[RegionMention]) -> Iterator[RegionMention]:
        """Yield names, without a by-name that the name itself stands behind ("the capital, Astana")."""
        for mention, following in zip_longest(regions, regions[1:]):
            again = following is not None and following.codes == mention.codes
            if not again or self._text[mention.end : following.start].strip() not in ("", ","):
                yield mention

    def _backward(self, passage: Passage, names: Sequence[RegionMention]) -> list[CueMention]:
        """Return the words that mean a name told before: those with a number between them and the first name."""
        cues = passage.of_kind("anaphora")
        if not names:
            return list(cues)
        numbers = [number.start for number in passage.numbers if number.start < names[0].start]
        return [cue for cue in cues if numbers and cue.start < numbers[-1]]

    def _find_meant(self, cue: CueMention, names: Sequence[Slot]) -> Slot | None:
        """Return the last of the names that "there" may mean."""
        return next((name for name in reversed(names) if self._stands_for(cue, name)), None)

    def _stands_for(self, cue: CueMention, name: Slot) -> bool:
        """Whether "there" may mean the name; "in the republic" does so only where the name says that it is one."""
        if not isinstance(name.mention, RegionMention):
            return False
        entry = self._pack.region(name.mention.codes[0]) if name.mention.codes else None
        called = entry.name(self._language) if entry is not None else self._text[name.mention.start : name.mention.end]
        return cue.value in called.casefold()

    def _is_named_again(self, nation: CueMention, passage: Passage, carried: Sequence[Slot]) -> bool:
        """Whether a word for the whole ("in the republic") stands for a name of the passage, else for one before it."""
        words = [cue for cue in passage.of_kind("anaphora") if cue.value and cue.start < nation.end <= cue.end]
        before = [self._name_slot(mention) for mention in self.names(passage) if mention.end <= nation.start]
        return any(self._find_meant(cue, before or carried) is not None for cue in words)

    def _leave_scopes(self, slots: Sequence[Slot], passage: Passage) -> list[Slot]:
        """Return the slots without a whole that only says where an order holds."""
        return [slot for slot in slots if slot.kind != "nation" or not self._is_scope(slot, passage)]

    def _is_scope(self, nation: Slot, passage: Passage) -> bool:
        """Whether the whole only says where an order holds ("the largest herd in the country", "regions of Russia")."""
        gaps = [min(abs(nation.start - cue.end), abs(cue.start - nation.end)) for cue in passage.of_kind("scope")]
        if any(gap < NEAR for gap in gaps):
            return True
        ends = [cue.end for cue in passage.of_kind("high", "low") if cue.end <= nation.start]
        return bool(ends) and bool(_SCOPE.fullmatch(self._masked, ends[-1], nation.start))

    def _repeats(self, passage: Passage) -> Iterator[Slot]:
        """Yield what "there" means behind a semicolon: the name before it."""
        for cue in passage.of_kind("anaphora") if passage.regions else ():
            before = [mention for mention in passage.regions if mention.end <= cue.start]
            if before and ";" in self._text[before[-1].end : cue.start]:
                yield Slot("region", cue.start, cue.end, before[-1])


def _kind(name: Slot) -> str | None:
    return name.mention.kind if isinstance(name.mention, RegionMention) else None
