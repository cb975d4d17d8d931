"""Tell the language of a text from its letters and commonest words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import regex

from extractor.packs import LanguageEntry
from extractor.text import lower

SAMPLE = 20_000
_WORD = regex.compile(r"\p{L}+")


def detect_language(text: str, languages: Mapping[str, LanguageEntry]) -> str | None:
    """Return the id of the language whose common words and own letters the text holds most; None without letters.

    A letter that only one language of the packs has weighs as much as a common word.
    """
    words = Counter(_WORD.findall(lower(text[:SAMPLE])))
    if not words:
        return None
    letters: Counter[str] = Counter()
    for word, times in words.items():
        for letter in word:
            letters[letter] += times
    owners = Counter(letter for entry in languages.values() for letter in set(entry.letters))

    def score(entry: LanguageEntry) -> tuple[int, int]:
        own = sum(letters[letter] for letter in entry.letters if owners[letter] == 1)
        common = sum(words[word] for word in entry.words)
        known = sum(letters[letter] for letter in entry.letters)
        return common + own, known

    best = max(languages.values(), key=score)
    return best.id if score(best) > (0, 0) else None
