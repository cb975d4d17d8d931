"""`extract_many`, and the bar that a terminal shows."""

from __future__ import annotations

import os
import pty
from pathlib import Path

import pytest

from extractor import InputError, extract, extract_many
from tests.batch.conftest import article, start


def test_outcomes_are_results_or_errors_in_processes_of_their_own(documents: Path) -> None:
    # Not from a file with an `if __name__ == "__main__"`: processes are started without running the caller again.
    outcomes = {outcome.path: outcome for outcome in extract_many([documents, documents / "gone.txt"], jobs=2)}
    assert len(outcomes) == 10
    failed = {Path(path).name: outcome.error for path, outcome in outcomes.items() if outcome.error}
    assert set(failed) == {"broken.pdf", "gone.txt"}
    assert all(isinstance(error, InputError) for error in failed.values())
    assert str(failed["gone.txt"]) == f"{documents}/gone.txt: no such file"
    for path, outcome in outcomes.items():
        if outcome.result:
            assert outcome.result == extract(path)


def test_they_come_one_by_one_and_ending_early_ends_the_processes(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(article(number), encoding="utf-8")
    outcomes = extract_many([tmp_path], jobs=1, timeout=60)
    assert next(outcomes).result
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    before = mine.read_text().split() if mine.exists() else []
    outcomes.close()  # type: ignore[attr-defined]
    if mine.exists():
        assert len(mine.read_text().split()) == len(before) - 1


def test_a_folder_without_documents_is_an_error_and_no_exception(tmp_path: Path) -> None:
    (outcome,) = extract_many([tmp_path])
    assert outcome.result is None
    assert "holds no document" in str(outcome.error)


@pytest.mark.skipif(not hasattr(pty, "openpty"), reason="needs pseudo-terminals")
def test_a_terminal_shows_a_bar_and_the_sums(documents: Path) -> None:
    leader, follower = pty.openpty()
    process = start("reports", "-o", "out", "-j", "1", cwd=documents.parent, terminal=follower)
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(leader)
    assert process.wait() == 3
    assert b"/9" in shown
    assert b"records" in shown
    last = shown.decode().replace("\r", "").strip().splitlines()[-1]
    assert last.endswith("extract: 9 documents: 7 converted, 1 copied, 1 failed (1 unreadable); 24 records, 0 findings")
