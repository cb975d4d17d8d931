"""Studies of documents kept in memory, with and without people's decisions: a figure is decided in a moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from msgspec.structs import replace

from extractor.decisions import Decision
from extractor.model import Study
from extractor.pipeline import ExtractOptions, read_document, study_document
from extractor.writers.report.page import load_texts

KEPT = 8  # documents that stay in memory


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
        self.lock = Lock()  # the slow reading of one document does not hold up the others
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
            document = read_document(source.file, self.options, source.data)
            document = replace(document, source=replace(document.source, path=source.path))
            kept.plain, kept.decided = study_document(document, source.data, self.options), None
            kept.sha256 = source.sha256
        return kept.plain
