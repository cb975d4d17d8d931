"""What an output folder holds: a glance at each result, read again only when its file has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import msgspec
from msgspec import Raw, Struct

from extractor.results import Severity

SUFFIX = ".json"
WEIGHT: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


class Told(NamedTuple):
    """A failed check: of what severity, by which rule, what it says, and its first subject, by which it is found."""

    severity: Severity
    rule: str
    message: str
    subject: str


class Shelf(NamedTuple):
    """A document in the overview: its name in the folder, the file of its result, and what that tells.

    `hay` is what a search looks through.
    """

    name: str
    path: Path
    source: str
    sha256: str
    made_by: str
    title: str
    records: int
    unexplained: int
    findings: tuple[Told, ...]
    hay: str

    def count(self, severity: Severity) -> int:
        """Return how many checks of a severity failed."""
        return sum(told.severity == severity for told in self.findings)


class _Source(Struct):
    path: str
    sha256: str
    title: str | None = None


class _Named(Struct):
    name: str


class _Record(Struct):
    region: _Named


class _Check(Struct):
    rule: str
    status: str
    severity: Severity
    message: str
    subjects: tuple[str, ...] = ()


class _Ledger(Struct):
    unexplained: tuple[Raw, ...] = ()


class _Glance(Struct):
    """Of a result, what the overview shows; the rest is passed over."""

    schema_version: str
    source: _Source
    records: tuple[_Record, ...]
    checks: tuple[_Check, ...]
    ledger: _Ledger
    made_by: str = ""


_Held = tuple[tuple[int, int], Shelf | None]  # a result as its file was


class Shelves:
    """The results of a folder by name; only files that lie in it are read, links out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, _Held] = {}
        self._lock = Lock()

    def list(self) -> Sequence[Shelf]:
        """Return all documents by name."""
        with self._lock:
            known, self._known = self._known, {}
            for name, path, state in sorted(self._walk()):
                self._known[name] = _renew(known.get(name), path, name, state)
            return [shelf for _, shelf in self._known.values() if shelf is not None]

    def find(self, name: str) -> Shelf | None:
        """Return a document by its name, the others unseen; None for what the list would not have."""
        parts = name.split("/")
        if any(not part or part.startswith(".") for part in parts):
            return None
        path = self.folder.joinpath(*parts[:-1], parts[-1] + SUFFIX)
        try:
            if self.folder.resolve() not in path.resolve().parents:
                return None
            stat = path.stat()
        except (OSError, ValueError):  # no file, or no name for one
            return None
        with self._lock:
            held = _renew(self._known.get(name), path, name, (stat.st_mtime_ns, stat.st_size))
            self._known[name] = held
            return held[1]

    def _walk(self) -> Iterator[tuple[str, Path, tuple[int, int]]]:
        home = self.folder.resolve()
        for folder, folders, files in os.walk(self.folder, followlinks=False):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for file in files:
                if file.startswith(".") or not file.endswith(SUFFIX):
                    continue
                path = Path(folder, file)
                if path.is_symlink() and home not in path.resolve().parents:
                    continue
                try:
                    stat = path.stat()
                except OSError:  # it went meanwhile
                    continue
                name = path.relative_to(self.folder).as_posix().removesuffix(SUFFIX)
                yield name, path, (stat.st_mtime_ns, stat.st_size)


def _renew(held: _Held | None, path: Path, name: str, state: tuple[int, int]) -> _Held:
    return held if held is not None and held[0] == state else (state, _glance(path, name))


def _glance(path: Path, name: str) -> Shelf | None:
    try:
        result = msgspec.json.decode(path.read_bytes(), type=_Glance)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None  # another kind of JSON
    failed = [check for check in result.checks if check.status == "failed"]
    failed.sort(key=lambda check: WEIGHT[check.severity])
    regions = dict.fromkeys(record.region.name for record in result.records)
    parts = [name, result.source.title or "", *regions, *(check.message for check in failed)]
    return Shelf(
        name=name,
        path=path,
        source=result.source.path,
        sha256=result.source.sha256,
        made_by=result.made_by,
        title=result.source.title or "",
        records=len(result.records),
        unexplained=len(result.ledger.unexplained),
        findings=tuple(Told(c.severity, c.rule, c.message, c.subjects[0] if c.subjects else "") for c in failed),
        hay=" ".join(parts).lower(),
    )


def search_shelves(shelves: Sequence[Shelf], words: str) -> list[Shelf]:
    """Return the documents that hold every word, those with most contradictions first."""
    wanted = words.lower().split()
    fitting = [shelf for shelf in shelves if all(word in shelf.hay for word in wanted)]
    return sorted(fitting, key=lambda shelf: (-shelf.count("error"), -shelf.count("warning"), shelf.name))
