"""Periods of rankings: what a passage says of time, years filled in from the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from extractor.assemblers.passages import Passage
from extractor.model import Document, Mentions, PeriodMention
from extractor.packs import FILLER, NUMBER
from extractor.spans import SpanIndex

_SHIFTABLE = regex.compile(r"(?P<year>\d{4})(?P<rest>-Q(?P<quarter>\d)|-H\d|-(?P<month>\d\d)(?P<day>-\d\d)?)?")

# The period of an earlier figure stands this close behind it.
PERIOD_BEHIND = 8
# A period that comes after a figure and a comma, bracket or "than" is that of another figure.
_ASIDE = regex.compile(rf"{NUMBER}{FILLER}*[^.!?\n{NUMBER}]{{0,24}}?[,;(]\s*(?:\p{{L}}{{1,6}}\s+){{0,2}}$")


def default_year(document: Document, periods: Iterable[PeriodMention]) -> str | None:
    """Return the year that a month told without one belongs to: the first told, else that of publishing."""
    for mention in periods:
        if mention.period[:4].isdigit():
            return mention.period[:4]
    return document.source.published[:4] if document.source.published else None


def resolve(period: str, year: str | None) -> str | None:
    """Return the period with its year filled in, or None where no year is known."""
    if "?" not in period:
        return period
    return period.replace("?", year) if year and period != "?" else None


def choose_period(mentions: Sequence[PeriodMention], year: str | None) -> str | None:
    """Return the period a passage speaks of: the latest, the finer of two that begin alike."""
    known = [period for period in (resolve(mention.period, year) for mention in mentions) if period]
    return max(known, key=lambda period: (period.rpartition("/")[2][:4], len(period))) if known else None


def document_period(document: Document, mentions: Mentions, year: str | None) -> str | None:
    """Return the period of the first block that names one, left out what is held against or a stamp.

    So are asides ("A – 93%, in 2024 – 90%").
    """
    masked = mentions.masked
    bases = [cue for cue in mentions.cues if cue.kind == "base"]
    before = {role.start for role in mentions.roles if role.role == "previous"}
    earlier = [number.right for number in mentions.numbers if number.start in before]
    main = [
        period
        for period in mentions.periods
        if not _ASIDE.search(masked[max(0, period.start - 60) : period.start])
        and not any(0 <= period.start - right <= PERIOD_BEHIND for right in earlier)
        and not any(base.start <= period.start < base.end for base in bases)
    ]
    periods = SpanIndex(main)
    for block in document.blocks:
        period = choose_period(periods.within(block.start, block.end), year)
        if period is not None:
            return period
    return None


def shift_period(period: str | None, step: str) -> str | None:
    """Return the period one year, quarter or month earlier, None where the period is no such one.

    >>> shift_period("2025-Q2", "year"), shift_period("2025-Q1", "quarter"), shift_period("2025-01", "month")
    ('2024-Q2', '2024-Q4', '2024-12')
    """
    match = _SHIFTABLE.fullmatch(period or "")
    if match is None:
        return None
    year, rest = int(match["year"]), match["rest"] or ""
    if step == "year":
        return f"{year - 1}{rest}"
    if step == "quarter" and match["quarter"]:
        quarter = int(match["quarter"])
        return f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4"
    if step == "month" and match["month"] and not match["day"]:
        month = int(match["month"])
        return f"{year}-{month - 1:02d}" if month > 1 else f"{year - 1}-12"
    return None


def leading_period(passage: Passage, year: str | None) -> str | None:
    """Return the period that opens a passage before anything else is told ("In 2024 …")."""
    if not passage.periods:
        return None
    first = passage.told_from
    return choose_period([m for m in own_periods(passage) if first is None or m.start < first], year)


def own_periods(passage: Passage) -> list[PeriodMention]:
    """Return the periods of a passage that figures are not only held against."""
    bases = passage.of_kind("base")
    return [m for m in passage.periods if not any(base.start <= m.start < base.end for base in bases)]


def lies_before(told: str, known: str) -> bool:
    """Return whether a period ends before another one ends; a year and a part of it are not told apart."""
    told, known = told.rpartition("/")[2], known.rpartition("/")[2]
    if told[:4] != known[:4]:
        return told[:4] < known[:4]
    size = min(len(told), len(known))
    return told[:size] < known[:size] and told[4:6] != "-H" != known[4:6]
