"""Groups of people ("men", "in rural areas") that the same figure is told of: which one a passage or a name has.

A heading ("Women") holds until the next one, a clause that opens with a group for the rest of its block. Where a
passage speaks of several groups, a name has the one between itself and the next name, else the last one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

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
    asked: CueMention | None = None

    @property
    def now(self) -> CueMention | None:
        """The group that is spoken of."""
        return self.block or self.heading

    def enter(self, passage: Passage, question: bool) -> None:
        """Take in the next passage: the group that it opens with holds on, that of a question holds for the answer."""
        if passage.index != self.index:
            self.block, self.index, self.asked = self.asked, passage.index, None
        cues = _told_apart(passage)
        several = len({cue.value for cue in cues}) > 1
        one = cues[0] if cues and not several else None
        if passage.heading:
            self.heading = one if not passage.regions else None
        elif several:
            self.block = None
        elif one is not None and _opens(one, passage):
            self.block = self.heading if self.heading is not None and self.heading.value == one.value else one
        if question and not passage.numbers and not passage.heading:
            self.asked = one

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


def part_by_group(binding: Binding, passage: Passage) -> list[tuple[CueMention, Binding]]:
    """Return a name's figures by the group that each is told of ("where 14% of men and 7% of women left early").

    Nothing where not every figure is told of a group of its own.
    """
    beyond = min((r.start for r in passage.regions if r.start >= binding.name.end), default=passage.end)
    before = max((r.end for r in passage.regions if r.end <= binding.name.start), default=passage.start)
    near = [cue for cue in _told_apart(passage) if before <= cue.start < beyond]
    behind = [cue for cue in near if cue.start >= binding.name.end]
    cues = behind if len({cue.value for cue in behind}) > 1 else near
    if len(binding.numbers) < 2 or len({cue.value for cue in cues}) != len(binding.numbers):
        return []
    told = _split(binding.numbers, cues)
    if None in told or len(told) != len(binding.numbers):
        return []
    first = {cue.value: cue for cue in reversed(cues)}
    return [(first[group], replace(binding, numbers=tuple(own))) for group, own in told.items() if group is not None]


def split_by_group(numbers: Sequence[NumberMention], passage: Passage) -> dict[str | None, list[NumberMention]]:
    """Return numbers by the group that each is told of, where a passage tells of several ("men 71.2, women 79.4")."""
    cues = _told_apart(passage)
    if len({cue.value for cue in cues}) < 2 or not numbers:
        return {None: list(numbers)}
    return _split(numbers, cues)


def _split(numbers: Sequence[NumberMention], cues: Sequence[CueMention]) -> dict[str | None, list[NumberMention]]:
    behind = cues[0].start > numbers[0].start
    values = list(dict.fromkeys(cue.value for cue in cues))
    if cues[-1].end <= numbers[0].start and len(values) == len(numbers):
        # "Women live longer than men: 80 against 74 years."
        return {value: [number] for value, number in zip(values, numbers, strict=True)}
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
