"""Words: what findings say, in a language of the packs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from extractor.packs import Pack
from extractor.results import Record, Value

MESSAGES = "en"
# Whole numbers of so many digits are told in groups of three.
LONG = 5


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
                return self._write_value(word)
            case Decimal() | Fraction():
                return self.write(_round(Fraction(word)))
            case list() | tuple():
                *others, last = [self.tell(item) for item in word] or [""]
                return self._messages["and"].format(others=", ".join(others), last=last) if others else last
            case Record():
                return word.region.name
            case _:
                return str(word)

    def _write_value(self, value: Value) -> str:
        """Return a figure in the thousands or millions that it is printed in ("1,402.6 billion")."""
        if value.value is None or value.printed is None:
            return self.write(value.value or "")
        told = self._messages.get(f"times-{value.printed.multiplier}")
        if told is None:
            return self.write(value.value)
        multiplier = Decimal(value.printed.multiplier)
        number = (Decimal(value.value) / multiplier).quantize(Decimal(value.printed.step) / multiplier)
        return told.format(number=self.write(format(number, "f")))

    def write(self, number: str) -> str:
        """Return a number in plain notation with the language's marks, its zeros kept and long ones in groups."""
        whole, mark, rest = number.partition(".")
        if len(whole.lstrip("-")) >= LONG:
            whole = f"{int(whole):,}".replace(",", "," if self._decimal == "." else "\u00a0")
        return f"{whole}{self._decimal if mark else ''}{rest}"


def _round(number: Fraction) -> str:
    """Return a number in plain notation, at most six digits behind the mark."""
    told = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    whole, mark, rest = told.partition(".")
    rest = rest[:6].rstrip("0")
    return f"{whole}{mark}{rest}" if rest else whole
