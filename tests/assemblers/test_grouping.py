"""Which figures are of one ranking: passages beside the rankings that a careful reader keeps apart.

Each file of `grouped/` holds passages parted by `---`; a line that begins with `>` is a ranking: its records in
reading order, each a region and its current figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.results import Record
from tests.telling import extract_text

GROUPED = Path(__file__).parent / "grouped"


def read_cases() -> Iterator[object]:
    """Yield each passage with its rankings."""
    for path in sorted(GROUPED.glob("*.txt")):
        for passage in path.read_text("utf-8").split("\n---\n"):
            lines = passage.strip("\n").split("\n")
            text = "\n".join(line for line in lines if not line.startswith(">"))
            rankings = [line.removeprefix("> ") for line in lines if line.startswith(">")]
            yield pytest.param(text, rankings, id=f"{path.stem}:{text[:40]}")


def tell(record: Record) -> str:
    """Return a record as "KZ-35 4.93 93.8"."""
    values = [str(value.value) for value in record.values if value.role == "current"]
    return " ".join([record.region.code or record.region.name, *values])


@pytest.mark.parametrize(("text", "rankings"), list(read_cases()))
def test_rankings_of_a_passage(text: str, rankings: list[str]) -> None:
    result = extract_text(text)
    told = {ranking.id: [tell(r) for r in result.records if r.ranking == ranking.id] for ranking in result.rankings}
    assert [", ".join(records) for records in told.values() if records] == rankings
