"""Studies of documents kept in memory, with and without people's decisions: a figure is decided in a moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from msgspec.structs import replace

from extractor.decisions import Decision
from extractor.errors import InputError
from extractor.model import Study
from extractor.pipeline import ExtractOptions, read_document, study_document
from extractor.writers.report.page import load_texts, render_page
from extractor.writers.report.pictures import draw_pages

KEPT = 8  # documents that stay in memory
PICTURES = 64
_LOCK = Lock()  # pdfium, which reads and draws PDFs, is for one thread at a time


class Source(NamedTuple):
    """A document's name in the library, its file and bytes, and the path that its result names."""

    name: str
    file: Path
    data: bytes
    path: str
    sha256: str


class _Kept:
    """One document: as extracted, and as decided with the decisions that it was made with."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.sha256 = ""
        self.plain: Study | None = None
        self.decided: tuple[tuple[Decision, ...], Study] | None = None


class Studies:
    """Makes studies; the ones used last are kept."""

    def __init__(self, options: ExtractOptions) -> None:
        self.options = replace(options, ledger=True, languages=tuple(load_texts()))
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def plain(self, source: Source) -> Study:
        """Return a document as it is extracted, nobody asked. Raises ExtractError."""
        kept = self._find(source)
        with kept.lock:
            return self._make_plain(kept, source)

    def decided(self, source: Source, decisions: Sequence[Decision]) -> Study:
        """Return a document with decisions applied and checked anew. Raises ExtractError."""
        kept, decisions = self._find(source), tuple(decisions)
        with kept.lock:
            plain = self._make_plain(kept, source)
            if not decisions:
                return plain
            if kept.decided is None or kept.decided[0] != decisions:
                options = replace(self.options, corrections=decisions)
                with _LOCK:
                    kept.decided = decisions, study_document(plain.document, plain.data, options)
            return kept.decided[1]

    def _find(self, source: Source) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(source.name, _Kept())
            self._kept.move_to_end(source.name)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return kept

    def _make_plain(self, kept: _Kept, source: Source) -> Study:
        if kept.plain is None or kept.sha256 != source.sha256:
            with _LOCK:
                document = read_document(source.file, self.options, source.data)
                document = replace(document, source=replace(document.source, path=source.path))
                kept.plain, kept.decided = study_document(document, source.data, self.options), None
            kept.sha256 = source.sha256
        return kept.plain


def render_study(study: Study, told: Mapping[str, Any]) -> bytes:
    """Return a study's page for the server's browser; `told` is what its scripts are told."""
    with _LOCK:
        return render_page(study, told)


def draw_page(study: Study, number: int) -> bytes:
    """Return the picture of a page of a PDF as WebP. Raises InputError for one that is not there."""
    if number not in study.pages or study.document.source.media_type != "application/pdf":
        raise InputError(study.document.source.path, f"has no page {number}")
    return _draw_page(study.data, number, study.password)


@lru_cache(maxsize=PICTURES)
def _draw_page(data: bytes, number: int, password: str | None) -> bytes:
    with _LOCK:
        return next(draw_pages(data, [number], password)).content
