"""Places in digits, ordinal words and leader words."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extractor.finders import find
from extractor.model import Block, Document, RankMention
from extractor.packs import load_pack
from extractor.results import Source

PACK = load_pack()


def ranks(text: str, language: str) -> tuple[RankMention, ...]:
    source = Source(path="example", sha256="", media_type="text/plain", language=language)
    block = Block(kind="paragraph", start=0, end=len(text))
    return find(Document(text=text, source=source, blocks=(block,)), PACK).ranks


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("ru", "на 4-й строчке", 4),
        ("ru", "третью строчку взял", 3),
        ("ru", "рейтинг возглавила", 1),
        ("ru", "замыкает тройку лидеров", 3),
        ("ru", "замыкает пятёрку", 5),
        ("ru", "Абай (3-е)", 3),
        ("kk", "2-орында", 2),
        ("kk", "он екінші орында", 12),
        ("kk", "үшінші орынды алды", 3),
        ("kk", "көш бастап тұр", 1),
        ("kk", "Алғашқы үштікті Жамбыл облысы түйіндеді", 3),
        ("kk", "бестікті Абай облысы қорытындылады", 5),
        ("en", "placed 41st", 41),
        ("en", "the 122th place", 122),
        ("en", "in third place", 3),
        ("en", "ranked No. 12", 12),
        ("en", "Astana (#3)", 3),
        ("en", "rounds out the top three", 3),
        ("en", "closes the top ten", 10),
        ("en", "tops the ranking", 1),
        ("en", "is the leader", 1),
        ("en", "the second-highest rate", 2),
    ],
)
def test_places(language: str, text: str, value: int) -> None:
    assert [mention.value for mention in ranks(text, language)] == [value]


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("ru", "замыкает рейтинг Абай", 1),
        ("ru", "на последнем месте", 1),
        ("ru", "на предпоследнем месте", 2),
        ("kk", "соңғы орында", 1),
        ("kk", "рейтингті Абай облысы түйіндеді", 1),
        ("en", "ranks last", 1),
        ("en", "in last place", 1),
        ("en", "second to last", 2),
        ("en", "4th from the bottom", 4),
    ],
)
def test_places_from_the_bottom(language: str, text: str, place: int) -> None:
    (mention,) = ranks(text, language)
    assert (mention.value, mention.from_bottom) == (None, place)


@pytest.mark.parametrize(
    ("language", "text", "value", "of"),
    [
        ("ru", "20-е место из 20", 20, 20),
        ("kk", "189 елдің арасында 58-орынға", 58, 189),
        ("en", "58th among 189 countries", 58, 189),
        ("en", "ranked 41 out of 180", 41, 180),
    ],
)
def test_how_many_are_ranked(language: str, text: str, value: int, of: int) -> None:
    (mention,) = ranks(text, language)
    assert (mention.value, mention.of) == (value, of)
    start, end = mention.digits
    assert text[start:end] == str(value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "40 мест в детских садах"),
        ("ru", "на втором этапе"),
        ("ru", "лидеры рейтинга"),
        ("kk", "40 орындық балабақша"),
        ("kk", "22-орыннан"),
        ("kk", "көшбасшылар"),
        ("en", "the 21st century"),
        ("en", "in the first half"),
        ("en", "it led to growth"),
        ("en", "school No. 12"),
        ("en", "ranked 15 countries"),
    ],
)
def test_no_place(language: str, text: str) -> None:
    assert ranks(text, language) == ()


def test_places_of_one_sentence_come_in_order() -> None:
    found = ranks("На втором месте Абай, на третьем — Улытау, на 4-й строчке Жетысу", "ru")
    assert [mention.value for mention in found] == [2, 3, 4]
    assert all(before.end <= after.start for before, after in pairwise(found))
