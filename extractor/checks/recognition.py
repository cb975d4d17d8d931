"""Figures that were read off pictures, which confirm nothing by themselves; and what a second engine reads."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import regex
from msgspec.structs import replace

from extractor.checks.facts import Facts
from extractor.checks.findings import Finding, make_finding
from extractor.results import Aggregate, Check, CheckStatus, Evidence, Record

# White space, and the signs that engines write differently.
_LOOSE = regex.compile(r"[\s\p{Cf}\p{Pd}\p{Lm}]+")


def check_recognition(facts: Facts) -> Iterator[Finding]:
    """A figure that text recognition read is read alike a second time, and fits its column."""
    doubts = facts.document.doubts
    if not doubts:
        return
    ends = [doubt.end for doubt in doubts]
    for value in (value for owner in facts.owners() for value in owner.values if value.evidence):
        quote = value.evidence[0]
        at = bisect_left(ends, quote.start + 1)
        if at < len(doubts) and doubts[at].start < quote.end:
            message = facts.say("recognition.failed", value=quote.text, cause=doubts[at].cause)
            yield make_finding(facts, "recognition", "failed", message, [value.id], "warning")


def weaken_recognized(check: Check, ocr_pages: tuple[int, ...]) -> Check:
    """Return the check as one that confirms nothing, where all its quotes were read off pictures."""
    recognized = check.independent and bool(check.evidence) and all(q.page in ocr_pages for q in check.evidence)
    return replace(check, independent=False) if recognized else check


def list_quotes(owners: Iterable[Record | Aggregate]) -> list[Evidence]:
    """Return the quotes that a second engine must read alike: each value's number, each record's name."""
    names = [quote for owner in owners if isinstance(owner, Record) for quote in owner.region.evidence[:1]]
    return [*names, *(quote for owner in owners for value in owner.values for quote in value.evidence[:1])]


def check_second_reading(facts: Facts) -> Iterator[Finding]:
    """A second engine reads each value's number, and its region's name, where the first one did."""
    for owner in facts.owners() if facts.seen else ():
        names = owner.region.evidence[:1] if isinstance(owner, Record) else ()
        for value in owner.values:
            quotes = [quote for quote in (*value.evidence[:1], *names) if quote in facts.seen]
            if not value.evidence or not quotes:
                continue
            wrong = next((quote for quote in quotes if not _reads_alike(quote.text, facts.seen[quote])), None)
            status: CheckStatus = "passed" if wrong is None else "failed"
            told = wrong or quotes[0]
            message = facts.say(f"second-reading.{status}", value=told.text, seen=facts.seen[told])
            yield make_finding(facts, "second-reading", status, message, [value.id], "warning", True, tuple(quotes))


def _reads_alike(quote: str, text: str) -> bool:
    """Whether the letters in a quote's box are the quote's; beside them the box may hold a mark that touches it."""
    wanted, found = _LOOSE.sub("", quote), _LOOSE.sub("", text)
    at = found.find(wanted)
    around = found[:at] + found[at + len(wanted) :]
    return at >= 0 and not any(char.isalnum() for char in around)
