"""Run many rules over a text, each only where the literals that it needs let a match begin.

`RuleIndex` says once what the rules need; a `Scan` finds all literals of all rules in one pass over each span of a
text. What stands in a span wakes the branches of rules that can match there; a rule is then tried where a literal
tells that a match may begin, as far as the sign there can be a match's first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex
from ahocorasick_rs import AhoCorasick

from extractor.literals import LOOSEST, Choice, Needs, Opening
from extractor.packs.entries import RuleKind
from extractor.packs.rules import SHORT, Clock, CompiledRule
from extractor.spans import Span
from extractor.text import level

OPENINGS_KEPT = 4096
Words = frozenset[int]  # numbers of literals, of which a match holds one


@lru_cache(maxsize=OPENINGS_KEPT)
def _may_match(source: str, signs: str, at: int) -> bool:
    """Whether a pattern of one sign, or a look behind, fits there."""
    try:
        return regex.compile(source).match(signs, at) is not None
    except regex.error:  # a class that is not written as most are
        return True


class _Openings(dict[str, bool]):
    """Whether a branch can begin at the second of two signs, asked once of each pair."""

    def __init__(self, openings: Iterable[Opening]) -> None:
        self._signs: dict[str, set[str]] = {}
        for behind, sign in openings:
            self._signs.setdefault(behind, set()).add(sign)

    def __missing__(self, pair: str) -> bool:
        if len(self) >= OPENINGS_KEPT:
            self.clear()
        self[pair] = found = any(
            (pair[1] in signs or any(len(sign) > 1 and _may_match(sign, pair[1], 0) for sign in signs))
            and (not behind or _may_match(behind, pair, 1))
            for behind, signs in self._signs.items()
        )
        return found


class _Branch(NamedTuple):
    """What one branch of a rule's pattern needs; `others` are its choices save the rarest, which wakes it.

    `anchors` are literals with the distances at which they may stand behind a match's beginning, none where these are
    too many to try each; `openings` tell what a match begins with.
    """

    rule: int
    others: tuple[Words, ...]
    anchors: tuple[tuple[int, Sequence[int]], ...]
    openings: _Openings | None


class RuleIndex:
    """What rules of several kinds need, the automaton that finds it, and which branches each literal wakes.

    A rule's number is its place in `rules`; `kinds` are the numbers by kind, `free` those of rules that need nothing.
    """

    def __init__(self, rules: Mapping[RuleKind, Sequence[CompiledRule]]) -> None:
        self.rules = [rule for several in rules.values() for rule in several]
        numbers = iter(range(len(self.rules)))
        self.kinds = {kind: [next(numbers) for _ in several] for kind, several in rules.items()}
        self.free = frozenset(number for number, rule in enumerate(self.rules) if not rule.needs)
        self._literals: dict[str, int] = {}
        self._openings: dict[tuple[Opening, ...], _Openings] = {}
        self.woken: list[list[_Branch]] = []
        for number, rule in enumerate(self.rules):
            for needs in rule.needs:
                self._add(number, needs)
        self.automaton = AhoCorasick(list(self._literals))

    def _add(self, rule: int, needs: Needs) -> None:
        """Note a branch of a rule under each literal that wakes it."""
        others = tuple(self._numbers(choice) for choice in needs.choices if choice is not needs.rarest)
        openings = self._openings.setdefault(needs.openings, _Openings(needs.openings)) if needs.openings else None
        anchors: dict[int, set[int]] = {}
        for literal in needs.anchor:
            if literal.farthest - literal.nearest <= LOOSEST:
                distances = range(int(literal.nearest), int(literal.farthest) + 1)
                anchors.setdefault(self._number(literal.text), set()).update(distances)
        tight = all(self._number(literal.text) in anchors for literal in needs.anchor)
        laid = {word: (word, tuple(sorted(distances))) for word, distances in anchors.items()} if tight else {}
        for word in self._numbers(needs.rarest):
            # A literal that tells the place as well wakes the branch at its own places only.
            told = (laid[word],) if needs.anchor is needs.rarest and laid else tuple(laid.values())
            self.woken[word].append(_Branch(rule, others, told, openings))

    def _numbers(self, choice: Choice) -> Words:
        return frozenset(self._number(literal.text) for literal in choice)

    def _number(self, literal: str) -> int:
        if literal not in self._literals:
            self._literals[literal] = len(self._literals)
            self.woken.append([])
        return self._literals[literal]

    def find_literals(self, levelled: str, start: int, end: int) -> dict[int, list[int]]:
        """Return where in `levelled[start:end]` literals stand, by their numbers."""
        stands: dict[int, list[int]] = {}
        for word, at, _ in self.automaton.find_matches_as_indexes(levelled[start:end], overlapping=True):
            if word in stands:
                stands[word].append(start + at)
            else:
                stands[word] = [start + at]
        return stands

    def choose(self, text: str) -> list[CompiledRule]:
        """Return the rules that may match in the text, for its literals, in pack order."""
        stands = self.find_literals(level(text), 0, len(text))
        numbers = set(self.free)
        for word in stands:
            numbers.update(b.rule for b in self.woken[word] if not any(map(stands.keys().isdisjoint, b.others)))
        return [self.rules[number] for number in sorted(numbers)]

    def list_hits(self, text: str) -> dict[RuleKind, list[int] | None]:
        """Return by kind where literals stand of which each match holds one; None where one may hold none."""
        stands = self.find_literals(level(text), 0, len(text))
        hits: dict[RuleKind, list[int] | None] = {}
        for kind, numbers in self.kinds.items():
            words = [word for word in stands if any(branch.rule in numbers for branch in self.woken[word])]
            free = self.free.intersection(numbers)
            hits[kind] = None if free else sorted(at for word in words for at in stands[word])
        return hits


class Scan:
    """Rules on one text, in which no match crosses `spans`.

    `timed_out` are the ids of the rules that ran away, and were cut off.
    """

    def __init__(self, index: RuleIndex, text: str, spans: Sequence[Span]) -> None:
        self._index = index
        self._text = text
        self._short = max((end - start for start, end in spans), default=0) <= SHORT
        # By the numbers of rules: where to try them, and which spans to search through, each with the end of its span.
        self._begins: dict[int, dict[int, int]] = {}
        self._searched: dict[int, dict[int, int]] = {}
        self.timed_out: list[str] = []
        levelled = level(text)
        for span in spans:
            self._wake(index.find_literals(levelled, *span), span)

    def _wake(self, stands: dict[int, list[int]], span: Span) -> None:
        """Note where the literals of a span let which rules match."""
        woken, words = self._index.woken, stands.keys()
        for word in stands:
            for branch in woken[word]:
                for choice in branch.others:
                    if words.isdisjoint(choice):
                        break
                else:
                    if branch.anchors:
                        self._note_begins(branch, stands, span)
                    else:
                        self._searched.setdefault(branch.rule, {})[span[0]] = span[1]

    def _note_begins(self, branch: _Branch, stands: Mapping[int, Sequence[int]], span: Span) -> None:
        """Note where in its span a branch may begin."""
        text, openings, (first, end) = self._text, branch.openings, span
        for word, distances in branch.anchors:
            for hit in stands.get(word, ()):
                for distance in distances:
                    start = hit - distance
                    if start < first:
                        break
                    if not start or openings is None or openings[text[start - 1 : start + 1]]:
                        self._begins.setdefault(branch.rule, {})[start] = end

    def _may_match(self, rule: int) -> bool:
        return rule in self._begins or rule in self._searched or rule in self._index.free

    def finditer(self, kind: RuleKind) -> Iterator[tuple[CompiledRule, regex.Match[str]]]:
        """Yield the matches of the rules of a kind, rule by rule in pack order."""
        for number in filter(self._may_match, self._index.kinds[kind]):
            rule = self._index.rules[number]
            try:
                for match in self._match(number, rule):
                    yield rule, match
            except TimeoutError:
                rule.strike()
                self.timed_out.append(rule.rule.id)

    def _match(self, number: int, rule: CompiledRule) -> Iterator[regex.Match[str]]:
        """Yield a rule's matches in text order; where it needs no literal, they may cross spans."""
        if number in self._index.free:
            yield from rule.finditer(self._text)
            return
        clock = None if rule.sound and self._short else Clock(rule.seconds)
        match, text, reached = rule.pattern.match, self._text, 0
        begins, searched = self._begins.get(number, {}), self._searched.get(number, {})
        for start, end in sorted({**begins, **searched}.items()):
            if start < reached:
                continue
            if start in searched:
                yield from rule.pattern.finditer(text, start, end, timeout=clock.left() if clock is not None else None)
                reached = end
                continue
            found = match(text, start, end, timeout=clock.left()) if clock is not None else match(text, start, end)
            if found is not None:
                yield found
                reached = max(found.end(), start + 1)
