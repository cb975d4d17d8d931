"""The command line: arguments in, exit status out. Data goes to stdout, messages to stderr.

Everything heavy is imported where it is used, so that `extract --help` answers at once.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from extractor import __version__
from extractor.answers import answer
from extractor.arguments import choose_decisions, choose_options, choose_settings, output_folder
from extractor.catalogues import CATALOGUES
from extractor.errors import ExtractError, InputError, UsageError
from extractor.messages import complain
from extractor.writers import WRITERS, Layout, write

if TYPE_CHECKING:
    from extractor.batch.inputs import Input
    from extractor.batch.watch import Watch
    from extractor.decisions import Decision
    from extractor.results import Result

# What extractor.checks.intervals knows (a test compares the two); importing it here would cost the start.
ROUNDINGS = ("either", "half-up", "half-even", "truncate")
DONE, FAILED_CHECK, USAGE, UNREAD, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143
WIDTH = 100
# So many objects may be made before garbage is looked for: names and rules are many, and none of them is any.
GARBAGE = 100_000
EPILOG = """\
exit status: 2 wrong usage, or a pack with errors; 3 an input could not be read (the others are done);
1 with --strict and a failed check of severity error; else 0.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; argparse itself exits with 2 on wrong options."""
    args = parse(sys.argv[1:] if argv is None else argv)
    gc.set_threshold(GARBAGE)
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # let what is open be put away
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
    add("--pages", metavar="LIST", help="of PDFs, only these pages, such as 3,5-9 or 12-")
    add("--password", metavar="TEXT", help="the password of a PDF that is protected by one")
    add("--no-ocr", action="store_false", dest="ocr", help="leave out pages that are pictures")
    add("--second-reading", action="store_true", help="read a PDF's names and figures again by a second engine")
    add("--tables", action="store_true", help="print the tables of the document as they were read, and nothing else")
    add("--ledger", action="store_true", help="list every number: used, ignored or unexplained, with what came nearest")
    add("--verify", metavar="RESULT", help="derive every record of a JSON result again and tell which still hold")
    add("--only-checks", action="store_true", help="tell what the checks found, and nothing else")
    add(
        "--rounding",
        metavar="RULE",
        choices=ROUNDINGS,
        default="either",
        help=f"how figures were rounded: {', '.join(ROUNDINGS)}",
    )
    add(
        "--lang",
        metavar="LANGUAGE",
        default="en",
        help="the language of findings: en, ru, kk, or document (default: en)",
    )
    add("--strict", action="store_true", help="exit with 1 where a check of severity error fails")
    add("--schema", action="store_true", help="print the JSON Schema of the result")
    add("--list", metavar="KIND", choices=list(CATALOGUES), help=f"print what there is: {', '.join(CATALOGUES)}")
    add(
        "--check-patterns",
        metavar="DIR",
        help="check a pattern pack: format, examples, collisions, patterns that run away",
    )
    add("--version", action="version", version=f"%(prog)s {__version__}")
    add_review_options(parser)
    add_batch_options(parser)
    return parser


def add_review_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for people who look, and decide."""
    add = parser.add_argument_group("review").add_argument
    add(
        "--corrections",
        metavar="FILE",
        action="append",
        default=[],
        help="apply what people decided about figures (a corrections.jsonl); may repeat",
    )
    add("--review", metavar="DIR", help="serve an output folder to your browser, to check and correct figures")
    add("--port", metavar="N", type=int, default=0, help="the port of --review (default: a free one)")


def add_batch_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for many documents."""
    add = parser.add_argument_group("many documents").add_argument
    add("--include", metavar="GLOB", action="append", default=[], help="of folders, only these files; may repeat")
    add("--exclude", metavar="GLOB", action="append", default=[], help="of folders, not these; may repeat")
    add("--files-from", metavar="FILE", help="read more inputs from a list, one a line or ended by NUL; - is stdin")
    add("-j", "--jobs", metavar="N", type=int, help="how many processes convert (default: one a processor)")
    add("--max-pages", metavar="N", type=int, default=2_000, help="read no more pages of a PDF (default: 2000)")
    add("--max-size", metavar="MB", type=int, default=500, help="read no larger file (default: 500)")
    add("--timeout", metavar="SECONDS", type=float, help="give a document up after so long (default: 300)")
    add("--memory", metavar="MB", type=int, help="give a document up that needs more memory (default: 2048)")
    add("--overwrite", action="store_true", help="do everything anew, and replace whatever stands at the output")
    add("--log", metavar="FILE", help="add a line of JSON for each document to a file")
    add("--scheduler", metavar="ADDRESS", help="hand documents to a Dask cluster, or to one of our own: local")


def run(args: argparse.Namespace) -> int:
    """Do what the arguments ask and return the exit status. Raises UsageError, PackError."""
    if args.schema or args.list or args.check_patterns is not None:
        return answer(args, open_output)
    if args.verify is not None:
        return verify(args)
    if args.review is not None:
        return review(args)
    check_usage(args)
    from extractor.batch.watch import open_watch

    with open_watch(args.log) as watch:
        convert(args, watch)
    if watch.misused:
        return USAGE
    if watch.unread:
        return UNREAD
    return FAILED_CHECK if args.strict and watch.contradicted else DONE


def verify(args: argparse.Namespace) -> int:
    """Tell which records of a result still hold; with --strict, 1 where one does not. Raises UsageError, InputError."""
    from msgspec.structs import replace

    from extractor.decisions import CORRECTIONS, Register, read_decisions
    from extractor.pipeline import extract
    from extractor.receipts import verify_results
    from extractor.writers.verification import write_verifications

    if args.inputs:
        raise UsageError("--verify takes the sources from the result; give no further inputs")
    options = choose_options(args)
    beside = Path(args.verify).parent / CORRECTIONS
    decisions = Register((*read_decisions(beside), *choose_decisions(args)))

    def extract_decided(path: str, decided: tuple[Decision, ...]) -> Result:
        return extract(path, replace(options, corrections=decided))

    try:
        found = list(verify_results(args.verify, extract_decided, decisions))
    except InputError as error:
        complain(str(error))
        return UNREAD
    with open_output(args.output) as stream:
        write_verifications(found, stream, as_json=choose_format(args, to_folder=False) == "json")
    if any(item.source == "unreadable" for item in found):
        return UNREAD
    return FAILED_CHECK if args.strict and not all(item.sound for item in found) else DONE


def review(args: argparse.Namespace) -> int:
    """Serve an output folder until interrupted. Raises UsageError."""
    from extractor.review import serve

    if args.inputs or args.corrections:
        raise UsageError(
            "--review takes an output folder, whose own corrections.jsonl it writes, and no further inputs"
        )
    serve(Path(args.review), choose_options(args), args.port)
    return DONE


def check_usage(args: argparse.Namespace) -> None:
    """Raise UsageError for arguments that do not go together."""
    if not args.inputs and args.files_from is None:
        raise UsageError("no input; give a file, a folder or - (see extract --help)")
    if args.tables and args.format not in (None, "json", "jsonl"):
        raise UsageError(f"--tables prints JSON; it does not go with -f {args.format}")
    if args.ledger and (args.tables or args.format in ("csv", "text")):
        raise UsageError("--ledger lists the numbers with -f table, json or jsonl, and without --tables")
    if args.strict and (args.tables or args.format == "text"):
        raise UsageError("--strict looks at the checks, and neither --tables nor -f text makes any")
    if args.only_checks and (args.tables or args.format in ("csv", "text")):
        raise UsageError("--only-checks tells the checks with -f table, json or jsonl, and without --tables")
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


def list_documents(args: argparse.Namespace, folder: Path | None, watch: Watch) -> list[Input]:
    """Return the documents that the arguments mean. Raises InputError for a list that cannot be read."""
    from extractor.batch.inputs import Choice, list_inputs, read_list
    from extractor.batch.journal import owned_files

    paths = list(args.inputs)
    if args.files_from is not None:
        paths += read_list(args.files_from)
    owned = owned_files(folder) if folder else frozenset()
    return list(list_inputs(paths, watch.miss, Choice(args.include, args.exclude), folder, owned))


def convert(args: argparse.Namespace, watch: Watch) -> None:
    """Convert the documents and write the output. Raises UsageError, OSError."""
    from extractor.batch.convert import Wish
    from extractor.batch.outputs import convert_into, convert_stream, open_spool, read_items

    folder = output_folder(args)
    format = choose_format(args, to_folder=folder is not None)
    options = choose_options(args)
    settings = choose_settings(args)
    decisions = choose_decisions(args)
    inputs = list_documents(args, folder, watch)
    if folder is not None:
        wish = Wish(format=format, tables=args.tables, options=options, decisions=decisions)
        convert_into(folder, inputs, wish, settings, watch, overwrite=args.overwrite)
        return
    many = args.files_from is not None or len(args.inputs) > 1 or os.path.isdir(args.inputs[0])
    if many and WRITERS[format].single:
        raise UsageError(f"-f {format} makes a file a document; give a folder with -o FOLDER/")
    watch.quiet = args.output is None and sys.stdout is not None and sys.stdout.isatty()
    takes = WRITERS[format].takes
    each = format if takes != "result" else "jsonl"
    wish = Wish(format=each, tables=args.tables, options=options, decisions=decisions)
    if args.output is not None:
        guard_file(Path(args.output), inputs, overwrite=args.overwrite)
    with open_spool() as spool:
        contents = convert_stream(inputs, wish, settings, watch, spool)
        items = read_items(contents, format, tables=args.tables)
        if args.output is None:
            write_out(format, items, many=many)
        else:
            write_file(Path(args.output), format, items, many=many)


def guard_file(path: Path, inputs: Iterable[Input], *, overwrite: bool) -> None:
    """Raise UsageError where a file cannot be the output: it has no folder, is an input, or holds something."""
    from extractor.batch.outputs import identify

    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder; make it, or give another -o")
    if identify(path) in {identify(item.path) for item in inputs} - {None}:
        raise UsageError(f"{path}: is an input; give another -o")
    if not overwrite and path.is_file() and path.stat().st_size:
        raise UsageError(f"{path}: exists; it is left as it is (--overwrite replaces it)")


def write_file(path: Path, format: str, items: Iterator[Any], *, many: bool) -> None:
    """Write the items to one file, unless none could be read."""
    from itertools import chain

    from extractor.writers.files import replace_file

    first = next(items, None)
    if first is not None:
        with replace_file(path) as stream:
            write(format, chain([first], items), stream, Layout(many, WIDTH))


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
