"""The country that a document is about: it settles names that several regions bear, and is itself the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from extractor.packs import CAPITAL, COUNTRY, NO_REGION, Pack, RegionEntry

# So many countries, named more often than regions, are what is ranked.
MANY_COUNTRIES = 4
# So many different regions of one country leave no doubt that a text is about it.
ENOUGH = 3


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
    for entry, times in _certain(names, pack):
        if entry.kind == COUNTRY:
            countries[entry.id] += times
        elif entry.parent:
            inside[country_of(entry, pack)] += times
    if len(countries) >= MANY_COUNTRIES and countries.total() > inside.total():
        return Home(of_countries=True)
    if inside:
        return Home(max(inside, key=lambda code: (inside[code], countries[code])))
    return Home(next(iter(countries)) if len(countries) == 1 else None)


def choose_searched(names: Iterable[tuple[str, ...]], home: Home, pack: Pack) -> list[str]:
    """Return the countries whose subdivisions are worth looking for in a text with these names.

    That is the one that it is about; where it is not clearly about one, each that is named as well; none where it is
    about countries themselves.
    """
    if home.of_countries:
        return []
    entries = [entry for entry, _ in _certain(names, pack)]
    regions = {entry.id for entry in entries if entry.parent and country_of(entry, pack) == home.country}
    named = {entry.id for entry in entries if entry.kind == COUNTRY} if len(regions) < ENOUGH else set()
    return sorted(country for country in {*named, home.country} if country and pack.subdivisions.of(country))


def _certain(names: Iterable[tuple[str, ...]], pack: Pack) -> Iterator[tuple[RegionEntry, int]]:
    """Yield what the names mean that mean one thing, each with how often it is named."""
    for code, times in Counter(codes[0] for codes in names if len(codes) == 1).items():
        if (entry := entry_of(code, pack)).kind != NO_REGION:
            yield entry, times


def entry_of(code: str, pack: Pack) -> RegionEntry:
    """Return the entry of a code that a gazetteer gave."""
    entry = pack.region(code)
    assert entry is not None
    return entry


def country_of(entry: RegionEntry, pack: Pack) -> str:
    """Return the country of a region, or of a town inside one; what lies in nothing is its own."""
    while entry.parent and (around := pack.region(entry.parent)):
        entry = around
    return entry.parent or entry.id


def settle(codes: tuple[str, ...], home: Home, told: Collection[str], pack: Pack) -> tuple[str, ...]:
    """Return the regions that a name may still mean; none where its likeliest meaning is no region.

    Regions at home come before any abroad, those at hand before those looked up, an outer one before a part of its
    own name, and a district of a region that is `told` of before those of others; a by-name of the capital is that of
    the country told of. A name of nothing that belongs to a country counts there only, one that belongs to none counts
    wherever the region is not at home ("Washington" outside the United States).
    """
    entries = [entry_of(code, pack) for code in codes]
    if any(entry.kind == CAPITAL for entry in entries):
        country = pack.region(home.country) if home.country else None
        if country is not None and country.capital:
            return (country.capital,)
        entries = [] if country else [entry for entry in entries if entry.kind != CAPITAL]
    ranks = [_rank(entry, home, pack) for entry in entries]
    entries = [entry for entry, rank in zip(entries, ranks, strict=True) if rank == min(ranks)]
    entries = [entry for entry in entries if entry.id in pack.regions] or entries
    if not entries or entries[0].kind == NO_REGION:
        return ()
    fitting = {entry.id for entry in entries}
    outer = [entry for entry in entries if entry.parent not in fitting]
    near = [entry for entry in outer if entry.parent in told]
    return tuple(entry.id for entry in (near if len(outer) > 1 and near else outer))


def _rank(entry: RegionEntry, home: Home, pack: Pack) -> int:
    if home.country == country_of(entry, pack) or (home.of_countries and entry.kind == COUNTRY):
        return 0
    return 2 if entry.kind != NO_REGION else 3 if entry.parent else 1
