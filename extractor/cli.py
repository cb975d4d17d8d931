"""The command line: arguments in, exit status out. Data goes to stdout, messages to stderr.

Everything heavy is imported where it is used, so that `extract --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from extractor import __version__
from extractor.answers import answer
from extractor.batch.inputs import Input, list_inputs
from extractor.catalogues import CATALOGUES
from extractor.errors import ExtractError, InputError, PackError, UsageError
from extractor.messages import complain
from extractor.writers import WRITERS, Layout, write

DONE, FAILED_CHECK, USAGE, UNREAD, INTERRUPTED = 0, 1, 2, 3, 130
WIDTH = 100
EPILOG = """\
exit status: 2 wrong usage, or a pack with errors; 3 an input could not be read (the others are done);
1 with --strict and a failed check of severity error; else 0.
"""


class Outcome:
    """What went wrong so far."""

    def __init__(self) -> None:
        self.misused = self.unread = self.contradicted = False

    def miss(self, message: str) -> None:
        """Tell of an input that could not be read."""
        self.unread = True
        complain(message)

    def status(self, *, strict: bool) -> int:
        """Return the exit status: the first that applies."""
        if self.misused:
            return USAGE
        if self.unread:
            return UNREAD
        return FAILED_CHECK if strict and self.contradicted else DONE


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; argparse itself exits with 2 on wrong options."""
    args = parse(sys.argv[1:] if argv is None else argv)
    try:
        return run(args)
    except ExtractError as error:
        complain(str(error))
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Reading answers for its own errors, so this one comes from writing.
        complain(f"{args.output or 'standard output'}: cannot be written: {error.strerror or error}")
        return USAGE
    except Exception as error:
        complain_internal("output", error)
        return UNREAD


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the parsed arguments: options may stand between inputs, and all after `--` are inputs."""
    # argparse itself forgets the `--` when it takes options and inputs in any order.
    cut = list(argv).index("--") if "--" in argv else len(argv)
    args = build_parser().parse_intermixed_args(argv[:cut])
    args.inputs = [*args.inputs, *argv[cut + 1 :]]
    return args


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; formats and their summaries come from `WRITERS`."""
    parser = argparse.ArgumentParser(
        prog="extract",
        description="Read rankings of regions out of reports and articles (PDF, HTML, Word, plain text),\n"
        "and check every figure against its source.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    formats = "; ".join(f"{writer.format}: {writer.summary}" for writer in WRITERS.values())
    add = parser.add_argument
    add("inputs", nargs="*", metavar="INPUT", help="a file, a folder (all documents in it), or - for standard input")
    add("-f", "--format", choices=list(WRITERS), help=f"{formats} (default: table on a terminal, else json)")
    add("-o", "--output", metavar="PATH", help="write to a file; to a folder if PATH ends in /, is one, or an input is")
    add(
        "--patterns", metavar="DIR", action="append", default=[], help="lay your own pattern pack over the shipped ones"
    )
    add(
        "--against",
        metavar="SOURCE",
        action="append",
        default=[],
        help="audit every figure against the report that it cites; may repeat",
    )
    add("--encoding", metavar="NAME", help="the encoding of plain text and HTML, instead of a guess")
    add("--tables", action="store_true", help="print the tables of the document as they were read, and nothing else")
    add("--ledger", action="store_true", help="list every number: used, ignored or unexplained, with what came nearest")
    add("--verify", metavar="RESULT", help="derive every record of a JSON result again and tell which still hold")
    add("--strict", action="store_true", help="exit with 1 where a check of severity error fails")
    add("--schema", action="store_true", help="print the JSON Schema of the result")
    add("--list", metavar="KIND", choices=list(CATALOGUES), help=f"print what there is: {', '.join(CATALOGUES)}")
    add(
        "--check-patterns",
        metavar="DIR",
        help="check a pattern pack: format, examples, collisions, patterns that run away",
    )
    add("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what the arguments ask and return the exit status. Raises UsageError, PackError."""
    if args.schema or args.list or args.check_patterns is not None:
        return answer(args, open_output)
    if args.verify is not None:
        return verify(args)
    check_usage(args)
    folder = output_folder(args)
    outcome = Outcome()
    inputs = list(list_inputs(args.inputs, folder, outcome.miss))
    many = len(args.inputs) > 1 or os.path.isdir(args.inputs[0])
    items = read_all(inputs, choose_read(args), outcome)
    format = choose_format(args, to_folder=folder is not None)
    if folder is not None:
        named = guard_inputs(folder, WRITERS[format].in_folder or "", inputs, zip_names(inputs, items))
        write_into(folder, format, named, flat=WRITERS[format].takes == "result" and not args.tables)
    elif args.output is None:
        write_out(format, (item for _, item in items), many=many)
    else:
        write_file(Path(args.output), format, [input.path for input in inputs], items, many=many)
    return outcome.status(strict=args.strict)


def verify(args: argparse.Namespace) -> int:
    """Tell which records of a result still hold; with --strict, 1 where one does not. Raises UsageError, InputError."""
    from extractor.receipts import verify_results
    from extractor.writers.verification import write_verifications

    if args.inputs:
        raise UsageError("--verify takes the sources from the result; give no further inputs")
    read = choose_read(args)
    outcome = Outcome()
    try:
        found = list(verify_results(args.verify, read))
    except InputError as error:
        complain(str(error))
        return UNREAD
    outcome.unread = any(item.source == "unreadable" for item in found)
    outcome.contradicted = not all(item.sound for item in found)
    with open_output(args.output) as stream:
        write_verifications(found, stream, as_json=choose_format(args, to_folder=False) == "json")
    return outcome.status(strict=args.strict)


def check_usage(args: argparse.Namespace) -> None:
    """Raise UsageError for arguments that do not go together."""
    if not args.inputs:
        raise UsageError("no input; give a file, a folder or - (see extract --help)")
    if args.tables and args.format not in (None, "json", "jsonl"):
        raise UsageError(f"--tables prints JSON; it does not go with -f {args.format}")
    if args.ledger and (args.tables or args.format in ("csv", "text")):
        raise UsageError("--ledger lists the numbers with -f table, json or jsonl, and without --tables")
    if args.strict and (args.tables or args.format == "text"):
        raise UsageError("--strict looks at the checks, and neither --tables nor -f text makes any")
    if args.output == "-":
        args.output = None
    if args.encoding is not None:
        try:
            b"..".decode(args.encoding)
        except UnicodeDecodeError:
            pass  # an encoding whose letters are wider
        except (LookupError, ValueError) as error:
            raise UsageError(f"--encoding {args.encoding}: no such encoding") from error


def choose_format(args: argparse.Namespace, *, to_folder: bool) -> str:
    """Return the format: as asked, else by the output's suffix, else a table on a terminal and JSON elsewhere."""
    if args.format:
        if to_folder and WRITERS[args.format].in_folder is None:
            kinds = ", ".join(writer.format for writer in WRITERS.values() if writer.in_folder)
            raise UsageError(f"-f {args.format} makes one file, not a folder; a folder takes {kinds}")
        return str(args.format)
    if args.output and not to_folder and not args.tables:
        suffix = Path(args.output).suffix.lower()
        return next((writer.format for writer in WRITERS.values() if suffix and writer.suffix == suffix), "json")
    on_terminal = args.output is None and sys.stdout is not None and sys.stdout.isatty()
    return "table" if on_terminal and not args.tables else "json"


def choose_read(args: argparse.Namespace) -> Callable[[str], Any]:
    """Return the function that makes of a path what the output holds: a result, a document or its tables."""
    from extractor.pipeline import ExtractOptions, extract, read_document

    options = ExtractOptions(
        patterns=tuple(args.patterns), encoding=args.encoding, ledger=args.ledger, against=tuple(args.against)
    )
    if args.tables:
        from extractor.writers.plain import show_tables

        return lambda path: show_tables(read_document(path, options))
    if args.format and WRITERS[args.format].takes == "document":
        return lambda path: read_document(path, options)
    return lambda path: extract(path, options)


def read_all(inputs: Iterable[Input], read: Callable[[str], Any], outcome: Outcome) -> Iterator[tuple[Input, Any]]:
    """Yield what was read of each input, in order; one that cannot be read costs a line on stderr. Raises PackError."""
    for item in inputs:
        try:
            found = read(item.path)
        except PackError:
            raise  # it would break every other file too
        except UsageError as error:
            outcome.misused = True
            complain(str(error))
        except ExtractError as error:
            outcome.unread = True
            complain(str(error) if isinstance(error, InputError) else f"{item.path}: {error}")
        except Exception as error:
            outcome.unread = True
            complain_internal(item.path, error)
        else:
            checks = getattr(found, "checks", ())
            outcome.contradicted |= any(c.status == "failed" and c.severity == "error" for c in checks)
            yield item, name_readably(found)


def name_readably(found: Any) -> Any:
    """Return what was read with a path that UTF-8 can hold; a file name need not be text at all."""
    path: str = found.source.path
    safe = os.fsencode(path).decode("utf-8", "backslashreplace")
    if safe == path:
        return found
    from msgspec.structs import replace

    return replace(found, source=replace(found.source, path=safe))


def output_folder(args: argparse.Namespace) -> Path | None:
    """Return the folder that the output goes to, made ready; None where it is a file or stdout."""
    if args.output is None:
        return None
    named_so = args.output.endswith(("/", os.sep)) or os.path.isdir(args.output)
    if not named_so and not any(os.path.isdir(path) for path in args.inputs):
        return None
    return Path(args.output)


def zip_names(inputs: Sequence[Input], items: Iterable[tuple[Input, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the items under names that differ: where short ones clash, paths from the inputs' common folder."""
    names = {item: item.name for item in inputs}
    if len(set(names.values())) < len(names):
        paths = {item: os.path.abspath(item.path) for item in inputs if item.path != "-"}
        common = os.path.commonpath([os.path.dirname(path) for path in paths.values()])
        names |= {item: Path(path).relative_to(common).as_posix() for item, path in paths.items()}
    for item, found in items:
        yield names[item], found


def guard_inputs(
    folder: Path, suffix: str, inputs: Iterable[Input], items: Iterable[tuple[str, Any]]
) -> Iterator[tuple[str, Any]]:
    """Yield the items. Raises UsageError where one's file in the folder would be an input."""
    taken = {identify(item.path) for item in inputs} - {None}
    for name, item in items:
        path = folder / f"{name}{suffix}"
        if identify(path) in taken:
            raise UsageError(f"{path}: is an input; give another -o")
        yield name, item


def identify(path: str | Path) -> tuple[int, int] | None:
    """Return what tells the file from every other, under whatever name; None where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def write_into(folder: Path, format: str, items: Iterable[tuple[str, Any]], *, flat: bool) -> None:
    """Write the items, and with `flat` the flat tables, into a folder. Raises UsageError where it cannot be made."""
    from extractor.writers.files import prepare_folder, write_folder

    prepare_folder(folder)
    write_folder(format, items, folder, flat=flat)


def write_file(
    path: Path, format: str, sources: Iterable[str], items: Iterator[tuple[Input, Any]], *, many: bool
) -> None:
    """Write the items to one file, unless none could be read. Raises UsageError where it would be an input's."""
    from itertools import chain

    from extractor.writers.files import replace_file

    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder; make it, or give another -o")
    if identify(path) in {identify(source) for source in sources} - {None}:
        raise UsageError(f"{path}: is an input; give another -o")
    first = next(items, None)
    if first is not None:
        with replace_file(path) as stream:
            write(format, (item for _, item in chain([first], items)), stream, Layout(many, WIDTH))


def write_out(format: str, items: Iterable[Any], *, many: bool) -> None:
    """Write the items to stdout; a reader that has seen enough (`| head`) ends it quietly."""
    with open_output(None) as stream:
        width = max(shutil.get_terminal_size((WIDTH, 24)).columns, 40)
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        write(format, items, stream, Layout(many, width, sys.stdout.isatty() and not plain))


@contextmanager
def open_output(path: str | None) -> Iterator[BinaryIO]:
    """Open a file to replace, or stdout as bytes: UTF-8 whatever the locale, and quiet about a broken pipe."""
    if path is not None:
        from extractor.writers.files import replace_file

        with replace_file(Path(path)) as stream:
            yield stream
        return
    if sys.stdout is None:
        raise UsageError("standard output is closed; give -o")
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What is still in the buffer must have somewhere to go when Python closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain_internal(name: str, error: Exception) -> None:
    """Print an error of our own making as one line; the traceback follows where EXTRACT_DEBUG=1 is set."""
    complain(f"{name}: internal error: {type(error).__name__}: {error} (EXTRACT_DEBUG=1 shows where)")
    if os.environ.get("EXTRACT_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
