"""Sentences of a block: told by their full stops, by spaCy's rule-based segmenter where a stop leaves it open.

What spaCy always answers is not asked: importing it costs more than reading most articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import regex

from extractor.packs import Language
from extractor.spans import Span, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A full stop behind a long word or a number and before a capital letter is plain, the blank behind a word forgotten or
# not; spaCy's letter classes miss some languages.
_STOP = regex.compile(
    r"(?P<plain>(?<=\p{Ll}{4}|[%»)])[.!?…]+(?:[»”\")\]]*\s+(?=[\p{Lu}«\"„“])|(?=\p{Lu}\p{Ll}{3}))"
    r"|(?<=\d(?:-\p{Ll}{1,2}|[a-z]{2})?)\.\s+(?=\p{Lu}))"
    r"|[.!?…]+[»”\")\]]*\s+(?=\S)"
)
_OPENER = regex.compile(r"[\p{Lu}«\"]")
# What spaCy is shown of a doubtful stop: two words before it, and what follows up to the end of a word.
_WORDS_BEFORE = regex.compile(r"(?r)\S{1,60}(?:\s\S{1,60})?")
_WORD_BEHIND = regex.compile(r"[^\p{L}\p{N}]{0,20}\S{1,60}")
# A word with nothing in it or before it that may be another full stop.
_LONE_WORD = regex.compile(r"[^\p{L}\p{N}.!?…]*[\p{L}\p{N}-]+[.,;:!?)»”]*")
# A number that counts an entry of a list told in one line ("The first two: 1. A (5), 2. B (4)"), and the second one.
_COUNTER = regex.compile(r"(?r)(?<=[:–—]\s|[;,]\s(?:\p{Ll}{1,4}\s)?|\s\p{Ll}{1,4}\s)\d{1,2}")
_SECOND = regex.compile(r"[;,]\s(?:\p{Ll}{1,4}\s)?2\.\s\p{Lu}")
# Two entries stand so close.
ENTRY_LENGTH = 200
# A unit with its multiplier is no longer than this.
LONGEST_UNIT = 60
ANSWERS_KEPT = 4096
# No author's sentence is longer; whole documents come as one line, and what is read of a sentence may cost its square.
LONGEST = 4_000


class _Segmenter:
    """spaCy's tokenizer and sentencizer; its import costs half a second, so that it waits for the first doubt."""

    def __init__(self, name: str, abbreviations: tuple[str, ...]) -> None:
        import spacy

        pipeline = spacy.blank(name)
        tokenizer: Any = pipeline.tokenizer
        self._tokenize = tokenizer
        for word in abbreviations:
            tokenizer.add_special_case(word, [{"ORTH": word}])
        self._segment = pipeline.add_pipe("sentencizer")
        self.find_start = lru_cache(maxsize=ANSWERS_KEPT)(self._find_start)

    def _find_start(self, text: str, stop: int) -> int | None:
        """Return where the first sentence behind the stop begins, None where the sentence goes on."""
        shown: Doc = self._segment(self._tokenize(text))
        return next((sentence.start_char for sentence in shown.sents if sentence.start_char > stop), None)


@lru_cache(maxsize=8)
def _load_segmenter(name: str, abbreviations: tuple[str, ...]) -> _Segmenter:
    return _Segmenter(name, abbreviations)


@lru_cache(maxsize=8)
def _unit_behind(language: Language) -> regex.Pattern[str]:
    """Return the pattern that finds a number's unit with its full stop, read backwards from there."""
    words = f"{language.alternation('multiplier')}|{language.alternation('unit')}"
    return regex.compile(rf"(?r)(?<=\d\s?)(?i:{words}|(?:{words})\s(?:{words}))(?<=\.)")


def split_sentences(text: str, start: int, end: int, language: Language) -> list[Span]:
    """Return the spans of the sentences of `text[start:end]`, without white space at their ends.

    A unit's full stop ("61 тыс.") before a capital letter ends a sentence, and so does one behind a long word;
    spaCy is asked only about the others. What is longer than any sentence is cut.
    """
    stops = []
    for match in _STOP.finditer(text, start, end):
        if _counts_entry(match, text, start, end):
            continue
        if match["plain"] is not None or _ends_unit(match, text, start, language):
            stops.append(match.end())
        elif (opening := _ask(match, text, start, end, language)) is not None:
            stops.append(opening)
    spans = (trim(text, *part) for span in pairwise([start, *stops, end]) for part in _cut(text, *span))
    return [span for span in spans if span[0] < span[1]]


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence in pieces that a reader may take in, parted at its last semicolon, comma or blank."""
    while end - start > LONGEST:
        places = (text.rfind(mark, start, start + LONGEST) + len(mark) for mark in ("; ", ", ", " "))
        cut = next((place for place in places if place > start + LONGEST // 2), start + LONGEST)
        yield start, cut
        start = cut
    yield start, end


def _counts_entry(stop: regex.Match[str], text: str, start: int, end: int) -> bool:
    """Whether the stop is that of a number that counts an entry of a list told in one line."""
    counter = _COUNTER.match(text, start, stop.start()) if text[stop.start() - 1].isdecimal() else None
    if counter is None:
        return False
    number = int(counter[0])
    if number == 1:
        return _SECOND.search(text, stop.end(), min(end, stop.end() + ENTRY_LENGTH)) is not None
    return text.rfind(f" {number - 1}. ", max(start, stop.start() - ENTRY_LENGTH), stop.start()) >= 0


def _ends_unit(stop: regex.Match[str], text: str, start: int, language: Language) -> bool:
    """Whether the stop is that of a unit, and a capital letter follows."""
    point = stop.start() + 1
    bare = stop[0][1:].isspace() and _OPENER.match(text, stop.end()) is not None
    return bare and _unit_behind(language).match(text, max(start, point - LONGEST_UNIT), point) is not None


def _ask(stop: regex.Match[str], text: str, start: int, end: int, language: Language) -> int | None:
    """Return where spaCy's segmenter begins a sentence behind the stop, if it does."""
    before = _WORDS_BEFORE.match(text, start, stop.start() + 1)
    behind = _WORD_BEHIND.match(text, stop.end(), end)
    first = before.start() if before is not None else stop.start()
    last = behind.end() if behind is not None else stop.end()
    if _is_abbreviated(text[first : stop.end()], text[stop.end() : last], language):
        return None
    segmenter = _load_segmenter(language.entry.spacy, language.entry.abbreviations)
    found = segmenter.find_start(text[first:last], stop.start() - first)
    return first + found if found is not None else None


def _is_abbreviated(before: str, behind: str, language: Language) -> bool:
    """Whether the stop that `before` ends with is that of an abbreviation of the pack, a token of its own for spaCy."""
    word = before.split()[-1].lstrip("(").removesuffix(")")
    return word in language.entry.abbreviations and _LONE_WORD.fullmatch(behind) is not None
