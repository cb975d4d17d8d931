"""Names and borders in time: a region is told of when it exists, by a name of that time, in one extent throughout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from extractor.checks.facts import Facts
from extractor.checks.findings import Finding, make_finding
from extractor.packs import RegionEntry
from extractor.results import Record
from extractor.text import fold

# A town is older than the standing that its dates are of.
OLDER = frozenset(("city",))
# The last month of a quarter or a half.
_ENDS = {"Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12", "H1": "06", "H2": "12"}
_PART = regex.compile(r"(\d{4})-(Q[1-4]|H[12])")


def check_times(facts: Facts) -> Iterator[Finding]:
    """A region exists in the period that it is ranked in, is called as it then was, and did not change in between."""
    moved: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in facts.assembly.records:
        entry = facts.pack.regions.get(record.region.code or "")
        told = _told_when(facts, record)
        if entry is None or told is None:
            continue
        yield from _check_existence(facts, record, entry, told)
        yield from _check_name(facts, record, entry, told)
        for border in _find_borders(record, entry, told):
            moved[record.ranking, border].append(record.id)
    for (_, border), names in sorted(moved.items()):
        regions = [facts.records[name] for name in names]
        message = facts.say("borders-in-time.failed", regions=regions, since=border)
        yield make_finding(facts, "borders-in-time", "failed", message, names, "note")


def _told_when(facts: Facts, record: Record) -> str | None:
    """Return the period that a record's figures are of, else when the document was published."""
    return record.period or facts.document.source.published


def _check_existence(facts: Facts, record: Record, entry: RegionEntry, told: str) -> Iterator[Finding]:
    if entry.valid_from is not None and entry.kind not in OLDER and _lies_before(_end(told), entry.valid_from):
        words = {"name": record, "since": entry.valid_from, "period": told}
        message = facts.say("region-in-time.failed", **words)
        yield make_finding(facts, "region-in-time", "failed", message, [record.id], "warning")
    elif entry.valid_to is not None and _lies_before(entry.valid_to, _begin(told)):
        message = facts.say("region-gone.failed", name=record, until=entry.valid_to, period=told)
        yield make_finding(facts, "region-in-time", "failed", message, [record.id], "warning")


def _check_name(facts: Facts, record: Record, entry: RegionEntry, told: str) -> Iterator[Finding]:
    printed = fold(record.region.evidence[0].text).lower() if record.region.evidence else ""
    for dated in entry.dated:
        if not any(printed.startswith(name) for name in dated.names):
            continue
        early = dated.valid_from is not None and _lies_before(_end(told), dated.valid_from)
        late = dated.valid_to is not None and _lies_before(dated.valid_to, _begin(told))
        if early or late:
            words = {"text": record.region.evidence[0].text, "name": record, "period": told}
            message = facts.say("name-in-time.failed", **words)
            yield make_finding(facts, "name-in-time", "failed", message, [record.id], "note")
        return


def _find_borders(record: Record, entry: RegionEntry, told: str) -> Iterator[str]:
    """Yield the dates between an earlier figure of a region and its present one when its extent changed."""
    earlier = [value.period for value in record.values if value.role == "previous" and value.period]
    for border in entry.borders:
        if any(_lies_before(_end(period), border) for period in earlier) and not _lies_before(_end(told), border):
            yield border


def _end(period: str) -> str:
    """Return the last month or day of a period as far as it is told ("2025-H1" ends in 2025-06)."""
    last = period.rpartition("/")[2]
    part = _PART.fullmatch(last)
    return f"{part[1]}-{_ENDS[part[2]]}" if part is not None else last


def _begin(period: str) -> str:
    """Return the year that a period begins in, or its month or day where it is one."""
    first = period.partition("/")[0]
    return first[:4] if _PART.fullmatch(first) else first


def _lies_before(one: str, other: str) -> bool:
    """Whether one date is before another, as far as both are told: a year is not before its own months."""
    size = min(len(one), len(other))
    return one[:size] < other[:size]
