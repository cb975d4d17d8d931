"""Shares of so many people: which ones whole people can make, held against brute force."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checks.intervals import print_rounded
from extractor.checks.wholes import is_whole_share
from extractor.packs import load_pack
from extractor.pipeline import extract_document
from extractor.results import Result
from tests.telling import failed, read_text

TABLE = """Опрос жителей за 2025 год

| Регион | Опрошено респондентов, человек | Довольны, % |
| Астана | {asked} | 96,4 |
| Алматы | 30 | 93,3 |
| Шымкент | 25 | 92,0 |
| Абай | 17 | {share} |
"""


@given(st.integers(1, 400), st.integers(0, 1000))
def test_a_share_is_possible_where_some_number_of_people_is_printed_so(people: int, tenths: int) -> None:
    share = print_rounded(Decimal(tenths) / 10, Decimal("0.1"))
    assert share.low is not None
    assert share.high is not None
    made = (Decimal(100 * some) / people for some in range(people + 1))
    assert is_whole_share(share, people) == any(share.low <= figure <= share.high for figure in made)


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    (tmp_path / "common").mkdir()
    (tmp_path / "lang" / "ru").mkdir(parents=True)
    metrics = "metrics:\n  - {id: respondents, units: [person, count], base: true}\n"
    (tmp_path / "common" / "metrics.yaml").write_text(metrics, "utf-8")
    rule = "{id: ru-respondents-here, kind: metric, value: respondents, pattern: 'опрошено респондентов', "
    words = f'rules:\n  - {rule}examples: ["опрошено респондентов"]}}\n'
    (tmp_path / "lang" / "ru" / "respondents.yaml").write_text(words, "utf-8")
    return tmp_path


def read_table(folder: Path, share: str, asked: str = "28") -> Result:
    pack = load_pack((str(folder),))
    return extract_document(read_text(TABLE.format(share=share, asked=asked), pack), pack)


def test_a_share_that_no_whole_people_make_is_doubted(pack_folder: Path) -> None:
    result = read_table(pack_folder, "94,1")
    assert failed(result) == []
    assert "whole-people" in {check.rule for check in result.checks}
    (found,) = failed(read_table(pack_folder, "94,4"))
    assert (found.rule, found.severity) == ("whole-people", "warning")
    assert [quote.text for quote in found.evidence] == ["94,4", "17"]
    assert "94.1" in [guess.candidate for guess in found.diagnosis]


def test_many_people_make_every_share(pack_folder: Path) -> None:
    result = read_table(pack_folder, "94,1", asked="2 800")
    assert failed(result) == []
    (passed,) = (check for check in result.checks if check.rule == "whole-people")
    assert len(passed.subjects) == 3
