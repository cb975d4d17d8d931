from __future__ import annotations

from pathlib import Path

import pytest

from extractor.checks.recognition import check_second_reading, list_quotes
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
        value.id for owner in (*result.records, *result.aggregates) for value in owner.values
    }
    assert all(value.verdict == "verified" for record in result.records for value in record.values)


def test_what_the_other_engine_reads_otherwise_is_a_finding():
    result = extract(SAMPLES / "article.ru.pdf")
    owners = result.records[:1]
    quotes = list_quotes(owners)
    seen = reread_quotes((SAMPLES / "article.ru.pdf").read_bytes(), "a.pdf", quotes)
    assert all(quote.text.replace(" ", "") in text.replace(" ", "") for quote, text in seen.items())
    number = owners[0].values[0].evidence[0]
    for other in ("", number.text + "1", number.text[::-1]):
        first, *rest = check_second_reading(owners, seen | {number: other})
        assert (first.status, first.severity, first.subjects) == ("failed", "warning", (owners[0].values[0].id,))
        assert {check.status for check in rest} == {"passed"}


def test_a_text_has_no_boxes_to_read_again():
    result = extract(SAMPLES / "article.ru.txt", ExtractOptions(second_reading=True))
    assert "second-reading" not in {check.rule for check in result.checks}
    assert reread_quotes(b"", "a", list_quotes(result.records)) == {}


def test_a_file_that_the_other_engine_cannot_open_is_named():
    quotes = list_quotes(extract(SAMPLES / "article.ru.pdf").records)
    with pytest.raises(InputError, match=r"a\.pdf: page 1 cannot be read a second time"):
        reread_quotes(b"%PDF-1.7 rubbish", "a.pdf", quotes)
