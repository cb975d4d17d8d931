"""The documents of the validation benchmark contradict nothing, and the checks accuse none of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from handmade import read_sheets
from validation import Bench, Slip, errors

SHEETS = {f"{sheet.name}.{sheet.language}": sheet for sheet in read_sheets()}


@pytest.mark.parametrize("name", SHEETS)
def test_a_document_written_by_hand_is_not_accused(name: str, tmp_path: Path) -> None:
    assert errors(Bench(tmp_path).read(SHEETS[name])) == []


def test_a_slip_is_told_and_its_brute_force_agrees(tmp_path: Path) -> None:
    sheet = SHEETS["beds.en"]
    wrong = sheet.slots["a0"].figure + 900
    assert sheet.broken({"a0": wrong}) == ["total"]
    (check,) = errors(Bench(tmp_path).read(sheet, Slip("digit-changed", "a0", wrong)))
    assert check.rule == "total-adds-up"


def test_a_document_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wrong.en.txt").write_text(
        "Of {size=20} regions, {count=17} and the other {rest=4}\n---\ncount count rest size\n"
    )
    with pytest.raises(ValueError, match=r"wrong\.en\.txt: the document contradicts itself"):
        list(read_sheets(tmp_path))
