"""The documents of an output folder: their results, their sources, and what people decided about them."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from extractor.corrections import describe_place, describe_value, locate_box, locate_nearest
from extractor.decisions import (
    CORRECTIONS,
    Action,
    Decision,
    Extracted,
    Figure,
    append_decision,
    clean_figure,
    group_decisions,
    list_standing,
    read_decisions,
)
from extractor.errors import ExtractError, InputError, UsageError
from extractor.model import Document, Study
from extractor.pipeline import ExtractOptions, read_document, study_document
from extractor.readers import read_bytes
from extractor.results import Evidence, Result

SUFFIX = ".json"
KEPT = 8  # documents that stay in memory


class Shelf(NamedTuple):
    """A document in the overview: its name in the folder, and its result as it was written."""

    name: str
    path: Path
    result: Result


class Wanted(Struct, kw_only=True):
    """A decision as a browser sends it; a quote is its text with an offset near it, or a page and a box."""

    document: str
    action: Action
    who: str
    target: str | None = None
    value: str | None = None
    unit: str | None = None
    region: str | None = None
    ranking: str | None = None
    metric: str | None = None
    quote: str | None = None
    near: int = 0
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    note: str | None = None


class Library:
    """An output folder; only files that lie in it, and the sources that its results name, are ever read."""

    def __init__(self, folder: Path, options: ExtractOptions) -> None:
        self.folder = folder
        self.options = options
        self._shelves: dict[Path, tuple[tuple[int, int], Shelf | None]] = {}
        self._documents: OrderedDict[str, tuple[str, Document, bytes]] = OrderedDict()
        self._lock = Lock()

    @property
    def corrections(self) -> Path:
        """The file of decisions."""
        return self.folder / CORRECTIONS

    def list(self) -> list[Shelf]:
        """Return all documents of the folder by name; a file is read again only when it has changed."""
        home = self.folder.resolve()
        found = []
        for path in sorted(self.folder.rglob(f"*{SUFFIX}")):
            inner = path.relative_to(self.folder)
            if any(part.startswith(".") for part in inner.parts) or home not in path.resolve().parents:
                continue
            stat = path.stat()
            state = stat.st_mtime_ns, stat.st_size
            if self._shelves.get(path, (None,))[0] != state:
                self._shelves[path] = state, _load(path, inner.as_posix().removesuffix(SUFFIX))
            shelf = self._shelves[path][1]
            if shelf is not None:
                found.append(shelf)
        return found

    def find(self, name: str) -> Shelf | None:
        """Return a document by its name; what the folder does not list is not there."""
        return next((shelf for shelf in self.list() if shelf.name == name), None)

    def decisions(self, name: str) -> tuple[Decision, ...]:
        """Return the standing decisions about a document."""
        return group_decisions(read_decisions(self.corrections)).get(name, ())

    def study(self, shelf: Shelf) -> Study:
        """Return a document with its decisions applied and checked anew. Raises ExtractError for a lost source."""
        with self._lock:
            document, data = self._read(shelf)
            options = replace(self.options, ledger=True, corrections=self.decisions(shelf.name))
            return study_document(document, data, options)

    def _read(self, shelf: Shelf) -> tuple[Document, bytes]:
        path = self._locate(shelf)
        data = read_bytes(str(path))
        stamp = f"{len(data)}-{path.stat().st_mtime_ns}"
        held = self._documents.get(shelf.name)
        if held is None or held[0] != stamp:
            document = read_document(path, self.options, data)
            source = replace(document.source, path=shelf.result.source.path)
            self._documents[shelf.name] = held = stamp, replace(document, source=source), data
            while len(self._documents) > KEPT:
                self._documents.popitem(last=False)
        return held[1], held[2]

    def _locate(self, shelf: Shelf) -> Path:
        """Return where a source is: as its result says, or beside the folder. Raises InputError."""
        stored = shelf.result.source.path
        places = (Path(stored), self.folder.parent / stored, self.folder.parent / shelf.name)
        found = next((path for path in places if path.is_file()), None)
        if found is None:
            raise InputError(stored, "is not where it was; start --review in the folder that the batch was run in")
        return found

    def decide(self, wanted: Wanted) -> Decision:
        """Write a decision down and return it. Raises UsageError for one that cannot be, OSError."""
        shelf = self.find(wanted.document)
        who = " ".join(wanted.who.split())[:100]
        if shelf is None or not who:
            raise UsageError("the document is not in this folder" if shelf is None else "give your name")
        study = self.study(shelf)
        old, receipt = _look_up(study.result, wanted.target, self.decisions(shelf.name))
        if wanted.action in ("accept", "correct", "reject") and old is None:
            raise UsageError(f"{wanted.target}: no such figure")
        decision = Decision(
            id=secrets.token_hex(8),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            who=who,
            document=shelf.name,
            action=wanted.action,
            sha256=study.result.source.sha256,
            target=wanted.target,
            old=old,
            new=_read_figure(wanted, study),
            evidence=tuple(_find_quotes(wanted, study)),
            receipt=receipt,
            note=(wanted.note or "").strip()[:2000] or None,
        )
        if wanted.action == "add" and not decision.evidence:
            raise UsageError("the quote does not stand in the source")
        append_decision(self.corrections, decision)
        return decision


def open_library(folder: Path, options: ExtractOptions) -> Library:
    """Return the library of an output folder. Raises UsageError where there is nothing to review."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; --review takes the output folder of a batch")
    library = Library(folder, options)
    if not library.list():
        raise UsageError(f"{folder}: holds no results; fill it with: extract INPUT... -o {folder}/")
    return library


def _load(path: Path, name: str) -> Shelf | None:
    try:
        return Shelf(name, path, msgspec.json.decode(path.read_bytes(), type=Result))
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None  # another kind of JSON


def _look_up(result: Result, target: str | None, decided: tuple[Decision, ...]) -> tuple[Extracted | None, str | None]:
    """Return a target as it was extracted, before any decision, and its record's receipt."""
    before = next((d.old for d in decided if d.target == target and d.old is not None), None)
    for record in result.records:
        if record.id == target:
            return before or describe_place(record), record.receipt
        for value in record.values:
            if value.id == target:
                return before or describe_value(value), record.receipt
    for whole in result.aggregates:
        for value in whole.values:
            if value.id == target:
                return before or describe_value(value), None
    return before, None


def _read_figure(wanted: Wanted, study: Study) -> Figure | None:
    if wanted.action not in ("correct", "add"):
        return None
    value = clean_figure(wanted.value or "")
    if value is None:
        raise UsageError(f"{wanted.value}: is no number")
    if wanted.action == "correct":
        return Figure(value=value, unit=wanted.unit or None)
    region = " ".join((wanted.region or "").split())[:200]
    if not region:
        raise UsageError("give the region")
    known = {record.region.name.lower(): record.region.code for record in study.result.records}
    return Figure(
        value=value,
        unit=wanted.unit or None,
        region=region,
        code=known.get(region.lower()),
        ranking=wanted.ranking or None,
        metric=wanted.metric or None,
    )


def _find_quotes(wanted: Wanted, study: Study) -> Iterator[Evidence]:
    document = study.document
    if wanted.page is not None and wanted.box is not None:
        yield from (document.quote(*span) for span in locate_box(document, wanted.page, wanted.box))
    elif wanted.quote:
        at = locate_nearest(document.text, wanted.quote, wanted.near)
        if at is None:
            raise UsageError("the quote does not stand in the source")
        yield document.quote(at, at + len(wanted.quote))


def to_page(decisions: tuple[Decision, ...]) -> Any:
    """Return decisions as a page's scripts take them."""
    return msgspec.to_builtins(list_standing(decisions))


__all__ = ["ExtractError", "Library", "Shelf", "Wanted", "open_library", "to_page"]
