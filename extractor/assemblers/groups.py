"""Groups of people ("men", "in rural areas") that the same figure is told of: which one a passage or a name has.

A heading ("Women") holds until the next one, a clause that opens with a group for the rest of its block. Where a
passage speaks of several groups, a name has the one between itself and the next name, else the last one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.assemblers.binding import Binding
from extractor.assemblers.passages import Passage
from extractor.model import CueMention, NumberMention

# Two groups that stand so close are named together.
JOINED = 6


@dataclass(slots=True)
class GroupKeeper:
    """The group that the heading in force and the block in hand speak of, if any."""

    heading: CueMention | None = None
    block: CueMention | None = None
    index: int = -1

    @property
    def now(self) -> CueMention | None:
        """The group that is spoken of."""
        return self.block or self.heading

    def enter(self, passage: Passage) -> None:
        """Take in the next passage: the group that it opens with holds from then on."""
        if passage.index != self.index:
            self.block, self.index = None, passage.index
        cues = _told_apart(passage)
        several = len({cue.value for cue in cues}) > 1
        one = cues[0] if cues and not several else None
        if passage.heading:
            self.heading = one if not passage.regions else None
        elif several:
            self.block = None
        elif one is not None and _opens(one, passage):
            self.block = self.heading if self.heading is not None and self.heading.value == one.value else one

    def of(self, binding: Binding, passage: Passage) -> CueMention | None:
        """Return the group that a name's figures are told of."""
        cues = _told_apart(passage)
        if len({cue.value for cue in cues}) < 2:
            return self.now
        start, end = binding.name.start, binding.name.end
        beyond = min((region.start for region in passage.regions if region.start >= end), default=passage.end)
        behind = [cue for cue in cues if end <= cue.start < beyond]
        before = [cue for cue in cues if cue.end <= start]
        return next(iter((*behind[:1], *before[-1:])), None) if binding.numbers else None


def split_by_group(numbers: Sequence[NumberMention], passage: Passage) -> dict[str | None, list[NumberMention]]:
    """Return numbers by the group that each is told of, where a passage tells of several ("men 71.2, women 79.4")."""
    cues = _told_apart(passage)
    if len({cue.value for cue in cues}) < 2 or not numbers:
        return {None: list(numbers)}
    behind = cues[0].start > numbers[0].start
    found: dict[str | None, list[NumberMention]] = {}
    for number in numbers:
        if behind:
            told = next((cue for cue in cues if cue.start >= number.right), None)
        else:
            told = next((cue for cue in reversed(cues) if cue.end <= number.start), None)
        found.setdefault(told.value if told is not None else None, []).append(number)
    return found


def _told_apart(passage: Passage) -> list[CueMention]:
    """Return the groups that a passage names, without those named together ("men and women" are all)."""
    cues = passage.of_kind("group")
    if not cues:
        return []
    together = {cue.start for cue in cues for other in cues if cue.value != other.value and _beside(cue, other)}
    return [cue for cue in cues if cue.start not in together]


def _beside(cue: CueMention, other: CueMention) -> bool:
    return 0 <= max(cue.start, other.start) - min(cue.end, other.end) <= JOINED


def _opens(cue: CueMention, passage: Passage) -> bool:
    """Whether a passage speaks of the group as a whole: it is named before all names, and not counted itself."""
    first = min((told.start for told in (*passage.regions, *passage.ranks)), default=None)
    if first is None:
        return len(passage.numbers) <= 1 or passage.lead
    counted = any(0 <= cue.start - number.right <= 2 for number in passage.numbers)
    return cue.start < first and not counted
