"""Names with a slip of the keyboard: one letter too many, too few or wrong, where no known name fits.

Only a text that tells of several regions of one country is searched, only its regions are meant, and only in two
places: what opens a line with a number in it, and a capitalised word beside a noun such as "region". A slip that
may stand for two regions stands for none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from extractor.finders.homes import ENOUGH, country_of, entry_of
from extractor.packs import COUNTRY, Pack
from extractor.spans import SpanSet
from extractor.text import within_one_edit

# A shorter name is too easily another word.
SHORTEST = 9
# So much of a noun is the same in all its cases.
STEM = 4
KINDS = ("region", "city", "district")
_OPENING = regex.compile(
    r"[ \t]*+(?:[-–—•*|]|\d{1,3}[.)])?[ \t]*+(\p{Lu}[\p{L}'’-]++(?: \p{L}[\p{L}.'’-]*+){0,3})"
    r"(?=[ \t]*+(?:[–—:|;(\t-]|\d)[^\n]*?\d)"
)
_PAIR = regex.compile(r"(?<![\p{L}-])\p{Lu}[\p{L}'’-]{4,}+ (\p{Ll}{3,}+)(?![\p{L}-])")
_WORD_BEFORE = regex.compile(r"(?r)[\p{L}'’-]{5,50}")
LONGEST = 50  # characters of a noun
Found = tuple[int, int, tuple[str, ...]]


def find_slips(
    text: str, folded: str, known: Iterable[Found], country: str | None, pack: Pack, language: str
) -> list[Found]:
    """Return start, end and region of each name with a slip that meets none of the known names."""
    known = list(known)
    told = {codes[0] for _, _, codes in known if len(codes) == 1}
    if country is None or sum(_is_told(code, country, pack) for code in told) < ENOUGH:
        return []
    taken = SpanSet((start, end) for start, end, _ in known)
    found = []
    for start, end in sorted({*_opening(text), *_pairs(text, _nouns(pack, language, country))}):
        if not taken.meets(start, end):
            codes = _likely(pack, language, country).find(folded[start:end])
            if len(codes) == 1:
                taken.add(start, end)
                found.append((start, end, tuple(codes)))
    return found


def _is_told(code: str, country: str | None, pack: Pack) -> bool:
    entry = entry_of(code, pack)
    return entry.kind != COUNTRY and country_of(entry, pack) == country


def _opening(text: str) -> Iterator[tuple[int, int]]:
    """Yield what opens a line with a number in it."""
    start = 0
    while start >= 0:
        match = _OPENING.match(text, start)
        if match is not None and match.end(1) - match.start(1) >= SHORTEST:
            yield match.span(1)
        start = text.find("\n", start) + 1 or -1


def _pairs(text: str, nouns: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield each capitalised word with a noun of regions behind it, in whatever case."""
    for noun in nouns:
        at = text.find(f" {noun}")
        while at >= 0:
            word = _WORD_BEFORE.match(text, 0, at)
            match = _PAIR.search(text, word.start(), at + LONGEST) if word is not None else None
            if match is not None and match.start(1) == at + 1:
                yield match.span()
            at = text.find(f" {noun}", at + 1)


@lru_cache(maxsize=8)
def _nouns(pack: Pack, language: str, country: str) -> frozenset[str]:
    """Return how the nouns of a country's regions begin ("обла", "край")."""
    names = (entry.names.get(language, "") for entry in pack.regions.values() if entry.parent == country)
    return frozenset(word[:STEM] for name in names for word in name.split() if word.islower())


class _Likely:
    """The names that a slip may stand for, to be found by the half of them that is right."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._names: dict[str, set[str]] = {}
        for name, code in names:
            self._names.setdefault(name, set()).add(code)
        self._forward = sorted(self._names)
        self._backward = sorted(name[::-1] for name in self._names)

    def find(self, word: str) -> set[str]:
        """Return the regions with a name at one edit from the word."""
        half = len(word) // 2
        near = [*_beginning(self._forward, word[:half])]
        near += [name[::-1] for name in _beginning(self._backward, word[half:][::-1])]
        return {code for name in near if within_one_edit(name, word) for code in self._names[name]}


def _beginning(words: list[str], start: str) -> Iterator[str]:
    at = bisect_left(words, start)
    while at < len(words) and words[at].startswith(start):
        yield words[at]
        at += 1


@lru_cache(maxsize=8)
def _likely(pack: Pack, language: str, country: str) -> _Likely:
    names = (
        (form, code)
        for form, codes in pack.gazetteer(language).names()
        for code in codes
        if len(form) >= SHORTEST and code.startswith(country) and pack.regions[code].kind in KINDS
    )
    return _Likely(names)
