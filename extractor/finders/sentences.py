"""Sentences of a block, by spaCy's rule-based segmenter, asked only where a block may hold several."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

from extractor.packs import LanguageEntry

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


def split_sentences(text: str, start: int, end: int, language: LanguageEntry) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text[start:end]`, without white space at their ends."""
    if not _BOUNDARY.search(text, start, end):
        return [(start, end)]
    block = _pipeline(language.spacy, language.abbreviations)(text[start:end])
    spans = ((start + sentence.start_char, start + sentence.end_char) for sentence in block.sents)
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
