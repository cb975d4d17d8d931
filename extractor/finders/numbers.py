"""Numbers: digits with inner separators, and what stands with them: sign, qualifier, multiplier, unit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache

import regex
from msgspec import Struct

from extractor.model import NumberMention
from extractor.packs import Language, RuleKind
from extractor.results import Qualifier
from extractor.text import LONGEST, NUMBER_PATTERN, SPACES, decimals, multiply, parse_number

_NUMBER = regex.compile(
    rf"(?<![\p{{L}}\d])(?:{NUMBER_PATTERN})"
    rf"|(?<=\p{{Ll}}{{3}})\d{{1,3}}(?: \d{{3}})+(?!\d)|(?<=\p{{L}})\d+(?:[.,]\d+)*|\d+"
)
_GAP = rf"[{SPACES}]"
# A minus sign stands right before the digits and right behind a blank or bracket; "A -5" after a name is a dash.
_SIGN = regex.compile(r"(?r)(?:^|(?<=[\s(\[|:;,–—]))(?:(?P<minus>[-−])|[+±])")
# Two columns run into one ("138 05198,4"): nothing tells where one number ends.
_POWER = r"[eEеЕ][+-]?\d"  # "1.5e-3": neither part is the figure
_GLUED = regex.compile(rf"\d{{1,3}} \d{{4,}}(?:[.,]\d+)?(?![\d ])(?<!(?:19|20)\d\d)|\d+(?:[.,]\d+)*{_POWER}")
_GLUED_BEHIND = regex.compile(rf"(?<!\d)\d{{1,3}} \d{{4,}}(?:[.,]\d+)?$(?<!(?:19|20)\d\d)|\d{_POWER}+(?:[.,]\d+)*$")
_POWERS, _BEFORE_GLUED = frozenset("eEеЕ"), frozenset(" +-eEеЕ")
_SIGNS = frozenset("-−+±")
# The size of the last digit of a number with so many decimals.
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(LONGEST + 1))
_BESIDE: tuple[RuleKind, ...] = ("unit_before", "qualifier", "qualifier_after")
# So many signs tell whether a unit may stand behind a number; a language has few hundred ways to go on.
OPENING, OPENINGS_KEPT = 4, 4096
LOOK_BACK = 24
LOOK_AHEAD = 48


class _Tails(Struct, frozen=True):
    """A language's patterns for what stands right behind and before a number.

    `opens` tells of the first few signs behind a number whether a multiplier or unit may begin with them.
    """

    behind: regex.Pattern[str]
    opens: Callable[[str], bool]
    before: regex.Pattern[str]
    currency: regex.Pattern[str]
    bound: regex.Pattern[str]
    part: regex.Pattern[str]


class _Beside:
    """Where the words of some kinds may stand in a text, found in one pass: elsewhere they are not looked for."""

    def __init__(self, lowered: str, language: Language) -> None:
        self._stands = language.list_hits(lowered, _BESIDE)

    def has(self, kind: RuleKind, start: int, end: int) -> bool:
        """Whether a word of the kind may stand in the span."""
        stands = self._stands[kind]
        if stands is None:
            return True
        at = bisect_left(stands, start)
        return at < len(stands) and stands[at] < end


@lru_cache(maxsize=16)
def _tails(language: Language) -> _Tails:
    multiplier, unit = language.alternation("multiplier"), language.alternation("unit")
    opening = regex.compile(rf"{_GAP}?(?:{multiplier}|{unit})")

    @lru_cache(maxsize=OPENINGS_KEPT)
    def opens(signs: str) -> bool:
        return opening.match(signs, partial=True) is not None

    return _Tails(
        regex.compile(
            rf"(?:{_GAP}?(?P<multiplier>{multiplier})(?![\p{{L}}\d]))?(?:{_GAP}?(?P<unit>{unit})(?![\p{{L}}]))?"
        ),
        opens,
        regex.compile(rf"(?<![\p{{L}}\d])(?:{language.alternation('qualifier')}){_GAP}$"),
        regex.compile(rf"(?<![\p{{L}}\d])(?:{language.alternation('unit_before')}){_GAP}?$"),
        regex.compile(
            rf"(?:[-–]?\p{{L}}{{0,4}})?{_GAP}?(?P<word>{language.alternation('qualifier_after')})(?!\p{{L}})"
        ),
        regex.compile(
            rf"{_GAP}(?P<digits>\d{{1,3}}(?!\d)(?:[.,]\d+)?)(?:{_GAP}(?P<multiplier>{multiplier}))?(?![\p{{L}}\d])"
        ),
    )


def tokenize_numbers(text: str) -> list[tuple[int, int]]:
    """Return the spans of every printed number of the text, the ledger's population, in order."""
    return [match.span() for match in _NUMBER.finditer(text)]


def find_numbers(
    text: str, lowered: str, tokens: Iterable[tuple[int, int]], language: Language, names: frozenset[int] = frozenset()
) -> list[NumberMention]:
    """Read the tokens as numbers with their surroundings; a token inside another's extent is no number of its own.

    `lowered` is the text in lower case with the same offsets, `names` the ends of region names (a hyphen right
    behind a name is a dash, never a minus).
    """
    found: list[NumberMention] = []
    beside = _Beside(lowered, language)
    reach = 0
    for start, end in tokens:
        if start < reach or _is_glued(text, start, end):
            continue
        mention = _read_number(text, lowered, start, end, language, names, beside)
        if mention is not None:
            found.append(mention)
            reach = mention.right
    return found


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether a number runs into another; the patterns are tried only beside the signs that they cannot do without."""
    if (" " in text[start + 1 : start + 4] or text[end : end + 1] in _POWERS) and _GLUED.match(text, start):
        return True
    return text[start - 1 : start] in _BEFORE_GLUED and bool(_GLUED_BEHIND.search(text, max(0, start - 4), end))


def _read_number(
    text: str, lowered: str, start: int, end: int, language: Language, names: frozenset[int], beside: _Beside
) -> NumberMention | None:
    value = parse_number(text[start:end], language.entry.decimal)
    if value is None:
        return None
    tails = _tails(language)
    opens = tails.opens(lowered[end : end + OPENING])
    tail = tails.behind.match(lowered, end, min(len(text), end + LOOK_AHEAD)) if opens else None
    multiplier = unit = None
    right = end
    if tail is not None:
        multiplier, unit, right = tail["multiplier"], tail["unit"], tail.end()
    factor = Decimal(language.lookup("multiplier", multiplier) or 1) if multiplier else Decimal(1)
    step = multiply(_STEPS[decimals(value)], factor)
    value = multiply(value, factor)
    printed_factor = factor
    if multiplier and unit is None:
        value, step, end, right, printed_factor = _add_parts(lowered, value, factor, step, end, right, language)
        tail = tails.behind.match(lowered, right, min(len(text), right + LOOK_AHEAD))
        if tail is not None and tail["unit"]:
            unit, right = tail["unit"], tail.end()
    left, currency, sign = _read_left(lowered, start, language, names, beside)
    qualifier, left, right = _read_qualifier(lowered, left, right, language, beside)
    unit_id = language.lookup("unit", unit) if unit else None
    if unit_id is None and currency:
        unit_id = language.lookup("unit_before", currency)
    return NumberMention(
        start=start,
        end=end,
        rule="number",
        left=left,
        right=right,
        value=-value if sign == "-" else value,
        step=abs(step),
        multiplier=printed_factor,
        unit=unit_id,
        qualifier=qualifier,
    )


def _add_parts(
    lowered: str, value: Decimal, factor: Decimal, step: Decimal, end: int, right: int, language: Language
) -> tuple[Decimal, Decimal, int, int, Decimal]:
    """Join a number told in parts, "1 млн 367 тыс. 085": one span, its multiplier 1 once a part joined."""
    printed_factor = factor
    while (part := _tails(language).part.match(lowered, right, right + LOOK_AHEAD)) is not None:
        smaller = Decimal(language.lookup("multiplier", part["multiplier"]) or 1) if part["multiplier"] else Decimal(1)
        added = parse_number(part["digits"], language.entry.decimal)
        if (
            added is None
            or smaller >= factor
            or added * smaller >= factor
            or (smaller == 1 and len(part["digits"]) != 3)
        ):
            break
        value, step, factor, printed_factor = value + added * smaller, smaller, smaller, Decimal(1)
        # The quote holds the last word too: read alone, it must give the whole number.
        end, right = part.end("multiplier") if part["multiplier"] else part.end("digits"), part.end()
        if smaller == 1:
            break
    return value, step, end, right, printed_factor


def _read_left(
    lowered: str, start: int, language: Language, names: frozenset[int], beside: _Beside
) -> tuple[int, str, str]:
    """Return where the number begins with its currency and sign, and both as printed ("-", "+" or nothing)."""
    left, currency, sign = start, "", ""
    reach = max(0, left - LOOK_BACK)
    found = _tails(language).currency.search(lowered, reach, left) if beside.has("unit_before", reach, left) else None
    if found is not None:
        left, currency = found.start(), found[0].strip()
    mark = _SIGN.match(lowered, 0, left) if lowered[left - 1 : left] in _SIGNS else None
    if mark is not None and not (mark["minus"] and (left - 2) in names):
        left, sign = left - 1, "-" if mark["minus"] else "+"
    return left, currency, sign


def _read_qualifier(
    lowered: str, left: int, right: int, language: Language, beside: _Beside
) -> tuple[Qualifier | None, int, int]:
    tails, reach = _tails(language), max(0, left - LOOK_BACK)
    before = tails.before.search(lowered, reach, left) if beside.has("qualifier", reach, left) else None
    if before is not None:
        word = before[0].strip(SPACES)
        return _qualifier(language.lookup("qualifier", word)), before.start(), right
    ahead = right + LOOK_AHEAD
    behind = tails.bound.match(lowered, right, ahead) if beside.has("qualifier_after", right, ahead) else None
    if behind is not None:
        return _qualifier(language.lookup("qualifier_after", behind["word"])), left, behind.end()
    return None, left, right


_QUALIFIERS: dict[str, Qualifier] = {
    "approx": "approx",
    "more_than": "more_than",
    "less_than": "less_than",
    "at_least": "at_least",
    "at_most": "at_most",
    "up_to": "up_to",
}


def _qualifier(name: str | None) -> Qualifier | None:
    return _QUALIFIERS.get(name or "")
