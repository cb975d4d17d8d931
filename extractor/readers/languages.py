"""Tell the language of a text from its letters and commonest words."""

from __future__ import annotations

import unicodedata
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
    words; of equals, the language with fewer letters says more. Letters of a further script speak for a language
    only beside common words of its own: they spell the words of too many others.
    """
    words = Counter(_WORD.findall(lower(unicodedata.normalize("NFC", text[:SAMPLE]))))

    def score(entry: LanguageEntry) -> tuple[int, int]:
        common = sum(words[word] for word in entry.words)
        fitting = [_count(words, entry.letters), *(_count(words, letters) for letters in entry.alphabets if common)]
        best = max(range(len(fitting)), key=fitting.__getitem__)
        letters = (entry.letters, *entry.alphabets)[best]
        return fitting[best] + COMMON_WEIGHT * common, -len(letters)

    best, name = max(
        ((score(entry), entry.id) for entry in languages.values()), key=itemgetter(0), default=((0, 0), "")
    )
    return name if best[0] else None


def _count(words: Mapping[str, int], letters: str) -> int:
    """Return how many of the words the letters can spell."""
    alphabet = frozenset(letters)
    return sum(times for word, times in words.items() if alphabet.issuperset(word))
