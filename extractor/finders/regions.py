"""Find region names: every form of the gazetteers, longest first, each with what it may mean here.

Two conventions of the packs are read here: an entry of kind `none` holds names that contain a
region's name and mean something else (they take the place and yield nothing), and a form
"X … nouns" gives what X means in a list that closes with these nouns ("Алматы, Ақтөбе облыстары").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import regex
from msgspec.structs import replace

from extractor.finders.homes import ENOUGH, Home, choose_home, choose_searched, country_of, entry_of, settle
from extractor.finders.slips import find_slips
from extractor.finders.towns import read_towns
from extractor.model import RegionMention
from extractor.packs import COUNTRY, Gazetteer, Pack, SharedNoun
from extractor.spans import Span, SpanSet
from extractor.text import compose, fold, unmix

RULE, SHARED_RULE, SLIP_RULE = "gazetteer", "shared-noun", "gazetteer-slip"
# So many names of a list are looked through for the noun that closes it.
LIST_NAMES = 40
# "US$" is no country.
_CURRENCY = ("$", "€", "£")
_HYPHENS = "-\u2010\u2011"
# What may stand between the names of a list: a bracket behind the name, then a comma or a short word.
_BRACKET = regex.compile(r"\s*+(?:\([^()]{0,80}\)\s*+)?")
# What makes a name a part of another: a capitalised word right behind it or, inside a sentence, right before it,
# and a short word between the two ("University of Kent").
_JOINED = regex.compile(r" \p{Lu}")
# Only behind few letters a full stop is an abbreviation's.
_JOINS = regex.compile(r"[\p{L},»\"] \p{Lu}(?:[\p{L}'’-]++|\p{L}{0,2}\.) (?:\p{Ll}{1,3} )?$")
JOIN = 40
# A name this close behind another is the next one of a list.
NEXT = 5
_LINK = regex.compile(r"(?:,\s*(?:\p{Ll}{1,5}\s+)?|\p{Ll}{1,5}\s+)")


class FoundRegions(NamedTuple):
    """The region names of a text, in order, and the country that it is about, where there is one."""

    mentions: tuple[RegionMention, ...]
    country: str | None


Meanings = Mapping[Span, tuple[str, ...]]


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
    free, text = taken or SpanSet(), unmix(text)
    composed = compose(text)
    if composed is None:
        return _find(text, free, pack, language)
    mentions, country = _find(composed.text, SpanSet(), pack, language)
    placed = (replace(m, start=composed.starts[m.start], end=composed.ends[m.end - 1]) for m in mentions)
    return FoundRegions(tuple(m for m in placed if not free.meets(m.start, m.end)), country)


def _find(text: str, free: SpanSet, pack: Pack, language: str) -> FoundRegions:
    folded = fold(text)
    gazetteers = [pack.gazetteer(language)]
    found = _gather(text, folded, gazetteers, {}, pack)
    kept = _select(text, found, free)
    home = choose_home((name.codes for name in kept), pack)
    searched = choose_searched((name.codes for name in kept), home, pack)
    if not kept and (country := _discover(text, folded, pack, language)):
        searched = [country]
    if searched:
        further = [pack.subdivisions.gazetteer(country, language) for country in searched]
        gazetteers += further
        kept = _select(text, _gather(text, folded, further, found, pack), free)
        home = choose_home((name.codes for name in kept), pack)
    mentions = list(_settle_all(folded, kept, gazetteers, home, pack))
    if language in pack.languages:
        mentions = read_towns(text, mentions, gazetteers[0], pack.languages[language], pack)
    for start, end, codes in find_slips(text, folded, kept, home.country, pack, language):
        if not free.meets(start, end):
            kind = entry_of(codes[0], pack).kind
            mentions.append(RegionMention(start=start, end=end, rule=SLIP_RULE, codes=codes, kind=kind))
    return FoundRegions(tuple(sorted(mentions, key=lambda mention: mention.start)), home.country)


def _settle_all(
    folded: str, kept: Sequence[_Candidate], gazetteers: Sequence[Gazetteer], home: Home, pack: Pack
) -> Iterator[RegionMention]:
    """Yield a mention of each name that means a region here."""
    told = {name.codes[0] for name in kept if len(name.codes) == 1}
    settled: dict[tuple[str, ...], tuple[str, ...]] = {}  # a text tells the same names over and over
    for place, (start, end, codes) in enumerate(kept):
        rule = RULE
        for gazetteer in gazetteers:
            shared = gazetteer.shared.get(folded[start:end])
            if shared and _closes(folded, kept[place : place + LIST_NAMES], shared):
                codes, rule = shared.codes, SHARED_RULE
        if codes not in settled:
            settled[codes] = settle(codes, home, told, pack)
        if codes := settled[codes]:
            yield RegionMention(start=start, end=end, rule=rule, codes=codes, kind=entry_of(codes[0], pack).kind)


def _discover(text: str, folded: str, pack: Pack, language: str) -> str | None:
    """Return the country that several different names of a text lie in, which names none that is always at hand."""
    names: dict[str, set[str]] = {}
    for start, end, codes in _match(text, folded, pack.subdivisions.all_names(language)):
        for country in {country_of(entry_of(code, pack), pack) for code in codes}:
            names.setdefault(country, set()).add(folded[start:end])
    first, second, *_ = *sorted(names, key=lambda country: -len(names[country])), "", ""
    enough = len(names.get(first, ())) >= max(ENOUGH, len(names.get(second, ())) + 1)
    return first if enough else None


def _match(text: str, folded: str, gazetteer: Gazetteer) -> Iterator[_Candidate]:
    """Yield every form in the text that is no currency and, where names are little known, no part of another."""
    last = -JOIN
    for start, end, codes in gazetteer.find(text, folded):
        if text[end : end + 1] in _CURRENCY:
            continue
        joins = start - last > NEXT and _JOINS.search(text, max(0, start - JOIN), start)
        if not gazetteer.alone or not (joins or _JOINED.match(text, end)):
            last = end
            yield _Candidate(start, end, codes)


def _gather(text: str, folded: str, gazetteers: Iterable[Gazetteer], known: Meanings, pack: Pack) -> Meanings:
    """Return what each name may mean, by its span.

    What a later gazetteer says of a name is added to what it is `known` to mean, save to a country's.
    """
    found = dict(known)
    for gazetteer in gazetteers:
        for start, end, codes in _match(text, folded, gazetteer):
            before = found.get((start, end), ())
            if not before or pack.regions[before[0]].kind != COUNTRY:
                found[start, end] = tuple(dict.fromkeys((*before, *codes))) if before else codes
    return found


def _select(text: str, found: Meanings, free: SpanSet) -> list[_Candidate]:
    """Return the leftmost, then longest names that do not overlap and are no part of a hyphenated word."""
    starts, ends = {start for start, _ in found}, {end for _, end in found}
    kept: list[_Candidate] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        # "Алматы-Астана" is two names, "Астана-банк" none.
        bound_left = _is_hyphen(text, start - 1) and start - 1 not in ends
        bound_right = _is_hyphen(text, end) and end + 1 not in starts
        if not (bound_left or bound_right or (kept and start < kept[-1].end)):
            kept.append(_Candidate(start, end, found[start, end]))
    return [name for name in kept if not free.meets(name.start, name.end)]


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
