"""Periods: years, quarters, months, days and spans of them, in the contract's notation."""

from __future__ import annotations

import regex

from extractor.model import PeriodMention
from extractor.packs import CompiledRule, Language, Scan
from extractor.spans import SpanSet


def find_periods(language: Language, scan: Scan) -> list[PeriodMention]:
    """Return the periods told in the text, earlier rules of the pack winning where two overlap."""
    found: list[PeriodMention] = []
    taken = SpanSet()
    for compiled, match in scan.finditer("period"):
        if not taken.add_free(*match.span()):
            continue
        period = _period(match, compiled, language)
        found.append(PeriodMention(start=match.start(), end=match.end(), rule=compiled.rule.id, period=period))
    return sorted(found, key=lambda mention: mention.start)


def _period(match: regex.Match[str], compiled: CompiledRule, language: Language) -> str:
    """Compose the period from the groups that matched; without a year it begins with "?" until one is known."""
    groups = {name: text for name, text in match.groupdict().items() if text}
    year = groups.get("year") or "?"
    month = language.lookup("month", groups["month"]) if "month" in groups else None
    if compiled.rule.value == "start":
        return f"{year}-01-01"
    if "year2" in groups:
        # "2024/25" leaves out the century.
        return f"{year}/{year[: 4 - len(groups['year2'])]}{groups['year2']}"
    if "months" in groups:
        return f"{year}-01/{year}-{int(groups['months']):02d}"
    if "from" in groups:
        return f"{year}-{language.lookup('month', groups['from'])}/{year}-{month}"
    if "quarter" in groups:
        return f"{year}-Q{language.lookup('quarter', groups['quarter'])}"
    if "half" in match.re.groupindex:
        return f"{year}-H{1 if 'half' in groups else 2}"
    if month and "day" in groups:
        return f"{year}-{month}-{int(groups['day']):02d}"
    return f"{year}-{month}" if month else year
