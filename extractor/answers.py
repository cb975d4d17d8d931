"""Options that ask about the product itself, and read no document: --schema, --list, --check-patterns."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import BinaryIO

from extractor.catalogues import list_catalogue
from extractor.errors import UsageError
from extractor.messages import complain, one_line

DONE, WARNED, FAULTY = 0, 1, 2
Open = Callable[[str | None], AbstractContextManager[BinaryIO]]


def answer(args: argparse.Namespace, open_output: Open) -> int:
    """Print what the option asks for and return the exit status. Raises UsageError, PackError."""
    if args.inputs:
        raise UsageError("--schema, --list and --check-patterns read no input; leave it out")
    status = DONE
    if args.schema:
        from extractor.writers.json import schema, to_json

        told = to_json(schema()).decode() + "\n"
    elif args.list:
        told = list_kind(args)
    else:
        told, status = check_pack(args)
    with open_output(args.output if args.output != "-" else None) as stream:
        stream.write(told.encode("utf-8", "replace"))
    return status


def check_pack(args: argparse.Namespace) -> tuple[str, int]:
    """Return the problems of a pack, one a line, and the exit status: 2 for errors, with --strict 1 for warnings."""
    from extractor.pack_checks import check_patterns

    problems = check_patterns(args.check_patterns)
    complain(f"{args.check_patterns}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}")
    faulty = any(problem.severity == "error" for problem in problems)
    status = FAULTY if faulty else WARNED if problems and args.strict else DONE
    return "".join(f"{one_line(str(problem))}\n" for problem in problems), status


def list_kind(args: argparse.Namespace) -> str:
    """Return the catalogue that `--list` asks for, aligned for a terminal, else parted by tabs, or as JSON."""
    from extractor.packs import load_pack

    if args.format not in (None, "table", "json"):
        raise UsageError(f"--list prints lines or JSON; it does not go with -f {args.format}")
    aligned = args.format == "table" or (args.output is None and sys.stdout is not None and sys.stdout.isatty())
    pack = load_pack(args.patterns)
    return list_catalogue(args.list, pack, as_json=args.format == "json", aligned=aligned)
