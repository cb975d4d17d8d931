"""One language's rules, compiled when they are first needed, and run only where a text holds their literals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from time import process_time
from typing import NamedTuple

import regex
from ahocorasick_rs import AhoCorasick

from extractor.errors import PackError
from extractor.literals import Needs, known_words, required_literals
from extractor.packs.entries import CUE_KINDS, LanguageEntry, Rule, RuleKind
from extractor.spans import Span
from extractor.text import lower

# Kinds whose rules are run over whole texts.
SCANNED: tuple[RuleKind, ...] = (*CUE_KINDS, "entity", "frame", "ignore", "period", "place", "rank")
# Kinds whose rules stand as a group inside another pattern: "{month}" is any month's name.
LOOKUPS: tuple[RuleKind, ...] = ("month", "multiplier", "ordinal", "quarter", "unit")

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
MATCH_SECONDS, LEAST_SECONDS = 2.0, 0.001
# No sentence is longer.
SHORT = 4_000
WORDS_KEPT = 4096
# A rule whose matches begin at one of so many places before a literal is tried at each of them.
LOOSEST = 8


class CompiledRule:
    """A rule with its pattern, compiled on first use, and the numbers' roles among its groups.

    `needs` are the literals that its matches hold, see `required_literals`; the rule is `anchored` where they tell
    where a match begins. A `sound` pattern is known not to run away on short texts. Raises PackError for a pattern
    that does not compile, when it is first used.
    """

    def __init__(self, path: Path, rule: Rule, source: str, roles: tuple[str, ...], *, sound: bool) -> None:
        self.rule = rule
        self.roles = roles
        self.needs = required_literals(source)
        self.anchored = all(x.farthest - x.nearest <= LOOSEST for needs in self.needs for x in needs.anchor)
        self._path = path
        self._source = source
        self.sound = sound
        self._strikes = 0

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled pattern."""
        try:
            return regex.compile(self._source)
        except (regex.error, OverflowError, MemoryError) as error:
            raise PackError(str(self._path), self.rule.id, f"the pattern does not compile: {error}") from error

    @cached_property
    def words(self) -> frozenset[str]:
        """Lower-case strings of which every match holds one, in letters of any case; none where that is not known."""
        return frozenset(lower(word) for word in known_words(required_literals(self._source.replace("(?i:", "(?:"))))

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """Yield the matches in `text[start:end]`. Raises TimeoutError for a pattern that runs away."""
        end = len(text) if end is None else end
        return self.pattern.finditer(text, start, end, timeout=self._patience(end - start))

    def strike(self) -> None:
        """Note that the rule ran away: each time, it is given half the time from then on."""
        self._strikes += 1

    @property
    def seconds(self) -> float:
        """How long the rule may take over one text."""
        return max(LEAST_SECONDS, MATCH_SECONDS * 0.5**self._strikes)

    def find_all(self, text: str) -> list[regex.Match[str]]:
        """Return the matches in the text, none for a pattern that runs away."""
        try:
            return list(self.finditer(text))
        except TimeoutError:
            self.strike()
            return []

    def matches(self, text: str, whole: bool = False) -> bool:
        """Whether the pattern is found in the text, or is the whole of it; a pattern that runs away is not."""
        try:
            search = self.pattern.fullmatch if whole else self.pattern.search
            return search(text, timeout=self._patience(len(text))) is not None
        except TimeoutError:
            self.strike()
            return False

    def _patience(self, length: int) -> float | None:
        """Return for how many seconds to match; to look at the clock takes longer than most matches do."""
        return None if self.sound and length <= SHORT else self.seconds


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
        # Texts have few words for months and units, and tell them over and over.
        self._lookup = lru_cache(maxsize=WORDS_KEPT)(self._match_whole)

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
        return self._lookup(kind, text)

    def _match_whole(self, kind: RuleKind, text: str) -> str | None:
        return next((c.rule.value for c in self.rules(kind) if c.matches(text, whole=True)), None)

    def scan(self, text: str, spans: Sequence[Span] | None = None) -> Scan:
        """Return where in the text which rules can match at all: one pass for all literals of all rules.

        `spans` are what no match crosses, in order; the whole text is one span where none are given.
        """
        index = self._index
        hits: dict[str, list[int]] = {}
        for number, start, _ in index.automaton.find_matches_as_indexes(text, overlapping=True):
            hits.setdefault(index.words[number], []).append(start)
        rules = index.always.union(*(index.rules[word] for word in hits))
        return Scan(self, text, spans if spans is not None else [(0, len(text))], hits, rules)

    @cached_property
    def _index(self) -> _Index:
        always: set[CompiledRule] = set()
        rules: dict[str, set[CompiledRule]] = {}
        for rule in (rule for kind in SCANNED for rule in self.rules(kind)):
            if not rule.needs:
                always.add(rule)
            for needs in rule.needs:
                for literal in needs.rarest:
                    rules.setdefault(literal.text, set()).add(rule)
                for literal in needs.anchor:
                    rules.setdefault(literal.text, set())
        return _Index(AhoCorasick(list(rules)), tuple(rules), rules, always)

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


class Clock:
    """Tells how much of a number of seconds of the processor is left."""

    def __init__(self, seconds: float) -> None:
        self._end = process_time() + seconds

    def left(self) -> float:
        """Return the seconds left. Raises TimeoutError where there are none."""
        left = self._end - process_time()
        if left <= 0:
            raise TimeoutError
        return left


class _Index(NamedTuple):
    """The literals of all rules, and which rules need each; those without literals may match always."""

    automaton: AhoCorasick
    words: tuple[str, ...]
    rules: Mapping[str, set[CompiledRule]]
    always: set[CompiledRule]


class Scan:
    """A language's rules on one text: each is tried only where the literals that it needs let it begin.

    `timed_out` are the ids of the rules that ran away, and were cut off.
    """

    def __init__(
        self,
        language: Language,
        text: str,
        spans: Sequence[Span],
        hits: Mapping[str, list[int]],
        rules: set[CompiledRule],
    ) -> None:
        self._language = language
        self._text = text
        self._spans = spans
        self._starts = [start for start, _ in spans]
        self._short = max((end - start for start, end in spans), default=0) <= SHORT
        self._hits = hits  # where each literal stands
        self._rules = rules
        self.timed_out: list[str] = []

    def holds(self, kind: RuleKind) -> bool:
        """Whether the text has the literals of a rule of one of the `SCANNED` kinds."""
        return any(rule in self._rules for rule in self._language.rules(kind))

    def finditer(self, kind: RuleKind) -> Iterator[tuple[CompiledRule, regex.Match[str]]]:
        """Yield the matches of the rules of one of the `SCANNED` kinds, rule by rule in pack order."""
        for rule in self._language.rules(kind):
            if rule in self._rules:
                try:
                    for match in self._match(rule):
                        yield rule, match
                except TimeoutError:
                    rule.strike()
                    self.timed_out.append(rule.rule.id)

    def _match(self, rule: CompiledRule) -> Iterator[regex.Match[str]]:
        """Yield a rule's matches in text order; where it needs no literal, they may cross spans."""
        clock = None if rule.sound and self._short else Clock(rule.seconds)
        if not rule.needs:
            yield from rule.finditer(self._text)
        elif rule.anchored:
            yield from self._match_anchored(rule, clock)
        else:
            for at in sorted({at for needs in rule.needs for at in self._places(needs)}):
                patience = clock.left() if clock is not None else None
                yield from rule.pattern.finditer(self._text, *self._spans[at], timeout=patience)

    def _match_anchored(self, rule: CompiledRule, clock: Clock | None) -> Iterator[regex.Match[str]]:
        """Try the rule at each place where a match can begin."""
        match, text, spans = rule.pattern.match, self._text, self._spans
        reached = 0
        for start in self._begins(rule):
            at = bisect_right(self._starts, start) - 1
            if start < reached or at < 0 or start >= spans[at][1]:
                continue
            patience = clock.left() if clock is not None else None
            if (found := match(text, start, spans[at][1], timeout=patience)) is not None:
                yield found
                reached = max(found.end(), start + 1)

    def _begins(self, rule: CompiledRule) -> Sequence[int]:
        """Return where the matches of an anchored rule can begin."""
        begins: set[int] = set()
        for needs in rule.needs:
            hits: list[int] = []
            for text, nearest, farthest in needs.anchor:
                if found := self._hits.get(text):
                    for back in range(int(nearest), int(farthest) + 1):
                        hits += [hit - back for hit in found]
            if hits and needs.rarest is not needs.anchor:
                places = self._places(needs)
                hits = [hit for hit in hits if bisect_right(self._starts, hit) - 1 in places]
            begins.update(hits)
        return sorted(begins)

    def _places(self, needs: Needs) -> set[int]:
        """Return the indexes of the spans that hold one of the rarest literals."""
        hits = (hit for literal in needs.rarest for hit in self._hits.get(literal.text, ()))
        found = {bisect_right(self._starts, hit) - 1 for hit in hits}
        return found - {-1}  # before the first span
