"""Ranks: places told in digits, in ordinal words and by leader words."""

from __future__ import annotations

import regex

from extractor.model import RankMention
from extractor.packs import CompiledRule, Language, RuleKind, Scan
from extractor.spans import SpanSet


def find_ranks(language: Language, scan: Scan, kind: RuleKind = "rank") -> list[RankMention]:
    """Return the places told in the text, earlier rules of the pack winning where two overlap.

    Rules of kind "rank" read the lower-cased text, those of kind "place" the masked one: ordinals that only a name
    beside them makes a place. A rule of value 0 finds what is no place now ("up from 14th"): its mention has neither
    `value` nor `from_bottom`.
    """
    found: list[RankMention] = []
    taken = SpanSet()
    for compiled, match in scan.finditer(kind):
        if taken.meets(*match.span()):
            continue
        mention = _rank(match, compiled, language)
        if mention is not None:
            taken.add(*match.span())
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def _rank(match: regex.Match[str], compiled: CompiledRule, language: Language) -> RankMention | None:
    groups = {name: text for name, text in match.groupdict().items() if text}
    fixed = int(compiled.rule.value) if compiled.rule.value else None
    digits = match.span()
    of = int(groups["of"]) if "of" in groups else None
    if "number" in groups:
        fixed, digits = int(groups["number"]), match.span("number")
    elif "bottom" in groups:
        fixed, digits = -int(groups["bottom"]), match.span("bottom")
    elif "ordinal" in groups:
        value = language.lookup("ordinal", groups["ordinal"])
        fixed, digits = int(value) if value else None, match.span("ordinal")
    if fixed is None:
        return None
    if "from_end" in groups:
        fixed = -fixed
    return RankMention(
        start=match.start(),
        end=match.end(),
        rule=compiled.rule.id,
        value=fixed if fixed > 0 else None,
        from_bottom=-fixed if fixed < 0 else None,
        digits=digits,
        of=of,
    )
