"""One language's rules, their placeholders filled in when a kind of them is first needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import regex

from extractor.errors import PackError
from extractor.packs.entries import CUE_KINDS, LanguageEntry, Rule, RuleKind
from extractor.packs.rules import CompiledRule
from extractor.packs.scans import RuleIndex, Scan
from extractor.spans import Span

# Kinds whose rules are run over whole texts: as they are; in small letters; masked; masked with the places found.
PRINTED: tuple[RuleKind, ...] = ("entity", "title")
PLAIN: tuple[RuleKind, ...] = ("ignore", "period", "rank")
PLACES: tuple[RuleKind, ...] = ("place",)
MASKED: tuple[RuleKind, ...] = (*CUE_KINDS, "frame")
SCANNED = (*PRINTED, *PLAIN, *PLACES, *MASKED)
# Kinds whose rules stand as a group inside another pattern: "{month}" is any month's name.
LOOKUPS: tuple[RuleKind, ...] = ("month", "multiplier", "ordinal", "quarter", "unit")
# Kinds whose patterns stand inside others, joined into one alternation.
JOINED: tuple[RuleKind, ...] = (*LOOKUPS, "qualifier", "qualifier_after", "unit_before")

# In the masked text a mention is its first sign and as many fillers as it has further characters.
NUMBER, REGION, PERIOD, RANK, FILLER = "\ue001", "\ue002", "\ue003", "\ue004", "\ue000"
_SIGNS = {"number": NUMBER, "region": REGION, "period": PERIOD, "rank": RANK}
# What a frame may say of a number: a role of the contract, the part of a statistic, or "ignore" (then
# the rule's value names the ledger class).
FRAME_ROLES = (
    "current", "previous", "change", "fall", "target", "reference",
    "low", "high", "count", "of", "rest", "ignore",
)  # fmt: skip
# "{gap}": up to so much of one clause, with no number in it.
GAP = rf"[^.;\n{NUMBER}]{{0,90}}?"
_PLACEHOLDER = regex.compile(r"(?<!\\p)\{([a-z]\w*)\}")
# A plain group at the end of a pattern, and what alternatives may stand in.
_ENDING = regex.compile(r"(?<!\\)\(\?:[^()\[\\]*\)$")
_BRACKETED = regex.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|\((?:[^()\[\\]|\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|(?R))*\)")
WORDS_KEPT = 4096


class Language:
    """One language's rules, read when a kind is first asked for and compiled when a text may hold them.

    Rules of the `shipped` folder are taken to be sound, for the tests try them on hostile texts.
    """

    def __init__(self, entry: LanguageEntry, rules: Iterable[tuple[Path, Rule]], shipped: Path) -> None:
        self.entry = entry
        self._shipped = shipped
        self.id = entry.id
        self._rules: dict[str, list[tuple[Path, Rule]]] = {}
        for path, rule in rules:
            self._rules.setdefault(rule.kind, []).append((path, rule))
        self._compiled: dict[str, tuple[CompiledRule, ...]] = {}
        self._alternations: dict[RuleKind, str] = {}
        self._indexes: dict[tuple[RuleKind, ...], RuleIndex] = {}
        # Texts have few words for months and units, and tell them over and over.
        self._lookup = lru_cache(maxsize=WORDS_KEPT)(self._match_whole)

    def rules(self, kind: RuleKind) -> tuple[CompiledRule, ...]:
        """Return the compiled rules of one kind, in pack order."""
        if kind not in self._compiled:
            self._compiled[kind] = tuple(self._compile(path, rule) for path, rule in self._rules.get(kind, ()))
        return self._compiled[kind]

    def alternation(self, kind: RuleKind) -> str:
        """Return one alternation of all patterns of a kind, longest first, for use inside another pattern."""
        if kind not in self._alternations:
            patterns = sorted((rule.pattern for _, rule in self._rules.get(kind, ())), key=len, reverse=True)
            self._alternations[kind] = "|".join(_factor(patterns)) or r"(?!)"
        return self._alternations[kind]

    def lookup(self, kind: RuleKind, text: str) -> str | None:
        """Return the value of the first rule of `kind` whose pattern is the whole text."""
        return self._lookup(kind, text)

    def _match_whole(self, kind: RuleKind, text: str) -> str | None:
        return next((c.rule.value for c in self.rules(kind) if c.matches(text, whole=True)), None)

    def scan(self, text: str, spans: Sequence[Span] | None = None, kinds: tuple[RuleKind, ...] = SCANNED) -> Scan:
        """Return where in the text which rules of some kinds can match at all: one pass for all their literals.

        `spans` are what no match crosses, in order; the whole text is one span where none are given.
        """
        return Scan(self._index(kinds), text, spans if spans is not None else [(0, len(text))])

    def choose(self, kind: RuleKind, text: str) -> list[CompiledRule]:
        """Return the rules of a kind that may match in a text, for its literals, in pack order."""
        return self._index((kind,)).choose(text)

    def matches(self, kind: RuleKind, text: str) -> bool:
        """Whether a rule of the kind is found in the text."""
        return any(rule.matches(text) for rule in self.choose(kind, text))

    def list_hits(self, text: str, kinds: tuple[RuleKind, ...]) -> dict[RuleKind, list[int] | None]:
        """Return by kind where literals stand of which each match of a rule holds one; None where one may hold none."""
        return self._index(kinds).list_hits(text)

    def _index(self, kinds: tuple[RuleKind, ...]) -> RuleIndex:
        if kinds not in self._indexes:
            self._indexes[kinds] = RuleIndex({kind: self.rules(kind) for kind in kinds})
        return self._indexes[kinds]

    @cached_property
    def all_rules(self) -> tuple[tuple[Path, Rule], ...]:
        """Every rule with the file it stands in."""
        return tuple(pair for pairs in self._rules.values() for pair in pairs)

    def compile(self, rule: Rule) -> CompiledRule:
        """Return a rule with its pattern compiled, macros and placeholders filled in. Raises PackError."""
        return self._compile(Path(), rule)

    def _fill(self, name: str) -> str | None:
        """Return what a placeholder that holds no other stands for: a sign, a gap, a word with its value or without."""
        if name == "gap":
            return GAP
        if name in _SIGNS:
            return f"{_SIGNS[name]}{FILLER}*+"
        for kind in LOOKUPS:
            if name == kind:
                return f"(?P<{name}>{self.alternation(kind)})"
            if name == f"{kind}s":
                return f"(?:{self.alternation(kind)})"
        return None

    def _compile(self, path: Path, rule: Rule) -> CompiledRule:
        roles: list[str] = []

        def expand(match: regex.Match[str]) -> str:
            name = match[1]
            if name in FRAME_ROLES:
                roles.append(name)
                return f"(?P<{name}{len(roles)}>{NUMBER}{FILLER}*+)"
            if name in self.entry.macros:
                return f"(?:{_PLACEHOLDER.sub(expand, self.entry.macros[name])})"
            filled = self._fill(name)
            if filled is None:
                raise PackError(str(path), rule.id, f"the pattern names an unknown placeholder {{{name}}}")
            return filled

        try:
            source = _PLACEHOLDER.sub(expand, rule.pattern)
        except RecursionError as error:
            raise PackError(str(path), rule.id, "the pattern nests without end (does a macro name itself?)") from error
        return CompiledRule(path, rule, source, tuple(roles), sound=path.is_relative_to(self._shipped))


def _factor(patterns: Iterable[str]) -> Iterator[str]:
    """Yield the patterns as groups, neighbours that close with the same endings as one: it compiles much faster.

    >>> list(_factor(["fif(?:th|ths)", "six(?:th|ths)", "last"]))
    ['(?:(?:fif|six)(?:th|ths))', '(?:last)']
    """
    for ending, several in groupby(map(_part_ending, patterns), key=itemgetter(1)):
        stems = [stem for stem, _ in several]
        if ending and len(stems) > 1:
            yield f"(?:(?:{'|'.join(stems)}){ending})"
        else:
            yield from (f"(?:{stem}{ending})" for stem in stems)


def _part_ending(pattern: str) -> tuple[str, str]:
    """Return a pattern's stem and the group of endings that it closes with; no ending where it has none."""
    found = _ENDING.search(pattern)
    if found is None or "|" in _BRACKETED.sub("", pattern[: found.start()]):
        return pattern, ""
    return pattern[: found.start()], found[0]
