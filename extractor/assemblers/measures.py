"""Measures: the unit and multiplier that the head of a list tells for all its bare figures."""

from __future__ import annotations

import regex

from extractor.assemblers.columns import read_unit
from extractor.assemblers.passages import Passage
from extractor.assemblers.sections import UNMEASURED, Measure
from extractor.packs import Language
from extractor.text import lower

# What a lead tells behind a comma or in brackets.
_MEASURED = regex.compile(r"[,(]\s*(?:в |in )?([^,:()\d]{2,40})")
# What parts the head of a list from its first entry.
_HEAD = regex.compile(r"\s?[–—:]\s(?:\p{L}{1,2}\.?\s)?\Z")


def read_measure(text: str, start: int, end: int, language: Language) -> Measure:
    """Return what a lead says that the figures below are told in ("exports, million dollars:")."""
    found = _MEASURED.search(lower(text[start:end]))
    return read_unit(found[1], language) if found is not None else UNMEASURED


def inline_measure(text: str, passage: Passage, language: Language) -> Measure:
    """Return what the head of a list in one line says ("Exports, million dollars – A: 918; B: 704")."""
    first = passage.regions[0].start if len(passage.regions) > 1 else passage.start
    told = passage.told_from
    if told is None or told < first or not _HEAD.search(text, passage.start, first):
        return UNMEASURED
    return read_measure(text, passage.start, first, language)
