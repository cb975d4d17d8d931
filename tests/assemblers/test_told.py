"""Ways of telling places and figures: passages beside the records that a careful reader takes from them.

Each file of `told/` holds passages parted by `---`; lines that begin with `>` are the records, told as `tell` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telling import tell

TOLD = Path(__file__).parent / "told"


def read_cases() -> Iterator[object]:
    """Yield each passage with its records."""
    for path in sorted(TOLD.glob("*.txt")):
        for passage in path.read_text("utf-8").split("\n---\n"):
            lines = passage.strip("\n").split("\n")
            text = "\n".join(line for line in lines if not line.startswith(">"))
            records = [line.removeprefix("> ") for line in lines if line.startswith(">")]
            yield pytest.param(text, records, id=f"{path.stem}:{text[:40]}")


@pytest.mark.parametrize(("text", "records"), list(read_cases()))
def test_records_of_a_passage(text: str, records: list[str]) -> None:
    assert tell(text) == records
