"""Words: what findings say, in a language of the packs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from extractor.packs import Pack
from extractor.results import Record, Value

MESSAGES = "en"


class Words:
    """The messages of one language, English ones where it lacks some, and figures with its decimal mark."""

    def __init__(self, pack: Pack, language: str) -> None:
        own = pack.messages(language) if language != MESSAGES else {}
        self._messages: Mapping[str, str] = {**pack.messages(MESSAGES), **own}
        entry = pack.languages.get(language)
        self._decimal = entry.decimal if entry is not None else "."

    def say(self, message: str, **words: object) -> str:
        """Return a message with its words filled in."""
        return self._messages[message].format(**{name: self.tell(word) for name, word in words.items()})

    def tell(self, word: object) -> str:
        """Return a figure with the language's decimal mark; lists are joined, words stay."""
        match word:
            case Value():
                return self.write(word.value or "")
            case Decimal() | Fraction():
                return self.write(_round(Fraction(word)))
            case list() | tuple():
                *others, last = [self.tell(item) for item in word] or [""]
                return self._messages["and"].format(others=", ".join(others), last=last) if others else last
            case Record():
                return word.region.name
            case _:
                return str(word)

    def write(self, number: str) -> str:
        """Return a number in plain notation with the language's decimal mark, its zeros kept."""
        return number.replace(".", self._decimal)


def _round(number: Fraction) -> str:
    """Return a number in plain notation, at most six digits behind the mark."""
    told = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    whole, mark, rest = told.partition(".")
    rest = rest[:6].rstrip("0")
    return f"{whole}{mark}{rest}" if rest else whole
