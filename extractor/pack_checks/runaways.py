"""Patterns that run away: read off the pattern where it can be, and tried on texts made to provoke them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.pack_checks.problems import Problem
from extractor.packs import Language, Rule
from extractor.packs.ambiguity import find_nested, find_slow

RulePlace = tuple[Language, Path, Rule]
# Far above what a sound pattern takes for a text of this length, far below what one that runs away does.
SECONDS, LENGTH = 0.5, 20_000


def find_runaways(rules: Iterable[RulePlace]) -> Iterator[Problem]:
    """Yield each rule whose pattern is ambiguous under a repeat, or takes too long on a text made against it."""
    for language, path, rule in rules:
        pattern = next(c for c in language.rules(rule.kind) if c.rule.id == rule.id).pattern
        nested = find_nested(pattern.pattern)
        if nested is not None:
            cause = f"the repeat “{nested}” holds another one that can take the same text; bound it or write ++"
            yield Problem("error", str(path), rule.id, cause)
        slow = find_slow(pattern, LENGTH, SECONDS)
        if slow is not None:
            cause = f"runs away: over {SECONDS} seconds for {LENGTH:,} characters of “{slow}”"
            yield Problem("error", str(path), rule.id, cause)
