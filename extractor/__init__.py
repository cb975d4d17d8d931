"""Rankings of regions out of reports and articles, every figure checked against its source.

>>> from extractor import extract
>>> result = extract("report.pdf")  # doctest: +SKIP
>>> result.to_pandas("observations")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from extractor.errors import ExtractError, InputError, PackError, UsageError

if TYPE_CHECKING:
    from os import PathLike

    from extractor.results import Result

__version__ = "0.1.0"

__all__ = ["ExtractError", "InputError", "PackError", "Result", "UsageError", "__version__", "extract"]


def extract(
    path: str | PathLike[str],
    *,
    patterns: Iterable[str | PathLike[str]] = (),
    encoding: str | None = None,
    against: Iterable[str | PathLike[str]] = (),
) -> Result:
    """Read one file and return its rankings, records, checks and ledger.

    `patterns` are folders of packs laid over the shipped ones; `encoding` overrides the guess for
    plain text and HTML; `against` are the reports that the document is audited against. Raises
    InputError for a file that cannot be read, PackError for a broken pack.
    """
    from os import fspath

    from extractor.pipeline import ExtractOptions
    from extractor.pipeline import extract as run

    options = ExtractOptions(
        patterns=tuple(fspath(folder) for folder in patterns),
        encoding=encoding,
        against=tuple(fspath(report) for report in against),
    )
    return run(fspath(path), options)


def __getattr__(name: str) -> Any:
    # `Result` is resolved on first use, so that `import extractor` (and `extract --help`) stays cheap.
    if name == "Result":
        from extractor.results import Result

        return Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
