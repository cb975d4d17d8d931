"""Grounding: each value and name read again from its own span."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import regex
from msgspec import UNSET

from extractor.checks.facts import Facts, figure
from extractor.checks.findings import Finding, make_finding
from extractor.packs import CAPITAL, Gazetteer, Language, Pack
from extractor.results import Record, Value
from extractor.text import NUMBERS_KEPT, compose, fold, multiply, parse_number, within_one_edit

# The same names are told in one ranking after another, and in one document after another.
NAMES_KEPT = 4096
_PART = regex.compile(r"(?P<digits>\d[\d.,'’ \u00a0\u2009\u202f]*\d|\d)\s*(?P<word>[^\d\s]*)")


@lru_cache(maxsize=NUMBERS_KEPT)
def reread(printed: str, multiplier: str, language: Language) -> Decimal | None:
    """Return the value of a printed number ("1 млн 367 тыс. 085" as well), or None where it cannot be read."""
    whole = parse_number(printed, language.entry.decimal)
    if whole is not None:
        return multiply(whole, Decimal(multiplier))
    total = Decimal(0)
    for part in _PART.finditer(fold(printed)):
        number = parse_number(part["digits"].strip(), language.entry.decimal)
        factor = language.lookup("multiplier", part["word"]) if part["word"] else "1"
        if number is None or factor is None:
            return None
        total += number * Decimal(factor)
    return total


def check_grounding(facts: Facts) -> Iterator[Finding]:
    """Each value, read again from its own span, equals the value; each name is a form of its region."""
    language = facts.language
    if language is None or not facts.values:
        return
    bad = [value.id for value in facts.values.values() if not _holds(value, facts, language)]
    lost = [record.id for record in facts.assembly.records if not _is_named(record, facts, language)]
    for subject in bad:
        yield make_finding(facts, "grounding", "failed", facts.say("grounding-value.failed"), [subject])
    for subject in lost:
        yield make_finding(facts, "grounding", "failed", facts.say("grounding-name.failed"), [subject])
    lost_values = set(bad)
    good = [name for name in facts.values if name not in lost_values]
    if good:
        yield make_finding(facts, "grounding", "passed", facts.say("grounding.passed", count=len(good)), good)


def _holds(value: Value, facts: Facts, language: Language) -> bool:
    if value.value is None or value.printed is None:
        return True
    text, first = facts.document.text, value.evidence[0]
    reviewed = value.review is not UNSET and value.review.decision != "accepted"
    for quote in (first, *value.repeated) if value.repeated else (first,):
        if text[quote.start : quote.end] != quote.text:
            return False
        if reviewed:
            continue  # a person read the number there otherwise, and answers for it
        again = reread(quote.text, value.printed.multiplier, language)
        if again is None or (quote is first and again.copy_abs() != figure(value).copy_abs()):
            return False
    return True


def _is_named(record: Record, facts: Facts, language: Language) -> bool:
    region, text = record.region, facts.document.text
    for quote in region.evidence:
        if text[quote.start : quote.end] != quote.text:
            return False
    if region.code is None or record.review is not UNSET:
        return True
    return _is_form(region.evidence[0].text, region.code, facts.pack, language.id)


@lru_cache(maxsize=NAMES_KEPT)
def _is_form(quote: str, code: str, pack: Pack, language: str) -> bool:
    """Whether a name as it is printed is a form of a region, with a slip of one letter perhaps, or its capital's."""
    composed = compose(quote)
    printed = fold(composed.text if composed else quote)
    gazetteer = pack.gazetteer(language)
    known = gazetteer.means(printed)
    if code not in pack.regions and printed in map(fold, pack.subdivisions.forms(code, language)):
        return True
    if code in known or (not known and _is_slip(printed, code, gazetteer)):
        return True
    of_capitals = any(pack.regions[other].kind == CAPITAL for other in known)
    return of_capitals and any(entry.capital == code for entry in pack.regions.values())


def _is_slip(printed: str, code: str, gazetteer: Gazetteer) -> bool:
    """Return whether one edit makes the printed name, which is none, a name of the region."""
    return any(code in codes and within_one_edit(form, printed) for form, codes in gazetteer.names())
