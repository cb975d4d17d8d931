"""Lay text down piece by piece, so that every span is known from its birth."""

from __future__ import annotations

import regex

# As a browser shows it: soft hyphens and zero-width signs are not seen, and would part a name or number.
_INVISIBLE = regex.compile(r"[\u00ad\u200b\u2060\ufeff\0]+")
_SPACES = regex.compile(r"[ \t\n\r\f]+")
# A raised digit behind a number is a footnote mark, no further digit: it keeps its place and its meaning as "¹".
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class TextBuilder:
    """A text that grows at its end; each piece is told its span when it is added."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def add(self, piece: str) -> tuple[int, int]:
        """Append the piece and return its span."""
        start = self.length
        self._parts.append(piece)
        self.length += len(piece)
        return start, self.length

    def text(self) -> str:
        """Return all that was added."""
        return "".join(self._parts)


def collapse(text: str) -> str:
    """Return the text with its white space collapsed and its invisible signs left out; no-break spaces stay.

    >>> collapse(" Кара\\u00adганда \\n  4,93 ")
    'Караганда 4,93'
    """
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip(" ")


def drop_invisible(text: str) -> str:
    """Return the text without soft hyphens, zero-width signs and null characters."""
    return _INVISIBLE.sub("", text)
