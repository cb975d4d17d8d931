from __future__ import annotations

from pathlib import Path

import pytest

from extractor import pipeline
from extractor.checks import list_quotes
from extractor.errors import InputError
from extractor.pipeline import ExtractOptions, extract
from extractor.readers.second import reread_quotes

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


@pytest.mark.parametrize("name", ["report.ru.pdf", "article.ru.pdf"])
def test_two_engines_agree_on_our_own_reports(name):
    result = extract(SAMPLES / name, ExtractOptions(second_reading=True))
    told = [check for check in result.checks if check.rule == "second-reading"]
    assert {check.status for check in told} == {"passed"}
    assert {s for check in told for s in check.subjects} == {
        value.id
        for owner in (*result.records, *result.aggregates)
        for value in owner.values
        if value.status == "stated"
    }
    stated = [value for record in result.records for value in record.values if value.status == "stated"]
    assert {value.verdict for value in stated} == {"verified"}


def test_what_the_other_engine_reads_otherwise_is_a_finding(monkeypatch):
    path = SAMPLES / "article.ru.pdf"
    number = extract(path).records[0].values[0].evidence[0]
    for other in ("", number.text + "1", number.text[::-1]):
        monkeypatch.setattr(
            pipeline,
            "reread_quotes",
            lambda *args, other=other, **options: reread_quotes(*args, **options) | {number: other},
        )
        found = [c for c in extract(path, ExtractOptions(second_reading=True)).checks if c.rule == "second-reading"]
        failed = [check for check in found if check.status == "failed"]
        assert [(check.severity, check.evidence[0]) for check in failed] == [("warning", number)]


def test_a_text_has_no_boxes_to_read_again():
    result = extract(SAMPLES / "article.ru.txt", ExtractOptions(second_reading=True))
    assert "second-reading" not in {check.rule for check in result.checks}
    assert reread_quotes(b"", "a", list_quotes(result.records)) == {}


def test_a_file_that_the_other_engine_cannot_open_is_named():
    quotes = list_quotes(extract(SAMPLES / "article.ru.pdf").records)
    with pytest.raises(InputError, match=r"a\.pdf: page 1 cannot be read a second time"):
        reread_quotes(b"%PDF-1.7 rubbish", "a.pdf", quotes)
