"""Sentences of a block, by spaCy's rule-based segmenter, asked only where a block may hold several."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import regex

from extractor.packs import Language

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

_BOUNDARY = regex.compile(r"[.!?…][»”\")\]]*\s+\S")


@lru_cache(maxsize=8)
def _pipeline(name: str, abbreviations: tuple[str, ...]) -> Pipeline:
    import spacy

    pipeline = spacy.blank(name)
    tokenizer: Any = pipeline.tokenizer
    for word in abbreviations:
        tokenizer.add_special_case(word, [{"ORTH": word}])
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 10**9
    return pipeline


# A full stop behind a long word and before a capital letter, which spaCy's letter classes miss in some languages.
_PLAIN_STOP = regex.compile(r"(?<=\p{Ll}{4}|[%»)])[.!?…]+[»”\")\]]*\s+(?=[\p{Lu}«\"„“])")


@lru_cache(maxsize=8)
def _unit_stop(language: Language) -> regex.Pattern[str]:
    words = f"{language.alternation('multiplier')}|{language.alternation('unit')}"
    return regex.compile(rf"(?<=\d\s?)(?i:{words}|(?:{words})\s(?:{words}))(?<=\.)\s+(?=[\p{{Lu}}«\"])")


def split_sentences(text: str, start: int, end: int, language: Language) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text[start:end]`, without white space at their ends.

    A unit's full stop ("61 тыс.") before a capital letter ends a sentence, and so does one behind a long word;
    spaCy is asked only where some other full stop leaves it open.
    """
    possible = {match.end() - 1 for match in _BOUNDARY.finditer(text, start, end)}
    if not possible:
        return [(start, end)]
    stops = {
        match.end() for pattern in (_unit_stop(language), _PLAIN_STOP) for match in pattern.finditer(text, start, end)
    }
    if possible - stops:
        entry = language.entry
        block = _pipeline(entry.spacy, entry.abbreviations)(text[start:end])
        stops |= {start + sentence.start_char for sentence in block.sents}
    spans = (_trim(text, *span) for span in pairwise(sorted({start, end, *stops})))
    return [span for span in spans if span[0] < span[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
