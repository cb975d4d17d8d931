"""Places told by comparison: "second only to A and B" tells the place of its subject, and nothing of A and B."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex
from msgspec import Struct

from extractor.assemblers.binding import list_gap
from extractor.assemblers.directions import Slot
from extractor.assemblers.passages import Passage
from extractor.model import RegionMention
from extractor.packs import FILLER, NUMBER, RANK, REGION

# The first name told to be ahead stands this close behind the comparison.
REACH = 30
LOW = "low"
# The value of words for what is left out: the figures behind are of the others.
APART = "apart"
# No more than an article stands between a comparing word and its name.
ARTICLE = 4
_OWN = regex.compile(
    rf"[^;.\n{REGION}]*{NUMBER}|\s*(?:[(–—:]|-\s|(?:was|is|to|into)\s|,\s(?:which|that|now)\s)[^.;]{{0,30}}?{RANK}"
    rf"|,\s(?:now\s|then\s|still\s|only\s)?{RANK}"
)
_FIGURE = regex.compile(rf"\s*(?:\([^()]*{NUMBER}[^()]*\)|[–—-]\s?{NUMBER}{FILLER}*)")
_BREAK = regex.compile(rf"[.;:{NUMBER}]")


class Ahead(Struct, frozen=True):
    """The names that stand before the subject of a comparison, from the top or (`low`) from the bottom.

    `start` is where the comparison begins; `told` are the names with a figure of their own.
    """

    start: int
    names: tuple[RegionMention, ...]
    told: frozenset[int]
    low: bool

    def select(self, slots: Sequence[Slot], carried: Slot | None) -> list[Slot]:
        """Return the slots without names that nothing is told of, and with the subject that the text before has."""
        dropped = {name.start for name in self.names} - self.told
        kept = [slot for slot in slots if slot.kind != "region" or slot.start not in dropped]
        if carried is not None and not any(slot.kind == "region" and slot.start < self.start for slot in kept):
            first = min([self.start, *(slot.start for slot in kept)])
            kept = [Slot("region", first, first, carried.mention), *kept]
        return kept

    def count_before(self, slot: Slot, slots: Sequence[Slot]) -> int | None:
        """Return how many stand before a name; None where the comparison does not tell."""
        for at, name in enumerate(self.names):
            if name.start == slot.start:
                return at
        subjects = [other for other in slots if other.kind == "region" and other.start <= self.start]
        return len(self.names) if subjects and subjects[-1] is slot else None


def read_ahead(passage: Passage, masked: str, joiner: str) -> Ahead | None:
    """Return the comparison that a passage tells a place by, if it does."""
    for cue in passage.of_kind("behind"):
        names = [region for region in passage.regions if region.start >= cue.end]
        if not names or names[0].start - cue.end > REACH or _BREAK.search(masked, cue.end, names[0].start):
            continue
        told = {name.start for name in names if _FIGURE.match(masked, name.end)}
        taken = names[:1]
        for name, following in pairwise(names):
            figure = _FIGURE.match(masked, name.end)
            if not list_gap(joiner).match(masked[figure.end() if figure else name.end : following.start]):
                break
            taken.append(following)
        return Ahead(cue.start, tuple(taken), frozenset(told), cue.value == LOW)
    return None


def find_rivals(passage: Passage, masked: str, joiner: str) -> frozenset[int]:
    """Return where the names begin that others are only held against ("ranked lower than A")."""
    rivals: set[int] = set()
    for cue in passage.of_kind("rival"):
        end = cue.end
        for name in passage.regions:
            if name.end <= cue.end:
                rivals.update([name.start] if cue.start <= name.start else ())
                continue
            if name.start - end > ARTICLE and not list_gap(joiner).match(masked[end : name.start]):
                break
            if cue.value != APART and _OWN.match(masked, name.end):
                break
            rivals.add(name.start)
            end = name.end
    return frozenset(rivals)
