"""The file of what people decided about figures: only ever added to, under a lock, one decision a line."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from extractor.results import Evidence

CORRECTIONS = "corrections.jsonl"
Action = Literal["accept", "correct", "reject", "add", "note", "withdraw"]


class Figure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A figure as decided, in plain notation; where one is added, also its region, ranking and metric."""

    value: str | None = None
    unit: str | None = None
    region: str | None = None
    code: str | None = None
    ranking: str | None = None
    metric: str | None = None


class Extracted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A figure as it was extracted when the decision was made, with its quote."""

    value: str | None = None
    unit: str | None = None
    text: str = ""
    start: int = 0
    end: int = 0


class Decision(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one person decided: a line of the file.

    `document` is the file in the output folder without its suffix, `target` the id of a value, of a record (its place)
    or, for `withdraw`, of a decision; `when` is UTC; `sha256` the source's, `receipt` the record's as it was seen.
    """

    id: str
    when: str
    who: str
    document: str
    action: Action
    sha256: str
    target: str | None = None
    old: Extracted | None = None
    new: Figure | None = None
    evidence: tuple[Evidence, ...] = ()
    receipt: str | None = None
    note: str | None = None


def append_decision(path: Path, decision: Decision) -> None:
    """Add a line to the file, under a lock and through to the disk. Raises OSError."""
    line = msgspec.json.encode(decision) + b"\n"
    new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            line = b"\n" + line  # what a power cut left unfinished ends here
        while line:
            line = line[os.write(file, line) :]
        os.fsync(file)
    finally:
        os.close(file)
    if new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Return the decisions of a file in the order they were made; a damaged line is passed over."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return ()
    found = []
    for line in lines:
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            found.append(msgspec.json.decode(line, type=Decision))
    return tuple(found)


def list_standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that hold: none withdrawn, and of several about one figure the last; notes all stay."""
    decisions = tuple(decisions)
    withdrawn = {decision.target for decision in decisions if decision.action == "withdraw"}
    standing: dict[str, Decision] = {}
    for decision in decisions:
        if decision.action == "withdraw" or decision.id in withdrawn:
            continue
        key = decision.id if decision.action in ("add", "note") else decision.target or decision.id
        standing.pop(key, None)
        standing[key] = decision
    return tuple(standing.values())


def group_decisions(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """Return the standing decisions by document."""
    groups: dict[str, list[Decision]] = {}
    for decision in list_standing(decisions):
        groups.setdefault(decision.document, []).append(decision)
    return {document: tuple(found) for document, found in groups.items()}


def clean_figure(text: str) -> str | None:
    """Return a figure as typed by a person in plain notation, None where it is no number.

    >>> clean_figure(" 12 345,60 "), clean_figure("−3.5"), clean_figure("many")
    ('12345.60', '-3.5', None)
    """
    bare = re.sub(r"[\s\u00a0\u2009\u202f]", "", text).replace("−", "-").replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", bare):
        return None
    with suppress(InvalidOperation):
        return format(Decimal(bare), "f")
    return None
