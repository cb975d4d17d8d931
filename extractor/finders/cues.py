"""Cues and frames, read on the masked text: words that steer the reading, and what they say of each number."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import PERSON, CueMention, NumberMention, RoleMention
from extractor.packs import CUE_KINDS, Scan
from extractor.spans import SpanSet

# The class of numbers that tell how many places were gained or lost.
RANK_CHANGE = "rank-change"


def find_cues(scan: Scan) -> list[CueMention]:
    """Return the cues of every kind in text order; of two of one kind that overlap, the pack's earlier rule's."""
    found: list[CueMention] = []
    for kind in CUE_KINDS:
        taken = SpanSet()
        for compiled, match in scan.finditer(kind):
            if taken.add_free(*match.span()):
                rule = compiled.rule
                cue = CueMention(start=match.start(), end=match.end(), rule=rule.id, kind=kind, value=rule.value)
                found.append(cue)
    return sorted(found, key=lambda cue: (cue.start, cue.kind))


def _can_be(role: str, value: str, number: NumberMention) -> bool:
    """Whether a number can play the part: only a bare whole number counts regions, only a whole one places."""
    whole = number.multiplier == number.step == 1
    if value == RANK_CHANGE:
        return whole and number.unit in (None, "count")
    if value == PERSON:
        return whole and number.unit in (None, "year")
    bare = number.unit is None or (role == "rest" and number.unit == "count")
    return role not in ("count", "of", "rest") or (bare and whole)


def find_roles(numbers: Mapping[int, NumberMention], scan: Scan) -> list[RoleMention]:
    """Return what the frames say of the numbers; the first frame to claim a number keeps it.

    `numbers` are given by the left end of their extent, where their sign stands in the masked text.
    """
    found: dict[int, RoleMention] = {}
    for compiled, match in scan.finditer("frame"):
        claimed = [
            (role, numbers[match.start(f"{role}{place}")])
            for place, role in enumerate(compiled.roles, 1)
            if match.start(f"{role}{place}") in numbers
        ]
        value = compiled.rule.value
        if not claimed or any(number.start in found or not _can_be(role, value, number) for role, number in claimed):
            continue
        for role, number in claimed:
            found[number.start] = RoleMention(
                start=number.start,
                end=number.end,
                rule=compiled.rule.id,
                role=role,
                frame=match.start(),
                value=value,
            )
    return sorted(found.values(), key=lambda role: role.start)
