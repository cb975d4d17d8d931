"""What an output folder knows of its own files: which document each came from, and that it is as it was written.

`.extract/journal.jsonl` holds a line a file. The line is written *before* the file is moved into place: so a file is
ours when its hash stands there, whenever the run was cut off. At the end of a run the lines are sorted, one a file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from extractor.batch.names import STATE
from extractor.batch.tasks import Counts, Failure
from extractor.errors import UsageError

JOURNAL, SPOOL = "journal.jsonl", "spool"
CHUNK = 1 << 20


class Entry(Counts, frozen=True, omit_defaults=True, kw_only=True):
    """A file of the folder: `key` is what it was made from, `digest` the hash of its bytes; or why it was not made."""

    file: str
    key: str
    digest: str | None = None
    failure: Failure | None = None


class Journal:
    """The journal of an output folder, open for writing; `spool` is a folder for files that are not yet in place."""

    def __init__(self, folder: Path, *, overwrite: bool = False) -> None:
        self.folder = folder
        self.overwrite = overwrite
        self.spool = folder / STATE / SPOOL
        self._path = folder / STATE / JOURNAL
        self._entries: dict[str, Entry] = {}
        self._failures: dict[str, Entry] = {}
        self._digests: dict[str, set[str]] = {}
        for entry in read_journal(folder):
            self._keep(entry)
        self._stream = self._path.open("a", encoding="ascii")
        self._stream.write("\n")  # a line that a cut-off run left unfinished ends here

    def find(self, file: str, key: str) -> Entry | None:
        """Return the entry of a file that was made from the key and is as it was written; also of a known failure."""
        if self.overwrite:
            return None
        failure = self._failures.get(file)
        if failure and failure.key == key:
            return failure
        entry = self._entries.get(file)
        if entry and entry.key == key and hash_file(self.folder / file) == entry.digest:
            return entry
        return None

    def refuse(self, file: str, digest: str | None = None) -> str | None:
        """Return why a file may not be written: one stands there that is not ours, and is not the same by chance."""
        if self.overwrite:
            return None
        path = self.folder / file
        if not os.path.lexists(path):
            return None
        found = hash_file(path)
        if found is not None and (found == digest or found in self._digests.get(file, ())):
            return None
        written = "was changed since it was written" if file in self._digests else "exists, and is not of this command"
        return f"{path}: {written}; it is left as it is (--overwrite replaces it)"

    def place(self, entry: Entry, finished: Path, *, durable: bool = False) -> None:
        """Move a finished file into its place; `durable` has the journal on the disk before. Raises OSError."""
        self.note(entry)
        if durable:
            os.fsync(self._stream.fileno())
        target = self.folder / entry.file
        target.parent.mkdir(parents=True, exist_ok=True)
        finished.replace(target)

    def note(self, entry: Entry) -> None:
        """Write down an entry. Raises OSError."""
        self._stream.write(_to_line(entry))
        self._stream.flush()
        self._keep(entry)

    def files(self) -> list[str]:
        """Return the files that were written."""
        return list(self._entries)

    def forget(self, files: Iterable[str]) -> None:
        """Remove files of ours, as far as they are as they were written. Raises OSError."""
        for file in list(files):
            if hash_file(self.folder / file) in self._digests.get(file, ()):
                (self.folder / file).unlink()

    def close(self) -> None:
        """Leave the journal sorted, one line a file that stands, or is known to fail. Raises OSError."""
        self._stream.close()
        standing = [entry for entry in self._entries.values() if (self.folder / entry.file).is_file()]
        lines = sorted(_to_line(entry) for entry in (*standing, *self._failures.values()))
        partial = self._path.with_suffix(".part")
        with partial.open("w", encoding="ascii") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(self._path)

    def _keep(self, entry: Entry) -> None:
        if entry.failure:
            self._failures[entry.file] = entry
            return
        self._failures.pop(entry.file, None)
        self._entries[entry.file] = entry
        self._digests.setdefault(entry.file, set()).add(entry.digest or "")


@contextmanager
def open_journal(folder: Path, *, overwrite: bool = False) -> Iterator[Journal]:
    """Open a folder's journal, for one run at a time; what a cut-off run left behind is swept up.

    Raises UsageError where another run is at work, OSError where the folder cannot be written.
    """
    state = folder / STATE
    state.mkdir(exist_ok=True)
    with _hold(state, folder):
        shutil.rmtree(state / SPOOL, ignore_errors=True)
        (state / SPOOL).mkdir(exist_ok=True)
        journal = Journal(folder, overwrite=overwrite)
        try:
            yield journal
        finally:
            shutil.rmtree(state / SPOOL, ignore_errors=True)
            with suppress(OSError):  # on a full disk the lines stay as they were added
                journal.close()


@contextmanager
def _hold(state: Path, folder: Path) -> Iterator[None]:
    """Keep other runs out of the folder, as far as the system can."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    lock = os.open(state, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UsageError(f"{folder}: another run is writing to this folder") from error
        yield
    finally:
        os.close(lock)


def read_journal(folder: Path) -> Iterator[Entry]:
    """Yield the entries of a folder's journal in the order of writing; a damaged line is passed over."""
    import msgspec

    try:
        text = (folder / STATE / JOURNAL).read_text("ascii", "replace")
    except OSError:
        return
    for line in text.splitlines():
        with suppress(ValueError, msgspec.ValidationError):
            yield msgspec.convert(json.loads(line), Entry)


def hash_file(path: Path) -> str | None:
    """Return the SHA-256 of a plain file; None where there is none, or none that can be read."""
    digest = hashlib.sha256()
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def make_key(*parts: Any) -> str:
    """Return one hash for all that a file is made from."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def owned_files(folder: Path) -> frozenset[str]:
    """Return the files of an output folder that are ours by name."""
    return frozenset(entry.file for entry in read_journal(folder))


def fingerprint(packs: Iterable[Path]) -> str:
    """Return a hash of what makes results: the version, the modules of this program, all that the packs hold."""
    from extractor import __version__

    program = Path(__file__).resolve().parents[1]
    # The modules, and what the review page is made of.
    parts = [_hash_tree(program, ending) for ending in ("*.py", "*.css", "*.js", "*.html", "texts.yaml")]
    parts += [_hash_tree(folder, ending) for folder in packs for ending in ("*.yaml", "*.jsonl")]
    return make_key(__version__, parts)


def _hash_tree(folder: Path, pattern: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob(pattern)):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(folder)}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _to_line(entry: Entry) -> str:
    # Names need not be text: json writes a lone surrogate as an escape, and reads it back.
    return json.dumps(to_builtins(entry), sort_keys=True) + "\n"
