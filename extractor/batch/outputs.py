"""Where results go: a folder with a file a document and the flat tables, or one stream in the order of the inputs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
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

PACKAGE = "datapackage.json"


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
    tables = None if wish.tables else writer.tables
    prepare_folder(folder)
    with open_journal(folder, overwrite=overwrite) as journal:
        files = name_outputs(inputs, suffix, list_tables(tables))
        _guard(inputs, files, list_tables(tables), journal)
        converter = Converter(
            Wish(format=each, tables=wish.tables, options=wish.options), settings, journal.spool, journal
        )
        done = _convert(converter, inputs, watch, files)
        standing: list[Done | None] = [None] * len(inputs)
        for item in done:
            standing[item.job.number] = item if item.at else None
        if tables:
            _write_tables(tables, [item for item in standing if item], journal, converter.made_by)


def list_tables(module: str | None) -> tuple[str, ...]:
    """Return the files of the flat tables that a writer's module makes."""
    if module is None:
        return ()
    files: tuple[str, ...] = import_module(f"extractor.writers.{module}").FILES
    return files


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


def _write_tables(module: str, standing: Sequence[Done], journal: Journal, made_by: str) -> None:
    """Write the flat tables of the documents that stand in the folder, unless they stand there as they would be."""
    parts = [[item.report.digest, os.fsencode(item.job.path).hex()] for item in standing]
    key = make_key(made_by, module, parts)
    files = list_tables(module)
    if all(journal.find(file, key) for file in files):
        return

    @contextmanager
    def open_file(name: str) -> Iterator[BinaryIO]:
        partial = journal.spool / name
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        digest = hash_file(partial)
        refused = journal.refuse(name, digest)
        if refused:
            raise UsageError(refused)
        journal.place(Entry(file=name, key=key, digest=digest), partial, durable=True)

    results = (read_result(item.at) for item in standing if item.at)
    import_module(f"extractor.writers.{module}").write_tables(results, open_file)


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
