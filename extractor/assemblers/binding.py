"""Binding: which number and which place belong to which name, from their order and what stands between them.

Pure over one passage. A binding that is doubtful is not made: its numbers stay in the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import regex
from msgspec import Struct

from extractor.assemblers.choices import choose_share, join_ranks, leave_unknown
from extractor.assemblers.directions import TIGHT, VALUE_FIRST_REACH, Group, Hints, Slot, is_bracketed, turn_forward
from extractor.model import NumberMention, RankMention, Refusal, Refusals
from extractor.packs import NUMBER, REGION

# Further than this from its name a number is somebody else's.
REACH = 110
# A place in digits stands so close behind a leader word.
LEADER_REACH = 40
_HARD_BREAK = regex.compile(r"[;\n]")
# A semicolon for a colon, a key behind it or none ("A; Score: 62.65").
_MISTYPED = regex.compile(r"\s*;\s*(?:\p{L}[\p{L} ]{1,30}:\s*)?")
_BRACKETED = regex.compile(r"[^.;,(]{0,12}\(")
# What stands between two places told together.
_APART = regex.compile(r"[\s,]*\p{L}{0,5}\s*")
# A verb may stand between a place and its name ("a third result was shown by").
_LEADS_ON = regex.compile(r"\s*(?:[–—-]\s*)?(?:\p{L}{1,10}\s+){0,2}")
# A name that nobody knows, with its figure in brackets.
_UNKNOWN_AHEAD = regex.compile(rf"\p{{L}}\s?\([^()]*{NUMBER}[^()]*\),\s*$")
# A clause that begins with a place, and a word behind its dash.
_OPENS = regex.compile(rf"[{NUMBER})][\s\ue000\p{{L}}]*[,;]\s*(?:\p{{L}}{{1,2}}\s)?$")
_UNKNOWN_BEHIND = regex.compile(r"\s[–—-]\s\p{L}{3,}")
# A further name that nobody knows, with a figure and a bracket of its own behind the last known one.
_UNKNOWN_BETWEEN = regex.compile(rf"[,;]\s\p{{L}}[\p{{L}}\s-]{{2,40}}\s[–—-]\s{NUMBER}[^,;(]{{0,30}}\($")
_PARTING = regex.compile(rf"[,.;{NUMBER}]")


class Binding(Struct, frozen=True, kw_only=True, gc=False):
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
        _bind_ranks(groups, segment, masked, joiner, hints)
        groups = turn_forward(groups, masked, hints)
        _bind_numbers(groups, masked, joiner, hints.respectively, {} if refused is None else refused)
        bindings += _collect(groups, hints.tied, masked)
    return bindings


def _split_hard(slots: Sequence[Slot], masked: str) -> list[list[Slot]]:
    segments: list[list[Slot]] = [[]]
    for slot in slots:
        last = segments[-1]
        parted = last and _HARD_BREAK.search(masked, last[-1].end, slot.start) is not None
        if parted and not _is_mistyped(last, slot, masked) and not is_bracketed(last, slot, masked):
            segments.append([])
        segments[-1].append(slot)
    return [segment for segment in segments if segment]


def _is_mistyped(segment: Sequence[Slot], slot: Slot, masked: str) -> bool:
    """Whether a lone name and a number are parted by a semicolon that stands for a colon ("A; 14.1%; B; 12.2%")."""
    gap = masked[segment[-1].end : slot.start]
    alone = len(segment) == 1 and segment[0].kind == "region" and slot.kind == "number"
    return alone and _MISTYPED.fullmatch(gap) is not None


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


def _bind_ranks(groups: list[Group], segment: Sequence[Slot], masked: str, joiner: str, hints: Hints) -> None:
    """Give each place to the names behind it where a place comes first in the segment, else to those before it."""
    ranks = [slot for slot in segment if slot.kind == "rank"]
    names = [group for group in groups if group.names] if ranks else []
    ranks = [slot for slot in ranks if not _is_of_unknown(slot, names, masked)]
    if not names or not ranks:
        return
    if hints.respectively and _share_ranks(names, ranks):
        return
    place_first = ranks[0].start < names[0].slots[0].start
    last: Slot | None = None
    for slot in ranks:
        before = [group for group in names if group.slots[-1].end <= slot.start]
        behind = [group for group in names if group.slots[0].start >= slot.end]
        forward = place_first or _leads_on(slot, before, behind, masked, hints)
        bracketed = masked[max(0, slot.start - 1) : slot.start] == "("
        if forward and last is not None and _APART.fullmatch(masked, last.end, slot.start):
            # "Second and third place went to A (5%) and B (4%)": a name for each.
            behind = [group for group in behind if len(group.ranks) < len(group.slots)] or behind
        last_told, last = last, slot
        order = (behind[:1], before[-1:]) if forward and not bracketed else (before[-1:], behind[:1])
        target = next((groups[0] for groups in order if groups), None)
        if target is not None and isinstance(slot.mention, RankMention):
            other = next(iter(order[1]), None)
            if _is_counted_too(slot, last_told, masked) and target.ranks:
                target.ranks.pop()  # "A leads the region in 38th place": the number is its place
            elif before and target is before[-1] and slot.mention.value == 1 and not bracketed:
                target = _first_of_list(groups, target, masked, joiner)
            if len(target.ranks) >= len(target.slots) and not bracketed and other is not None and not other.ranks:
                target = other
            target.ranks.append(slot.mention)
            if hints.tied and not forward and behind and _is_joined(slot, behind[0], masked, joiner):
                behind[0].ranks.append(slot.mention)  # "A is tied for eighth with B and C"


def _is_joined(slot: Slot, names: Group, masked: str, joiner: str) -> bool:
    gap = masked[slot.end : names.slots[0].start]
    return bool(gap.strip()) and "," not in gap and bool(list_gap(joiner).match(gap))


def _list_regions(names: Sequence[Group]) -> list[tuple[Group, Slot]]:
    """Return the regions of all groups of names, each with its group."""
    return [(group, slot) for group in names for slot in group.slots if slot.kind == "region"]


def _is_of_unknown(slot: Slot, names: Sequence[Group], masked: str) -> bool:
    """Whether a place is told of a name that nobody knows: one with a figure in brackets, or one behind a dash.

    "First is Xland (88.7%), A …", "… A (90%), third – Xland": neither place is A's.
    """
    behind = next((group.slots[0].start for group in names if group.slots[0].start >= slot.end), None)
    if behind is not None and _UNKNOWN_AHEAD.search(masked, slot.end, behind):
        return True
    before = max((group.slots[-1].end for group in names if group.slots[-1].end <= slot.start), default=None)
    if before is not None and _UNKNOWN_BETWEEN.search(masked, before, slot.start):
        return True
    opens = before is not None and _OPENS.search(masked, before, slot.start) is not None
    dash = _UNKNOWN_BEHIND.match(masked, slot.end)
    return opens and dash is not None and (behind is None or behind > dash.end())


def _share_ranks(names: Sequence[Group], ranks: Sequence[Slot]) -> bool:
    """Share places out to as many names before them ("A with 4.4% and B with 4.1% took the 9th and the 10th place")."""
    each = _list_regions(names)
    if not len(each) == len(ranks) > 1 or each[-1][1].end > ranks[0].start:
        return False
    for (group, _), slot in zip(each, ranks, strict=True):
        if isinstance(slot.mention, RankMention):
            group.ranks.append(slot.mention)
    return True


def _is_counted_too(slot: Slot, before: Slot | None, masked: str) -> bool:
    """Whether a place in digits stands right behind a leader word, in one clause with it."""
    if before is None or not isinstance(before.mention, RankMention) or not isinstance(slot.mention, RankMention):
        return False
    gap = masked[before.end : slot.start]
    counted = (slot.mention.value or 1) > 1 and before.mention.value == 1
    return counted and len(gap) <= LEADER_REACH and not _PARTING.search(gap) and REGION not in gap


def _first_of_list(groups: Sequence[Group], target: Group, masked: str, joiner: str) -> Group:
    """Return the names that a list begins with whose last ones stand before a leader word ("A (5%), B (4%) lead")."""
    at = next(at for at, group in enumerate(groups) if group is target)
    while at >= 2 and groups[at - 2].names and not groups[at - 1].names and not groups[at - 2].ranks:
        bracket = masked[groups[at - 1].slots[-1].end : groups[at].slots[0].start]
        held = masked[groups[at - 2].slots[-1].end : groups[at - 1].slots[0].start].strip().endswith("(")
        if not held or not list_gap(joiner).match(bracket.lstrip(")")):
            break
        at -= 2
    return groups[at]


def _regions(groups: Sequence[Group]) -> list[Group]:
    return [group for group in groups if group.slots[0].kind == "region"]


def _leads_on(slot: Slot, before: Sequence[Group], behind: Sequence[Group], masked: str, hints: Hints) -> bool:
    """Whether a place stands right before a name and is parted from the one before it by a comma, stop or number."""
    before, behind = _regions(before), _regions(behind)
    if before and behind and any(slot.end <= chain < behind[0].slots[0].start for chain in hints.chains):
        return False  # "A is 10th ahead of B"
    if not before or not behind or not _LEADS_ON.fullmatch(masked, slot.end, behind[0].slots[0].start):
        return False
    return bool(_PARTING.search(masked, before[-1].slots[-1].end, slot.start))


def _bind_numbers(groups: list[Group], masked: str, joiner: str, respectively: bool, refused: Refusals) -> None:
    if respectively and _share_out_all(groups):
        return
    for at, group in enumerate(groups):
        if group.names:
            continue
        forward = group.forward
        beside = groups[at + 1 :] if forward else reversed(groups[:at])
        names = next((other for other in beside if other.names), None)
        if names is None:
            continue
        told = [names.slots[-1].end, *(rank.end for rank in names.ranks if rank.end <= group.slots[0].start)]
        gap = (names.slots[0].start - group.slots[-1].end) if forward else group.slots[0].start - max(told)
        reach = VALUE_FIRST_REACH if forward else REACH
        rule = "value-first" if forward else _rule(masked[names.slots[-1].end : group.slots[0].start])
        if gap > reach:
            _refuse(group, names, rule, f"the name stands {gap} characters away, and the rule reaches {reach}", refused)
        elif not _share_out(names, group, masked, rule, respectively, joiner):
            rule, missing = _tell_mismatch(len(names.slots), group, rule, respectively)
            _refuse(group, names, rule, missing, refused)


def _share_out_all(groups: Sequence[Group]) -> bool:
    """Give each of several names, whatever stands between them, its number of the one list behind; tell whether so."""
    numbers = [group for group in groups if not group.names]
    each = _list_regions([group for group in groups if group.names])
    if len(numbers) != 1 or numbers[0] is not groups[-1] or len(each) < 2 or len(each) != len(numbers[0].slots):
        return False
    figures = [slot.mention for slot in numbers[0].slots if isinstance(slot.mention, NumberMention)]
    if len({figure.unit for figure in figures if figure.unit}) > 1:
        return False
    for (group, slot), figure in zip(each, figures, strict=True):
        group.bound.append((slot, [figure], "respectively", False))
    return True


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


def _rule(gap: str) -> str:
    if "(" in gap:
        return "bracket"
    return "list-dash" if TIGHT.match(gap) or _MISTYPED.fullmatch(gap) else "prose"


def _share_out(names: Group, numbers: Group, masked: str, rule: str, respectively: bool, joiner: str) -> bool:
    """Give one name all the numbers; several names one number each where the counts match, or all the same ones.

    Returns whether it could.
    """
    figures = [slot.mention for slot in numbers.slots if isinstance(slot.mention, NumberMention)]
    slots = names.slots[-1:] if _closes(names, masked) else names.slots
    if len(slots) == 1:
        if respectively and len(figures) > 1 and len(names.slots) == 1 and slots[0].kind == "region":
            figures = choose_share(slots[0], figures, masked, joiner)
        else:
            figures = leave_unknown(figures, masked)
        if not figures:
            return False
        names.bound.append((slots[0], figures, rule, False))
        return True
    if respectively and len(figures) > len(slots):
        figures = _take_listed(figures, len(slots), masked, joiner)
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


def _take_listed(figures: list[NumberMention], names: int, masked: str, joiner: str) -> list[NumberMention]:
    """Return the figures that are listed together, one a name, where others follow in another clause."""
    gaps = [list_gap(joiner).match(masked[left.right : right.left]) for left, right in pairwise(figures)]
    return figures[:names] if all(gaps[: names - 1]) and not gaps[names - 1] else figures


def _closes(group: Group, masked: str) -> bool:
    """Whether the one place of several names stands in a bracket behind the last, whose it is ("A and B (85th)")."""
    if len(group.ranks) != 1 or len(group.slots) < 2:
        return False
    return bool(_BRACKETED.fullmatch(masked, group.slots[-1].end, group.ranks[0].start))


def _differ(group: Group) -> bool:
    """Whether each name of a list has a figure of its own, and no two are equal."""
    values = [numbers[0].value for _, numbers, _, _ in group.bound if len(numbers) == 1]
    return len(values) == len(set(values)) == len(group.slots) == len(group.bound)


def _collect(groups: Sequence[Group], tied: bool, masked: str) -> list[Binding]:
    bindings: list[Binding] = []
    for group in groups:
        if not group.names:
            continue
        zipped = len(group.ranks) == len(group.slots) > 1
        for at, slot in enumerate(group.slots):
            bound = [entry for entry in group.bound if entry[0] is slot]
            shared = len(group.slots) == 1 or tied or (group.ranks and group.ranks[-1].start < group.slots[0].start)
            if at and not tied and _differ(group):
                shared = False  # "The list is topped by A, B and C (92, 91 and 89)": only A is first
            # "Second and third place are shared by A and B": both are second.
            own = 0 if tied else at
            # "A, B and C topped the list": A did.
            led = not shared and not zipped and [rank.value for rank in group.ranks] == [1]
            told = shared or (led and at == 0) or (at == len(group.slots) - 1 and _closes(group, masked))
            rank = group.ranks[own] if zipped else (join_ranks(group.ranks) if told else None)
            bindings.append(
                Binding(
                    name=slot,
                    numbers=tuple(number for _, numbers, _, _ in bound for number in numbers),
                    rank=rank,
                    rule=bound[0][2] if bound else "name",
                    shared=any(entry[3] for entry in bound),
                    ahead=at if led and at else None,
                )
            )
    return bindings
