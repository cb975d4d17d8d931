"""Which documents are meant, and what tells their contents apart: files as given, folders walked in sorted order."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO, NamedTuple

from extractor.errors import InputError

CHUNK = 1 << 20
_KINDS = (
    (stat.S_ISCHR, "is a device, not a file"),
    (stat.S_ISBLK, "is a device, not a file"),
    (stat.S_ISSOCK, "is a socket, not a file"),
)


class Input(NamedTuple):
    """A document to read: its path (`-` is standard input) and its name in an output folder."""

    path: str
    name: str


class Choice(NamedTuple):
    """Which files of a folder are taken: shell patterns on a file's name, or on its path inside the folder.

    With `include` the files that match one, whatever their suffix; without it those whose suffix a reader knows. A
    pattern of `exclude` keeps out files, and folders with all that they hold.
    """

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()

    def takes(self, path: str, known: tuple[str, ...]) -> bool:
        """Tell whether a file is taken; `path` is relative to the folder."""
        if matches(path, self.exclude):
            return False
        return matches(path, self.include) if self.include else path.lower().endswith(known)


EVERYTHING = Choice()


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Tell whether a relative path matches one of the patterns; `*` matches `/` too.

    >>> matches("drafts/a.pdf", ["*.pdf"]), matches("a.pdf", ["drafts/*"])
    (True, False)
    """
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path, pattern) or fnmatchcase(name, pattern) for pattern in patterns)


def list_inputs(
    paths: Iterable[str],
    complain: Callable[[str], None],
    choice: Choice = EVERYTHING,
    output: Path | None = None,
    owned: frozenset[str] = frozenset(),
) -> Iterator[Input]:
    """Yield each document once: files as given, folders walked in sorted order.

    `output` is the output folder, `owned` the files in it that are ours: what an earlier run left there is no input.
    `complain` is told what cannot be listed.
    """
    seen: set[str] = set()
    ours = {os.path.join(os.path.realpath(output), file) for file in owned} if output else set()
    for path in paths:
        if path == "-":
            found: Iterable[Input] = [Input("-", "stdin")]
        elif os.path.isdir(path):
            found = walk_folder(path, complain, choice, output, ours)
        else:
            found = [Input(path, os.path.basename(os.path.normpath(path)))]
        for item in found:
            real = os.path.realpath(item.path) if item.path != "-" else "-"
            if real not in seen:
                seen.add(real)
                yield item


def walk_folder(
    root: str, complain: Callable[[str], None], choice: Choice, output: Path | None, ours: set[str]
) -> Iterator[Input]:
    """Yield the documents of a folder and its folders; hidden files and office lock files are passed over.

    A folder that is a link is not entered: links may run in a circle.
    """
    from extractor.readers import READERS

    known = tuple(suffix for reader in READERS for suffix in reader.suffixes)
    skipped = os.path.realpath(output) if output and os.path.realpath(output) != os.path.realpath(root) else None
    empty = True

    def report(error: OSError) -> None:
        nonlocal empty
        empty = False  # nobody knows
        complain(f"{error.filename}: the folder cannot be read: {error.strerror}")

    for folder, folders, files in os.walk(root, onerror=report):
        inside = os.path.relpath(folder, root)
        prefix = "" if inside == os.curdir else f"{inside}/"
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "."
            and not matches(prefix + name, choice.exclude)
            and os.path.realpath(os.path.join(folder, name)) != skipped
        )
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.startswith((".", "~$")) or not choice.takes(prefix + name, known):
                continue
            if ours and os.path.realpath(path) in ours:
                continue
            empty = False
            if _is_pipe(path):
                complain(f"{path}: is a pipe, not a file")
            else:
                yield Input(path, prefix + name)
    if empty:
        wanted = ", ".join(choice.include or known)
        complain(f"{root}: the folder holds no document ({wanted})")


def read_list(path: str) -> list[str]:
    """Return the paths that a file (`-` is standard input) lists: one a line, or ended by NUL where it holds any.

    Raises InputError.
    """
    from extractor.readers import explain_errors

    with explain_errors(path):
        if path == "-" and sys.stdin is None:
            raise InputError(path, "standard input is closed")
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(line) for line in lines if line]


def hash_input(path: str, spool: Callable[[], str]) -> tuple[str, str]:
    """Return where a document's bytes are and their SHA-256; a stream is first copied to the file that `spool` names.

    Raises InputError for what is no file, UsageError for a web address, OSError where the copy cannot be written.
    """
    from extractor.readers import explain_errors

    with ExitStack() as stack:
        with explain_errors(path):
            if path == "-":
                if sys.stdin is None:
                    raise InputError(path, "standard input is closed")
                mode, stream = stat.S_IFIFO, sys.stdin.buffer
            else:
                mode = os.stat(path).st_mode
                cause = next((cause for test, cause in _KINDS if test(mode)), None)
                if cause:
                    raise InputError(path, cause)
                stream = stack.enter_context(Path(path).open("rb"))
        if not stat.S_ISFIFO(mode):
            return path, _digest(path, stream)
        copy = spool()
        with open(copy, "wb") as target:
            return copy, _digest(path, stream, target)


def _digest(path: str, stream: BinaryIO, copy: BinaryIO | None = None) -> str:
    from extractor.readers import explain_errors

    digest = hashlib.sha256()
    while True:
        with explain_errors(path):
            chunk = stream.read(CHUNK)
        if not chunk:
            return digest.hexdigest()
        digest.update(chunk)
        if copy:
            copy.write(chunk)


def _is_pipe(path: str) -> bool:
    # A pipe that somebody left in a folder would be waited on for ever.
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False
