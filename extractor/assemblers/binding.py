"""Binding: which number and which place belong to which name, from their order and what stands between them.

Pure over one passage. A binding that is doubtful is not made: its numbers stay in the ledger.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import regex
from msgspec import Struct

from extractor.model import NumberMention, RankMention, Refusal, Refusals, RegionMention
from extractor.packs import NUMBER, RANK

# Further than this from its name a number is somebody else's.
REACH = 110
VALUE_FIRST_REACH = 60
_HARD_BREAK = regex.compile(r"[;\n]")
_TIGHT = regex.compile(r"^[\s\ue000]*(?:[-–—:=(,|\t][\s\ue000]*)*$")
# Nothing but a dash and a preposition between a place and its name.
_LEADING = regex.compile(r"\s*(?:[–—-]\s*)?(?:\p{L}{1,4}\s+)?")
# What stands between two places told together.
_APART = regex.compile(r"[\s,]*\p{L}{0,5}\s*")
_HEADED = regex.compile(r"(?:\s?\p{L}+)?\s?[,–—:-]\s*")
# A verb may stand between a place and its name ("a third result was shown by").
_LEADS_ON = regex.compile(r"\s*(?:[–—-]\s*)?(?:\p{L}{1,10}\s+){0,2}")
_PARTING = regex.compile(rf"[,.;{NUMBER}]")
# A number in apposition to what is told as the most or the least: "the lowest share, 12%, was in A".
_APPOSED = regex.compile(r"[–—,-]\s*$")
_APPOSED_END = regex.compile(r"[\s\ue000]*(?:-?\p{L}{1,5})?\s*[–—,]")
# Nothing but a short word between a number and the name that it is told of.
_ATTACHED = regex.compile(r"[\s\ue000]*(?:-?\p{L}{1,4}\s)?")

SlotKind = Literal["region", "nation", "number", "rank"]


class Slot(Struct, frozen=True):
    """A name, number or place at its position; `mention` is None for a whole that is only understood."""

    kind: SlotKind
    start: int
    end: int
    mention: RegionMention | NumberMention | RankMention | None = None


class Binding(Struct, frozen=True, kw_only=True):
    """A name (None: the whole) with the numbers and the place that are told of it, and the rule that joined them.

    `ahead` and `below` are how many a comparison puts before it, from the top and from the bottom.
    """

    name: Slot
    numbers: tuple[NumberMention, ...] = ()
    rank: RankMention | None = None
    rule: str
    shared: bool = False
    ahead: int | None = None
    below: int | None = None


class Hints(Struct, frozen=True):
    """What the words of a passage say of its bindings.

    `respectively` tells that it zips names and numbers, `tied` that several names share a place; `openers` are where
    words for an end of the order stand, `chains` where words that go on with one do, `heads` where both end.
    """

    respectively: bool = False
    tied: bool = False
    openers: tuple[int, ...] = ()
    chains: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()


class Group(Struct):
    """Names of one list, or numbers with no name between them; `forward` numbers are told before their name."""

    names: bool
    slots: list[Slot]
    ranks: list[RankMention] = []
    forward: bool = False
    bound: list[tuple[Slot, list[NumberMention], str, bool]] = []


@lru_cache(maxsize=16)
def list_gap(joiner: str) -> regex.Pattern[str]:
    """Return the pattern of what may part two items of one list: commas, quotes and the pack's joining words."""
    return regex.compile(rf"^(?:[\s,/«»\"“”]|(?<!\p{{L}})(?:{joiner})(?!\p{{L}}))*$")


def bind(
    slots: Sequence[Slot],
    masked: str,
    joiner: str,
    hints: Hints,
    refused: Refusals | None = None,
) -> list[Binding]:
    """Return what the slots of one passage say of each name, in text order; why not goes to `refused`.

    `masked` is the document's masked text (slots carry offsets into it), `joiner` the pack's pattern of words that
    may part two names of one list.
    """
    bindings: list[Binding] = []
    for segment in _split_hard(slots, masked):
        groups = _group(segment, masked, joiner)
        _bind_ranks(groups, segment, masked)
        groups = _turn_forward(groups, masked, hints)
        _bind_numbers(groups, masked, joiner, hints.respectively, {} if refused is None else refused)
        bindings += _collect(groups, hints.tied)
    return bindings


def _split_hard(slots: Sequence[Slot], masked: str) -> list[list[Slot]]:
    segments: list[list[Slot]] = [[]]
    for slot in slots:
        last = segments[-1]
        if last and _HARD_BREAK.search(masked, last[-1].end, slot.start) and not _is_mistyped(last, slot, masked):
            segments.append([])
        segments[-1].append(slot)
    return [segment for segment in segments if segment]


def _is_mistyped(segment: Sequence[Slot], slot: Slot, masked: str) -> bool:
    """Whether a lone name and a number are parted by a semicolon that stands for a colon ("A; 14.1%; B; 12.2%")."""
    gap = masked[segment[-1].end : slot.start]
    return len(segment) == 1 and segment[0].kind == "region" and slot.kind == "number" and gap.strip() == ";"


def _group(segment: Sequence[Slot], masked: str, joiner: str) -> list[Group]:
    """Join names that only list words part, and numbers that no name parts."""
    groups: list[Group] = []
    for slot in segment:
        if slot.kind == "rank":
            continue
        names = slot.kind in ("region", "nation")
        last = groups[-1] if groups else None
        if last is not None and last.names == names and _joins(last, slot, masked, joiner):
            if slot.kind != "nation" or last.slots[-1].kind != "nation":
                last.slots.append(slot)
            continue
        groups.append(Group(names, [slot], [], False, []))
    return groups


def _joins(group: Group, slot: Slot, masked: str, joiner: str) -> bool:
    if not group.names:
        return True
    last = group.slots[-1]
    if last.kind == slot.kind == "nation":
        return True
    return last.kind == slot.kind and bool(list_gap(joiner).match(masked[last.end : slot.start]))


def _bind_ranks(groups: list[Group], segment: Sequence[Slot], masked: str) -> None:
    """Give each place to the names behind it where a place comes first in the segment, else to those before it."""
    names = [group for group in groups if group.names]
    ranks = [slot for slot in segment if slot.kind == "rank"]
    if not names or not ranks:
        return
    place_first = ranks[0].start < names[0].slots[0].start
    last: Slot | None = None
    for slot in ranks:
        before = [group for group in names if group.slots[-1].end <= slot.start]
        behind = [group for group in names if group.slots[0].start >= slot.end]
        forward = place_first or _leads_on(slot, before, behind, masked)
        bracketed = masked[max(0, slot.start - 1) : slot.start] == "("
        if forward and last is not None and _APART.fullmatch(masked, last.end, slot.start):
            # "Second and third place went to A (5%) and B (4%)": a name for each.
            behind = [group for group in behind if len(group.ranks) < len(group.slots)] or behind
        last = slot
        order = (behind[:1], before[-1:]) if forward and not bracketed else (before[-1:], behind[:1])
        target = next((groups[0] for groups in order if groups), None)
        if target is not None and isinstance(slot.mention, RankMention):
            other = next(iter(order[1]), None)
            if len(target.ranks) >= len(target.slots) and not bracketed and other is not None and not other.ranks:
                target = other
            target.ranks.append(slot.mention)


def _regions(groups: Sequence[Group]) -> list[Group]:
    return [group for group in groups if group.slots[0].kind == "region"]


def _leads_on(slot: Slot, before: Sequence[Group], behind: Sequence[Group], masked: str) -> bool:
    """Whether a place stands right before a name and is parted from the one before it by a comma, stop or number."""
    before, behind = _regions(before), _regions(behind)
    if not before or not behind or not _LEADS_ON.fullmatch(masked, slot.end, behind[0].slots[0].start):
        return False
    return bool(_PARTING.search(masked, before[-1].slots[-1].end, slot.start))


def _is_headed(groups: Sequence[Group], at: int, masked: str, hints: Hints) -> bool:
    """Whether a number stands right behind a word of order ("The lowest, 4.58 points, is in A")."""
    slots = groups[at].slots
    parted = at == 0 or "," in masked[groups[at - 1].slots[-1].end : slots[0].start]
    return parted and len(slots) == 1 and _is_free(groups, at, masked) and _stands_behind(slots[0], masked, hints)


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


def _bind_numbers(groups: list[Group], masked: str, joiner: str, respectively: bool, refused: Refusals) -> None:
    for at, group in enumerate(groups):
        if group.names:
            continue
        forward = group.forward
        beside = groups[at + 1 :] if forward else reversed(groups[:at])
        names = next((other for other in beside if other.names), None)
        if names is None:
            continue
        gap = (names.slots[0].start - group.slots[-1].end) if forward else group.slots[0].start - names.slots[-1].end
        reach = VALUE_FIRST_REACH if forward else REACH
        rule = "value-first" if forward else _rule(masked[names.slots[-1].end : group.slots[0].start])
        if gap > reach:
            _refuse(group, names, rule, f"the name stands {gap} characters away, and the rule reaches {reach}", refused)
        elif not _share_out(names, group, masked, rule, respectively, joiner):
            rule, missing = _tell_mismatch(len(names.slots), group, rule, respectively)
            _refuse(group, names, rule, missing, refused)


def _turn_forward(groups: Sequence[Group], masked: str, hints: Hints) -> list[Group]:
    """Mark the numbers that belong to the name behind them, not to the one before; part the two."""
    value_first = _runs_value_first(groups, masked)
    turned: list[Group] = []
    for at, group in enumerate(groups):
        turned.append(group)
        if group.names:
            continue
        group.forward = (
            value_first
            or _opens(groups, at, masked)
            or _is_attached(groups, at, masked)
            or _is_apposed(groups, at, masked, hints)
            or _is_headed(groups, at, masked, hints)
        )
        if not group.forward and _turns(groups, at, masked, hints):
            turned.append(Group(False, [group.slots.pop()], [], True, []))
    return turned


def _refuse(numbers: Group, names: Group, rule: str, missing: str, refused: Refusals) -> None:
    near = names.slots[0].start, names.slots[-1].end
    for slot in numbers.slots:
        if isinstance(slot.mention, NumberMention):
            refused.setdefault(slot.mention.start, Refusal(rule, missing, near))


def _tell_mismatch(names: int, group: Group, rule: str, respectively: bool) -> tuple[str, str]:
    """Return the rule that nearly shared several numbers out to several names, and what it lacked."""
    numbers = len(group.slots)
    if respectively or names == numbers:
        lacks = "a list of them with one unit" if names == numbers else f"{names} numbers for {names} names"
        return "respectively", f"{lacks}: there are {numbers}, and nothing tells whose is which"
    return rule, f"one number, or one of each unit, for the {names} names together: there are {numbers}"


def _runs_value_first(groups: Sequence[Group], masked: str) -> bool:
    """Whether each number stands before its name ("5,230 tenge in A, 4,118 in B"): no comma parts the two."""
    if len(groups) < 2 or groups[0].names or not groups[-1].names:
        return False
    pairs = list(zip(groups[::2], groups[1::2], strict=False))
    gaps = [(number.slots[-1].end, name.slots[0].start) for number, name in pairs]
    near = all(end - start <= VALUE_FIRST_REACH and "," not in masked[start:end] for start, end in gaps)
    return near and (len(pairs) > 1 or not _is_bound_before(groups[0], masked))


def _opens(groups: Sequence[Group], at: int, masked: str) -> bool:
    """Whether the segment opens with a number and then a name that has no number of its own behind it."""
    if at != 0 or len(groups) < 2 or not groups[1].names or _is_bound_before(groups[0], masked):
        return False
    whole = groups[1].slots[0].kind == "nation" and groups[1].slots[0].start - groups[0].slots[-1].end < 3
    return whole or (len(groups) > 2 and (groups[2].names or _is_attached(groups, 2, masked)))


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


def _has_own(groups: Sequence[Group], at: int, masked: str) -> bool:
    """Whether a name has a number of its own behind a dash."""
    if at + 1 >= len(groups):
        return False
    gap = masked[groups[at].slots[-1].end : groups[at + 1].slots[0].start]
    return "(" not in gap and bool(gap.strip()) and bool(_TIGHT.match(gap)) and "," not in gap


def _is_bound_before(group: Group, masked: str) -> bool:
    """Whether a number stands behind a dash or in a bracket: it is told of what stands before, a name or not."""
    return masked[max(0, group.slots[0].start - 3) : group.slots[0].start].rstrip(" \u00a0")[-1:] in (
        "–",
        "—",
        "-",
        ":",
        "(",
    )


def _rule(gap: str) -> str:
    if "(" in gap:
        return "bracket"
    return "list-dash" if _TIGHT.match(gap) else "prose"


def _share_out(names: Group, numbers: Group, masked: str, rule: str, respectively: bool, joiner: str) -> bool:
    """Give one name all the numbers; several names one number each where the counts match, or all the same ones.

    Returns whether it could.
    """
    figures = [slot.mention for slot in numbers.slots if isinstance(slot.mention, NumberMention)]
    slots = names.slots
    if len(slots) == 1:
        names.bound.append((slots[0], figures, rule, False))
        return True
    units = {figure.unit for figure in figures if figure.unit}
    listed = all(list_gap(joiner).match(masked[left.right : right.left]) for left, right in pairwise(figures))
    if len(figures) == len(slots) and (respectively or (listed and len(units) <= 1)):
        for slot, figure in zip(slots, figures, strict=True):
            names.bound.append((slot, [figure], "respectively", False))
        return True
    if len(figures) == 1 or (not respectively and len(units) == len(figures)):
        for slot in slots:
            names.bound.append((slot, figures, rule, True))
        return True
    return False


def _collect(groups: Sequence[Group], tied: bool) -> list[Binding]:
    bindings: list[Binding] = []
    for group in groups:
        if not group.names:
            continue
        zipped = len(group.ranks) == len(group.slots) > 1
        for at, slot in enumerate(group.slots):
            bound = [entry for entry in group.bound if entry[0] is slot]
            shared = len(group.slots) == 1 or tied or (group.ranks and group.ranks[-1].start < group.slots[0].start)
            # "Second and third place are shared by A and B": both are second.
            own = 0 if tied else at
            rank = group.ranks[own] if zipped else (group.ranks[-1] if group.ranks and shared else None)
            bindings.append(
                Binding(
                    name=slot,
                    numbers=tuple(number for _, numbers, _, _ in bound for number in numbers),
                    rank=rank,
                    rule=bound[0][2] if bound else "name",
                    shared=any(entry[3] for entry in bound),
                )
            )
    return bindings
