"""Delimited text (CSV, TSV) → Document: the decoded file is the text, unchanged; every cell knows its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex
from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Document
from extractor.packs import Pack
from extractor.readers.languages import detect_language
from extractor.readers.metadata import describe_source
from extractor.readers.options import ReadOptions
from extractor.readers.plain import decode
from extractor.readers.sheets import lay_sheet
from extractor.results import Source
from extractor.spans import Span, trim

DELIMITERS = ("\t", ";", "|", ",")
SAMPLE_ROWS = 200


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read a file of delimited cells. Raises InputError for bytes that are no text."""
    text, warnings = decode(data, source.path, options.encoding)
    if not text.strip():
        raise InputError(source.path, "holds no text")
    rows = list(split_rows(text, choose_delimiter(text)))
    sheet = lay_sheet(text, rows)
    name = detect_language(text, pack.languages)
    if name is not None:
        source = describe_source(replace(source, language=name), text, sheet.blocks, pack.language(name))
    return Document(
        text=text,
        source=source,
        blocks=sheet.blocks,
        tables=sheet.tables,
        addresses=sheet.addresses,
        warnings=warnings,
    )


def choose_delimiter(text: str) -> str:
    """Return the delimiter that gives the most rows of one width; of equals, the one that stands in less prose.

    >>> choose_delimiter("Регион;Балл\\nАбай;4,93\\nУлытау;4,90\\n")
    ';'
    """

    def fit(delimiter: str) -> int:
        widths: Counter[int] = Counter()
        for number, row in enumerate(split_rows(text, delimiter)):
            if number == SAMPLE_ROWS:
                break
            widths[len(row)] += 1
        return max((times for width, times in widths.items() if width > 1), default=0)

    return max(DELIMITERS, key=fit)


def split_rows(text: str, delimiter: str) -> Iterator[list[Span]]:
    """Yield the spans of each row's cells, quote marks and outer white space left out (RFC 4180).

    A quoted cell may hold delimiters and line ends; a quote mark that is never closed is an ordinary character.
    """
    mark = regex.escape(delimiter)
    blanks = rf"[^\S\r\n{mark}]*+"
    cell = regex.compile(
        rf'{blanks}(?:"(?P<quoted>(?:[^"]|"")*+)"{blanks}|(?P<bare>[^\r\n{mark}]*+))(?P<end>{mark}|\r\n?|\n|\Z)'
    )
    at = 0
    row: list[Span] = []
    while at < len(text):
        match = cell.match(text, at)
        assert match is not None  # a bare cell may hold anything up to the next delimiter
        row.append(trim(text, *match.span("bare" if match["quoted"] is None else "quoted")))
        at = match.end()
        if match["end"] != delimiter:
            yield row
            row = []
    if row:
        yield [*row, (at, at)]
