"""The only module that chains the stages: bytes → Document → mentions → records → findings → result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from extractor.assemblers import assemble
from extractor.checks import check, judge
from extractor.finders import find
from extractor.ledgers import keep_ledger
from extractor.model import Document, Mentions
from extractor.packs import Pack, load_pack
from extractor.readers import ReadOptions, read
from extractor.results import Notice, Result


class ExtractOptions(Struct, frozen=True, kw_only=True):
    """What the user asked for: further pattern packs, the encoding of text files, the ledger number by number."""

    patterns: tuple[str, ...] = ()
    encoding: str | None = None
    ledger: bool = False


DEFAULTS = ExtractOptions()


def read_document(path: str | Path, options: ExtractOptions = DEFAULTS) -> Document:
    """Read a file as a Document. Raises InputError, PackError or UsageError."""
    return read(str(path), load_pack(options.patterns), ReadOptions(encoding=options.encoding))


def extract(path: str | Path, options: ExtractOptions = DEFAULTS) -> Result:
    """Return the rankings of one file, each figure on its quote and checked.

    Raises InputError for a file that cannot be read, PackError for a pack that breaks the format.
    """
    pack = load_pack(options.patterns)
    document = read(str(path), pack, ReadOptions(encoding=options.encoding))
    return extract_document(document, pack, ledger=options.ledger)


def extract_document(document: Document, pack: Pack, *, ledger: bool = False) -> Result:
    """Return the rankings of a document that has been read; with `ledger`, an entry for each of its numbers."""
    mentions = find(document, pack)
    assembly = assemble(document, mentions, pack)
    checks = check(document, assembly, pack)
    judged = judge(assembly, checks)
    return Result(
        source=document.source,
        rankings=assembly.rankings,
        records=judged.records,
        aggregates=judged.aggregates,
        checks=judged.checks,
        ledger=keep_ledger(document, mentions, assembly, judged, pack, entries=ledger),
        warnings=(*document.warnings, *_tell_timeouts(mentions)),
    )


def _tell_timeouts(mentions: Mentions) -> Iterator[Notice]:
    for rule in dict.fromkeys(mentions.timed_out):
        yield Notice(code="rule-timed-out", message=f"the rule {rule} took too long in this text and was cut off")
