"""Frames that match at a number but for one part: the pattern's tree is read, and each required part left out in turn.

A frame such as "from {previous} to {current}" met by "4.59 to 4.88" lacks its first word; met by "from 4.59 to" it
lacks a number. Patterns are built when a text first asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex
from msgspec import Struct

from extractor.assemblers.passages import Passage
from extractor.literals import known_words, required_literals
from extractor.model import Mentions, NumberMention, Refusal
from extractor.packs import FILLER, NUMBER, CompiledRule, Language
from extractor.regexes import Node, branches, parse, sample
from extractor.text import level

# What may stand where the part left out would: a few words of one clause, and no number.
GAP = rf"[^.;:\n{NUMBER}]{{0,30}}?"
SHORTEST_LITERAL = 3
MATCH_SECONDS = 0.1
SAMPLE_LENGTH = 40


class PartialFrame(Struct, frozen=True):
    """A frame's pattern without one part: what is left, what is lacking, and whether that stood before the rest."""

    rule: str
    pattern: str
    literals: frozenset[str]
    roles: tuple[str, ...]
    lacking: str


class FrameMatcher:
    """Finds the frames of a language that lack one part at a number."""

    def __init__(self, mentions: Mentions, language: Language) -> None:
        self._masked = mentions.masked
        self._frames = partial_frames(language)

    def find(self, number: NumberMention, passage: Passage) -> Refusal | None:
        """Return the frame that lacks least there: of several, the one whose match is longest, first in the pack."""
        best: tuple[int, Refusal] | None = None
        span = level(self._masked[passage.start : passage.end])
        for frame in self._frames:
            if not any(literal in span for literal in frame.literals):
                continue
            for start, end in self._match(frame, number, passage):
                if best is None or end - start > best[0]:
                    best = (end - start, Refusal(frame.rule, frame.lacking, (start, end)))
        return best[1] if best is not None else None

    def _match(self, frame: PartialFrame, number: NumberMention, passage: Passage) -> Iterator[tuple[int, int]]:
        try:
            for match in _compile(frame.pattern).finditer(
                self._masked, passage.start, passage.end, timeout=MATCH_SECONDS
            ):
                if any(match.start(role) == number.left for role in frame.roles):
                    yield match.span()
        except TimeoutError:
            return


@lru_cache(maxsize=2048)
def _compile(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)


@lru_cache(maxsize=16)
def partial_frames(language: Language) -> tuple[PartialFrame, ...]:
    """Return every frame of the language without each of its required parts, those that say enough without it."""
    return tuple(frame for compiled in language.rules("frame") for frame in _leave_out(compiled))


def _leave_out(compiled: CompiledRule) -> Iterator[PartialFrame]:
    try:
        tree = parse(compiled.pattern.pattern)
    except ValueError:
        return  # valid, but of a kind that is not understood here
    for branch in branches(tree):
        parts = _join_parts(branch)
        for at in range(len(parts)):
            lacking = _tell(parts, at) if len(parts) > 1 else None
            if lacking is None:
                continue
            gap = GAP if 0 < at < len(parts) - 1 else ""
            pattern = "".join(node.source for node in _flatten(parts[:at])) + gap
            pattern += "".join(node.source for node in _flatten(parts[at + 1 :]))
            roles = tuple(node.name for node in _flatten(parts[:at] + parts[at + 1 :]) if NUMBER in node.source)
            roles = tuple(role for role in roles if role)
            literals = known_words(required_literals(pattern))
            if roles and literals and min(sum(map(str.isalpha, x)) for x in literals) >= SHORTEST_LITERAL:
                yield PartialFrame(compiled.rule.id, pattern, literals, roles, lacking)


def _flatten(parts: Sequence[Sequence[Node]]) -> list[Node]:
    return [node for part in parts for node in part]


def _join_parts(branch: Sequence[Node]) -> list[list[Node]]:
    """Join a branch's nodes to parts: each number by itself, and the words between two of them."""
    parts: list[list[Node]] = []
    number = True
    for node in branch:
        if NUMBER in node.source and node.name:
            parts.append([node])
            number = True
        elif node.source == FILLER + "*+" and parts:
            parts[-1].append(node)
        elif number:
            parts.append([node])
            number = False
        else:
            parts[-1].append(node)
    return parts


def _tell(parts: Sequence[Sequence[Node]], at: int) -> str | None:
    """Return in plain words what the frame lacks without the part; None for one that it can do without."""
    part = parts[at]
    if part[0].name and NUMBER in part[0].source:
        words = _say(parts[at - 1] if at else parts[at + 1])
        return f"a number {'behind' if at else 'before'} “{words}”" if words else None
    words = _say(part)
    if not any(char.isalpha() for char in words):
        return None
    place = "between its numbers" if 0 < at < len(parts) - 1 else ("before it" if at == 0 else "behind it")
    return f"words {place} such as “{words}”"


def _say(nodes: Sequence[Node]) -> str:
    told = "".join(_readable(node) for node in nodes)
    return " ".join(told.split())[:SAMPLE_LENGTH]


def _readable(node: Node) -> str:
    if NUMBER in node.source:
        return "…"
    if node.kind in ("class", "any"):
        return " " if sample(node) == " " else ("…" if node.low else "")
    if node.kind in ("group", "sequence") and node.low:
        inner = node.children[0] if node.kind == "group" else node
        row = inner.children[0] if inner.kind == "alternation" else inner
        return "".join(_readable(child) for child in (row.children if row.kind == "sequence" else (row,)))
    return sample(node)
