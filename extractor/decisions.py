"""The file of what people decided about figures: only ever added to, under a lock, one decision a line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePath
from typing import Literal

import msgspec
from msgspec import Struct

from extractor.errors import ExtractError
from extractor.results import Evidence

CORRECTIONS = "corrections.jsonl"
Action = Literal["accept", "correct", "reject", "add", "note", "withdraw"]
JUDGING: tuple[Action, ...] = ("accept", "correct", "reject")  # of these the last one about a figure stands


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

    `document` is the file in the output folder without its suffix, `target` the id of a value, of a record (its place;
    with `whole`, all of it) or, for `withdraw`, of a decision; `when` is UTC; `sha256` the source's, `receipt` the
    record's as it was seen. `after` is the decision about the same figure that the person saw and went on from;
    `around` what stands in the source before and behind the first quote of `evidence`.
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
    whole: bool = False
    after: str | None = None
    around: tuple[str, str] | None = None


class OvertakenError(ExtractError):
    """Somebody else has decided about the same figure meanwhile: `by` is that decision."""

    def __init__(self, by: Decision) -> None:
        super().__init__(f"{by.who} has decided about this figure meanwhile")
        self.by = by


def append_decision(path: Path, decision: Decision) -> None:
    """Add a line to the file, under a lock and through to the disk.

    Raises OvertakenError where another decision about the same figure than `decision.after` stands by now, OSError
    (also for a file that is a link to elsewhere).
    """
    line = msgspec.json.encode(decision) + b"\n"
    new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        with _hold(file):
            _refuse_overtaken(path, decision)
            size = os.fstat(file).st_size
            if size and _last_byte(file, size) != b"\n":
                line = b"\n" + line  # what a power cut left unfinished ends here
            while line:
                line = line[os.write(file, line) :]
            os.fsync(file)
    finally:
        os.close(file)
    if new and sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _last_byte(file: int, size: int) -> bytes:
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1)


@contextmanager
def _hold(file: int) -> Iterator[None]:
    """Keep other writers out of a file, as far as its file system can."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(file, 0, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    with suppress(OSError):  # a file system without locks
        fcntl.flock(file, fcntl.LOCK_EX)
    yield  # closing the file ends it


def _refuse_overtaken(path: Path, decision: Decision) -> None:
    if decision.target is None or decision.action not in JUDGING:
        return
    standing = list_standing(d for d in read_decisions(path) if d.document == decision.document)
    about = [d for d in standing if d.target == decision.target and d.action in JUDGING]
    if about and about[-1].id != decision.after:
        raise OvertakenError(about[-1])


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Return the decisions of a file in the order they were made; a damaged line is passed over."""
    return _read_lines(path)[0]


def count_damaged(path: Path) -> int:
    """Return how many lines of a file hold no decision: what a power cut or another program left there."""
    return _read_lines(path)[1]


def _read_lines(path: Path) -> tuple[tuple[Decision, ...], int]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return (), 0
    found, damaged = [], 0
    for line in lines:
        try:
            found.append(msgspec.json.decode(line, type=Decision))
        except (msgspec.DecodeError, UnicodeDecodeError):
            damaged += bool(line.strip())
    return tuple(found), damaged


def list_standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions about one document that hold.

    None withdrawn, and of several about one figure the last; notes all stay.
    """
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


class Register:
    """Decisions by the document that they are about: by its name, else by its content, else by the end of its path."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        groups: dict[str, list[Decision]] = {}
        for decision in decisions:
            groups.setdefault(decision.document, []).append(decision)
        self._by_name = {name: standing for name, made in groups.items() if (standing := list_standing(made))}
        self._by_source: dict[str, dict[str, None]] = {}
        for name, standing in self._by_name.items():
            for decision in standing:
                self._by_source.setdefault(decision.sha256, {})[name] = None

    def __bool__(self) -> bool:
        return bool(self._by_name)

    def named(self, name: str) -> tuple[Decision, ...]:
        """Return what stands about the document of that name in its folder."""
        return self._by_name.get(name, ())

    def find(self, path: str, sha256: str, name: str | None = None) -> tuple[Decision, ...]:
        """Return what stands about a document, wherever it lies now; `name` is its name in an output folder.

        Only a document without one is also known by the end of its path: in a folder that may be another's.
        """
        if name is not None and name in self._by_name:
            return self._by_name[name]
        if sha256 in self._by_source:
            return tuple(decision for name in self._by_source[sha256] for decision in self._by_name[name])
        if name is None:
            parts = PurePath(path).parts
            tails = ("/".join(parts[at:]) for at in range(len(parts)))
            return next((self._by_name[tail] for tail in tails if tail in self._by_name), ())
        return ()


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
