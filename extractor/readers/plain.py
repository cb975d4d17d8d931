"""Plain text → Document: the decoded file is the text, unchanged; each line is a block."""

from __future__ import annotations

import codecs

from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Block, Document, Table
from extractor.packs import Language, Pack
from extractor.readers.furniture import classify_line, looks_like_headline, opens_headlines, split_lines
from extractor.readers.languages import detect_language
from extractor.readers.line_tables import find_line_tables
from extractor.readers.metadata import describe_source
from extractor.readers.options import ReadOptions
from extractor.readers.text_tables import find_text_tables
from extractor.readers.wraps import join_lines
from extractor.results import Notice, Source

# Byte-order marks, the longer before those they begin with.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SURE_CHAOS = 0.02
# Of text that was taken for UTF-16 without a mark, so much must be of the scripts that are read here.
WIDE_SHARE = 0.9


def decode(data: bytes, path: str, encoding: str | None = None) -> tuple[str, tuple[Notice, ...]]:
    """Return the text of the bytes without a byte-order mark, newlines untouched, and a warning for an unsure guess.

    Raises InputError where no encoding explains the bytes, or the asked one does not exist or fit.
    """
    if encoding is not None:
        return _decode_as(data, path, encoding), ()
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], path, name), ()
    if b"\0" in data:
        return _guess_wide(data, path)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guess(data, path)


def _guess_wide(data: bytes, path: str) -> tuple[str, tuple[Notice, ...]]:
    """Read bytes that hold zeros: only UTF-16 without its mark makes text of them."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        known = sum(char.isascii() or "\u0400" <= char < "\u0530" for char in text)
        if "\0" not in text and not _looks_binary(text) and known >= WIDE_SHARE * len(text):
            return text, (_warn_of_guess(name),)
    raise InputError(path, "is not text (holds zero bytes)")


def _warn_of_guess(encoding: str) -> Notice:
    message = f"the text is read as {encoding}, a guess; give the right one with --encoding if it looks wrong"
    return Notice(code="encoding-guessed", message=message)


def _decode_as(data: bytes, path: str, encoding: str) -> str:
    try:
        text = data.decode(encoding)
        text.encode()  # lone surrogates are no text
    except LookupError as error:
        raise InputError(path, f"the encoding '{encoding}' is not known") from error
    except UnicodeError as error:
        place = f" (byte {error.start} does not fit)" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(path, f"is not {encoding}{place}") from error
    return text.removeprefix("\ufeff")


def _guess(data: bytes, path: str) -> tuple[str, tuple[Notice, ...]]:
    from charset_normalizer import from_bytes

    guess = from_bytes(data).best()
    text = str(guess) if guess is not None else ""
    if guess is None or _looks_binary(text):
        raise InputError(path, "is not text in any encoding known here; give one with --encoding")
    unsure = guess.chaos > SURE_CHAOS or len(guess.could_be_from_charset) > 1
    return text, (_warn_of_guess(guess.encoding),) if unsure else ()


def _looks_binary(text: str) -> bool:
    control = sum(char < " " and char not in "\t\n\r\f\v" for char in text)
    return control * 100 > len(text)


def lay_blocks(text: str, language: Language) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """Return the blocks and the tables of a text that has only its lines."""
    lines = split_lines(text)
    tables, cells = find_text_tables(text, lines)
    if not tables:
        tables, cells = find_line_tables(text, lines)
    lines = join_lines(text, lines) if not tables else lines
    blocks: list[Block] = []
    headlines = False  # whether the lines are headlines of other pages
    for start, end in lines:
        if start in cells:
            blocks.extend(cells[start])
        elif block := classify_line(text, start, end, language):
            line = text[block.start : block.end]
            headlines = opens_headlines(line, language) or (headlines and looks_like_headline(line))
            blocks.append(Block(kind="boilerplate", start=block.start, end=block.end) if headlines else block)
    return tuple(blocks), tuple(tables)


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read plain text. Raises InputError for bytes that are no text."""
    if data.startswith(b"{\\rtf"):
        raise InputError(source.path, "is a Rich Text file; save it as .docx or .txt")
    text, warnings = decode(data, source.path, options.encoding)
    if not text.strip():
        raise InputError(source.path, "holds no text")
    name = detect_language(text, pack.languages)
    if name is None:
        return Document(text=text, source=source, blocks=(), warnings=warnings)
    language = pack.language(name)
    source = replace(source, language=name)
    blocks, tables = lay_blocks(text, language)
    source = describe_source(source, text, blocks, language)
    return Document(text=text, source=source, blocks=blocks, tables=tables, warnings=warnings)
