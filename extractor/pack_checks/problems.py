"""What is wrong with a pack, one line each."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Problem(NamedTuple):
    """A fault of a pack's entry: an error makes the pack unfit, a warning may be meant so."""

    severity: Literal["error", "warning"]
    path: str
    entry: str
    cause: str

    def __str__(self) -> str:
        place = f"{self.path}: {self.entry}" if self.entry else self.path
        return f"{place}: {self.severity}: {self.cause}"
