"""Bytes → Document. One module a format; `READERS` is the one place that knows them all."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from extractor.errors import InputError, UsageError
from extractor.model import Document
from extractor.packs import Pack
from extractor.readers.options import MEGABYTE, ReadOptions
from extractor.results import Source


class ReadFunction(Protocol):
    """A reader: raises InputError where the bytes are not what the format asks for."""

    def __call__(self, data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
        """Read the bytes; `source` names the file, and comes back filled in."""


class Reader(Struct, frozen=True):
    """A format: its media type, the module whose `read` does it, and what tells it.

    That is its suffixes, or its first bytes (`magic`) together with others somewhere behind them (`holds`).
    `paged` ones have pages to choose from.
    """

    media_type: str
    module: str
    suffixes: tuple[str, ...]
    magic: tuple[bytes, ...] = ()
    holds: bytes = b""
    paged: bool = False


# First match wins: by first bytes, then by suffix. Plain text takes what is left.
READERS: tuple[Reader, ...] = (
    Reader("application/pdf", "pdf", (".pdf",), (b"%PDF-",), paged=True),
    # Every Office file is an archive, and every old one begins alike: Word's reader says which are not Word's.
    Reader(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        (".xlsx", ".xlsm"),
        (b"PK\x03\x04",),
        holds=b"xl/workbook.xml",
    ),
    Reader(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        (".docx", ".docm", ".dotx", ".doc"),
        (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ),
    Reader("text/html", "html", (".html", ".htm", ".xhtml"), (b"<!doctype html", b"<html")),
    Reader("text/csv", "delimited", (".csv", ".tsv", ".tab")),
    Reader("text/plain", "plain", (".txt", ".text", ".md")),
)


# What may stand before the first tag of a page: an XML declaration, comments.
_PROLOG = re.compile(rb"\A(?:<\?xml[^>]*>|<!--.*?-->|\s+)+", re.DOTALL)


def choose_reader(name: str, data: bytes) -> Reader:
    """Return the reader for the bytes; what the bytes say of themselves goes before the suffix."""
    head = _PROLOG.sub(b"", data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")).lower()
    for reader in READERS:
        if any(head.startswith(magic.lower()) for magic in reader.magic) and reader.holds in data:
            return reader
    suffix = Path(name).suffix.lower()
    return next((reader for reader in READERS if suffix in reader.suffixes), READERS[-1])


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`. Raises InputError, UsageError for a web address."""
    with explain_errors(path):
        if path == "-" and sys.stdin is None:
            raise InputError(path, "standard input is closed")
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    if not data.strip():
        raise InputError(path, "is empty")
    return data


@contextmanager
def explain_errors(path: str) -> Iterator[None]:
    """Have the system's errors of reading a path told as InputError; raises UsageError for a web address."""
    if path.lower().startswith(("http://", "https://")):
        raise UsageError(f"{path}: nothing is fetched; save the page first and give the file")
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(path, "no such file") from error
    except IsADirectoryError as error:
        raise InputError(path, "is a folder, not a file") from error
    except PermissionError as error:
        raise InputError(path, "may not be read (permission denied)") from error
    except (OSError, ValueError) as error:
        raise InputError(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def check_size(path: str, largest: int) -> None:
    """Raise InputError for a file of more megabytes, before it is taken into memory."""
    with suppress(OSError, ValueError):
        if path != "-" and os.stat(path).st_size > largest * MEGABYTE:
            raise InputError(path, f"is larger than {largest} MB; raise --max-size to read it")


def read(path: str, pack: Pack, options: ReadOptions, data: bytes | None = None) -> Document:
    """Read one file (`data` is its bytes, if known) as a Document. Raises InputError naming the file and the cause."""
    if data is None:
        check_size(path, options.max_size)
        data = read_bytes(path)
    if len(data) > options.max_size * MEGABYTE:
        raise InputError(path, f"is larger than {options.max_size} MB; raise --max-size to read it")
    reader = choose_reader(path, data)
    if options.pages and not reader.paged:
        raise InputError(path, "has no pages, and --pages asks for some; leave it out")
    source = Source(path=path, sha256=hashlib.sha256(data).hexdigest(), media_type=reader.media_type)
    function: ReadFunction = import_module(f"extractor.readers.{reader.module}").read
    return function(data, source, pack, options)
