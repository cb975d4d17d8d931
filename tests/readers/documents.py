"""Shared by the readers' tests: a small pack, reading from bytes, and what holds for every document."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp

from extractor.model import Document
from extractor.packs import Pack
from extractor.readers import choose_reader
from extractor.readers.options import ReadOptions
from extractor.results import Source

_COMMON = """
rules:
  - {id: exchange-rate, kind: boilerplate, pattern: '(?:usd|eur|rub)\\s\\d+[.,]\\d+\\s(?:usd|eur|rub)'}
  - {id: phone, kind: boilerplate, pattern: '^\\+7 \\(\\d{3}\\) [\\d-]+$'}
"""
_LANGUAGES = {
    "ru": """
language:
  {id: ru, spacy: ru, decimal: ",", joiner: "x", letters: абвгдеёжзийклмнопрстуфхцчшщъыьэюя,
   words: [и, в, на, по, что, за]}
rules:
  - {id: ru-views, kind: boilerplate, pattern: '^(?:просмотр|поделиться)'}
  - {id: ru-also, kind: boilerplate, pattern: '^читайте также'}
  - {id: ru-cites, kind: cites, pattern: 'со ссылкой на (?P<name>\\p{Lu}[\\w.]+)'}
  - {id: ru-publisher, kind: publisher, pattern: 'сообщает (?P<name>\\p{Lu}[\\w.]+)'}
""",
    "kk": """
language:
  {id: kk, spacy: xx, decimal: ",", joiner: "x", letters: аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя,
   words: [және, мен, бойынша]}
rules:
  - {id: kk-share, kind: boilerplate, pattern: '^(?:бөлісу|қаралды)'}
""",
    "en": """
language:
  {id: en, spacy: en, decimal: ".", joiner: "x", letters: abcdefghijklmnopqrstuvwxyz,
   words: [the, of, in, and, to]}
rules:
  - {id: en-share, kind: boilerplate, pattern: '^(?:share this|views)'}
""",
}


@cache
def small_pack() -> Pack:
    """Return a pack of three languages with a rule or two each, so that these tests hang on no shipped wording."""
    folder = Path(mkdtemp(prefix="pack-"))
    (folder / "common").mkdir()
    (folder / "common" / "rules.yaml").write_text(_COMMON, "utf-8")
    for name, content in _LANGUAGES.items():
        (folder / "lang" / name).mkdir(parents=True)
        (folder / "lang" / name / "language.yaml").write_text(content, "utf-8")
    return Pack([folder])


def read_as(name: str, data: bytes | str, encoding: str | None = None) -> Document:
    """Read the bytes as a file of that name, and check what holds for every document."""
    data = data.encode() if isinstance(data, str) else data
    reader = choose_reader(name, data)
    source = Source(path=name, sha256="0" * 64, media_type=reader.media_type)
    document = import_module(f"extractor.readers.{reader.module}").read(
        data, source, small_pack(), ReadOptions(encoding=encoding)
    )
    check_document(document)
    return document


def check_document(document: Document) -> None:
    """Assert that blocks are stripped, in order and apart, and that tables' cells are cell blocks."""
    text = document.text
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(text)
        body = text[block.start : block.end]
        assert body == body.strip(" \n") or document.source.media_type == "text/html"  # <pre> keeps its indents
        assert body.strip()
        # A quoted cell may hold line ends, and so may a paragraph of plain text that was broken at its width.
        assert "\n" not in body or document.source.media_type in ("text/csv", "text/plain")
        assert 0 <= block.marker < block.end - block.start
        end = block.end
    cells = {(block.start, block.end) for block in document.blocks if block.kind == "cell"}
    for table in document.tables:
        taken = set()
        for cell in table.cells:
            assert table.start <= cell.start <= cell.end <= table.end
            assert cell.start == cell.end or (cell.start, cell.end) in cells
            at = {
                (row, column)
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.col_span)
            }
            assert not at & taken
            taken |= at


def bodies(document: Document, *kinds: str) -> list[str]:
    """Return the texts of the blocks of the kinds (of all, where none is named)."""
    return [document.text[b.start : b.end] for b in document.blocks if not kinds or b.kind in kinds]


def grid(document: Document, at: int = 0) -> list[tuple[int, int, int, int, str]]:
    """Return a table's cells as (row, column, row span, column span, text)."""
    cells = document.tables[at].cells
    return [(c.row, c.column, c.row_span, c.col_span, document.text[c.start : c.end]) for c in cells]
