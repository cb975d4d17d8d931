"""The corpus with known truth, at a small size: all good documents right, all bad ones named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.batch.conftest import ROOT, Run
from tests.batch.conftest import run_process as run_process

sys.path.insert(0, str(ROOT / "benchmarks"))

import make_corpus as corpus


def test_the_same_numbers_give_the_same_documents() -> None:
    assert corpus.make_document(8, 1, bad=True) == corpus.make_document(8, 1, bad=True)
    assert corpus.make_document(8, 1, bad=True)[1] != corpus.make_document(8, 2, bad=True)[1]


def test_good_documents_are_right_and_bad_ones_named(
    run_process: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents that are broken, and two that really take more time and memory than they may have."""
    monkeypatch.setattr(corpus, "LONG_TEXT", 6_000_000)
    monkeypatch.setattr(corpus, "MANY_TAGS", 2_500_000)
    numbers = [*range(40), 107, 207, 307, 500, 1500]
    lines = [line for number in numbers for line in corpus.make_folder(tmp_path / "corpus", [number], 1, bad=True)]
    truth = tmp_path / "truth.jsonl"
    truth.write_text("\n".join(lines), "utf-8")
    done = run_process("corpus", "-o", "out", "--timeout", "8", "--memory", "250", "-j", "2")
    complaints = done.stderr.decode()
    assert done.returncode == 3
    assert len(complaints.splitlines()) == 6
    assert corpus.check_outcome(truth, tmp_path / "out", complaints) == []
    # Which of the two a document runs out of first is the machine's to say.
    assert complaints.count("(--timeout)") + complaints.count("(--memory)") == 2
