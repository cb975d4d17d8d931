"""The ledger: every printed number used, ignored by a named rule, or unexplained; on request, number by number.

Counting costs next to nothing and is always done. What a single number's entry tells (its rule, its context, and
for an unexplained one the rule that came nearest) is worked out only where it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from extractor.checks import Judgement
from extractor.model import Assembly, Document, Mentions
from extractor.packs import Pack
from extractor.results import Ledger, LedgerEntry


def keep_ledger(
    document: Document, mentions: Mentions, assembly: Assembly, judged: Judgement, pack: Pack, *, entries: bool = False
) -> Ledger:
    """Account for every printed number of the document; with `entries`, for each by itself."""
    ignored: Counter[str] = Counter()
    unexplained = []
    reasons: dict[int, str] = {}
    used = 0
    for start, end in mentions.tokens:
        if start in judged.used:
            used += 1
        elif reason := mentions.ignored.get(start) or assembly.ignored.get(start):
            ignored[reason] += 1
            reasons[start] = reason
        else:
            unexplained.append(document.quote(start, end))
    return Ledger(
        numbers=len(mentions.tokens),
        used=used,
        ignored=dict(sorted(ignored.items())),
        unexplained=tuple(unexplained),
        entries=_list_entries(document, mentions, assembly, judged, pack, reasons) if entries else None,
    )


def _list_entries(
    document: Document,
    mentions: Mentions,
    assembly: Assembly,
    judged: Judgement,
    pack: Pack,
    reasons: Mapping[int, str],
) -> tuple[LedgerEntry, ...]:
    from extractor.ledgers.entries import EntryWriter

    writer = EntryWriter(document, mentions, assembly, judged, pack)
    return tuple(writer.write(start, end, reasons.get(start)) for start, end in mentions.tokens)
