"""A rule with its pattern, compiled when it is first needed, and what keeps a pattern that runs away in bounds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from time import process_time

import regex

from extractor.errors import PackError
from extractor.literals import Needs, known_words, required_literals
from extractor.packs.entries import Rule
from extractor.text import lower

MATCH_SECONDS, LEAST_SECONDS = 2.0, 0.001
# No sentence is longer.
SHORT = 4_000


class CompiledRule:
    """A rule with its pattern, compiled on first use, and the numbers' roles among its groups.

    A `sound` pattern is known not to run away on short texts. Raises PackError for a pattern that does not compile,
    when it is first used.
    """

    def __init__(self, path: Path, rule: Rule, source: str, roles: tuple[str, ...], *, sound: bool) -> None:
        self.rule = rule
        self.roles = roles
        self._path = path
        self._source = source
        self.sound = sound
        self._strikes = 0

    @cached_property
    def needs(self) -> tuple[Needs, ...]:
        """What its matches hold, see `required_literals`."""
        return required_literals(self._source)

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
