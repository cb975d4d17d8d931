"""Cues and frames, read on the masked text: words that steer the reading, and what they say of each number."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import CueMention, NumberMention, RoleMention
from extractor.packs import CUE_KINDS, Language


def find_cues(masked: str, language: Language) -> list[CueMention]:
    """Return the cues of every kind in text order; of two of one kind that overlap, the pack's earlier rule's."""
    found: list[CueMention] = []
    for kind in CUE_KINDS:
        taken: list[tuple[int, int]] = []
        for compiled in language.rules(kind):
            for match in compiled.finditer(masked):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                taken.append(match.span())
                found.append(
                    CueMention(
                        start=match.start(),
                        end=match.end(),
                        rule=compiled.rule.id,
                        kind=kind,
                        value=compiled.rule.value,
                    )
                )
    return sorted(found, key=lambda cue: (cue.start, cue.kind))


def find_roles(masked: str, numbers: Mapping[int, NumberMention], language: Language) -> list[RoleMention]:
    """Return what the frames say of the numbers; the first frame to claim a number keeps it.

    `numbers` are given by the left end of their extent, where their sign stands in the masked text.
    """
    found: dict[int, RoleMention] = {}
    for compiled in language.rules("frame"):
        for match in compiled.finditer(masked):
            claimed = [
                (role, numbers[match.start(f"{role}{place}")])
                for place, role in enumerate(compiled.roles, 1)
                if match.start(f"{role}{place}") in numbers
            ]
            if not claimed or any(number.start in found for _, number in claimed):
                continue
            for role, number in claimed:
                found[number.start] = RoleMention(
                    start=number.start,
                    end=number.end,
                    rule=compiled.rule.id,
                    role=role,
                    frame=match.start(),
                    value=compiled.rule.value,
                )
    return sorted(found.values(), key=lambda role: role.start)
