"""Find region names: every form of the gazetteers, longest first, each with what it may mean here.

Two conventions of the packs are read here: an entry of kind `none` holds names that contain a
region's name and mean something else (they take the place and yield nothing), and a form
"X … nouns" gives what X means in a list that closes with these nouns ("Алматы, Ақтөбе облыстары").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from extractor.finders.homes import choose_home, settle
from extractor.model import RegionMention
from extractor.packs import Gazetteer, Pack, SharedNoun
from extractor.spans import SpanSet
from extractor.text import fold

RULE, SHARED_RULE = "gazetteer", "shared-noun"
# So many names of a list are looked through for the noun that closes it.
LIST_NAMES = 40
# "US$" is no country.
_CURRENCY = ("$", "€", "£")
_HYPHENS = "-\u2010\u2011"
# What may stand between the names of a list: a bracket behind the name, then a comma or a short word.
_BRACKET = regex.compile(r"\s*+(?:\([^()]{0,80}\)\s*+)?")
_LINK = regex.compile(r"(?:,\s*(?:\p{Ll}{1,5}\s+)?|\p{Ll}{1,5}\s+)")


class FoundRegions(NamedTuple):
    """The region names of a text, in order, and the country that it is about, where there is one."""

    mentions: tuple[RegionMention, ...]
    country: str | None


class _Candidate(NamedTuple):
    start: int
    end: int
    codes: tuple[str, ...]


def find_regions(text: str, pack: Pack, language: str, taken: SpanSet | None = None) -> FoundRegions:
    """Return the region names in the text, none overlapping another or what is taken; the longest form at a place wins.

    Names of the other languages of the packs are found as well, where the language itself has no such form. A name
    of several regions means those of the country that the text is about; where it still may mean several, its
    mention has several codes. Raises PackError where a pack has forms for a region that it does not describe.
    """
    gazetteer = pack.gazetteer(language)
    folded = fold(text)
    free = taken or SpanSet()
    kept = [c for c in _select(text, _match(text, folded, gazetteer)) if not free.meets(c.start, c.end)]
    home = choose_home((candidate.codes for candidate in kept), pack)
    mentions = []
    for place, (start, end, codes) in enumerate(kept):
        rule = RULE
        shared = gazetteer.shared.get(folded[start:end])
        if shared and _closes(folded, kept[place : place + LIST_NAMES], shared):
            codes, rule = shared.codes, SHARED_RULE
        if codes := settle(codes, home, pack):
            kind = pack.regions[codes[0]].kind
            mentions.append(RegionMention(start=start, end=end, rule=rule, codes=codes, kind=kind))
    return FoundRegions(tuple(mentions), home.country)


def _match(text: str, folded: str, gazetteer: Gazetteer) -> list[_Candidate]:
    """Return every form in the text that is a run of whole words."""
    return [
        _Candidate(start, end, codes)
        for start, end, codes in gazetteer.find(text, folded)
        if not _is_word(text, start - 1, start)
        and not _is_word(text, end - 1, end)
        and text[end : end + 1] not in _CURRENCY
    ]


def _is_word(text: str, left: int, right: int) -> bool:
    """Return whether the characters at both places belong to one word."""
    return left >= 0 and right < len(text) and text[left].isalnum() and text[right].isalnum()


def _select(text: str, candidates: list[_Candidate]) -> Iterator[_Candidate]:
    """Yield the leftmost, then longest candidates that do not overlap and are no part of a hyphenated word."""
    starts = {candidate.start for candidate in candidates}
    ends = {candidate.end for candidate in candidates}
    reached = 0
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        start, end, _ = candidate
        # "Алматы-Астана" is two names, "Астана-банк" none.
        bound_left = _is_hyphen(text, start - 1) and start - 1 not in ends
        bound_right = _is_hyphen(text, end) and end + 1 not in starts
        if start >= reached and not bound_left and not bound_right:
            reached = end
            yield candidate


def _is_hyphen(text: str, at: int) -> bool:
    """Return whether a hyphen between two letters stands at the place."""
    inside = 0 < at < len(text) - 1
    return inside and text[at] in _HYPHENS and text[at - 1].isalpha() and text[at + 1].isalpha()


def _closes(folded: str, names: Sequence[_Candidate], shared: SharedNoun) -> bool:
    """Return whether the list of names that begins here closes with one of the nouns."""
    for place, name in enumerate(names):
        at = _BRACKET.match(folded, name.end).end()  # type: ignore[union-attr]
        # The last name may have the noun for its own: "Ханты-Мансийский и Ямало-Ненецкий АО".
        if shared.nouns.match(folded, at) or (place and shared.nouns.search(folded, name.start, name.end)):
            return True
        following = names[place + 1].start if place + 1 < len(names) else 0
        if not _LINK.fullmatch(folded, at, following):
            return False
    return False
