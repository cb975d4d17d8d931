"""Slots of a passage, and which way its numbers are told: of the name before them, or of the one behind.

"A – 5%, and in B 4%" tells both numbers of the name before; "5% in A, 4% in B" and "the lowest, 3%, is in C" of the
name behind.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

import regex
from msgspec import Struct

from extractor.model import NumberMention, RankMention, RegionMention
from extractor.packs import RANK

VALUE_FIRST_REACH = 60
# Nothing but a case ending and a blank between a number and the whole.
TIGHT_REACH = 3
_STOP = regex.compile(r"[.,;:()–—]")
_PARTS = regex.compile(r"[,:]")
TIGHT = regex.compile(r"^[\s\ue000]*(?:[-–—:=(,|\t][\s\ue000]*)*$")
# Nothing but a dash and a preposition between a place and its name.
_LEADING = regex.compile(r"\s*(?:[–—-]\s*)?(?:\p{L}{1,4}\s+)?")
_HEADED = regex.compile(r"(?:\s?\p{L}+)?\s?[,–—:-]\s*")
# A number in apposition to what is told as the most or the least: "the lowest share, 12%, was in A".
_APPOSED = regex.compile(r"[–—,-]\s*$")
_APPOSED_END = regex.compile(r"[\s\ue000]*(?:-?\p{L}{1,5})?\s*[–—,]")
# Nothing but a short word between a number and the name that it is told of.
_ATTACHED = regex.compile(r"[\s\ue000]*(?:-?\p{L}{1,4}\s)?")

SlotKind = Literal["region", "nation", "number", "rank"]


class Slot(Struct, frozen=True, gc=False):
    """A name, number or place at its position; `mention` is None for a whole without a name of its own.

    `understood` tells that nothing but the lack of another name makes it the whole.
    """

    kind: SlotKind
    start: int
    end: int
    mention: RegionMention | NumberMention | RankMention | None = None
    understood: bool = False


class Hints(Struct, frozen=True, gc=False):
    """What the words of a passage say of its bindings.

    `respectively` tells that it zips names and numbers, `tied` that several names share a place; `openers` are where
    words for an end of the order stand, `chains` where words that go on with one do, `heads` where both end;
    `forward` is where the numbers begin that a frame tells of the name behind them.
    """

    respectively: bool = False
    tied: bool = False
    openers: tuple[int, ...] = ()
    chains: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()
    forward: frozenset[int] = frozenset()


class Group(Struct, gc=False):
    """Names of one list, or numbers with no name between them; `forward` numbers are told before their name."""

    names: bool
    slots: list[Slot]
    ranks: list[RankMention] = []
    forward: bool = False
    bound: list[tuple[Slot, list[NumberMention], str, bool]] = []


def is_bracketed(segment: Sequence[Slot], slot: Slot, masked: str) -> bool:
    """Whether a semicolon parts two numbers of one bracket ("A ($151 million; 14%)")."""
    inside = masked[segment[0].start : segment[-1].end]
    return slot.kind == segment[-1].kind == "number" and inside.rfind("(") > max(inside.rfind(")"), inside.rfind("\n"))


def turn_forward(groups: Sequence[Group], masked: str, hints: Hints) -> list[Group]:
    """Mark the numbers that belong to the name behind them, not to the one before; part the two."""
    value_first = _runs_value_first(groups, masked)
    turned: list[Group] = []
    for at, group in enumerate(groups):
        turned.append(group)
        if group.names:
            continue
        group.forward = (
            value_first
            or _is_led(group.slots, hints)
            or _opens(groups, at, masked)
            or _is_attached(groups, at, masked)
            or _is_apposed(groups, at, masked, hints)
            or _is_headed(groups, at, masked, hints)
        )
        if not group.forward and (_is_led(group.slots[-1:], hints) or _turns(groups, at, masked, hints)):
            turned.append(Group(False, [group.slots.pop()], [], True, []))
    return turned


def _is_led(slots: Sequence[Slot], hints: Hints) -> bool:
    """Whether frames tell numbers of the name behind them ("With 33 points, A …")."""
    if not hints.forward:
        return False
    return all(isinstance(slot.mention, NumberMention) and slot.mention.start in hints.forward for slot in slots)


def _runs_value_first(groups: Sequence[Group], masked: str) -> bool:
    """Whether each number stands before its name ("5,230 tenge in A, 4,118 in B"): nothing parts the two."""
    if len(groups) < 2 or groups[0].names or not groups[-1].names:
        return False
    pairs = list(zip(groups[::2], groups[1::2], strict=False))
    gaps = [(number.slots[-1].end, name.slots[0].start) for number, name in pairs]
    near = all(end - start <= VALUE_FIRST_REACH and not _PARTS.search(masked, start, end) for start, end in gaps)
    return near and (len(pairs) > 1 or not _is_bound_before(groups[0], masked))


def _opens(groups: Sequence[Group], at: int, masked: str) -> bool:
    """Whether the segment opens with a number and then a name that has no number of its own behind it."""
    if at != 0 or len(groups) < 2 or not groups[1].names or _is_bound_before(groups[0], masked):
        return False
    whole = groups[1].slots[0].kind == "nation" and _is_of_whole(groups[0].slots, groups[1].slots[0], masked)
    return whole or (len(groups) > 2 and (groups[2].names or _is_attached(groups, 2, masked)))


def _is_of_whole(numbers: Sequence[Slot], nation: Slot, masked: str) -> bool:
    """Whether a number opens a sentence that goes on to the whole ("6.5 million people live in the country, …")."""
    gap, number = masked[numbers[-1].end : nation.start], numbers[-1].mention
    if isinstance(number, NumberMention) and number.unit is None and number.multiplier == 1:
        return False  # the counter of a list of headlines
    return len(gap) < TIGHT_REACH or (len(numbers) == 1 and len(gap) <= VALUE_FIRST_REACH and not _STOP.search(gap))


def _is_attached(groups: Sequence[Group], at: int, masked: str) -> bool:
    """Whether a number stands right before a name, parted by a comma from the name before ("A is first, 5% B …")."""
    if not 0 < at < len(groups) - 1 or not groups[at - 1].names or _is_bound_before(groups[at], masked):
        return False
    gap = masked[groups[at - 1].slots[-1].end : groups[at].slots[0].start]
    if "," not in gap or not _ATTACHED.fullmatch(masked, groups[at].slots[-1].end, groups[at + 1].slots[0].start):
        return False
    return not _has_own(groups, at + 1, masked)


def _is_apposed(groups: Sequence[Group], at: int, masked: str, hints: Hints) -> bool:
    """Whether a number in apposition to a superlative is told of the name behind it.

    A name before it that has no number yet is what it is told of.
    """
    if at > 0 and not (at > 1 and groups[at - 2].forward):
        return False
    if at == len(groups) - 1 or len(groups[at].slots) != 1 or groups[at + 1].slots[0].kind != "region":
        return False
    number, name = groups[at].slots[0], groups[at + 1].slots[0]
    reached = groups[at - 1].slots[-1].end if at else 0
    opener = next((place for place in reversed(hints.openers) if reached <= place < number.start), None)
    goes_on = any(number.end <= place < name.start for place in hints.chains)
    if opener is None or goes_on or name.start - number.end > VALUE_FIRST_REACH:
        return False
    apposed = _APPOSED.search(masked[opener : number.start]) and _APPOSED_END.match(masked, number.end)
    return bool(apposed) and not _has_own(groups, at + 1, masked)


def _is_headed(groups: Sequence[Group], at: int, masked: str, hints: Hints) -> bool:
    """Whether a number stands right behind a word of order ("The lowest, 4.58 points, is in A")."""
    slots = groups[at].slots
    if len(slots) != 1 or not _is_free(groups, at, masked):
        return False
    if slots[0].start in hints.heads:
        return True  # "from 5% in A to 9% in B"
    parted = at == 0 or "," in masked[groups[at - 1].slots[-1].end : slots[0].start]
    return parted and _stands_behind(slots[0], masked, hints)


def _turns(groups: Sequence[Group], at: int, masked: str, hints: Hints) -> bool:
    """Whether the last of several numbers is told of the name behind it ("A (4.47), and above it 4.50 in B")."""
    slots = groups[at].slots
    if at == 0 or len(slots) < 2 or not _is_free(groups, at, masked):
        return False
    gap = masked[slots[-2].end : slots[-1].start]
    parted = "," in gap and any(char.isalpha() or char == RANK for char in gap)
    return parted and (_is_tight(groups, at, masked) or _stands_behind(slots[-1], masked, hints))


def _is_free(groups: Sequence[Group], at: int, masked: str) -> bool:
    """Whether the name behind a group of numbers is one alone that has no number of its own behind it."""
    if at + 1 >= len(groups) or len(groups[at + 1].slots) > 1 or groups[at + 1].slots[0].kind != "region":
        return False
    if at + 2 >= len(groups) or groups[at + 2].names:
        return True
    return _is_free(groups, at + 2, masked) and _is_tight(groups, at + 2, masked)


def _stands_behind(slot: Slot, masked: str, hints: Hints) -> bool:
    """Whether nothing but a word and marks stand between a word of order and a number."""
    at = bisect_right(hints.heads, slot.start)
    return at > 0 and bool(_HEADED.fullmatch(masked, hints.heads[at - 1], slot.start))


def _is_tight(groups: Sequence[Group], at: int, masked: str) -> bool:
    """Whether nothing but a preposition or a case ending stands between a number and the name behind it."""
    return bool(_LEADING.fullmatch(masked, groups[at].slots[-1].end, groups[at + 1].slots[0].start))


def _has_own(groups: Sequence[Group], at: int, masked: str) -> bool:
    """Whether a name has a number of its own behind a dash."""
    if at + 1 >= len(groups):
        return False
    gap = masked[groups[at].slots[-1].end : groups[at + 1].slots[0].start]
    return "(" not in gap and bool(gap.strip()) and bool(TIGHT.match(gap)) and "," not in gap


def _is_bound_before(group: Group, masked: str) -> bool:
    """Whether a number stands behind a dash or in a bracket: it is told of what stands before, a name or not."""
    return masked[max(0, group.slots[0].start - 3) : group.slots[0].start].rstrip(" \u00a0")[-1:] in (
        "–",
        "—",
        "-",
        ":",
        "(",
    )
