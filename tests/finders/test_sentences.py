"""Sentences: where spaCy is not asked, it would have answered the same."""

from __future__ import annotations

import pytest

from extractor.finders import sentences
from extractor.finders.sentences import _load_segmenter, split_sentences
from extractor.packs import Language, load_pack

PACK = load_pack(())
NUMBERS = ("5", "4,87", "12.5", "1 127", "(3", "$25", "№7", "-2", "19th", "98-й", "3-орын", "10/4")


def spacy_parts(text: str, language: Language) -> bool:
    """Whether spaCy's segmenter begins a sentence behind the first full stop that white space follows."""
    stop = next(at for at in range(len(text)) if text[at] == "." and text[at + 1 : at + 2] in (" ", ")"))
    segmenter = _load_segmenter(language.entry.spacy, language.entry.abbreviations)
    return segmenter.find_start(text, stop) is not None


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("spaCy was asked")

    monkeypatch.setattr(sentences, "_load_segmenter", refuse)


def split(text: str, language: Language) -> list[str]:
    return [text[slice(*span)] for span in split_sentences(text, 0, len(text), language)]


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("name", sorted(PACK.languages))
def test_numbers_end_sentences(name: str) -> None:
    language = PACK.language(name)
    for number in NUMBERS:
        text = f"Балл {number}. Алматы"
        assert split(text, language) == [f"Балл {number}.", "Алматы"]
        assert spacy_parts(text, language), text


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("name", sorted(PACK.languages))
@pytest.mark.parametrize("form", ["в 9 {} слово", "(9 {} слово,", "(9 {}) слово", "в 9 {} (слово"])
def test_abbreviations_end_none(name: str, form: str) -> None:
    language = PACK.language(name)
    for word in language.entry.abbreviations:
        text = form.format(word)
        assert split(text, language) == [text]
        assert not spacy_parts(text, language), text


@pytest.mark.usefixtures("unasked")
def test_what_is_doubtful_is_asked() -> None:
    with pytest.raises(AssertionError, match="asked"):
        split("Это им. Далее", PACK.language("en"))
