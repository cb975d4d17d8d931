"""The country that a document is about: it settles names that several regions bear, and is itself the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from extractor.model import RegionMention
from extractor.packs import Pack

COUNTRY = "country"
# So many countries, named more often than regions, are what is ranked.
MANY_COUNTRIES = 4


def choose_country(pack: Pack, mentions: Iterable[RegionMention]) -> str | None:
    """Return the country whose regions the document names most, else the one country that it names.

    None where countries themselves are what the document ranks.
    """
    regions: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for mention in mentions:
        for code in mention.codes:
            entry = pack.regions[code]
            if entry.kind == COUNTRY:
                countries[code] += 1
            elif entry.parent is not None:
                regions[_country_of(pack, entry.parent)] += 1
    if len(countries) >= MANY_COUNTRIES and countries.total() > regions.total():
        return None
    if regions:
        return max(regions, key=lambda code: (regions[code], countries[code]))
    return next(iter(countries)) if len(countries) == 1 else None


def _country_of(pack: Pack, code: str) -> str:
    entry = pack.regions.get(code)
    return code if entry is None or entry.parent is None else _country_of(pack, entry.parent)


def settle_names(pack: Pack, mentions: Iterable[RegionMention], country: str | None) -> tuple[RegionMention, ...]:
    """Return the mentions with one region each; a name that still may mean several regions is left out, not guessed."""
    settled = []
    for mention in mentions:
        codes = mention.codes
        if len(codes) > 1:
            home = tuple(code for code in codes if code == country or _is_inside(pack, code, country))
            codes = home or codes
        if len(codes) == 1:
            settled.append(replace(mention, codes=codes, kind=pack.regions[codes[0]].kind))
    return tuple(settled)


def _is_inside(pack: Pack, code: str, country: str | None) -> bool:
    parent = pack.regions[code].parent
    return parent is not None and _country_of(pack, parent) == country
