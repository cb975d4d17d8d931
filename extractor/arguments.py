"""From the arguments of the command to the options of the stages."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import UsageError
from extractor.messages import complain

if TYPE_CHECKING:
    from extractor.batch.engines import Settings
    from extractor.decisions import Decision
    from extractor.pipeline import ExtractOptions
    from extractor.readers.options import ReadOptions


def choose_options(args: argparse.Namespace) -> ExtractOptions:
    """Return what the arguments ask of the reading."""
    from extractor.checks import CheckOptions
    from extractor.pipeline import ExtractOptions

    return ExtractOptions(
        patterns=tuple(args.patterns),
        reading=choose_reading(args),
        ledger=args.ledger,
        against=tuple(args.against),
        second_reading=args.second_reading,
        checking=CheckOptions(rounding=args.rounding, language=args.lang),
        only_checks=args.only_checks,
    )


def choose_reading(args: argparse.Namespace) -> ReadOptions:
    """Return how the arguments ask files to be read. Raises UsageError for a limit or a page that cannot be."""
    from extractor.readers.options import ReadOptions, parse_pages

    for option in ("max_pages", "max_size"):
        if getattr(args, option) <= 0:
            raise UsageError(f"--{option.replace('_', '-')} {getattr(args, option)}: must be more than 0")
    return ReadOptions(
        encoding=args.encoding,
        pages=parse_pages(args.pages) if args.pages is not None else (),
        password=args.password,
        ocr=args.ocr,
        max_pages=args.max_pages,
        max_size=args.max_size,
    )


def choose_decisions(args: argparse.Namespace) -> tuple[Decision, ...]:
    """Return the decisions in the files that the arguments name. Raises UsageError for one that cannot be read."""
    if not args.corrections:
        return ()
    from extractor.decisions import count_damaged, read_decisions

    found: list[Decision] = []
    for name in args.corrections:
        path = Path(name)
        if not path.is_file():
            raise UsageError(f"--corrections {name}: no such file")
        if count_damaged(path):
            complain(f"{name}: lines that cannot be read are passed over: {count_damaged(path)}")
        found += read_decisions(path)
    return tuple(found)


def choose_settings(args: argparse.Namespace) -> Settings:
    """Return how the documents are run. Raises UsageError for a number that cannot be."""
    from extractor.batch.engines import Settings
    from extractor.batch.tasks import Limits

    for option in ("jobs", "timeout", "memory"):
        if getattr(args, option) is not None and getattr(args, option) <= 0:
            raise UsageError(f"--{option} {getattr(args, option)}: must be more than 0")
    if args.scheduler not in (None, "local") and output_folder(args) is None:
        raise UsageError("--scheduler needs a folder that the cluster shares: give -o FOLDER/")
    standard = Limits()
    limits = Limits(args.timeout or standard.seconds, args.memory or standard.megabytes)
    return Settings(args.jobs, limits if limits != standard else None, args.scheduler)


def output_folder(args: argparse.Namespace) -> Path | None:
    """Return the folder that the output goes to, made ready; None where it is a file or stdout."""
    if args.output is None:
        return None
    named_so = args.output.endswith(("/", os.sep)) or os.path.isdir(args.output)
    if not named_so and not any(os.path.isdir(path) for path in args.inputs):
        return None
    return Path(args.output)
