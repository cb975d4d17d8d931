"""The only module that chains the stages: bytes → Document → mentions → records → findings → result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from extractor import __version__
from extractor.assemblers import assemble
from extractor.checks import MESSAGES, Audit, CheckOptions, Judgement, Words, audit, check, judge, list_quotes
from extractor.corrections import apply_corrections, list_unprinted, weaken_unprinted
from extractor.decisions import Decision
from extractor.errors import UsageError
from extractor.finders import find
from extractor.finders.regions import SLIP_RULE
from extractor.ledgers import keep_ledger
from extractor.model import Assembly, Document, Mentions, Study
from extractor.packs import Pack, load_pack
from extractor.readers import check_size, read, read_bytes
from extractor.readers.options import ReadOptions, choose_pages
from extractor.readers.second import reread_quotes
from extractor.receipts import seal_records
from extractor.results import Aggregate, Check, Evidence, Notice, Record, Result
from extractor.spans import SpanIndex
from extractor.text import squeeze

# The language of messages that is the document's own.
DOCUMENT = "document"
Reread = Callable[[Sequence[Evidence]], dict[Evidence, str]]


class ExtractOptions(Struct, frozen=True, kw_only=True):
    """What the user asked for.

    Further pattern packs, how files are read, the ledger number by number, the reports to audit against, whether a
    PDF's quotes are read again by a second engine, how the checks go, whether only they are told, in which further
    languages a study has their messages, and what people decided about the document's figures.
    """

    patterns: tuple[str, ...] = ()
    reading: ReadOptions = ReadOptions()
    ledger: bool = False
    against: tuple[str, ...] = ()
    second_reading: bool = False
    checking: CheckOptions = CheckOptions()
    only_checks: bool = False
    languages: tuple[str, ...] = ()
    corrections: tuple[Decision, ...] = ()


DEFAULTS = ExtractOptions()


def read_document(path: str | Path, options: ExtractOptions = DEFAULTS, data: bytes | None = None) -> Document:
    """Read a file as a Document; `data` is its bytes where somebody has them.

    Raises InputError, PackError or UsageError.
    """
    return read(str(path), load_pack(options.patterns), options.reading, data)


def extract(path: str | Path, options: ExtractOptions = DEFAULTS, data: bytes | None = None) -> Result:
    """Return the rankings of one file, each figure on its quote and checked; `data` as in `read_document`.

    Raises InputError for a file that cannot be read, PackError for a pack that breaks the format.
    """
    return study(path, options, data).result


def study(path: str | Path, options: ExtractOptions = DEFAULTS, data: bytes | None = None) -> Study:
    """Return a file's result beside the document that it was found in, and the reports it was audited against.

    Raises InputError, PackError.
    """
    pack = load_pack(options.patterns)
    if data is None:
        check_size(str(path), options.reading.max_size)
        data = read_bytes(str(path))
    document = read(str(path), pack, options.reading, data)
    return study_document(document, data, options)


def study_document(document: Document, data: bytes, options: ExtractOptions = DEFAULTS) -> Study:
    """Return what is found in a document that was read already; `data` is the bytes that it was read from."""
    pack = load_pack(options.patterns)
    reports = _study_reports(_for_reports(options), options.against) if options.against else ()
    wanted = options.second_reading and document.places
    again = partial(reread_quotes, data, document.source.path, password=options.reading.password) if wanted else None
    mentions = find(document, pack)
    told = [report.result for report in reports]
    checking = choose_words(options.checking, pack, document.source.language)
    matter = _Matter(document, mentions, assemble(document, mentions, pack), pack, told, again, options.corrections)
    result = _conclude(matter, checking, ledger=options.ledger)
    others = [name for name in options.languages if name != checking.language and pack.messages(name)]
    messages = {name: _word(matter, replace(checking, language=name)) for name in others if result.checks}
    if options.only_checks:
        result = Result(made_by=result.made_by, source=result.source, checks=result.checks, warnings=result.warnings)
    return Study(
        result=result,
        document=document,
        data=data,
        units=tuple(_list_units(mentions)),
        pages=tuple(choose_pages(options.reading.pages, document.source.pages or 0)),
        password=options.reading.password,
        reports=reports,
        messages={checking.language: tuple(check.message for check in result.checks), **messages},
    )


def _list_units(mentions: Mentions) -> Iterator[tuple[int, int]]:
    """Yield what is printed around each number's digits as part of it: unit, multiplier, sign."""
    for number in mentions.numbers:
        yield from ((a, b) for a, b in ((number.left, number.start), (number.end, number.right)) if a < b)


def choose_words(checking: CheckOptions, pack: Pack, language: str | None) -> CheckOptions:
    """Return the options with the language of messages: a document's own where asked for, if the packs say it.

    Raises UsageError for a language that no pack has messages in.
    """
    if checking.language == DOCUMENT:
        return replace(checking, language=language if language and pack.messages(language) else MESSAGES)
    if not pack.messages(checking.language):
        known = ", ".join(sorted(name for name in pack.languages if pack.messages(name)))
        raise UsageError(f"--lang {checking.language}: no messages in that language; there are {known} and {DOCUMENT}")
    return checking


def _for_reports(options: ExtractOptions) -> ExtractOptions:
    """Return the options for the reports: the pages that are asked for are the document's."""
    return replace(options, against=(), corrections=(), reading=replace(options.reading, pages=()))


@lru_cache(maxsize=4)
def _study_reports(options: ExtractOptions, paths: tuple[str, ...]) -> tuple[Study, ...]:
    """Return the reports that articles are audited against, read once for all articles of a run."""
    return tuple(study(path, options) for path in paths)


def extract_document(
    document: Document,
    pack: Pack,
    reports: Sequence[Result] = (),
    *,
    ledger: bool = False,
    reread: Reread | None = None,
    checking: CheckOptions | None = None,
) -> Result:
    """Return the rankings of a document, audited against the reports.

    With `ledger`, there is an entry for each number; `reread` tells what a second engine sees in quotes' boxes;
    `checking` how figures are rounded and findings worded.
    """
    mentions = find(document, pack)
    matter = _Matter(document, mentions, assemble(document, mentions, pack), pack, reports, reread)
    return _conclude(matter, checking, ledger=ledger)


class _Matter(NamedTuple):
    """What a result is concluded from."""

    document: Document
    mentions: Mentions
    assembly: Assembly
    pack: Pack
    reports: Sequence[Result]
    reread: Reread | None = None
    corrections: Sequence[Decision] = ()


class _Concluded(NamedTuple):
    """What the checks made of it."""

    assembly: Assembly
    audited: Audit
    judged: Judgement


def _judge(matter: _Matter, checking: CheckOptions | None) -> _Concluded:
    document, assembly, pack, reread = matter.document, matter.assembly, matter.pack, matter.reread
    doubts: tuple[Check, ...] = ()
    if matter.corrections:
        words = {**pack.messages(MESSAGES), **pack.messages(checking.language if checking else MESSAGES)}
        assembly, doubts = apply_corrections(document, assembly, matter.corrections, words)
    owners: list[Record | Aggregate] = [*assembly.records, *assembly.aggregates]
    quotes = [quote for quote in list_quotes(owners) if quote.page not in document.source.ocr_pages] if reread else []
    checked = check(document, assembly, pack, checking, seen=reread(quotes) if reread else None)
    audited = audit(assembly, matter.reports, Words(pack, (checking or CheckOptions()).language))
    checks = (*checked.checks, *doubts, *audited.checks)
    if matter.corrections:
        checks = weaken_unprinted(checks, list_unprinted(assembly))
    return _Concluded(assembly, audited, judge(assembly, checks, checked.derived))


def _word(matter: _Matter, checking: CheckOptions) -> tuple[str, ...]:
    """Return the messages of the checks in another language."""
    return tuple(check.message for check in _judge(matter, checking).judged.checks)


def _conclude(matter: _Matter, checking: CheckOptions | None, *, ledger: bool) -> Result:
    document, mentions, pack = matter.document, matter.mentions, matter.pack
    assembly, audited, judged = _judge(matter, checking)
    made_by = f"extract {__version__}, rules {pack.fingerprint[:12]}"
    return Result(
        made_by=made_by,
        source=document.source,
        rankings=assembly.rankings,
        records=seal_records(judged.records, document.source.sha256, made_by),
        aggregates=judged.aggregates,
        checks=judged.checks,
        comparisons=audited.comparisons,
        omissions=audited.omissions,
        ledger=keep_ledger(document, mentions, assembly, judged, pack, entries=ledger),
        warnings=(*document.warnings, *_tell_timeouts(mentions), *_tell_names(document, mentions, pack)),
    )


def _tell_names(document: Document, mentions: Mentions, pack: Pack) -> Iterator[Notice]:
    """Yield a notice of each name read in spite of a slip, and of each told with a number that may mean several."""
    numbers = SpanIndex(mentions.numbers)
    told: dict[str, Notice] = {}
    for mention in mentions.regions:
        name = squeeze(document.text[mention.start : mention.end])
        entries = [entry for code in mention.codes if (entry := pack.region(code))]
        regions = " or ".join(entry.name(document.source.language) for entry in entries)
        if len(entries) > 1 and any(
            numbers.within(sentence.start, sentence.end)
            for sentence in mentions.sentences
            if sentence.start <= mention.start < sentence.end
        ):
            message = f"'{name}' may be {regions}; its figures are left out"
            told.setdefault(name, Notice(code="ambiguous-name", message=message))
        elif mention.rule == SLIP_RULE:
            told.setdefault(name, Notice(code="name-slip", message=f"'{name}' is read as {regions}"))
    yield from told.values()


def _tell_timeouts(mentions: Mentions) -> Iterator[Notice]:
    for rule in dict.fromkeys(mentions.timed_out):
        yield Notice(code="rule-timed-out", message=f"the rule {rule} took too long in this text and was cut off")
