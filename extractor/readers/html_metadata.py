"""What an HTML page says of itself in its head: title, date of publishing, publisher."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import regex
from msgspec.structs import replace

from extractor.readers.builder import collapse
from extractor.results import Source

_DATE = regex.compile(r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = regex.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.((?:19|20)\d\d)(?!\d)")
_TITLES = ("og:title", "twitter:title", "dc.title")
_DATES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "dc.date.issued",
    "dc.date", "dcterms.date", "pubdate", "publishdate", "date",
)  # fmt: skip
_PUBLISHERS = ("og:site_name", "dc.publisher", "application-name")


def read_metadata(root: Any, source: Source) -> Source:
    """Return the source with what the page's meta tags, JSON-LD and first heading tell; dates are ISO days."""
    metas = _read_metas(root)
    things = tuple(_read_things(root))
    title = _first(metas, _TITLES) or _text_of(root, "h1") or _text_of(root, "title")
    published = next(filter(None, map(parse_date, _date_candidates(root, metas, things))), None)
    publisher = _first(metas, _PUBLISHERS) or next(filter(None, map(_publisher_of, things)), None)
    return replace(source, title=title, published=published, publisher=publisher)


def parse_date(printed: str) -> str | None:
    """Return the day of an ISO or day-first date as `2026-01-24`; None for anything else.

    >>> parse_date("2026-01-24T10:15:00+05:00"), parse_date("24.1.2026"), parse_date("yesterday")
    ('2026-01-24', '2026-01-24', None)
    """
    if match := _DATE.search(printed):
        return f"{match[1]}-{match[2]}-{match[3]}"
    if match := _DAY_FIRST.search(printed):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return None


def _read_metas(root: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = collapse(meta.get("content", ""))
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _text_of(root: Any, tag: str) -> str | None:
    for element in root.iter(tag):
        text = collapse("".join(element.itertext()))
        if text:
            return text
    return None


def _date_candidates(root: Any, metas: dict[str, str], things: tuple[dict[str, Any], ...]) -> Iterator[str]:
    for thing in things:
        yield str(thing.get("datePublished", ""))
    for name in _DATES:
        yield metas.get(name, "")
    times = list(root.iter("time"))
    # A page lists the times of other articles too; its own is the one marked so, else the first.
    times.sort(key=lambda time: time.get("pubdate") is None and "published" not in time.get("class", "").lower())
    for time in times:
        yield time.get("datetime", "") or "".join(time.itertext())


def _read_things(root: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, those inside lists and graphs too; broken JSON is passed over."""
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "").lower():
            continue
        try:
            pending = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            thing = pending.pop(0)
            if isinstance(thing, list):
                pending[:0] = thing
            elif isinstance(thing, dict):
                yield thing
                pending.extend(thing[key] for key in ("@graph", "mainEntity") if key in thing)


def _publisher_of(thing: dict[str, Any]) -> str | None:
    publisher = thing.get("publisher")
    if isinstance(publisher, list):
        publisher = next(iter(publisher), None)
    if isinstance(publisher, dict):
        publisher = publisher.get("name")
    return collapse(publisher) or None if isinstance(publisher, str) else None
