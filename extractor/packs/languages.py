"""One language's rules, compiled when they are first needed, and run only where a text holds their literals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import regex
from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from extractor.errors import PackError
from extractor.literals import Literals, required_literals
from extractor.packs.entries import CUE_KINDS, LanguageEntry, Rule, RuleKind

# Kinds whose rules are run over whole texts.
SCANNED: tuple[RuleKind, ...] = (*CUE_KINDS, "frame", "ignore", "period", "rank")
# Kinds whose rules stand as a group inside another pattern: "{month}" is any month's name.
LOOKUPS: tuple[RuleKind, ...] = ("month", "multiplier", "ordinal", "quarter", "unit")

# In the masked text a mention is its first sign and as many fillers as it has further characters.
NUMBER, REGION, PERIOD, RANK, FILLER = "\ue001", "\ue002", "\ue003", "\ue004", "\ue000"
_SIGNS = {"region": REGION, "period": PERIOD, "rank": RANK}
# What a frame may say of a number: a role of the contract, the part of a statistic, or "ignore" (then
# the rule's value names the ledger class).
FRAME_ROLES = (
    "current", "previous", "change", "fall", "target", "reference",
    "low", "high", "count", "of", "rest", "ignore",
)  # fmt: skip
# "{gap}": up to so much of one clause, with no number in it.
GAP = rf"[^.;\n{NUMBER}]{{0,90}}?"
_PLACEHOLDER = regex.compile(r"(?<!\\p)\{([a-z]\w*)\}")
MATCH_SECONDS = 2.0


class CompiledRule(Struct, frozen=True):
    """A rule beside its compiled pattern and the numbers' roles among its groups."""

    rule: Rule
    pattern: regex.Pattern[str]
    roles: tuple[str, ...] = ()
    literals: Literals = frozenset()

    def finditer(self, text: str) -> Iterator[regex.Match[str]]:
        """Yield the matches in the text. Raises TimeoutError for a pattern that runs away."""
        return self.pattern.finditer(text, timeout=MATCH_SECONDS)

    def find_all(self, text: str) -> list[regex.Match[str]]:
        """Return the matches in the text, none for a pattern that runs away."""
        try:
            return list(self.finditer(text))
        except TimeoutError:
            return []

    def matches(self, text: str, whole: bool = False) -> bool:
        """Whether the pattern is found in the text, or is the whole of it; a pattern that runs away is not."""
        try:
            search = self.pattern.fullmatch if whole else self.pattern.search
            return search(text, timeout=MATCH_SECONDS) is not None
        except TimeoutError:
            return False


class Language:
    """One language's rules, compiled when a kind is first asked for."""

    def __init__(self, entry: LanguageEntry, rules: Iterable[tuple[Path, Rule]]) -> None:
        self.entry = entry
        self.id = entry.id
        self._rules: dict[str, list[tuple[Path, Rule]]] = {}
        for path, rule in rules:
            self._rules.setdefault(rule.kind, []).append((path, rule))
        self._compiled: dict[str, tuple[CompiledRule, ...]] = {}

    def rules(self, kind: RuleKind) -> tuple[CompiledRule, ...]:
        """Return the compiled rules of one kind, in pack order."""
        if kind not in self._compiled:
            self._compiled[kind] = tuple(self._compile(path, rule) for path, rule in self._rules.get(kind, ()))
        return self._compiled[kind]

    def alternation(self, kind: RuleKind) -> str:
        """Return one alternation of all patterns of a kind, longest first, for use inside another pattern."""
        patterns = [rule.pattern for _, rule in self._rules.get(kind, ())]
        return "|".join(sorted((f"(?:{p})" for p in patterns), key=len, reverse=True)) or r"(?!)"

    def lookup(self, kind: RuleKind, text: str) -> str | None:
        """Return the value of the first rule of `kind` whose pattern is the whole text."""
        return next((c.rule.value for c in self.rules(kind) if c.matches(text, whole=True)), None)

    def scan(self, text: str) -> Scan:
        """Return which rules can match in the text at all: one pass for all literals of all rules."""
        automaton, words = self._literals
        found = {words[match[0]] for match in automaton.find_matches_as_indexes(text, overlapping=True)}
        return Scan(self, frozenset(found))

    @cached_property
    def _literals(self) -> tuple[AhoCorasick, tuple[str, ...]]:
        words = sorted({word for kind in SCANNED for rule in self.rules(kind) for word in rule.literals})
        return AhoCorasick(words), tuple(words)

    @cached_property
    def all_rules(self) -> tuple[tuple[Path, Rule], ...]:
        """Every rule with the file it stands in."""
        return tuple(pair for pairs in self._rules.values() for pair in pairs)

    def compile(self, rule: Rule) -> CompiledRule:
        """Return a rule with its pattern compiled, macros and placeholders filled in. Raises PackError."""
        return self._compile(Path(), rule)

    def _compile(self, path: Path, rule: Rule) -> CompiledRule:
        roles: list[str] = []

        def expand(match: regex.Match[str]) -> str:
            name = match[1]
            if name in FRAME_ROLES:
                roles.append(name)
                return f"(?P<{name}{len(roles)}>{NUMBER}{FILLER}*+)"
            if name == "gap":
                return GAP
            if name == "number":
                return f"{NUMBER}{FILLER}*+"
            if name in _SIGNS:
                return f"{_SIGNS[name]}{FILLER}*+"
            if name in LOOKUPS:
                return f"(?P<{name}>{self.alternation(name)})"
            if name in self.entry.macros:
                return f"(?:{_PLACEHOLDER.sub(expand, self.entry.macros[name])})"
            raise PackError(str(path), rule.id, f"the pattern names an unknown placeholder {{{name}}}")

        try:
            pattern = _PLACEHOLDER.sub(expand, rule.pattern)
            return CompiledRule(rule, regex.compile(pattern), tuple(roles), required_literals(pattern))
        except RecursionError as error:
            raise PackError(str(path), rule.id, "the pattern nests without end (does a macro name itself?)") from error
        except (regex.error, OverflowError, MemoryError) as error:
            raise PackError(str(path), rule.id, f"the pattern does not compile: {error}") from error


class Scan:
    """A language's rules for one text: those whose literals it holds.

    `timed_out` are the ids of the rules that ran away in it, and were cut off.
    """

    def __init__(self, language: Language, literals: Literals) -> None:
        self._language = language
        self._literals = literals
        self.timed_out: list[str] = []

    def finditer(self, kind: RuleKind, text: str) -> Iterator[tuple[CompiledRule, regex.Match[str]]]:
        """Yield the matches of the rules of one of the `SCANNED` kinds, rule by rule in pack order."""
        for compiled in self.rules(kind):
            try:
                for match in compiled.finditer(text):
                    yield compiled, match
            except TimeoutError:
                self.timed_out.append(compiled.rule.id)

    def rules(self, kind: RuleKind) -> Iterator[CompiledRule]:
        """Yield the rules of one of the `SCANNED` kinds that can match, in pack order."""
        for rule in self._language.rules(kind):
            if not rule.literals or not self._literals.isdisjoint(rule.literals):
                yield rule
