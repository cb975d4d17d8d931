"""What a wrong figure looks like beside the right one: the slips of hands, keyboards and scanners."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.results import Slip
from extractor.text import plain

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


# -- the other way round: from the wrong figure to what it may have been ------------------------------------------

# A decimal mark slips by so many places.
SHIFTS = (1, -1, 2, -2, 3, -3)


def rewrite_figures(wrong: Decimal, low: Decimal | None = None, high: Decimal | None = None) -> Iterator[Decimal]:
    """Yield each figure from `low` to `high` that a printed one may be with two digits crossed, then with one wrong.

    >>> list(rewrite_figures(Decimal("4.89"), Decimal("4.90"), Decimal("5")))
    [Decimal('4.98'), Decimal('4.99')]
    """
    digits, exponent = _read_digits(wrong)
    told, sign = int("".join(map(str, digits))), -1 if wrong.is_signed() else 1
    # Counted in units of the last digit, for there are many of them.
    least = None if low is None else math.ceil(low.scaleb(-exponent))
    most = None if high is None else math.floor(high.scaleb(-exponent))
    for moved in (*_cross_digits(digits), *_change_digits(digits)):
        right = sign * (told + moved)
        if (least is None or least <= right) and (most is None or right <= most):
            yield Decimal(right).scaleb(exponent)


def _read_digits(figure: Decimal) -> tuple[tuple[int, ...], int]:
    """Return a figure's digits (with the nought before its mark) and exponent."""
    _, digits, exponent = figure.as_tuple()
    assert isinstance(exponent, int)
    return (0,) * (1 - exponent - len(digits)) + digits, exponent


def _cross_digits(digits: Sequence[int]) -> Iterator[int]:
    """Yield by how many units of its last digit a number moves where two neighbours of its digits change places."""
    for at, (digit, other) in enumerate(pairwise(digits), 2):
        if digit != other:
            yield 9 * (other - digit) * 10 ** (len(digits) - at)


def _change_digits(digits: Sequence[int]) -> Iterator[int]:
    """Yield by how many units of its last digit a number moves where one of its digits changes."""
    for at, digit in enumerate(digits, 1):
        yield from ((other - digit) * 10 ** (len(digits) - at) for other in range(10) if other != digit)


def shift_figures(wrong: Decimal) -> Iterator[Decimal]:
    """Yield each figure that a printed one may be with its decimal mark lost, or shifted.

    >>> [str(right) for right in shift_figures(Decimal("489"))][:4]
    ['48.9', '4.89', '4890', '0.489']
    """
    yield from dict.fromkeys((*_insert_mark(wrong), *_shift_mark(wrong)))


def _insert_mark(figure: Decimal) -> Iterator[Decimal]:
    """Yield what a whole number may be with its lost decimal mark ("493" may be 4.93)."""
    if figure == figure.to_integral_value() and figure.as_tuple().exponent == 0:
        for places in range(1, len(figure.as_tuple().digits)):
            yield figure.scaleb(-places)


def _shift_mark(figure: Decimal) -> Iterator[Decimal]:
    for shift in SHIFTS:
        yield Decimal(plain(figure.scaleb(shift)))
