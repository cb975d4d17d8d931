"""Asides to an earlier time: "…; in 2024 it was 78th with 29.4 points", "A year ago it stood at 71st".

In a clause that goes back in time and names nobody new, the figures are earlier ones and the places are history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.assemblers.passages import Passage
from extractor.assemblers.periods import lies_before, resolve, shift_period
from extractor.model import CueMention, PeriodMention, RoleMention

ASIDE = "aside"
# What may stand between the beginning of a clause and the word that goes back in time: a conjunction, a preposition.
_OPENING = regex.compile(r"(?:^|(?P<stop>[.;,:(–—\n]))\s*(?:\p{L}{1,6}\s+){0,3}$")
_CLAUSE_END = regex.compile(r"[;)\n]")
_CLAUSE_STOP = regex.compile(r"[;:,(–—\n]")
_BRACKET_END = regex.compile(r"[\s\ue000-]*(?:\p{L}{1,6}\.?)?\)")
_CLOSING = regex.compile(r"\s*(?:[.;)]|$)")
LOOK_BACK = 40
# Where no year is told, months are held against each other as those of one.
UNKNOWN_YEAR = "0000"


class Aside(Struct, frozen=True):
    """A clause about an earlier time; `period` is None where only "earlier" is known."""

    start: int
    end: int
    period: str | None


def read_asides(
    passage: Passage, masked: str, period: str | None, year: str | None, goes_on: bool
) -> tuple[Passage, list[Aside]]:
    """Return the passage with what its asides tell turned into earlier figures and no places, and the asides.

    `period` is that of the ranking in hand, `year` the year that a month alone belongs to; `goes_on` tells that the
    passage's own block has told of somebody before.
    """
    if not (passage.periods or passage.has("earlier")):
        return passage, []
    asides = [aside for aside in _find(passage, masked, period, year, goes_on) if _tells_alone(aside, passage)]
    if not asides:
        return passage, asides
    roles = dict(passage.roles)
    for aside in asides:
        for number in passage.numbers:
            if aside.start <= number.start < aside.end and number.start not in roles:
                roles[number.start] = RoleMention(
                    start=number.start,
                    end=number.end,
                    rule=ASIDE,
                    role="previous",
                    frame=aside.start,
                    value=aside.period or "",
                )
    ranks = tuple(r for r in passage.ranks if not any(a.start <= r.start < a.end for a in asides))
    return replace(passage, roles=roles, ranks=ranks), asides


def goes_back(passage: Passage, asides: Sequence[Aside]) -> bool:
    """Whether a passage tells nothing but earlier figures and changes, so that it goes on with what was told last."""
    if not asides or passage.ranks:
        return False
    roles = {told.role for number in passage.numbers if (told := passage.roles.get(number.start)) is not None}
    bare = any(number.start not in passage.roles for number in passage.numbers)
    outside = any(not any(a.start <= n.start < a.end for a in asides) for n in passage.numbers)
    return not bare and roles <= {"previous", "change", "fall"} and not (outside and passage.has("metric"))


def _find(passage: Passage, masked: str, period: str | None, year: str | None, goes_on: bool) -> Iterator[Aside]:
    openers: Iterable[CueMention | PeriodMention] = (*passage.of_kind("earlier"), *passage.periods)
    at = passage.start
    for opener in sorted(openers, key=lambda opener: opener.start):
        if opener.start < at:
            continue
        if _opens_clause(opener.start, passage, masked):
            told = _earlier(opener, passage, masked, period, year, goes_on)
            start, end = opener.start, _end(opener.end, passage, masked)
        elif isinstance(opener, PeriodMention) and _closes_bracket(opener, passage, masked):
            told = _earlier_than(opener, passage, period, year)
            start, end = max(at, _beginning(opener.start, passage, masked)), opener.end
        elif isinstance(opener, CueMention) and _CLOSING.match(masked, opener.end, passage.end):
            told = _earlier(opener, passage, masked, period, year, goes_on)
            start, end = max(at, _beginning(opener.start, passage, masked)), opener.end
            if any(start <= told.start < end and told.role == "previous" for told in passage.roles.values()):
                continue  # "8,946 crimes against 9,571 a year earlier": its own figure is told already
        else:
            continue
        if told is not None:
            at = end
            yield Aside(start, end, told or None)


def _closes_bracket(opener: PeriodMention, passage: Passage, masked: str) -> bool:
    """Whether a period closes brackets that tell a place ("21st (17th in 2022)")."""
    begin = _beginning(opener.start, passage, masked)
    bracketed = masked[begin - 1 : begin] == "(" and _BRACKET_END.match(masked, opener.end, passage.end)
    return bool(bracketed) and any(begin <= rank.start < opener.start for rank in passage.ranks)


def _earlier_than(opener: PeriodMention, passage: Passage, period: str | None, year: str | None) -> str | None:
    """Return the period that an opener names, where it lies before one told before it, or the ranking's own."""
    told = resolve(opener.period, year or UNKNOWN_YEAR)
    before = [resolve(other.period, year or UNKNOWN_YEAR) for other in passage.periods if other.end <= opener.start]
    later = told is not None and any(known and lies_before(told, known) for known in (*before, period))
    return told if later else None


def _end(start: int, passage: Passage, masked: str) -> int:
    """Return where a clause ends: at a semicolon or bracket, or at the first comma behind its first figure or place."""
    first = min((item.end for item in (*passage.numbers, *passage.ranks) if item.start >= start), default=start)
    stop = _CLAUSE_END.search(masked, start, passage.end)
    comma = masked.find(", ", first, passage.end)
    return min(stop.start() if stop is not None else passage.end, comma if comma >= 0 else passage.end)


def _beginning(end: int, passage: Passage, masked: str) -> int:
    """Return where the clause begins that ends with a word for an earlier time."""
    stops = [match.end() for match in _CLAUSE_STOP.finditer(masked, passage.start, end)]
    return stops[-1] if stops else passage.start


def _opens_clause(start: int, passage: Passage, masked: str) -> bool:
    return _stop_before(start, passage, masked) is not None


def _stop_before(start: int, passage: Passage, masked: str) -> str | None:
    """Return the mark that the clause before ends with, "" at the passage's beginning, None inside a clause."""
    reach = max(passage.start, start - LOOK_BACK)
    match = _OPENING.search(masked[reach:start])
    if match is None or (match["stop"] is None and reach > passage.start):
        return None
    return match["stop"] or ""


def _earlier(
    opener: CueMention | PeriodMention,
    passage: Passage,
    masked: str,
    period: str | None,
    year: str | None,
    goes_on: bool,
) -> str | None:
    """Return the earlier period that an opener names, "" where it is not known, None where it is not earlier."""
    if isinstance(opener, CueMention):
        return shift_period(period, opener.value) or ""
    told = resolve(opener.period, year or UNKNOWN_YEAR)
    beside = any(number.start < opener.start for number in passage.numbers)
    if not beside and any(rank.start < opener.start for rank in passage.ranks):
        beside = _stop_before(opener.start, passage, masked) in (",", ";", "(")
    if not beside:
        opens = passage.told_from is None or passage.told_from > opener.start
        if not (opens and goes_on):
            return None  # the period of what is told behind it
    before = [resolve(other.period, year or UNKNOWN_YEAR) for other in passage.periods if other.end <= opener.start]
    known = next((other for other in reversed(before) if other), None) or period
    if told is None or (known is None and not beside):
        return None
    if known is not None and not lies_before(told, known):
        return None
    return told if not told.startswith(UNKNOWN_YEAR) else ""


def _tells_alone(aside: Aside, passage: Passage) -> bool:
    """Whether the clause tells figures or places and names nobody: a name would be what it tells of."""
    told = any(aside.start <= item.start < aside.end for item in (*passage.numbers, *passage.ranks))
    return told and not any(aside.start <= region.start < aside.end for region in passage.regions)
