"""What a wrong figure looks like beside the right one: the slips of hands, keyboards and scanners."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from extractor.text import plain

Slip = Literal[
    "other-period",
    "other-column",
    "neighbour",
    "digits-swapped",
    "decimal-shifted",
    "separator-lost",
    "sign-lost",
    "misread-digit",
    "digit-changed",
    "digit-lost",
]
# Digits that text recognition takes for each other.
_LOOKALIKES = tuple(frozenset(pair) for pair in ("08", "06", "17", "38", "56", "58", "68", "49", "27", "69"))


def liken_figures(wrong: Decimal, right: Decimal) -> Slip | None:
    """Return the slip of the pen that makes one figure of the other, the most particular first; None for no such slip.

    >>> D = Decimal
    >>> liken_figures(D("4.39"), D("4.93")), liken_figures(D("49.3"), D("4.93")), liken_figures(D("493"), D("4.93"))
    ('digits-swapped', 'decimal-shifted', 'separator-lost')
    >>> liken_figures(D("4.33"), D("4.93")), liken_figures(D("4.98"), D("4.93")), liken_figures(D("7.1"), D("4.93"))
    ('digit-changed', 'misread-digit', None)
    """
    if wrong == right:
        return None
    if wrong == -right:
        return "sign-lost"
    ours, theirs = _digits(wrong), _digits(right)
    if ours.strip("0") == theirs.strip("0"):
        return "separator-lost" if wrong == wrong.to_integral_value() != right else "decimal-shifted"
    if _places(wrong) != _places(right):
        return "digit-lost" if _lacks_one(ours, theirs) else None
    differ = [at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b]
    if len(ours) != len(theirs):
        return "digit-lost" if _lacks_one(ours, theirs) else None
    if len(differ) == 2 and differ[1] == differ[0] + 1 and _crossed(ours, theirs, *differ):
        return "digits-swapped"
    if len(differ) == 1:
        pair = frozenset((ours[differ[0]], theirs[differ[0]]))
        return "misread-digit" if pair in _LOOKALIKES else "digit-changed"
    return None


def _digits(value: Decimal) -> str:
    return plain(abs(value)).replace(".", "")


def _places(value: Decimal) -> int:
    return len(plain(abs(value)).partition(".")[2])


def _crossed(ours: str, theirs: str, first: int, second: int) -> bool:
    return ours[first] == theirs[second] and ours[second] == theirs[first]


def _lacks_one(ours: str, theirs: str) -> bool:
    """Whether one is the other without one of its digits, or with one more."""
    short, long = sorted((ours, theirs), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
