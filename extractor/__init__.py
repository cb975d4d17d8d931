"""Rankings of regions out of reports and articles, every figure checked against its source.

>>> from extractor import extract
>>> result = extract("report.pdf")  # doctest: +SKIP
>>> result.to_pandas("observations")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from extractor.errors import ExtractError, InputError, PackError, UsageError

if TYPE_CHECKING:
    from os import PathLike

    from extractor.batch import Outcome
    from extractor.results import Result

__version__ = "0.1.0"

__all__ = [
    "ExtractError",
    "InputError",
    "Outcome",
    "PackError",
    "Result",
    "UsageError",
    "__version__",
    "extract",
    "extract_many",
]


def extract(
    path: str | PathLike[str],
    *,
    patterns: Iterable[str | PathLike[str]] = (),
    encoding: str | None = None,
    pages: str | None = None,
    password: str | None = None,
    against: Iterable[str | PathLike[str]] = (),
    ocr: bool = True,
) -> Result:
    """Read one file and return its rankings, records, checks and ledger.

    `patterns` are folders of packs laid over the shipped ones; `encoding` overrides the guess for
    plain text and HTML; `pages` ("3,5-9") are those to read of a PDF, `password` opens it; `against` are
    the reports that the document is audited against. Raises InputError for a file that cannot be read,
    PackError for a broken pack, UsageError for pages that cannot be. `ocr` is whether pages that are pictures are
    read, where Tesseract is installed.
    """
    from os import fspath

    from extractor.pipeline import ExtractOptions
    from extractor.pipeline import extract as run
    from extractor.readers.options import ReadOptions, parse_pages

    ranges = parse_pages(pages) if pages is not None else ()
    options = ExtractOptions(
        patterns=tuple(fspath(folder) for folder in patterns),
        reading=ReadOptions(encoding=encoding, pages=ranges, password=password, ocr=ocr),
        against=tuple(fspath(report) for report in against),
    )
    return run(fspath(path), options)


def extract_many(
    paths: Iterable[str | PathLike[str]],
    *,
    jobs: int | None = None,
    patterns: Iterable[str | PathLike[str]] = (),
    encoding: str | None = None,
    timeout: float | None = None,
    memory: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Outcome]:
    """Read files and folders in `jobs` processes (default: one a processor) and yield each outcome as it comes.

    An outcome is `(path, result, error)`: a document that cannot be read, takes longer than `timeout` seconds (default
    300), or more than `memory` megabytes (default 2048), or crashes the process that reads it, has an error, and the
    rest goes on. Equal contents are read once. `scheduler` is the address of a Dask cluster, or `local`. Ending the
    iteration ends the processes. Raises PackError for a broken pack, OSError where the disk of temporary files is full.
    """
    from os import fspath

    from extractor.batch import extract_many as run
    from extractor.pipeline import ExtractOptions
    from extractor.readers.options import ReadOptions

    reading = ReadOptions(encoding=encoding)
    options = ExtractOptions(patterns=tuple(fspath(folder) for folder in patterns), reading=reading)
    return run(paths, options, jobs=jobs, timeout=timeout, memory=memory, scheduler=scheduler)


def __getattr__(name: str) -> Any:
    # `Result` and `Outcome` are resolved on first use, so that `import extractor` (and `extract --help`) stays cheap.
    if name == "Result":
        from extractor.results import Result

        return Result
    if name == "Outcome":
        from extractor.batch import Outcome

        return Outcome
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
