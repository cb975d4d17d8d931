"""Categories: which class of quality ("above average") is told of which name.

Names stand before their class ("A and B belong to the high level") or behind it ("to the high level belong A and B"),
whichever the clause begins with. A name whose class is doubtful has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import regex

from extractor.assemblers.binding import list_gap
from extractor.assemblers.directions import Slot
from extractor.assemblers.passages import Passage
from extractor.model import CueMention
from extractor.packs import FILLER, NUMBER, RANK

# Further than this from its class a name is told of something else.
REACH = 90
_BRACKETS = regex.compile(r"\([^()]*\)")
_FIGURES = regex.compile(rf"[{NUMBER}{RANK}]{FILLER}*|[–—:-]")
_WORD = regex.compile(r"\p{L}+")


def assign_categories(
    passage: Passage, names: Iterable[Slot], masked: str, joiner: str, standing: CueMention | None
) -> dict[int, CueMention]:
    """Return the category of each name that has one, by the start of its slot.

    `standing` is the category that the section promises for the names of its list.
    """
    sure = passage.of_kind("category")
    if not sure and standing is None:
        return {}
    slots = [slot for slot in names if slot.mention is not None]
    bare = [
        cue
        for cue in passage.of_kind("class")
        if not any(cue.start < other.end and other.start < cue.end for other in sure)
    ]
    cues = (*sure, *bare)
    if not cues:
        return {} if standing is None or passage.heading else {slot.start: standing for slot in slots}
    found: dict[int, CueMention] = {}
    told: list[CueMention | Slot] = [*cues, *slots]
    told.sort(key=lambda item: item.start)
    for _, clause in groupby(told, key=lambda item: masked.count(";", passage.start, item.start)):
        items = list(clause)
        leads = isinstance(items[0], CueMention)
        if not leads:
            items.reverse()
        found.update(_assign_clause(items, masked, joiner, leads))
    return found


def _assign_clause(items: Sequence[CueMention | Slot], masked: str, joiner: str, leads: bool) -> dict[int, CueMention]:
    """Give each class the names on its side of the clause, as long as they stand in one list."""
    found: dict[int, CueMention] = {}
    cue: CueMention | None = None
    last: CueMention | Slot | None = None
    for item in items:
        if isinstance(item, CueMention):
            if last is not cue or cue is None:  # of two classes side by side, the first is meant
                cue = item
        elif cue is not None and last is not None:
            gap = masked[last.end : item.start] if leads else masked[item.end : last.start]
            near = len(gap) <= REACH if last is cue else _is_list(gap, joiner, strict=not leads)
            if near:
                found[item.start] = cue
            else:
                cue = None
        last = item
    return found


def _is_list(gap: str, joiner: str, strict: bool) -> bool:
    """Whether two names go on with one list: figures, brackets and joining words between them, else one word more."""
    bare = _FIGURES.sub(" ", _BRACKETS.sub(" ", gap)).replace(FILLER, "")
    return bool(list_gap(joiner).match(bare)) or (not strict and len(_WORD.findall(bare)) <= 1)
