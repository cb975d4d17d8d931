"""Towns that bear the name of their region: in a list of towns, the bare name is the town's."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec.structs import replace

from extractor.model import RegionMention
from extractor.packs import Gazetteer, LanguageEntry, Pack
from extractor.text import fold, lower

# So many different towns of no such name beside them leave no doubt that a text lists towns.
ENOUGH_TOWNS = 2
REGION, CITY, TOWN = "region", "city", "town"


def read_towns(
    text: str, mentions: Sequence[RegionMention], gazetteer: Gazetteer, language: LanguageEntry, pack: Pack
) -> list[RegionMention]:
    """Return the mentions, those of regions by their towns' bare names as the towns where the text is about towns.

    It is not where it names any region by a name of the region's own. What is no town but an adjective is left out.
    """
    mentions = _leave_adjectives(text, mentions, language.adjective)
    names = [mention for mention in mentions if mention.kind == REGION and len(mention.codes) == 1]
    towns = {mention.codes for mention in mentions if mention.kind == TOWN}
    if not names or not language.town:
        return list(mentions)
    meant: dict[int, str] = {}
    for name in names:
        if (found := _town_of(name, text, gazetteer, language.town, pack)) is None:
            return list(mentions)
        meant[name.start] = found
    if len(towns) < ENOUGH_TOWNS and not _tells_of_towns(text, language):
        return list(mentions)
    return [
        replace(mention, codes=(town,), kind=TOWN) if (town := meant.get(mention.start)) else mention
        for mention in mentions
    ]


def _leave_adjectives(text: str, mentions: Sequence[RegionMention], adjective: str) -> list[RegionMention]:
    towns = [mention for mention in mentions if mention.kind in (CITY, TOWN)]
    if not adjective or not towns:
        return list(mentions)
    pattern, lowered = regex.compile(adjective), lower(text)
    adjectives = {town.start for town in towns if pattern.fullmatch(lowered, town.start, town.end)}
    return [mention for mention in mentions if mention.start not in adjectives]


def _town_of(name: RegionMention, text: str, gazetteer: Gazetteer, told: str, pack: Pack) -> str | None:
    """Return the town inside the region that bears the very name, where there is one."""
    for code in gazetteer.means(fold(told.format(text[name.start : name.end]))):
        entry = pack.region(code)
        if entry is not None and entry.kind == TOWN and entry.parent == name.codes[0]:
            return code
    return None


def _tells_of_towns(text: str, language: LanguageEntry) -> bool:
    return bool(language.towns) and regex.search(language.towns, lower(text)) is not None
