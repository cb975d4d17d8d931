"""Periods in the contract's notation; "?" stands for a year that the passage leaves open."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extractor.finders import find
from extractor.model import Block, Document, PeriodMention
from extractor.packs import load_pack
from extractor.results import Source

PACK = load_pack()


def periods(text: str, language: str) -> tuple[PeriodMention, ...]:
    source = Source(path="example", sha256="", media_type="text/plain", language=language)
    block = Block(kind="paragraph", start=0, end=len(text))
    return find(Document(text=text, source=source, blocks=(block,)), PACK).periods


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("ru", "в 2025 году", "2025"),
        ("ru", "в III квартале 2025 года", "2025-Q3"),
        ("ru", "во втором квартале", "?-Q2"),
        ("ru", "в марте 2022 года", "2022-03"),
        ("ru", "за январь–сентябрь 2025 года", "2025-01/2025-09"),
        ("ru", "за 11 месяцев 2025 года", "2025-01/2025-11"),
        ("ru", "в первом полугодии 2025 года", "2025-H1"),
        ("ru", "во втором полугодии 2025 года", "2025-H2"),
        ("ru", "на 1 декабря 2025 года", "2025-12-01"),
        ("ru", "на начало 2022 года", "2022-01-01"),
        ("ru", "в 2016–2025 годах", "2016/2025"),
        ("ru", "в феврале", "?-02"),
        ("kk", "2025 жылы", "2025"),
        ("kk", "2025 жылдың III тоқсанында", "2025-Q3"),
        ("kk", "үшінші тоқсанда", "?-Q3"),
        ("kk", "2022 жылғы наурызда", "2022-03"),
        ("kk", "2025 жылғы қаңтар-қыркүйекте", "2025-01/2025-09"),
        ("kk", "2025 жылдың 11 айында", "2025-01/2025-11"),
        ("kk", "2025 жылдың бірінші жартыжылдығында", "2025-H1"),
        ("kk", "екінші жартыжылдықта", "?-H2"),
        ("kk", "2025 жылғы 1 желтоқсанда", "2025-12-01"),
        ("kk", "2022 жылдың басында", "2022-01-01"),
        ("kk", "2016–2025 жылдары", "2016/2025"),
        ("kk", "шілдеде", "?-07"),
        ("en", "in 2025", "2025"),
        ("en", "Q3 2025", "2025-Q3"),
        ("en", "2025-Q3", "2025-Q3"),
        ("en", "in the third quarter of 2025", "2025-Q3"),
        ("en", "in March 2022", "2022-03"),
        ("en", "January–September 2025", "2025-01/2025-09"),
        ("en", "in the first 11 months of 2025", "2025-01/2025-11"),
        ("en", "H1 2025", "2025-H1"),
        ("en", "in the second half of 2025", "2025-H2"),
        ("en", "as of December 1, 2025", "2025-12-01"),
        ("en", "1 December 2025", "2025-12-01"),
        ("en", "Sept. 14", "?-09-14"),
        ("en", "at the beginning of 2022", "2022-01-01"),
        ("en", "fiscal 2024", "2024"),
        ("en", "FY2024", "2024"),
        ("en", "1990-2017", "1990/2017"),
        ("en", "2024/25", "2024/2025"),
        ("en", "in February", "?-02"),
    ],
)
def test_periods(language: str, text: str, period: str) -> None:
    assert [mention.period for mention in periods(text, language)] == [period]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "2025 тенге"),
        ("ru", "в 20255"),
        ("kk", "2025 теңге"),
        ("kk", "Наурызбай"),
        ("en", "2025 tenge"),
        ("en", "$2025"),
        ("en", "it may rise"),
        ("en", "2,025"),
    ],
)
def test_no_period(language: str, text: str) -> None:
    assert periods(text, language) == ()


def test_periods_do_not_overlap_and_come_in_order() -> None:
    text = "1 декабря 2025 года, в марте 2022 года, в 2016–2025 годах и за 11 месяцев 2025 года"
    found = periods(text, "ru")
    assert [mention.period for mention in found] == ["2025-12-01", "2022-03", "2016/2025", "2025-01/2025-11"]
    assert all(before.end <= after.start for before, after in pairwise(found))
