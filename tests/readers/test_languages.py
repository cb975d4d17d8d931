from __future__ import annotations

import pytest

from extractor.readers.languages import detect_language
from tests.readers.documents import small_pack


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("По итогам года Абай и Улытау стали первыми в стране, на юге оценки ниже.", "ru"),
        ("Алматы, Астана, Шымкент", "ru"),
        ("Қазақстан бойынша ең жоғары көрсеткіш Маңғыстау облысында тіркелді.", "kk"),
        ("Улытау облысы бойынша орташа сома", "kk"),
        ("The average of the regions went up in 2025, and Abai came first.", "en"),
        ("По данным Finprom.kz и Economykz, на юге зарплаты ниже, чем в Астане", "ru"),
        ("ҚАЗАҚСТАН ӨҢІРЛЕРІ", "kk"),
    ],
)
def test_language_is_told_by_words_and_letters(text, language):
    assert detect_language(text, small_pack().languages) == language


@pytest.mark.parametrize("text", ["", "4,93 – 4,92; 12%", "日本"])
def test_no_known_letters_no_language(text):
    assert detect_language(text, small_pack().languages) is None


def test_no_packs_no_language():
    assert detect_language("Абай", {}) is None
