"""Periods of rankings: what a passage says of time, years filled in from the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.assemblers.passages import Passage
from extractor.model import Document, Mentions, PeriodMention


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
    """Return the period of the first block that names one."""
    for block in document.blocks:
        inside = [m for m in mentions.periods if block.start <= m.start < block.end]
        period = choose_period(inside, year)
        if period is not None:
            return period
    return None


def leading_period(passage: Passage, year: str | None) -> str | None:
    """Return the period that opens a passage before anything else is told ("In 2024 …")."""
    firsts = [m.start for m in (*passage.regions, *passage.numbers, *passage.ranks)]
    leading = [m for m in passage.periods if not firsts or m.start < min(firsts)]
    return choose_period(leading, year)
