"""Where results go: a folder with a file a document and the flat tables, or one stream in the order of the inputs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

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
        converter = Converter(
            Wish(format=each, tables=wish.tables, options=wish.options), settings, journal.spool, journal
        )
        done = _convert(converter, inputs, watch, files)
        standing: list[Done | None] = [None] * len(inputs)
        for item in done:
            standing[item.job.number] = item if item.at else None
        if tables:
            _write_tables(tables, [item for item in standing if item], journal, converter.made_by)


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


def _write_tables(modules: Sequence[str], standing: Sequence[Done], journal: Journal, made_by: str) -> None:
    """Write the flat tables of the documents that stand in the folder, unless they stand there as they would be."""
    parts = [[item.report.digest, os.fsencode(item.job.path).hex()] for item in standing]
    key = make_key(made_by, modules, parts)
    if all(journal.find(file, key) for file in list_files(modules)):
        return

    written: set[str] = set()

    @contextmanager
    def open_file(name: str) -> Iterator[BinaryIO]:
        partial = journal.spool / name.replace("/", "-")
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        digest = hash_file(partial)
        refused = journal.refuse(name, digest)
        if refused:
            raise UsageError(refused)
        journal.place(Entry(file=name, key=key, digest=digest), partial, durable=True)
        written.add(name)

    results = (read_result(item.at) for item in standing if item.at)
    write_tables(modules, results, open_file)
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
    converter = Converter(wish, settings, spool)
    early: dict[int, Path | None] = {}
    turn = 0
    for done in _convert(converter, inputs, watch):
        early[done.job.number] = done.at
        while turn in early:
            at = early.pop(turn)
            turn += 1
            if at:
                yield at.read_bytes()
                at.unlink()


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
