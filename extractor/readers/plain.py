"""Plain text → Document: the decoded file is the text, unchanged; each line is a block."""

from __future__ import annotations

import codecs

from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Block, Document
from extractor.packs import Language, Pack
from extractor.readers import ReadOptions
from extractor.readers.furniture import classify_line, split_lines
from extractor.readers.languages import detect_language
from extractor.readers.metadata import describe_source
from extractor.results import Notice, Source

# Byte-order marks, the longer before those they begin with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SURE_CHAOS = 0.02


def decode(data: bytes, path: str, encoding: str | None = None) -> tuple[str, tuple[Notice, ...]]:
    """Return the text of the bytes without a byte-order mark, newlines untouched, and a warning for an unsure guess.

    Raises InputError where no encoding explains the bytes, or the asked one does not exist or fit.
    """
    if encoding is not None:
        return _decode_as(data, path, encoding), ()
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], path, name), ()
    if b"\0" in data:
        raise InputError(path, "is not text (holds zero bytes)")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guess(data, path)


def _decode_as(data: bytes, path: str, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise InputError(path, f"the encoding '{encoding}' is not known") from error
    except UnicodeDecodeError as error:
        raise InputError(path, f"is not {encoding} (byte {error.start} does not fit)") from error
    return text.removeprefix("\ufeff")


def _guess(data: bytes, path: str) -> tuple[str, tuple[Notice, ...]]:
    from charset_normalizer import from_bytes

    guess = from_bytes(data).best()
    text = str(guess) if guess is not None else ""
    if guess is None or _looks_binary(text):
        raise InputError(path, "is not text in any encoding known here; give one with --encoding")
    message = f"the text is read as {guess.encoding}, a guess; give the right one with --encoding if it looks wrong"
    unsure = guess.chaos > SURE_CHAOS or len(guess.could_be_from_charset) > 1
    return text, (Notice(code="encoding-guessed", message=message),) if unsure else ()


def _looks_binary(text: str) -> bool:
    control = sum(char < " " and char not in "\t\n\r\f\v" for char in text)
    return control * 100 > len(text)


def lay_blocks(text: str, language: Language) -> tuple[Block, ...]:
    """Return the blocks of a text that has only its lines."""
    blocks = (classify_line(text, start, end, language) for start, end in split_lines(text))
    return tuple(block for block in blocks if block is not None)


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read plain text. Raises InputError for bytes that are no text."""
    text, warnings = decode(data, source.path, options.encoding)
    name = detect_language(text, pack.languages)
    if name is None:
        return Document(text=text, source=source, blocks=(), warnings=warnings)
    language = pack.language(name)
    source = replace(source, language=name)
    blocks = lay_blocks(text, language)
    return Document(
        text=text, source=describe_source(source, text, blocks, language), blocks=blocks, warnings=warnings
    )
