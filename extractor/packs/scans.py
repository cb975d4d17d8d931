"""Run many rules over a text, each only where the literals that it needs let a match begin.

`RuleIndex` says once what the rules need; a `Scan` finds all literals of all rules in one pass over a text. A rule is
then tried in the spans that hold a literal of each of its choices, and there, where a literal tells how far before it
a match begins, at these places alone, as far as the sign there can be the first of a match.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex
from ahocorasick_rs import AhoCorasick

from extractor.literals import Needs, Opening
from extractor.packs.entries import RuleKind
from extractor.packs.rules import SHORT, Clock, CompiledRule
from extractor.spans import Span

# A rule whose matches begin at one of so many places before a literal is tried at each of them.
LOOSEST = 24
OPENINGS_KEPT = 4096
Words = frozenset[int]  # numbers of literals, of which a match holds one
Places = Set[int]  # indexes of spans
_NOWHERE: Places = frozenset()


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
    """What one branch of a pattern needs: its choices, the rarest first; where its matches begin, and with what.

    `anchors` are literals with the distances at which they may stand behind a match's beginning, none where these are
    too many to try each.
    """

    choices: tuple[Words, ...]
    anchors: Mapping[int, Sequence[int]]
    openings: _Openings | None


class _Plan(NamedTuple):
    """A rule with its branches; one without any may match always, one that is not `anchored` anywhere in its spans."""

    rule: CompiledRule
    branches: tuple[_Branch, ...]
    anchored: bool


class RuleIndex:
    """What the rules of several kinds need, and the automaton that finds it."""

    def __init__(self, rules: Mapping[RuleKind, Sequence[CompiledRule]]) -> None:
        self._numbers: dict[str, int] = {}
        self._choices: dict[Words, Words] = {}
        self._openings: dict[tuple[Opening, ...], _Openings] = {}
        self.plans = {kind: tuple(map(self._plan, several)) for kind, several in rules.items()}
        self.automaton = AhoCorasick(list(self._numbers))

    def _plan(self, rule: CompiledRule) -> _Plan:
        branches = tuple(map(self._branch, rule.needs))
        return _Plan(rule, branches, all(branch.anchors for branch in branches))

    def _branch(self, needs: Needs) -> _Branch:
        choices = (needs.rarest, *(choice for choice in needs.choices if choice is not needs.rarest))
        tight = all(literal.farthest - literal.nearest <= LOOSEST for literal in needs.anchor)
        anchors: dict[int, list[int]] = {}
        for literal in needs.anchor if tight else ():
            distances = anchors.setdefault(self._number(literal.text), [])
            distances += range(int(literal.nearest), int(literal.farthest) + 1)
        return _Branch(
            tuple(self._share(frozenset(self._number(x.text) for x in choice)) for choice in choices),
            {word: sorted({*distances}) for word, distances in anchors.items()},
            self._openings.setdefault(needs.openings, _Openings(needs.openings)) if needs.openings else None,
        )

    def _number(self, literal: str) -> int:
        return self._numbers.setdefault(literal, len(self._numbers))

    def _share(self, words: Words) -> Words:
        """Return one object for equal sets, so that each is hashed once."""
        return self._choices.setdefault(words, words)


class Scan:
    """Rules on one text, in which no match crosses `spans`.

    `timed_out` are the ids of the rules that ran away, and were cut off.
    """

    def __init__(self, index: RuleIndex, text: str, spans: Sequence[Span]) -> None:
        self._index = index
        self._text = text
        self._spans = spans
        self._short = max((end - start for start, end in spans), default=0) <= SHORT
        self._hits = hits = dict[int, list[int]]()
        for word, start, _ in index.automaton.find_matches_as_indexes(text, overlapping=True):
            if word in hits:
                hits[word].append(start)
            else:
                hits[word] = [start]
        self._stands: dict[int, dict[int, list[int]]] = {}
        self._held: dict[Words, Places] = {}
        self.timed_out: list[str] = []

    def holds(self, kind: RuleKind) -> bool:
        """Whether the text has what a rule of the kind needs."""
        return any(not plan.branches or self._fit(plan) for plan in self._index.plans[kind])

    def list_literals(self, kind: RuleKind) -> list[int] | None:
        """Return where literals stand of which each match of the kind holds one; None where one may hold none."""
        branches = [branch for plan in self._index.plans[kind] for branch in plan.branches]
        if not all(plan.branches for plan in self._index.plans[kind]):
            return None
        words = {word for branch in branches for word in branch.choices[0] & self._hits.keys()}
        return sorted({hit for word in words for hit in self._hits[word]})

    def finditer(self, kind: RuleKind) -> Iterator[tuple[CompiledRule, regex.Match[str]]]:
        """Yield the matches of the rules of a kind, rule by rule in pack order."""
        for plan in self._index.plans[kind]:
            fitting = self._fit(plan)
            if fitting or not plan.branches:
                try:
                    for match in self._match(plan, fitting):
                        yield plan.rule, match
                except TimeoutError:
                    plan.rule.strike()
                    self.timed_out.append(plan.rule.rule.id)

    def _match(self, plan: _Plan, fitting: Sequence[tuple[_Branch, Places]]) -> Iterator[regex.Match[str]]:
        """Yield a rule's matches in text order; where it needs no literal, they may cross spans."""
        rule = plan.rule
        clock = None if rule.sound and self._short else Clock(rule.seconds)
        if not plan.branches:
            yield from rule.finditer(self._text)
        elif plan.anchored:
            if begins := self._begins(fitting):
                yield from self._match_anchored(rule, clock, begins)
        else:
            for at in sorted({at for _, places in fitting for at in places}):
                patience = clock.left() if clock is not None else None
                yield from rule.pattern.finditer(self._text, *self._spans[at], timeout=patience)

    def _match_anchored(
        self, rule: CompiledRule, clock: Clock | None, begins: Sequence[tuple[int, int]]
    ) -> Iterator[regex.Match[str]]:
        """Try the rule at each place where a match can begin, up to the end of its span."""
        match, text, reached = rule.pattern.match, self._text, 0
        for start, end in begins:
            if start >= reached:
                found = match(text, start, end, timeout=clock.left()) if clock is not None else match(text, start, end)
                if found is not None:
                    yield found
                    reached = max(found.end(), start + 1)

    def _begins(self, fitting: Sequence[tuple[_Branch, Places]]) -> list[tuple[int, int]]:
        """Return where matches can begin, each with the end of its span."""
        begins: dict[int, int] = {}
        text, spans = self._text, self._spans
        for branch, places in fitting:
            openings = branch.openings
            for word in self._hits.keys() & branch.anchors.keys():
                stands, distances = self._locate(word), branch.anchors[word]
                for at in places & stands.keys():
                    first, end = spans[at]
                    for hit in stands[at]:
                        for distance in distances:
                            start = hit - distance
                            if start < first:
                                break
                            if not start or openings is None or openings[text[start - 1 : start + 1]]:
                                begins[start] = end
        return sorted(begins.items())

    def _fit(self, plan: _Plan) -> list[tuple[_Branch, Places]]:
        """Return the branches that can match, with the spans that hold a literal of each of their choices."""
        found: list[tuple[_Branch, Places]] = []
        for branch in plan.branches:
            places: Places = self._hold(branch.choices[0])
            for choice in branch.choices[1:]:
                if not places:
                    break
                places = places & self._hold(choice)
            if places:
                found.append((branch, places))
        return found

    def _hold(self, choice: Words) -> Places:
        """Return the spans that hold one of the literals."""
        held = self._held.get(choice)
        if held is None:
            words = self._hits.keys() & choice
            held = self._held[choice] = frozenset().union(*map(self._locate, words)) if words else _NOWHERE
        return held

    def _locate(self, word: int) -> dict[int, list[int]]:
        """Return where a literal stands, by span."""
        stands = self._stands.get(word)
        if stands is None:
            owners = self._owners
            stands = self._stands[word] = {}
            for hit in self._hits[word]:
                at = owners[hit]
                if at >= 0:
                    stands.setdefault(at, []).append(hit)
        return stands

    @cached_property
    def _owners(self) -> array[int]:
        """The index of the span that each sign of the text stands in, -1 for none."""
        owners = array("i", (-1,)) * len(self._text)
        for at, (start, end) in enumerate(self._spans):
            owners[start:end] = array("i", (at,)) * (end - start)
        return owners
