"""Gazetteers ready to be searched: every form of a set of regions in one Aho-Corasick automaton."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import regex
from ahocorasick_rs import AhoCorasick, MatchKind

from extractor.packs.entries import COUNTRY, RegionEntry
from extractor.text import fold

Forms = Mapping[str, tuple[str, ...]]
_ELLIPSIS = " … "
_BREAK = regex.compile(r"-(?=\p{Lu})")
# The forms that fold to one key, each with what it may mean.
_Variants = dict[str, list[tuple[str, tuple[str, ...]]]]


class SharedNoun(NamedTuple):
    """What a name means in a list that closes with one of these nouns."""

    nouns: regex.Pattern[str]
    codes: tuple[str, ...]


class Gazetteer:
    """The forms of one set of regions; those of the first language come before the same forms of the others.

    `shared` are the names that a noun at the end of their list may settle, folded; `alone` tells that the names are
    so many and so little known that one joined to another capitalised word is taken for a part of that name.
    """

    def __init__(
        self, languages: Iterable[tuple[str, Forms]], regions: Mapping[str, RegionEntry], alone: bool = False
    ) -> None:
        self.alone = alone
        variants: _Variants = {}
        shared: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for language, forms in languages:
            known = set(variants)
            keys = dict(zip(forms, _fold_all(forms), strict=True))
            # As it is printed where the line breaks behind its hyphen ("Северо-\nКазахстанская").
            broken = {form: _BREAK.sub("- ", form) for form in forms if "-" in form}
            broken_keys = dict(zip(broken, _fold_all(broken.values()), strict=True))
            for form, found in forms.items():
                codes = _sort(found, form, language, regions) if len(found) > 1 else found
                key = keys[form]
                if _ELLIPSIS in key:
                    key, _, noun = key.partition(_ELLIPSIS)
                    shared.setdefault(key, []).append((noun, codes))
                elif key not in known:
                    variants.setdefault(key, []).append((form, codes))
                    if form in broken and broken[form] != form:
                        variants.setdefault(broken_keys[form], []).append((broken[form], codes))
        self._automaton = AhoCorasick(list(variants), matchkind=MatchKind.Standard, store_patterns=False)
        self._variants = variants
        self._by_number = list(variants.values())
        # The same with the places of each form's capitals, for the forms that were found so far.
        self._forms: dict[int, list[tuple[tuple[int, ...], tuple[str, ...]]]] = {}
        self.shared = {key: _compile_nouns(nouns) for key, nouns in shared.items()}

    def means(self, folded: str) -> frozenset[str]:
        """Return every region that a name, folded, may mean, by itself or in a list that closes with a noun."""
        shared = self.shared.get(folded)
        own = (code for _, codes in self._variants.get(folded, ()) for code in codes)
        return frozenset((*own, *(shared.codes if shared else ())))

    def names(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each form, folded, with the regions that it may mean; what needs no capital is no name."""
        for key, variants in self._variants.items():
            for form, codes in variants:
                if form != form.lower():
                    yield key, codes

    def find(self, text: str, folded: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield start, end and regions of every form in the text that is a run of whole words, overlapping ones too.

        The text must have the capitals that a form needs; `folded` is the text as `fold` gives it.
        """
        forms, last = self._forms, len(text)
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < last and text[end].isalnum() and text[end - 1].isalnum():
                continue
            variants = forms.get(number)
            if variants is None:
                variants = forms[number] = [(_capitals(form), codes) for form, codes in self._by_number[number]]
            fitting = [
                codes for capitals, codes in variants if not [1 for at in capitals if not text[start + at].isupper()]
            ]
            if fitting:
                yield start, end, fitting[0] if len(fitting) == 1 else _join(fitting)


def _fold_all(names: Iterable[str]) -> list[str]:
    """Fold the names at once: one by one it takes three times as long."""
    names = list(names)
    return fold("\0".join(names)).split("\0") if names else []


def _join(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for codes in several for code in codes))


def _sort(codes: Iterable[str], form: str, language: str, regions: Mapping[str, RegionEntry]) -> tuple[str, ...]:
    """Put a full name before other forms, and countries before their parts; then pack order holds."""

    def order(code: str) -> tuple[bool, bool]:
        entry = regions[code]
        return entry.names.get(language) != form, entry.kind != COUNTRY

    return tuple(sorted(codes, key=order))


def _capitals(form: str) -> tuple[int, ...]:
    """Return the places of a form's capitals: the text needs a capital there as well."""
    return tuple(at for at, char in enumerate(form) if char.isupper())


def _compile_nouns(nouns: Sequence[tuple[str, tuple[str, ...]]]) -> SharedNoun:
    words = "|".join(sorted((regex.escape(noun) for noun, _ in nouns), key=len, reverse=True))
    return SharedNoun(regex.compile(rf"(?:{words})(?!\w)"), _join(codes for _, codes in nouns))
