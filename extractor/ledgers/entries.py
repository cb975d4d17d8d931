"""One entry of the ledger a number: what became of it, by which rule, and where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from extractor.checks import Judgement
from extractor.ledgers.misses import MissFinder
from extractor.model import Assembly, Document, Mentions
from extractor.packs import Language, Pack
from extractor.results import Aggregate, Evidence, LedgerEntry, Record
from extractor.spans import Span
from extractor.text import lower

# A quoted passage reaches so far to either side of the number.
CONTEXT = 120


class EntryWriter:
    """Writes the ledger entries of one document."""

    def __init__(
        self, document: Document, mentions: Mentions, assembly: Assembly, judged: Judgement, pack: Pack
    ) -> None:
        self._document = document
        self._used = judged.used
        self._values = _find_uses((*judged.records, *judged.aggregates))
        self._places = assembly.places
        language = pack.language(document.source.language) if document.source.language else None
        self._ignoring = _find_ignoring(document, mentions, language)
        self._misses = MissFinder(document, mentions, assembly, judged, language)
        self._passages = [(block.start, block.end) for block in document.blocks if block.kind == "boilerplate"]
        self._passages += [
            (sentence.start, sentence.end)
            for sentence in mentions.sentences
            if document.blocks[sentence.block].kind != "cell"  # a cell's context is its row
        ]
        self._passages.sort()

    def write(self, start: int, end: int, reason: str | None) -> LedgerEntry:
        """Return the entry of one number; `reason` is the class of an ignored one."""
        evidence, context = self._document.quote(start, end), self._quote_context(start, end)
        if start in self._used:
            rule, names = self._values.get(start, ("", ()))
            rule = rule or self._places.get(start, "")
            return LedgerEntry(evidence=evidence, state="used", rule=rule or None, values=names, context=context)
        if reason is not None:
            rule = self._ignoring.get(start, reason)
            return LedgerEntry(evidence=evidence, state="ignored", reason=reason, rule=rule, context=context)
        miss = self._misses.find(start)
        return LedgerEntry(evidence=evidence, state="unexplained", near_miss=miss, context=context)

    def _quote_context(self, start: int, end: int) -> Evidence:
        """Return the sentence that the number stands in, cut at blanks where it reaches too far."""
        at = bisect_right(self._passages, (start, len(self._document.text))) - 1
        left, right = self._passages[at] if at >= 0 and self._passages[at][1] >= end else self._line(start, end)
        text = self._document.text
        if start - left > CONTEXT:
            left = max(text.find(" ", start - CONTEXT, start) + 1, start - CONTEXT)
        if right - end > CONTEXT:
            right = max(text.rfind(" ", end, end + CONTEXT), end)
        return self._document.quote(left, right)

    def _line(self, start: int, end: int) -> Span:
        text = self._document.text
        behind = text.find("\n", end)
        return text.rfind("\n", 0, start) + 1, behind if behind >= 0 else len(text)


def _find_uses(owners: Iterable[Record | Aggregate]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Return, by the start of each number, the first rule that used it and all ids that stand on it."""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for start, rule, name in _list_uses(owners):
        first, names = found.get(start, ("", ()))
        found[start] = (first or rule, names if name in names else (*names, name))
    return found


def _list_uses(owners: Iterable[Record | Aggregate]) -> Iterator[tuple[int, str, str]]:
    for owner in owners:
        for value in owner.values:
            # A count stands on two numbers, the counted and the whole.
            own = value.evidence if value.of is not None else value.evidence[:1]
            for quote in (*own, *value.repeated):
                yield quote.start, value.rule, value.id
        if isinstance(owner, Record) and owner.rank is not None:
            for quote in owner.rank.evidence[:1]:
                yield quote.start, "", owner.id


def _find_ignoring(document: Document, mentions: Mentions, language: Language | None) -> dict[int, str]:
    """Return the id of the rule that set each number aside, where a rule of a pack did."""
    found: dict[int, str] = {role.start: role.rule for role in mentions.roles if role.role == "ignore"}
    spans: list[tuple[int, int, str]] = [(m.start, m.end, m.rule) for m in (*mentions.periods, *mentions.ranks)]
    if language is not None:
        sentences = [(sentence.start, sentence.end) for sentence in mentions.sentences]
        matches = language.scan(lower(document.text), sentences).finditer("ignore")
        spans += [(match.start(), match.end(), compiled.rule.id) for compiled, match in matches]
    starts = [start for start, _ in mentions.tokens]
    for left, right, rule in spans:
        for start in starts[bisect_right(starts, left - 1) : bisect_right(starts, right - 1)]:
            found.setdefault(start, rule)
    return found
