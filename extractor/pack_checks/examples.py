"""Whether each rule finds its examples and leaves its non-examples alone, run as the product runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from extractor.finders import find
from extractor.model import Block, Document, Mentions, NumberMention
from extractor.pack_checks.problems import Problem
from extractor.packs import CompiledRule, Language, Pack, Rule
from extractor.readers.furniture import is_furniture
from extractor.readers.metadata import find_cited
from extractor.results import Source
from extractor.text import lower

RulePlace = tuple[Language, Path, Rule]
_LOOKUPS = {"month": "periods", "quarter": "periods", "ordinal": "ranks"}
_TAIL_FIELDS = {
    "unit": "unit",
    "unit_before": "unit",
    "multiplier": "multiplier",
    "qualifier": "qualifier",
    "qualifier_after": "qualifier",
}


def check_examples(pack: Pack, rules: Iterable[RulePlace]) -> Iterator[Problem]:
    """Yield each rule without examples, each example that is not found and each non-example that is.

    A common rule stands in every language: an example must be found in one of them, for a language's own rule may
    know the words better.
    """
    homes: dict[tuple[Path, str], tuple[Rule, list[Language]]] = {}
    for language, path, rule in rules:
        homes.setdefault((path, rule.id), (rule, []))[1].append(language)
    for (path, name), (rule, languages) in homes.items():
        if not rule.examples:
            yield Problem("warning", str(path), name, "has no example; write texts that it must find")
        for text in rule.examples:
            if not any(finds(pack, language, rule, text) for language in languages):
                yield Problem("error", str(path), name, f"does not find its example “{text}”")
        for text in rule.non_examples:
            if any(finds(pack, language, rule, text) for language in languages):
                yield Problem("error", str(path), name, f"finds its non-example “{text}”")


def finds(pack: Pack, language: Language, rule: Rule, text: str) -> bool:
    """Return whether the rule itself finds something in the text."""
    compiled = next(c for c in language.rules(rule.kind) if c.rule.id == rule.id)
    if rule.kind == "boilerplate":
        return is_furniture(text, language) and bool(compiled.find_all(lower(text)))
    if rule.kind in ("column", "continued", "headlines", "missing", "relative", "total"):
        return compiled.matches(lower(text), whole=rule.kind == "missing")
    if rule.kind in ("dateline", "title"):
        return bool(compiled.find_all(text))
    if rule.kind in ("cites", "publisher"):
        return bool(find_cited([text], language, rule.kind)) and bool(compiled.find_all(text))
    return _finds_mention(compiled, text, _mentions_of(pack, language, text))


def _mentions_of(pack: Pack, language: Language, text: str) -> Mentions:
    """Run the finders over one paragraph of the language."""
    source = Source(path="example", sha256="", media_type="text/plain", language=language.id)
    blocks = (Block(kind="paragraph", start=0, end=len(text)),)
    return find(Document(text=text, source=source, blocks=blocks), pack)


def _finds_mention(compiled: CompiledRule, text: str, mentions: Mentions) -> bool:
    rule = compiled.rule
    if rule.kind in _TAIL_FIELDS:
        return any(_stands_beside(number, text, compiled) for number in mentions.numbers)
    if rule.kind in _LOOKUPS:
        found = getattr(mentions, _LOOKUPS[rule.kind])
        return any(compiled.matches(lower(text[mention.start : mention.end])) for mention in found)
    if rule.kind == "ignore":
        spans = [match.span() for match in compiled.find_all(lower(text))]
        places = [at for at, value in mentions.ignored.items() if value == rule.value]
        return any(start <= at < end for at in places for start, end in spans)
    ranks = mentions.ranks
    told = {
        "frame": mentions.roles,
        "period": mentions.periods,
        "rank": ranks,
        "place": ranks,
        "entity": mentions.regions,
    }.get(rule.kind, mentions.cues)
    return any(mention.rule == rule.id for mention in told)


def _stands_beside(number: NumberMention, text: str, compiled: CompiledRule) -> bool:
    """Whether the words beside a number are the rule's, and the number says what the rule's value is."""
    value = compiled.rule.value
    if compiled.rule.kind == "multiplier":
        told = number.multiplier == Decimal(value)
    else:
        told = getattr(number, _TAIL_FIELDS[compiled.rule.kind]) == value
    beside = (text[number.left : number.start], text[number.end : number.right])
    return told and any(compiled.matches(lower(words)) for words in beside)
