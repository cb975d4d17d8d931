"""Tell the language of a text from its letters and commonest words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from operator import itemgetter

import regex

from extractor.packs import LanguageEntry
from extractor.text import lower

SAMPLE = 20_000
_WORD = regex.compile(r"\p{L}+")


# How many fitting words a common word is worth: names of another language stand in every text, its small words do not.
COMMON_WEIGHT = 3


def detect_language(text: str, languages: Mapping[str, LanguageEntry]) -> str | None:
    """Return the id of the language that fits most words of the text; None where none fits any.

    A word fits a language whose letters can spell it, and counts more where it is one of its common
    words; of equals, the language with fewer letters says more.
    """
    words = Counter(_WORD.findall(lower(text[:SAMPLE])))

    def score(entry: LanguageEntry) -> tuple[int, int]:
        letters = frozenset(entry.letters)
        fitting = sum(times for word, times in words.items() if letters.issuperset(word))
        return fitting + COMMON_WEIGHT * sum(words[word] for word in entry.words), -len(letters)

    best, name = max(
        ((score(entry), entry.id) for entry in languages.values()), key=itemgetter(0), default=((0, 0), "")
    )
    return name if best[0] else None
