"""The only module that chains the stages: bytes → Document → mentions → records → findings → result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from extractor.assemblers import assemble
from extractor.checks import check, judge
from extractor.finders import find
from extractor.model import Document, Mentions
from extractor.packs import Pack, load_pack
from extractor.readers import ReadOptions, read
from extractor.results import Ledger, Notice, Result


class ExtractOptions(Struct, frozen=True, kw_only=True):
    """What the user asked for: further pattern packs, and the encoding of text files."""

    patterns: tuple[str, ...] = ()
    encoding: str | None = None


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
    return extract_document(document, pack)


def extract_document(document: Document, pack: Pack) -> Result:
    """Return the rankings of a document that has been read."""
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
        ledger=keep_ledger(document, mentions, judged.used, assembly.ignored),
        warnings=(*document.warnings, *_tell_timeouts(mentions)),
    )


def _tell_timeouts(mentions: Mentions) -> Iterator[Notice]:
    for rule in dict.fromkeys(mentions.timed_out):
        yield Notice(code="rule-timed-out", message=f"the rule {rule} took too long in this text and was cut off")


def keep_ledger(
    document: Document, mentions: Mentions, used_starts: frozenset[int], set_aside: dict[int, str]
) -> Ledger:
    """Account for every printed number: used, ignored by a named rule, or unexplained."""
    ignored: Counter[str] = Counter()
    unexplained = []
    used = 0
    for start, end in mentions.tokens:
        if start in used_starts:
            used += 1
        elif reason := mentions.ignored.get(start) or set_aside.get(start):
            ignored[reason] += 1
        else:
            unexplained.append(document.quote(start, end))
    return Ledger(
        numbers=len(mentions.tokens), used=used, ignored=dict(sorted(ignored.items())), unexplained=tuple(unexplained)
    )
