"""The country that a document is about: it settles names that several regions bear, and is itself the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from extractor.packs import CAPITAL, COUNTRY, NO_REGION, Pack, RegionEntry

# So many countries, named more often than regions, are what is ranked.
MANY_COUNTRIES = 4


class Home(NamedTuple):
    """What a document is about: one country, where there is one; or countries themselves."""

    country: str | None = None
    of_countries: bool = False


def choose_home(names: Iterable[tuple[str, ...]], pack: Pack) -> Home:
    """Return the country that most names of one meaning lie in, else the one country that is named.

    `names` holds what each name of the text may mean; one of several meanings tells nothing. Many countries, named
    more often than regions, are themselves what the document is about.
    """
    inside: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for codes in names:
        entry = pack.regions[codes[0]]
        if len(codes) > 1:
            continue
        if entry.kind == COUNTRY:
            countries[entry.id] += 1
        elif entry.parent and entry.kind != NO_REGION:
            inside[country_of(entry, pack)] += 1
    if len(countries) >= MANY_COUNTRIES and countries.total() > inside.total():
        return Home(of_countries=True)
    if inside:
        return Home(max(inside, key=lambda code: (inside[code], countries[code])))
    return Home(next(iter(countries)) if len(countries) == 1 else None)


def country_of(entry: RegionEntry, pack: Pack) -> str:
    """Return the country of a region, or of a town inside one; what lies in nothing is its own."""
    while entry.parent and entry.parent in pack.regions:
        entry = pack.regions[entry.parent]
    return entry.parent or entry.id


def settle(codes: tuple[str, ...], home: Home, pack: Pack) -> tuple[str, ...]:
    """Return the regions that a name may still mean; none where its likeliest meaning is no region.

    Regions at home come before any abroad, and a by-name of the capital is that of the country told of. A name of
    nothing that belongs to a country counts there only, one that belongs to none counts wherever the region is not
    at home ("Washington" outside the United States).
    """
    country = pack.regions.get(home.country or "")
    if any(pack.regions[code].kind == CAPITAL for code in codes):
        if country is not None and country.capital:
            return (country.capital,)
        codes = () if country else tuple(code for code in codes if pack.regions[code].kind != CAPITAL)
    if not codes:
        return ()
    ranks = {code: _rank(pack.regions[code], home, pack) for code in codes}
    best = min(ranks.values())
    fitting = tuple(code for code in codes if ranks[code] == best)
    return () if pack.regions[fitting[0]].kind == NO_REGION else fitting


def _rank(entry: RegionEntry, home: Home, pack: Pack) -> int:
    if home.country == country_of(entry, pack) or (home.of_countries and entry.kind == COUNTRY):
        return 0
    return 2 if entry.kind != NO_REGION else 3 if entry.parent else 1
