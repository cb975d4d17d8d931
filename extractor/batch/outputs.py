"""Where results go: a folder with a file a document and the flat tables, or one stream in the order of the inputs."""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from msgspec.structs import replace

from extractor.batch.convert import Converter, Done, Wish
from extractor.batch.engines import Settings
from extractor.batch.inputs import Input
from extractor.batch.journal import Entry, Journal, hash_file, make_key, open_journal
from extractor.batch.names import name_outputs
from extractor.batch.tasks import decode
from extractor.batch.watch import Watch
from extractor.errors import UsageError
from extractor.results import Result
from extractor.writers import WRITERS
from extractor.writers.files import prepare_folder
from extractor.writers.tables import PACKAGE, list_files, write_tables

# What a cluster converts may be more than one file should hold.
PARTED = {"parquet": "parquet_parts"}


def convert_into(
    folder: Path, inputs: Sequence[Input], wish: Wish, settings: Settings, watch: Watch, *, overwrite: bool = False
) -> None:
    """Write each document's file into a folder, and the flat tables of all; what stands there and is current is kept.

    `wish.format` is the flat tables' format; documents are written in the first format with the same suffix.
    Raises UsageError where the folder cannot be used, OSError where it is full.
    """
    writer = WRITERS[wish.format]
    suffix = writer.in_folder or ""
    each = next(other.format for other in WRITERS.values() if other.in_folder == suffix)
    tables = () if wish.tables else writer.tables
    if settings.scheduler is not None:
        tables = tuple(PARTED.get(module, module) for module in tables)
    flat = list_files(tables) if tables else ()
    prepare_folder(folder)
    with open_journal(folder, overwrite=overwrite) as journal:
        files = name_outputs(inputs, suffix, (*flat, PACKAGE))
        _guard(inputs, files, flat, journal)
        converter = Converter(replace(wish, format=each), settings, journal.spool, journal)
        done = _in_turn(_convert(converter, inputs, watch, files))
        if tables:
            _write_tables(tables, done, journal, converter.made_by)
        else:
            deque(done, maxlen=0)


def _guard(inputs: Sequence[Input], files: Sequence[str], tables: Sequence[str], journal: Journal) -> None:
    """Raise UsageError where a file of the folder would take the place of an input, or a table that of a stranger."""
    folder = journal.folder
    taken = {identify(item.path) for item in inputs} - {None}
    for file in (*files, *tables):
        if taken and identify(folder / file) in taken:
            raise UsageError(f"{folder / file}: is an input; give another -o")
    for file in tables:
        # Now rather than after hours of work.
        refused = journal.refuse(file)
        if refused:
            raise UsageError(refused)


def _convert(
    converter: Converter, inputs: Sequence[Input], watch: Watch, files: Sequence[str] | None = None
) -> Iterator[Done]:
    watch.begin(len(inputs))
    state = "interrupted"
    try:
        with watch.show():
            yield from converter.run(converter.plan(inputs, files), watch)
        state = "finished"
    finally:
        watch.finish(state)


def _in_turn(done: Iterable[Done]) -> Iterator[Done]:
    """Yield what became of jobs in the order of the inputs, each as soon as its turn has come."""
    early: dict[int, Done] = {}
    turn = 0
    for item in done:
        early[item.job.number] = item
        while turn in early:
            yield early.pop(turn)
            turn += 1


def _write_tables(modules: Sequence[str], done: Iterator[Done], journal: Journal, made_by: str) -> None:
    """Write the flat tables of the documents while they come, unless they stand there as they would be."""
    known: list[Done] = []
    for item in done:
        known.append(item)
        if item.state in ("done", "copied"):
            break
    else:
        if all(journal.find(file, _key_tables(modules, known, made_by)) for file in list_files(modules)):
            return
    standing: list[Done] = []

    def read_results() -> Iterator[Result]:
        for item in chain(known, done):
            if item.at:
                standing.append(item)
                yield read_result(item.at)

    written: dict[str, Path] = {}

    @contextmanager
    def open_file(name: str) -> Iterator[BinaryIO]:
        written[name] = journal.spool / name.replace("/", "-")
        with written[name].open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())

    write_tables(modules, read_results(), open_file)
    _place_tables(written, journal, _key_tables(modules, standing, made_by))


def _key_tables(modules: Sequence[str], done: Iterable[Done], made_by: str) -> str:
    """Return the hash of what the tables are made from."""
    parts = [[item.report.digest, os.fsencode(item.job.path).hex()] for item in done if item.at]
    return make_key(made_by, modules, parts)


def _place_tables(written: Mapping[str, Path], journal: Journal, key: str) -> None:
    """Move the files of all tables into place, now that each is whole."""
    for name, partial in written.items():
        digest = hash_file(partial)
        refused = journal.refuse(name, digest)
        if refused:
            raise UsageError(refused)
        journal.place(Entry(file=name, key=key, digest=digest), partial, durable=True)
    # A part of the run before would be rows that nobody wrote.
    folders = {os.path.dirname(name) for name in written} - {""}
    journal.forget(file for file in journal.files() if os.path.dirname(file) in folders and file not in written)


def read_result(path: Path) -> Result:
    """Return the result that a file holds."""
    result: Result = decode(path.read_bytes())
    return result


def convert_stream(
    inputs: Sequence[Input], wish: Wish, settings: Settings, watch: Watch, spool: Path
) -> Iterator[bytes]:
    """Yield what is made of each document, as bytes, in the order of the inputs, as soon as its turn has come.

    Results that come early wait in the spool, a folder. Raises OSError where it is full.
    """
    for done in _in_turn(_convert(Converter(wish, settings, spool), inputs, watch)):
        if done.at:
            yield done.at.read_bytes()
            done.at.unlink()


def read_items(contents: Iterable[bytes], format: str, *, tables: bool) -> Iterator[Any]:
    """Yield what a format's writer takes, from the bytes of `convert_stream`: raw JSON where no more is needed."""
    if tables or format in ("json", "jsonl"):
        from msgspec import Raw

        return (Raw(content.rstrip()) for content in contents)
    if WRITERS[format].takes == "study":
        from extractor.writers.report import Page

        return map(Page, contents)
    if WRITERS[format].takes == "document":
        from extractor.writers.plain import PlainText

        return (PlainText(content.decode()) for content in contents)
    return (decode(content) for content in contents)


@contextmanager
def open_spool() -> Iterator[Path]:
    """Open a folder for results that wait for their turn; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="extract-") as folder:
        yield Path(folder)


def identify(path: str | Path) -> tuple[int, int] | None:
    """Return what tells the file from every other, under whatever name; None where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
