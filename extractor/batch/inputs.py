"""Which documents are meant: files as given, folders walked in sorted order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Input(NamedTuple):
    """A document to read: its path (`-` is standard input) and its name in an output folder."""

    path: str
    name: str


def list_inputs(paths: Iterable[str], skip: Path | None, complain: Callable[[str], None]) -> Iterator[Input]:
    """Yield each document once: files as given, folders walked in sorted order for suffixes that a reader knows.

    `skip` is the output folder: what an earlier run left in it is no input. `complain` is told what cannot be listed.
    """
    seen: set[str] = set()
    for path in paths:
        found = walk_folder(path, skip, complain) if os.path.isdir(path) else [Input(path, Path(path).name)]
        if path == "-":
            found = [Input("-", "stdin")]
        for item in found:
            real = os.path.realpath(item.path) if item.path != "-" else "-"
            if real not in seen:
                seen.add(real)
                yield item


def walk_folder(root: str, skip: Path | None, complain: Callable[[str], None]) -> Iterator[Input]:
    """Yield the documents of a folder and its folders; hidden files and office lock files are passed over."""
    from extractor.readers import READERS

    known = tuple(suffix for reader in READERS for suffix in reader.suffixes)
    skipped = os.path.realpath(skip) if skip else None
    empty = True

    def report(error: OSError) -> None:
        nonlocal empty
        empty = False  # nobody knows
        complain(f"{error.filename}: the folder cannot be read: {error.strerror}")

    for folder, folders, files in os.walk(root, onerror=report):
        folders[:] = sorted(
            name for name in folders if name[0] != "." and os.path.realpath(os.path.join(folder, name)) != skipped
        )
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not name.startswith((".", "~$")) and name.lower().endswith(known) and os.path.isfile(path):
                empty = False
                yield Input(path, Path(path).relative_to(root).as_posix())
    if empty:
        complain(f"{root}: the folder holds no document ({', '.join(known)})")
