"""Numbers and normalisation, with offsets kept; pure functions over strings."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

import regex

SPACES = " \u00a0\u2009\u202f"
# A number's digits with inner separators. A group separator must part exactly three digits, so that
# "20 2025" stays two numbers; "1,234.5" and "1.234,5" are one.
NUMBER_PATTERN = (
    rf"\d{{1,3}}(?:(?P<group>[{SPACES}'’])\d{{3}}(?!\d))(?:(?P=group)\d{{3}}(?!\d))*(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*"
)
# What is longer than this is an account or a slip of the keyboard, not a figure.
LONGEST = 28
# The same few figures are read again and again: by finders, checks, and those who compare two documents.
NUMBERS_KEPT = 8192
_EXACT = Context(prec=60)  # holds the longest figure times any multiplier
_PLAIN = regex.compile(rf"\d+(?:[.,]\d+|[{SPACES}'’]\d{{3}})*")
_GROUPING = str.maketrans("", "", f"{SPACES}'’")


def lower(text: str) -> str:
    """Return the text in lower case with every offset kept.

    >>> lower("İzmir — 4,93")
    'izmir — 4,93'
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else low[0] for char in text)


# One sign stands for all of its kind; each is one character, so that offsets hold. A line break may
# fall inside a name.
_FOLDED = {
    **dict.fromkeys("\n\u00a0\u2009\u202f", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013", "-"),
    "ё": "е",
    "’": "'",
}


# Latin letters stand for themselves without their accents: "Québec", "São Paulo", "Qaraǵandy".
_ACCENTED = regex.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_PLAIN_LATIN = {
    code: base
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii()
} | {ord("ı"): "i", ord("ø"): "o", ord("ł"): "l", ord("đ"): "d"}


def fold(text: str) -> str:
    """Return the text in lower case with one kind of blank and hyphen and no accents, every offset kept.

    >>> fold("Северо‑Казахстанская ё"), fold("Côte d’Ivoire")
    ('северо-казахстанская е', "cote d'ivoire")
    """
    folded = lower(text)
    if _ACCENTED.search(folded):
        folded = folded.translate(_PLAIN_LATIN)
    for char, plain_char in _FOLDED.items():
        folded = folded.replace(char, plain_char)
    return folded


# What levelling makes one: blanks, dashes, digits, and "ё", which is "е" to many.
_LEVELLED = {
    **dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
    **dict.fromkeys("\u2010\u2011\u2012–—−", "-"),
    **dict.fromkeys("123456789", "0"),
    "ё": "е",
    "Ё": "Е",
}
# In a text that is shorter, it is quicker to see first which signs it has.
FEW_SIGNS = 20
_FOREIGN_DIGIT = regex.compile(r"[^\P{Nd}0-9]")


def level(text: str) -> str:
    """Return the text with one sign for all digits, one for all blanks and one for all dashes, every offset kept.

    >>> level("с\u00a0января – на 12,5%, ещё"), len(level("\u0664"))
    ('с января - на 00,0%, еще', 1)
    """
    for sign in _LEVELLED.keys() & set(text) if len(text) < FEW_SIGNS else _LEVELLED:
        text = text.replace(sign, _LEVELLED[sign])
    return _FOREIGN_DIGIT.sub("0", text)


# Marks that are written behind their letter, and signs between letters that nobody sees (soft hyphens, joiners).
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_COMPOSED = regex.compile(rf"[{_UNSEEN}]+|[^{_UNSEEN}\p{{Mn}}]\p{{Mn}}+")
_LOOSE = regex.compile(rf"[{_UNSEEN}\p{{Mn}}]")


class Composed(NamedTuple):
    """A text with its letters composed and unseen signs left out; its character `i` is `starts[i]:ends[i]` of it."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def compose(text: str) -> Composed | None:
    """Return the text with composed letters and without unseen signs; None where it is so already.

    >>> compose("Кара\u00adганда").text, compose("и\u0306од").ends[:2], compose("йод")
    ('Караганда', [2, 3], None)
    """
    if not _LOOSE.search(text):
        return None
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for found in (*_COMPOSED.finditer(text), None):
        start, end = found.span() if found else (len(text), len(text))
        if found is None and not at:
            return None
        parts.append(text[at:start])
        starts += range(at, start)
        ends += range(at + 1, start + 1)
        at = end
        if found is not None and found[0][0] not in _UNSEEN:
            letter = unicodedata.normalize("NFC", found[0])
            whole = len(letter) == 1
            parts.append(letter if whole else found[0])
            starts += [start] if whole else range(start, end)
            ends += [end] if whole else range(start + 1, end + 1)
    return Composed("".join(parts), starts, ends)


_MARKS = {ord("."): None, ord(","): None}


@lru_cache(maxsize=NUMBERS_KEPT)
def parse_number(printed: str, decimal: Literal[",", "."]) -> Decimal | None:
    """Return the value of printed digits with inner separators, or None where they cannot be one number.

    `decimal` is the language's own mark, used only where the digits leave it open: one separator
    with exactly three digits behind it.

    >>> parse_number("405,416", "."), parse_number("4,9", "."), parse_number("77.371", ",")
    (Decimal('405416'), Decimal('4.9'), Decimal('77.371'))
    >>> parse_number("1 733,7", ","), parse_number("1.234.567", ","), parse_number("1,2,3", ",")
    (Decimal('1733.7'), Decimal('1234567'), None)
    >>> parse_number("2,24,60,435", "."), parse_number("3,10,753.5", "."), parse_number("1,23", ",")
    (Decimal('22460435'), Decimal('310753.5'), Decimal('1.23'))
    >>> parse_number("\U0001e4f0", ".")
    """
    if not _PLAIN.fullmatch(printed):
        return None
    bare = printed.translate(_GROUPING)
    if len(bare) > LONGEST or not bare.translate(_MARKS).isdecimal():  # regex knows newer scripts' digits
        return None
    grouped = bare != printed
    marks = [char for char in bare if char in ".,"]
    if not marks:
        return Decimal(bare)
    last = marks[-1]
    head, _, tail = bare.rpartition(last)
    if len(marks) == 1:
        thousands = last != decimal and len(tail) == 3 and not grouped and head != "0" and last == ","
        return Decimal(head + tail if thousands else f"{head}.{tail}")
    if len(set(marks)) == 1:
        return Decimal(bare.replace(last, "")) if _is_grouped(bare, last) else None
    mark = "," if last == "." else "."
    if last in head or not _is_grouped(head, mark):
        return None
    return Decimal(f"{head.replace(mark, '')}.{tail}")


def _is_grouped(digits: str, mark: str) -> bool:
    """Tell whether a mark parts thousands; or, as in India, a thousand and then hundreds of it: "2,24,60,435"."""
    first, *rest = digits.split(mark)
    if 1 <= len(first) <= 3 and all(len(part) == 3 for part in rest):
        return True
    *hundreds, thousand = rest
    return mark == "," and len(first) <= 2 and len(thousand) == 3 and all(len(part) == 2 for part in hundreds)


def decimals(value: Decimal) -> int:
    """Return how many decimal places the number is printed with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(value: Decimal) -> str:
    """Return the decimal without an exponent, its printed zeros kept.

    >>> plain(Decimal("4.90")), plain(Decimal("1.23E+4"))
    ('4.90', '12300')
    """
    told = str(value)
    return format(value, "f") if "E" in told else told  # the short way is three times as fast


def multiply(value: Decimal, factor: Decimal) -> Decimal:
    """Return value × factor without zeros that only the arithmetic made.

    >>> multiply(Decimal("12.3"), Decimal(1000)), multiply(Decimal("4.90"), Decimal(1))
    (Decimal('12300'), Decimal('4.90'))
    """
    if factor == 1:
        return value
    product = _EXACT.multiply(value, factor)
    whole = product == product.to_integral_value()
    return _EXACT.quantize(product, Decimal(1)) if whole else _EXACT.normalize(product)


def within_one_edit(left: str, right: str) -> bool:
    """Return whether one letter added, left out or changed makes one word of the other; the same word is none.

    >>> within_one_edit("облать", "область"), within_one_edit("курск", "курган"), within_one_edit("тула", "тула")
    (True, False, False)
    """
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    at = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return left[at + (len(left) >= len(right)) :] == right[at + (len(right) >= len(left)) :]


_NO_SLUG = regex.compile(r"[^\p{L}\p{N}]+")


@lru_cache(maxsize=NUMBERS_KEPT)
def slug(text: str) -> str:
    """Return a name as an id: lower-case letters and digits of any script joined by hyphens."""
    return _NO_SLUG.sub("-", lower(text)).strip("-") or "unnamed"


def squeeze(text: str) -> str:
    """Return the text with each run of white space as one blank."""
    return " ".join(text.split())


# Letters that look alike in two scripts, in the same order.
_LATIN, _CYRILLIC = "aceopxyiABCEHKMOPTXYI", "асеорхуіАВСЕНКМОРТХУІ"
_CYRILLIC_LETTER = regex.compile(r"[\u0400-\u052f]")
# One beside the other: texts that have both have few Latin letters, so that these are looked for.
_MIXED = regex.compile(r"[A-Za-z](?:(?=[\u0400-\u052f])|(?<=[\u0400-\u052f][A-Za-z]))")
_MIXED_WORD = regex.compile(
    r"[A-Za-z\u0400-\u052f]*(?:[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z])[A-Za-z\u0400-\u052f]*"
)


def unmix(text: str) -> str:
    """Return the text of the same length with strays of another script set right in words of one ("Turkіstan").

    >>> unmix("the Turk\u0456stan region") == "the Turkistan region"
    True
    """
    mixed = _CYRILLIC_LETTER.search(text) and _MIXED.search(text)
    return _MIXED_WORD.sub(_set_right, text) if mixed else text


def _set_right(word: regex.Match[str]) -> str:
    """Return a word in the script that most of its letters are of, as far as the others look like ones of it."""
    latin = sum(char < "\u0400" for char in word[0])
    one, other = (_CYRILLIC, _LATIN) if latin * 2 >= len(word[0]) else (_LATIN, _CYRILLIC)
    return word[0].translate(str.maketrans(one, other))
