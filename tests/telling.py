"""Read a text as the product does, and tell the outcome in short lines that tests can compare."""

from __future__ import annotations

import hashlib

from extractor.model import Document
from extractor.packs import Pack, load_pack
from extractor.pipeline import extract_document
from extractor.readers.options import ReadOptions
from extractor.readers.plain import read
from extractor.results import Check, Record, Result, Source, Value


def read_text(text: str, pack: Pack | None = None) -> Document:
    """Return a text as the plain reader's Document."""
    data = text.encode()
    source = Source(path="text.txt", sha256=hashlib.sha256(data).hexdigest(), media_type="text/plain")
    return read(data, source, pack or load_pack(), ReadOptions())


def extract_text(text: str) -> Result:
    """Return the result of a text."""
    return extract_document(read_text(text), load_pack())


def tell_value(value: Value) -> str:
    """Return a value as "4.93 point", with its role and period where it is not the current figure."""
    told = f"{value.value} {value.unit}"
    return (
        told
        if value.role == "current"
        else f"{told} {value.role}" + (f" {value.period}" if value.role == "previous" and value.period else "")
    )


def tell_record(record: Record) -> str:
    """Return a record as "KZ-35 #1! 4.93 point <high>": `!` marks a stated rank, `-2` is the last but one."""
    rank = ""
    if record.rank is not None:
        place = f"#{record.rank.value}" if record.rank.value is not None else f"-{record.rank.from_bottom}"
        rank = place + ("!" if record.rank.status == "stated" else "")
    category = f"<{record.category.value}>" if record.category is not None else ""
    told = [record.region.code or record.region.name, rank, ", ".join(map(tell_value, record.values)), category]
    return " ".join(part for part in told if part)


def tell(text: str) -> list[str]:
    """Return the records of a text, one line each."""
    return [tell_record(record) for record in extract_text(text).records]


def tell_wholes(text: str) -> list[str]:
    """Return the means, totals and ranges of a text, one line each: "KZ mean salary 441207 KZT"."""
    return [
        f"{whole.scope.code or whole.scope.name} {whole.statistic} {value.metric} {tell_value(value)}"
        for whole in extract_text(text).aggregates
        if whole.statistic != "count"
        for value in whole.values
    ]


def tell_by_ranking(text: str) -> dict[str, list[str]]:
    """Return the records of a text by the id of their ranking."""
    result = extract_text(text)
    return {
        ranking.id: [tell_record(record) for record in result.records if record.ranking == ranking.id]
        for ranking in result.rankings
    }


def failed(result: Result) -> list[Check]:
    """Return the failed checks."""
    return [check for check in result.checks if check.status == "failed"]


def assert_quotes(result: Result, text: str) -> None:
    """Assert that every quote of the result is the text at its offsets."""
    values = [value for owner in (*result.records, *result.aggregates) for value in owner.values]
    quotes = [quote for value in values for quote in (*value.evidence, *value.repeated)]
    quotes += [quote for record in result.records for quote in record.region.evidence]
    quotes += [quote for record in result.records if record.rank for quote in record.rank.evidence]
    quotes += [quote for check in result.checks for quote in check.evidence]
    quotes += [quote for ranking in result.rankings for quote in ranking.evidence]
    quotes += list(result.ledger.unexplained)
    for quote in quotes:
        assert text[quote.start : quote.end] == quote.text
