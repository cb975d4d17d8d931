"""Cues and the roles that frames give to numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extractor.finders import find
from extractor.model import Block, Document, Mentions
from extractor.packs import load_pack
from extractor.results import Source

PACK = load_pack()


def mentions_of(text: str, language: str) -> Mentions:
    source = Source(path="example", sha256="", media_type="text/plain", language=language)
    return find(Document(text=text, source=source, blocks=(Block(kind="paragraph", start=0, end=len(text)),)), PACK)


@pytest.mark.parametrize(
    ("language", "text", "roles"),
    [
        ("ru", "вырос с 4,59 до 4,88 балла", {"4,59": "previous", "4,88": "current"}),
        ("ru", "61,3 балла (годом ранее – 59,8)", {"59,8": "previous"}),
        ("ru", "выросла на 36,9%, до 1,7 тыс. тенге", {"36,9": "change", "1,7": "current"}),
        ("ru", "снизилось на 5%", {"5": "fall"}),
        ("ru", "17 из 20 регионов", {"17": "count", "20": "of"}),
        ("ru", "от 4,80 до 4,93 балла", {"4,80": "low", "4,93": "high"}),
        ("ru", "на 89% выше среднего", {"89": "ignore"}),
        ("ru", "упал на 20 пунктов", {"20": "ignore"}),
        ("kk", "4,59-дан 4,88-ге дейін өсті", {"4,59": "previous", "4,88": "current"}),
        ("kk", "11,8 пайыздан 12,9 пайызға көтерілді", {"11,8": "previous", "12,9": "current"}),
        ("kk", "5%-ға өсіп, 300 мың теңгеге жетті", {"5": "change", "300": "current"}),
        ("kk", "10,5%-ға көп", {"10,5": "change"}),
        ("kk", "5%-ға төмендеді", {"5": "fall"}),
        ("kk", "бір жыл бұрын – 59,8", {"59,8": "previous"}),
        ("kk", "20 өңірдің 17-сі", {"20": "of", "17": "count"}),
        ("kk", "қалған 3 өңір", {"3": "rest"}),
        ("kk", "4,80-ден 4,93 балға дейін", {"4,80": "low", "4,93": "high"}),
        ("kk", "4,80 бен 4,93 аралығында", {"4,80": "low", "4,93": "high"}),
        ("kk", "2,5 есе көп", {"2,5": "ignore"}),
        ("en", "rose from 4.59 to 4.88 points", {"4.59": "previous", "4.88": "current"}),
        ("en", "4.88 points, up from 4.59", {"4.59": "previous"}),
        ("en", "rose by 36.9% to 1.7 thousand tenge", {"36.9": "change", "1.7": "current"}),
        ("en", "fell by 5%", {"5": "fall"}),
        ("en", "11.3% more than a year before", {"11.3": "change"}),
        ("en", "a 5% decline", {"5": "fall"}),
        ("en", "12.9% versus 11.8% in July", {"11.8": "previous"}),
        ("en", "61.3% (59.8% a year earlier)", {"59.8": "previous"}),
        ("en", "17 of the 20 regions", {"17": "count", "20": "of"}),
        ("en", "the remaining 3 regions", {"3": "rest"}),
        ("en", "between 4.80 and 4.93 points", {"4.80": "low", "4.93": "high"}),
        ("en", "4.9 out of 5", {"4.9": "current", "5": "ignore"}),
        ("en", "on a scale from 1 to 10", {"1": "ignore", "10": "ignore"}),
        ("en", "5% above the national average", {"5": "ignore"}),
        ("en", "2.5 times higher", {"2.5": "ignore"}),
        ("en", "the top 10 countries", {"10": "ignore"}),
        ("en", "4.93 points", {}),
    ],
)
def test_roles(language: str, text: str, roles: dict[str, str]) -> None:
    found = mentions_of(text, language).roles
    assert {text[role.start : role.end]: role.role for role in found} == roles


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("ru", "Выше всего в Абае, ниже всего в Улытау", ["high", "low"]),
        ("kk", "Ең жоғары сома Абай облысында, ең төмен сома Ұлытау облысында", ["high", "low"]),
        ("kk", "Одан кейін Абай мен Ұлытау: тиісінше 5 және 4", ["chain", "respectively"]),
        ("kk", "Ел бойынша орта есеппен 5", ["nation", "mean"]),
        ("en", "The highest is Abai, followed by Ulytau", ["high", "chain"]),
        ("en", "Abai and Ulytau had 5 and 4, respectively", ["respectively"]),
        ("en", "At the bottom is Abai", ["low"]),
        ("en", "at least 5", []),
        ("en", "There are 5 of them", []),
    ],
)
def test_cues(language: str, text: str, kinds: list[str]) -> None:
    assert [cue.kind for cue in mentions_of(text, language).cues] == kinds


def test_cues_of_one_kind_do_not_overlap_and_are_in_text_order() -> None:
    cues = mentions_of(
        "The average monthly salary and the median salary: highest in Abai, lowest in Ulytau.", "en"
    ).cues
    assert list(cues) == sorted(cues, key=lambda cue: (cue.start, cue.kind))
    metrics = [cue for cue in cues if cue.kind == "metric"]
    assert [cue.value for cue in metrics] == ["salary", "median_salary"]
    assert all(before.end <= after.start for before, after in pairwise(metrics))


def test_the_masked_text_keeps_every_offset() -> None:
    text = "В Абае с 4,59 до 4,88 балла в 2025 году, на 3-м месте – Улытау"
    mentions = mentions_of(text, "ru")
    assert len(mentions.masked) == len(text)
    assert all(mentions.masked[number.left] == "\ue001" for number in mentions.numbers)
    assert all(mentions.masked[region.start] == "\ue002" for region in mentions.regions)
    assert [mentions.masked[p.start] for p in mentions.periods] == ["\ue003"]
    assert [mentions.masked[r.start] for r in mentions.ranks] == ["\ue004"]


def test_a_text_in_no_known_language_has_no_mentions() -> None:
    source = Source(path="example", sha256="", media_type="text/plain", language=None)
    document = Document(text="4,93 ∎ 5", source=source, blocks=(Block(kind="paragraph", start=0, end=8),))
    mentions = find(document, PACK)
    assert mentions.numbers == ()
    assert set(mentions.ignored.values()) == {"no-language"}
