"""Ways of telling places and figures: passages beside the records that a careful reader takes from them.

Each file of `told/` holds passages parted by `---`; lines that begin with `>` are the records, told as `tell` does.
In `wholes/` they are the figures of the whole, told as `tell_wholes` does, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telling import tell, tell_wholes

TOLD = Path(__file__).parent / "told"
WHOLES = Path(__file__).parent / "wholes"


def read_cases(folder: Path) -> Iterator[object]:
    """Yield each passage with what it tells."""
    for path in sorted(folder.glob("*.txt")):
        for passage in path.read_text("utf-8").split("\n---\n"):
            lines = passage.strip("\n").split("\n")
            text = "\n".join(line for line in lines if not line.startswith(">"))
            records = [line.removeprefix("> ") for line in lines if line.startswith(">")]
            yield pytest.param(text, records, id=f"{path.stem}:{text[:40]}")


@pytest.mark.parametrize(("text", "records"), list(read_cases(TOLD)))
def test_records_of_a_passage(text: str, records: list[str]) -> None:
    assert tell(text) == records


@pytest.mark.parametrize(("text", "wholes"), list(read_cases(WHOLES)))
def test_figures_of_the_whole(text: str, wholes: list[str]) -> None:
    assert sorted(tell_wholes(text)) == sorted(wholes)
