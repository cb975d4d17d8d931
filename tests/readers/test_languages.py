from __future__ import annotations

import unicodedata

import pytest

from extractor.packs import load_pack
from extractor.readers.languages import detect_language
from tests.readers.documents import small_pack

LANGUAGES = load_pack().languages


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


KAZAKH_TEXTS = [
    "Qyzmet kórsetý sapasy boıynsha Qaraǵandy oblysy birinshi orynda: 4,93 ball. Odan keıin Abaı oblysy jáne Ulytaý.",
    "Qyzmet körsetu sapasy boiynşa Qarağandy oblysy bırınşı orynda: 4,93 ball. Odan keiın Abai oblysy jäne Ūlytau.",
    "Kyzmet korsetu sapasy boiynsha Karagandy oblysy birinshi orynda: 4,93 ball. Odan keiin Abai oblysy zhane Ulytau.",
    "قىزمەت كورسەتۋ ساپاسى بويىنشا قاراعاندى وبلىسى ءبىرىنشى ورىندا. ودان كەيىن اباي وبلىسى جانە ۇلىتاۋ.",
]


@pytest.mark.parametrize("text", KAZAKH_TEXTS)
def test_kazakh_is_told_in_every_script(text):
    assert detect_language(text, LANGUAGES) == "kk"


@pytest.mark.parametrize(
    "text",
    [
        "Almaty Region is first with 4.93 points, and Abai and Zhambyl Region follow in the ranking of services.",
        "Qaraghandy and Aqtöbe lead the list of regions; Mangystau oblysy is the last of them.",
        "Die Länder über dem Durchschnitt: Bayern und Hessen, für die Größe.",
    ],
)
def test_latin_letters_alone_do_not_make_a_text_kazakh(text):
    assert detect_language(text, LANGUAGES) == "en"


def test_letters_with_marks_of_their_own_are_read_as_one():
    assert detect_language(unicodedata.normalize("NFD", "жүйелі йод және қойылған"), LANGUAGES) == "kk"
