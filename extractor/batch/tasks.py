"""One document, from its file to a file that holds what became of it: the function that every engine runs."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from time import perf_counter
from typing import Any, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from extractor.errors import ExtractError, InputError, PackError, UsageError
from extractor.pipeline import ExtractOptions, extract, read_document, study
from extractor.readers import read_bytes
from extractor.writers import WRITERS, Layout, write

# input: not a document; usage, pack: what was asked cannot be; time, memory: over the limit; crash: its process died;
# internal: a slip of ours; output: its result cannot be written.
FailureKind = Literal["input", "usage", "pack", "time", "memory", "crash", "internal", "output"]


class Limits(NamedTuple):
    """What one document may take: seconds, and megabytes of memory beyond what the program itself needs."""

    seconds: float = 300
    megabytes: int = 2048


class Failure(Struct, frozen=True, omit_defaults=True):
    """Why a document has no result; `errno` is the system's, where the output could not be written."""

    kind: FailureKind
    cause: str
    errno: int | None = None


class Task(Struct, frozen=True, kw_only=True):
    """A document to convert.

    `path` is as the user named it, `file` where its bytes are, `target` where the result goes; `format` is one of
    `WRITERS` (or, with `tables`, of the document's tables: json or jsonl).
    """

    path: str
    file: str
    target: str
    format: str
    tables: bool = False
    options: ExtractOptions


class Counts(Struct, frozen=True, kw_only=True):
    """What was found in a document, in figures; `contradicted` where a check of severity error failed."""

    pages: int = 0
    records: int = 0
    findings: int = 0
    contradicted: bool = False


class Report(Counts, frozen=True, kw_only=True):
    """What became of a task: hashes of what was read and of what was written, counts, or the failure."""

    source: str | None = None
    digest: str | None = None
    seconds: float = 0.0
    failure: Failure | None = None


def run_task(task: Task) -> Report:
    """Convert one document and write the result to its target, whole or not at all; whatever goes wrong is reported."""
    begin = perf_counter()
    try:
        data = read_bytes(task.file)
        item = make_item(task, data)
        content = write_item(task, item)
    except Exception as error:
        return Report(seconds=perf_counter() - begin, failure=describe(error, show_path(task.path), task.file))
    try:
        digest = put(content, task.target)
    except OSError as error:
        return Report(failure=Failure("output", error.strerror or str(error), error.errno))
    found = name_counts(count(item))
    return Report(source=hashlib.sha256(data).hexdigest(), digest=digest, seconds=perf_counter() - begin, **found)


def make_item(task: Task, data: bytes) -> Any:
    """Return what the task asks of the document: its result, its text as read, or its tables."""
    path = show_path(task.path)
    if task.tables:
        from extractor.writers.plain import show_tables

        return show_tables(read_document(path, task.options, data))
    takes = WRITERS[task.format].takes
    if takes == "document":
        return read_document(path, task.options, data)
    if takes == "study":
        from extractor.writers.report.page import load_texts

        return study(path, replace(task.options, ledger=True, languages=tuple(load_texts())), data)
    return extract(path, task.options, data)


def write_item(task: Task, item: Any) -> bytes:
    """Return the item in the task's format."""
    import io

    stream = io.BytesIO()
    write(task.format, [item], stream, Layout())
    return stream.getvalue()


def show_path(path: str) -> str:
    """Return a path that UTF-8 can hold; a file name need not be text at all."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def describe(error: Exception, path: str, file: str) -> Failure:
    """Return the failure that an error of a document means."""
    match error:
        case InputError():
            # The file that cannot be read may be another: a report to audit against.
            return Failure("input", error.cause if error.path in (path, file) else str(error))
        case PackError():
            return Failure("pack", str(error))
        case UsageError():
            return Failure("usage", str(error))
        case ExtractError():
            return Failure("input", str(error))
        case MemoryError():
            return Failure("memory", "takes more memory than it may have (--memory)")
    if os.environ.get("EXTRACT_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    cause = f"internal error: {type(error).__name__}: {error} (EXTRACT_DEBUG=1 shows where)"
    return Failure("internal", cause)


def put(content: bytes, target: str) -> str:
    """Write a file, whole or not at all, and return the hash of its bytes. Raises OSError."""
    # A name of its own: a cluster may run a task twice at a time.
    partial = f"{target}.{secrets.token_hex(8)}"
    try:
        with open(partial, "xb") as stream:
            stream.write(content)
        os.replace(partial, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(partial)
        raise
    return hashlib.sha256(content).hexdigest()


def count(item: Any) -> Counts:
    """Return the counts of what was made of a document."""
    item = getattr(item, "result", item)
    checks = getattr(item, "checks", ())
    failed = [check for check in checks if check.status == "failed"]
    return Counts(
        pages=item.source.pages or 0,
        records=len(getattr(item, "records", ())),
        findings=len(failed),
        contradicted=any(check.severity == "error" for check in failed),
    )


def name_counts(counts: Counts) -> dict[str, Any]:
    """Return the counts by name, for another struct that holds them."""
    return {name: getattr(counts, name) for name in Counts.__struct_fields__}


def copy_result(task: Task, original: str) -> Report:
    """Make a document's result out of another's with the same content; only the path differs."""
    if not task.tables and WRITERS[task.format].takes == "study":
        return run_task(task)  # a page cannot be read back
    begin = perf_counter()
    with open(original, "rb") as stream:
        content = stream.read()
    if task.tables or WRITERS[task.format].takes == "result":
        item = decode(content, tables=task.tables)
        item = replace(item, source=replace(item.source, path=show_path(task.path)))
        content = write_item(task, item)
    digest = put(content, task.target)
    return Report(digest=digest, seconds=perf_counter() - begin)


def decode(content: bytes, *, tables: bool = False) -> Any:
    """Return the result (or the tables) that JSON holds."""
    import msgspec

    if tables:
        from extractor.writers.plain import Tables

        return msgspec.json.decode(content, type=Tables)
    from extractor.results import Result

    return msgspec.json.decode(content, type=Result)
