"""Many documents: which ones, who converts them, what becomes of each, and where it is put.

`extract_many` is this package as a library; the command's folders and streams are in `outputs`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from extractor.errors import ExtractError
    from extractor.pipeline import ExtractOptions
    from extractor.results import Result


class Outcome(NamedTuple):
    """What became of a document: its result, or the error that says why there is none."""

    path: str
    result: Result | None = None
    error: ExtractError | None = None


def extract_many(
    paths: Iterable[str | os.PathLike[str]],
    options: ExtractOptions,
    *,
    jobs: int | None,
    timeout: float | None,
    memory: int | None,
    scheduler: str | None,
) -> Iterator[Outcome]:
    """Yield what becomes of each document, as they come; see `extractor.extract_many`."""
    from extractor.batch.convert import Converter, Wish
    from extractor.batch.engines import Settings
    from extractor.batch.inputs import list_inputs
    from extractor.batch.outputs import open_spool, read_result
    from extractor.batch.tasks import Limits
    from extractor.batch.watch import Watch
    from extractor.errors import ExtractError, InputError

    unlisted: list[str] = []
    standard = Limits()
    limits = Limits(timeout or standard.seconds, memory or standard.megabytes)
    inputs = list(list_inputs([os.fspath(path) for path in paths], unlisted.append))
    yield from (Outcome(message.partition(":")[0], error=ExtractError(message)) for message in unlisted)
    with open_spool() as spool:
        converter = Converter(Wish(format="jsonl", options=options), Settings(jobs, limits, scheduler), spool)
        for done in converter.run(converter.plan(inputs), Watch(complain=lambda message: None)):
            path, failure = done.job.path, done.report.failure
            if failure:
                error = InputError(path, failure.cause) if failure.kind != "usage" else ExtractError(failure.cause)
                yield Outcome(path, error=error)
            elif done.at:
                yield Outcome(path, read_result(done.at))
                done.at.unlink()
