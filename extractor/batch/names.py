"""What a document's file in an output folder is called: its path in the input folder, told apart, fit to write."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import PurePosixPath

from extractor.batch.inputs import Input

STATE = ".extract"  # the folder of what a run must know of the one before
LONGEST = 255  # bytes of a name, on every common file system


def name_outputs(inputs: Sequence[Input], suffix: str, reserved: Iterable[str] = ()) -> list[str]:
    """Return each input's file in the output folder, `<name><suffix>`, no two alike.

    Where short names clash they are paths from the inputs' common folder; what still clashes gets `~2`, `~3`.
    `reserved` are files of the folder that no document may take.
    """
    names = [item.name for item in inputs]
    if len(set(names)) < len(names):
        names = _lengthen(inputs)
    # A file cannot stand where another's folder must.
    folders = {parent.as_posix() for name in names for parent in PurePosixPath(name).parents}
    taken = {*reserved, *folders}
    return [_take(name, suffix, taken) for name in names]


def _lengthen(inputs: Sequence[Input]) -> list[str]:
    paths = [os.path.abspath(item.path) if item.path != "-" else None for item in inputs]
    common = os.path.commonpath([os.path.dirname(path) for path in paths if path])
    return [os.path.relpath(path, common) if path else item.name for path, item in zip(paths, inputs, strict=True)]


def _take(name: str, suffix: str, taken: set[str]) -> str:
    for number in count(1):
        found = shorten(name, suffix if number == 1 else f"~{number}{suffix}")
        if found not in taken and PurePosixPath(found).parts[0] != STATE:
            taken.add(found)
            return found
    raise AssertionError


def shorten(name: str, suffix: str) -> str:
    """Return the name with its suffix, its last part cut where a file system would refuse it; a hash tells cuts apart.

    >>> shorten("reports/a.pdf", ".json")
    'reports/a.pdf.json'
    """
    folder, slash, last = name.rpartition("/")
    raw, ending = os.fsencode(last), os.fsencode(suffix)
    if len(raw) + len(ending) <= LONGEST:
        return name + suffix
    mark = b"~" + hashlib.sha256(raw).hexdigest()[:8].encode()
    kept = _cut(last, LONGEST - len(ending) - len(mark))
    return folder + slash + os.fsdecode(kept + mark + ending)


def _cut(name: str, size: int) -> bytes:
    """Return the name's first letters that fit so many bytes; no letter is cut in two."""
    raw = os.fsencode(name)
    while len(raw) > size:
        name = name[:-1]
        raw = os.fsencode(name)
    return raw
