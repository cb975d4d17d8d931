"""Choices among what stands beside one name: which of its figures and places are its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex
from msgspec.structs import replace

from extractor.assemblers.directions import Slot
from extractor.model import NumberMention, RankMention

# "Last" and a printed place told of one name stand this close, and the last of fewer is more likely another's.
LAST_REACH, FEWEST_RANKED = 45, 4
_UNKNOWN = regex.compile(r"[\ue000\p{L}-]{0,8}\),\s(?:\p{L}[\p{L}-]*\s){1,3}\(")


def choose_share(name: Slot, figures: list[NumberMention], masked: str, joiner: str) -> list[NumberMention]:
    """Return the figure of a name that stands with one that is not known ("A and Nowhere: 1.9% and 2.2%"), or none."""
    joins = regex.compile(rf"\s+(?:{joiner})\s+\p{{L}}")
    return figures[:1] if len(figures) == 2 and joins.match(masked, name.end) else []


def leave_unknown(figures: Sequence[NumberMention], masked: str) -> list[NumberMention]:
    """Return a name's figures up to one in the bracket of a further name that is not known ("A (9%), Nowhere (6%)")."""
    for at, (before, number) in enumerate(pairwise(figures), 1):
        if number.unit == before.unit and _UNKNOWN.fullmatch(masked, before.right, number.left):
            return list(figures[:at])
    return list(figures)


def join_ranks(ranks: Sequence[RankMention]) -> RankMention | None:
    """Return the place that several mentions tell of a name: the last one, which may be both last and numbered.

    "Last, 101st" tells how many are ranked, too.
    """
    if not ranks:
        return None
    last, numbered = ranks[-2:] if len(ranks) > 1 else (None, ranks[-1])
    if last is not None and last.from_bottom is None:
        last, numbered = numbered, last
    if last is None or last.from_bottom != 1 or numbered.value is None or numbered.value < FEWEST_RANKED:
        return ranks[-1]
    if max(last.start, numbered.start) - min(last.end, numbered.end) > LAST_REACH:
        return ranks[-1]
    return replace(numbered, from_bottom=1, of=numbered.of or numbered.value)
