"""The texts that speed is measured on: articles of one length, long texts of distinct figures, and ugly ones.

All are made from the articles in `tests/articles/dev` and from the gazetteers, the same ones at every run.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, cycle
from pathlib import Path

from extractor.packs import Pack
from extractor.readers.languages import detect_language

ARTICLES = Path(__file__).resolve().parents[1] / "tests" / "articles" / "dev"
ARTICLE_LENGTH = 4_000


def articles_by_language(pack: Pack, folder: Path = ARTICLES) -> dict[str, list[str]]:
    """Return the texts of a folder by their language, in the order of their names."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text("utf-8")
        found.setdefault(detect_language(text, pack.languages) or "", []).append(text.strip())
    return found


def pack_articles(texts: Sequence[str], length: int = ARTICLE_LENGTH) -> list[str]:
    """Return articles of `length` characters and somewhat more, each of several texts; what is left over makes none."""
    packed: list[str] = []
    last = ""
    for text in texts:
        last = f"{last}\n\n{text}" if last else text
        if len(last) >= length:
            packed.append(last)
            last = ""
    return packed


def distinct_text(texts: Sequence[str], length: int) -> str:
    """Return `length` characters of the articles over and over, other digits each time."""
    dice = random.Random(length)
    parts: list[str] = []
    size = 0
    for text in cycle(texts):
        if size >= length:
            break
        parts.append("".join(dice.choice(string.digits[1:]) if char.isdigit() else char for char in text))
        size += len(parts[-1]) + 2
    return "\n\n".join(parts)[:length]


def _names(pack: Pack) -> Iterator[str]:
    return (name for _ in count() for entry in pack.regions.values() if (name := entry.names.get("ru")))


def _pairs(pack: Pack, mark: str = " – ") -> Iterator[str]:
    return (f"{name}{mark}{at % 97},{at % 7}%" for at, name in enumerate(_names(pack)))


def _fill(parts: Iterable[str], joint: str, length: int) -> str:
    """Return `length` characters of the parts."""
    taken: list[str] = []
    size = 0
    for part in parts:
        if size >= length:
            break
        taken.append(part)
        size += len(part) + len(joint)
    return joint.join(taken)[:length]


_OPENING = "Рейтинг областей за 2025 год: "
_STOPS = ("Рейтинг", "г.", "Алматы", "1.", "тыс.", "См.")
_PLACES = ("первое место", "второе", "третье")
# Texts that no author writes and that files hold all the same; each must be read in time that grows as its length.
UGLY: dict[str, Callable[[Pack, int], str]] = {
    "a line of names": lambda pack, length: _fill(_names(pack), ", ", length),
    "a line of numbers": lambda _, length: _fill((f"{at % 97},{at % 89}" for at in count(10)), ", ", length),
    "a line of names and figures": lambda pack, length: _fill(_pairs(pack), ", ", length),
    "a line a name": lambda pack, length: _fill(_pairs(pack), "\n", length),
    "a numbered list": lambda pack, length: _fill(map("{}. {}".format, count(1), _pairs(pack)), "\n", length),
    "a table": lambda pack, length: _fill(map("{}|{}".format, count(1), _pairs(pack, "|")), "\n", length),
    "a line of places": lambda _, length: _fill(cycle(_PLACES), ", ", length),
    "leads": lambda _, length: _fill(cycle(("Лидеры рейтинга:", "Отстающие:")), "\n", length),
    "brackets": lambda _, length: _OPENING + "(" * length,
    "one long word": lambda _, length: _OPENING + "область" * (length // 7),
    "measures of a table": lambda _, length: (
        "Область|2025\nАбай|4,1\n\n" + _fill(cycle(("данные в доме", "цены в")), ", ", length)
    ),
    "measures of lists": lambda pack, length: _fill(
        (part for pair in _pairs(pack) for part in ("Данные приведены в млн тенге.", f"- {pair.rstrip('%')}")),
        "\n",
        length,
    ),
    "one long number": lambda _, length: _OPENING + "1234567890" * (length // 10),
    "no blanks": lambda pack, length: _fill(_pairs(pack, ":"), ";", length).replace(" ", ""),
    "blanks": lambda _, length: f"{_OPENING}Алматы{' ' * length}4,9",
    "full stops": lambda _, length: _fill(cycle(_STOPS), " ", length),
}
