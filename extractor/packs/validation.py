"""What an entry must be beyond its shape: values that the code can use, names that the packs know, sound patterns.

A user's packs are held against this when they are loaded; the shipped ones by the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol, get_args

import regex

from extractor.errors import PackError
from extractor.packs.ambiguity import find_nested, find_slow
from extractor.packs.entries import (
    CAPITAL,
    NO_REGION,
    CategoryEntry,
    LanguageEntry,
    Method,
    MetricEntry,
    RegionEntry,
    Rule,
    Unit,
)
from extractor.packs.languages import FRAME_ROLES, JOINED, Language
from extractor.regexes import Node, parse
from extractor.results import Qualifier

_PLACEHOLDER = regex.compile(r"(?<!\\p)\{[a-z]\w*\}")
# Groups that must hold digits, and those that only a placeholder fills.
_DIGITS = {"period": ("year", "year2", "day", "months"), "rank": ("number", "bottom", "of")}
_FILLED = ("month", "quarter", "ordinal")
# Of a pattern inside others, which no time-out guards: what it may take for a text of so many characters.
FEW_WORDS, FEW_WORDS_SECONDS = 60, 0.2
_OTHERS = "aяқ .-–(%"  # signs that are no digits
_NEEDED = {"cites": ("name",), "publisher": ("name",)}


class Tables(Protocol):
    """The tables of common/ that rules refer to."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """Units by id."""

    @property
    def metrics(self) -> Mapping[str, MetricEntry]:
        """Metrics by id."""

    @property
    def methods(self) -> Mapping[str, Method]:
        """Methods by id."""

    @property
    def categories(self) -> Mapping[str, CategoryEntry]:
        """Quality categories by id."""


def _whole(least: int, most: int | None = None) -> Callable[[str], bool]:
    def fits(value: str) -> bool:
        try:
            return int(value) >= least and (most is None or int(value) <= most)
        except ValueError:
            return False

    return fits


def _is_factor(value: str) -> bool:
    try:
        return Decimal(value) > 0 and Decimal(value).is_finite()
    except InvalidOperation:
        return False


# What the value of a rule must be, where the code or another table must know it.
_VALUES: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "multiplier": ("a number above zero", _is_factor),
    "ordinal": ("a whole number above zero", _whole(1)),
    "month": ("a month from 01 to 12", regex.compile(r"0[1-9]|1[0-2]").fullmatch),  # type: ignore[dict-item]
    "quarter": ("a quarter from 1 to 4", _whole(1, 4)),
    "rank": ("empty or a whole number", lambda value: not value or _whole(-999)(value)),
    "place": ("empty or a whole number", lambda value: not value or _whole(-999)(value)),
    "qualifier": (f"one of {', '.join(get_args(Qualifier))}", get_args(Qualifier).__contains__),
    "qualifier_after": (f"one of {', '.join(get_args(Qualifier))}", get_args(Qualifier).__contains__),
    "earlier": ("year, quarter, month or long", ("year", "quarter", "month", "long").__contains__),
}
_REFERENCES = {
    "unit": "units",
    "unit_before": "units",
    "metric": "metrics",
    "method": "methods",
    "category": "categories",
    "class": "categories",
    "group": "categories",
}


def check_rule(rule: Rule, language: Language, tables: Tables) -> Iterator[str]:
    """Yield each reason why a rule cannot be used, in plain words."""
    if rule.kind in _VALUES:
        wanted, fits = _VALUES[rule.kind]
        if not fits(rule.value):
            yield f"the value of a {rule.kind} must be {wanted}, not '{rule.value}'"
    if rule.kind in _REFERENCES:
        known: Container[str] = getattr(tables, _REFERENCES[rule.kind])
        if rule.value not in known:
            yield f"the value '{rule.value}' is none of the known {_REFERENCES[rule.kind]}"
    yield from _check_pattern(rule, language)


def _check_pattern(rule: Rule, language: Language) -> Iterator[str]:
    try:
        parse(rule.pattern)
    except ValueError as error:
        yield f"the pattern does not compile: {error}"
        return
    if rule.kind in JOINED and _PLACEHOLDER.search(rule.pattern):
        yield f"a {rule.kind} stands inside other patterns, so its own has no placeholders"
        return
    if rule.kind in JOINED and "(?P<" in rule.pattern:
        yield f"a {rule.kind} stands inside other patterns, so its own has no named groups; write (?:…)"
    try:
        compiled = language.compile(rule)
        pattern = compiled.pattern
    except PackError as error:
        yield error.cause
        return
    for name in _NEEDED.get(rule.kind, ()):
        if name not in pattern.groupindex:
            yield f"the pattern needs a group (?P<{name}>…)"
    yield from _check_groups(rule, pattern.pattern)
    if rule.kind in JOINED and runs_away(pattern):
        yield f"a {rule.kind} stands inside patterns that nothing cuts off, and its own runs away; bound its repeats"
    if pattern.fullmatch(""):
        yield "the pattern is empty or matches nothing at all, and so everywhere"
    if rule.kind == "frame":
        yield from _check_frame(rule, compiled.roles)


def runs_away(pattern: regex.Pattern[str]) -> bool:
    """Whether a pattern is ambiguous under a repeat, or takes long on a text of a few words."""
    return find_nested(pattern.pattern) is not None or find_slow(pattern, FEW_WORDS, FEW_WORDS_SECONDS) is not None


def check_language(entry: LanguageEntry) -> Iterator[str]:
    """Yield each reason why the description of a language cannot be used."""
    try:
        joiner = regex.compile(rf"(?:[\s,]|(?<!\p{{L}})(?:{entry.joiner})(?!\p{{L}}))*$")
    except regex.error as error:
        yield f"the joiner is no pattern: {error}"
        return
    if joiner.fullmatch("", timeout=1) is None or find_slow(joiner, FEW_WORDS, FEW_WORDS_SECONDS) is not None:
        yield "the joiner runs away; write plain words with | between them"
    if not entry.letters or not entry.words:
        yield "letters and words must not be empty: they tell the language from others"


def _check_groups(rule: Rule, pattern: str) -> Iterator[str]:
    """What the code reads as a number must be one."""
    for name in _FILLED:
        if f"(?P<{name}>" in rule.pattern:
            yield f"write {{{name}}} for the group '{name}', so that its value is known"
    digits = _DIGITS.get(rule.kind, ())
    for group in parse(pattern).walk() if digits else ():
        if group.name in digits and any(map(_holds_others, group.walk(looks=False))):
            yield f"the group '{group.name}' may match what is no number; write (?P<{group.name}>\\d+)"


def _holds_others(node: Node) -> bool:
    if node.kind == "literal":
        return not node.text[-1].isdecimal()
    return node.kind == "any" or (node.kind == "class" and bool(regex.search(node.text, _OTHERS)))


def _check_frame(rule: Rule, roles: tuple[str, ...]) -> Iterator[str]:
    if not roles:
        yield f"a frame must say what a number is: {', '.join(f'{{{role}}}' for role in FRAME_ROLES)}"
    if "ignore" in roles and not rule.value:
        yield "a frame with {ignore} needs a value: the ledger's class of the number"


def check_tables(tables: Tables) -> Iterator[tuple[str, str, str]]:
    """Yield each reference of the tables to an entry that no pack has, as table, id and reason."""
    for unit in tables.units.values():
        if unit.metric is not None and unit.metric not in tables.metrics:
            yield "units", unit.id, f"the metric '{unit.metric}' is unknown"
    for metric in tables.metrics.values():
        yield from (("metrics", metric.id, reason) for reason in _check_metric(metric, tables))
    for method in tables.methods.values():
        for part in method.parts:
            if part not in tables.methods:
                yield "methods", method.id, f"the part '{part}' is no known method"


def _check_metric(metric: MetricEntry, tables: Tables) -> Iterator[str]:
    yield from (f"the unit '{unit}' is unknown" for unit in metric.units if unit not in tables.units)
    yield from (f"the narrower metric '{name}' is unknown" for name in metric.narrower if name not in tables.metrics)
    if metric.scale is not None:
        try:
            low, high = (Decimal(end) for end in metric.scale)
            if not low < high:
                yield f"the scale must rise, not go from {low} to {high}"
        except InvalidOperation:
            yield f"the scale must be two numbers, not {' and '.join(metric.scale)}"


def check_region(entry: RegionEntry) -> Iterator[str]:
    """Yield each reason why a region of a gazetteer cannot be used."""
    if not any(entry.names.values()) and (entry.kind not in (NO_REGION, CAPITAL) or not any(entry.forms.values())):
        yield "a region needs a name in one language at least"
    dates = [(field, getattr(told, field)) for told in (entry, *entry.dated) for field in ("valid_from", "valid_to")]
    for field, value in (*dates, *(("borders", value) for value in entry.borders)):
        try:
            date.fromisoformat(f"{value}-01-01"[:10] if value else "2000-01-01")
        except ValueError:
            yield f"{field} must be a year or a date such as 2022-06-08, not '{value}'"
    if any(name != name.lower() or not name for dated in entry.dated for name in dated.names):
        yield "the names of dated must be in small letters"
    for language, forms in entry.forms.items():
        if not all(form.strip() for form in forms):
            yield f"a form in '{language}' is empty"
