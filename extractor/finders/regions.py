"""Find region names: every form of the gazetteers in one pass of an Aho-Corasick automaton.

Two conventions of the packs are read here: an entry of kind `none` holds names that contain a
region's name and mean something else (they take the place and yield nothing), and a form
"X … nouns" gives what X means in a list that closes with these nouns ("Алматы, Ақтөбе облыстары").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex
from ahocorasick_rs import AhoCorasick, MatchKind

from extractor.errors import PackError
from extractor.model import RegionMention
from extractor.packs import Pack, RegionEntry
from extractor.text import fold

RULE, SHARED_RULE = "gazetteer", "shared-noun"
NO_REGION, COUNTRY = "none", "country"
# So many names of a list are looked through for the noun that closes it.
LIST_NAMES = 40
_ELLIPSIS = " … "
# "US$" is no country.
_CURRENCY = ("$", "€", "£")
_HYPHENS = "-\u2010\u2011"
# What may stand between the names of a list: a bracket behind the name, then a comma or a short word.
_BRACKET = regex.compile(r"\s*+(?:\([^()]{0,80}\)\s*+)?")
_BREAK = regex.compile(r"-(?=\p{Lu})")
_LINK = regex.compile(r"(?:,\s*(?:\p{Ll}{1,5}\s+)?|\p{Ll}{1,5}\s+)")


class _Variant(NamedTuple):
    """A form's capitals, as places inside it (the text needs a capital there as well), and its regions."""

    capitals: tuple[int, ...]
    codes: tuple[str, ...]


class _Index(NamedTuple):
    automaton: AhoCorasick
    variants: Sequence[tuple[_Variant, ...]]
    shared: dict[str, tuple[regex.Pattern[str], tuple[str, ...]]]


class _Candidate(NamedTuple):
    start: int
    end: int
    codes: tuple[str, ...]


def find_regions(text: str, pack: Pack, language: str) -> list[RegionMention]:
    """Return the region names in the text, in order, none overlapping; the longest form at a place wins.

    Names of the other languages of the packs are found as well, where the language itself has no
    such form. Where a form may mean several regions, those of the country that the text names most
    come first, the others follow in pack order. Raises PackError where a pack has forms for a region
    that it does not describe.
    """
    index = _build_index(pack, language)
    folded = fold(text)
    kept = list(_select(text, list(_match(text, folded, index))))
    home = _choose_home(kept, pack)
    mentions = []
    for place, (start, end, codes) in enumerate(kept):
        rule = RULE
        if shared := index.shared.get(folded[start:end]):
            pattern, plural_codes = shared
            if _closes(folded, kept[place : place + LIST_NAMES], pattern):
                codes, rule = plural_codes, SHARED_RULE
        if codes := _settle(codes, home, pack):
            kind = pack.regions[codes[0]].kind
            mentions.append(RegionMention(start=start, end=end, rule=rule, codes=codes, kind=kind))
    return mentions


def _choose_home(names: Iterable[_Candidate], pack: Pack) -> str | None:
    """Return the country that most names of one meaning lie in, or the only country named."""
    inside: Counter[str] = Counter()
    countries = set()
    for _, _, codes in names:
        entry = pack.regions[codes[0]]
        if entry.kind == COUNTRY:
            countries.add(entry.id)
        elif entry.parent and entry.kind != NO_REGION and len(codes) == 1:
            inside[_outermost(entry, pack)] += 1
    if inside:
        return inside.most_common(1)[0][0]
    return countries.pop() if len(countries) == 1 else None


def _outermost(entry: RegionEntry, pack: Pack) -> str:
    """Return the country of a region, or of a town inside one; what lies in nothing is its own."""
    while entry.parent and entry.parent in pack.regions:
        entry = pack.regions[entry.parent]
    return entry.parent or entry.id


def _settle(codes: tuple[str, ...], home: str | None, pack: Pack) -> tuple[str, ...]:
    """Return the codes with those of the home country first; none where the likeliest meaning is no region.

    A name of nothing that belongs to a country counts there only, one that belongs to none counts
    wherever the region is not at home ("Washington" outside the United States).
    """

    def rank(code: str) -> int:
        entry = pack.regions[code]
        if home is not None and home == _outermost(entry, pack):
            return 0
        return 2 if entry.kind != NO_REGION else 3 if entry.parent else 1

    codes = tuple(sorted(codes, key=rank)) if len(codes) > 1 else codes
    if pack.regions[codes[0]].kind == NO_REGION:
        return ()
    return tuple(code for code in codes if pack.regions[code].kind != NO_REGION)


def _match(text: str, folded: str, index: _Index) -> Iterator[_Candidate]:
    """Yield every form in the text that is a run of whole words with the capitals it needs."""
    for number, start, end in index.automaton.find_matches_as_indexes(folded, overlapping=True):
        if _is_word(text, start - 1, start) or _is_word(text, end - 1, end) or text[end : end + 1] in _CURRENCY:
            continue
        codes = dict.fromkeys(
            code
            for capitals, codes in index.variants[number]
            if all(text[start + at].isupper() for at in capitals)
            for code in codes
        )
        if codes:
            yield _Candidate(start, end, tuple(codes))


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


def _closes(folded: str, names: Sequence[_Candidate], nouns: regex.Pattern[str]) -> bool:
    """Return whether the list of names that begins here closes with one of the nouns."""
    for place, name in enumerate(names):
        at = _BRACKET.match(folded, name.end).end()  # type: ignore[union-attr]
        # The last name may have the noun for its own: "Ханты-Мансийский и Ямало-Ненецкий АО".
        if nouns.match(folded, at) or (place and nouns.search(folded, name.start, name.end)):
            return True
        following = names[place + 1].start if place + 1 < len(names) else 0
        if not _LINK.fullmatch(folded, at, following):
            return False
    return False


@lru_cache(maxsize=16)
def _build_index(pack: Pack, language: str) -> _Index:
    variants: dict[str, dict[tuple[int, ...], tuple[str, ...]]] = {}
    shared: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for forms in _forms_by_language(pack, language):
        known = set(variants)
        # Folded all at once: name by name it takes three times as long.
        for (form, codes), folded in zip(forms.items(), fold("\0".join(forms)).split("\0"), strict=True):
            key, ellipsis, noun = folded.partition(_ELLIPSIS)
            if ellipsis:
                shared.setdefault(key, []).append((noun, codes))
            elif key not in known:
                _add(variants, form, key, codes)
    return _Index(
        AhoCorasick(list(variants), matchkind=MatchKind.Standard, store_patterns=False),
        [tuple(_Variant(*item) for item in found.items()) for found in variants.values()],
        {key: _compile_nouns(nouns) for key, nouns in shared.items()},
    )


def _forms_by_language(pack: Pack, language: str) -> Iterator[dict[str, tuple[str, ...]]]:
    """Yield the forms of the language itself, then of the others; see `_order`."""
    languages = sorted({name for entry in pack.regions.values() for name in (*entry.names, *entry.forms)})
    for name in sorted(languages, key=lambda name: name != language):
        forms = pack.region_forms(name)
        for form, codes in forms.items():
            unknown = [code for code in codes if code not in pack.regions]
            if unknown:
                raise PackError(
                    f"forms.{name}.jsonl", unknown[0], f"'{form}' is a form of a region no regions.jsonl has"
                )
            if len(codes) > 1:
                forms[form] = tuple(sorted(codes, key=lambda code: _order(pack.regions[code], name, form)))
        yield forms


def _order(entry: RegionEntry, language: str, form: str) -> tuple[bool, bool]:
    """Put a full name before other forms, and countries before their parts; then pack order holds."""
    return entry.names.get(language) != form, entry.kind != COUNTRY


def _add(
    variants: dict[str, dict[tuple[int, ...], tuple[str, ...]]], form: str, key: str, codes: tuple[str, ...]
) -> None:
    """Add a form, and as it is printed where the line breaks behind its hyphen ("Северо-\\nКазахстанская")."""
    printings = [(form, key)]
    if "-" in form and (broken := _BREAK.sub("- ", form)) != form:
        printings.append((broken, fold(broken)))
    for printed, folded in printings:
        capitals = (0,) if _is_title(printed) else tuple(at for at, char in enumerate(printed) if char.isupper())
        found = variants.setdefault(folded, {})
        known = found.get(capitals)
        found[capitals] = tuple(dict.fromkeys((*known, *codes))) if known else codes


def _is_title(form: str) -> bool:
    """Return whether the first letter is the only capital (most are, and this is quick to tell)."""
    return form[:1].isupper() and form[1:].islower()


def _compile_nouns(nouns: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[regex.Pattern[str], tuple[str, ...]]:
    words = "|".join(sorted((regex.escape(noun) for noun, _ in nouns), key=len, reverse=True))
    return regex.compile(rf"(?:{words})(?!\w)"), tuple(dict.fromkeys(code for _, codes in nouns for code in codes))
