"""A real Dask cluster of processes: workers that are killed, a scheduler that is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from extractor.batch.journal import read_journal
from tests.batch.conftest import Run, article, snapshot, start

distributed = pytest.importorskip("distributed")
pytest.importorskip("pyarrow")
UNREAD = 3


@pytest.fixture
def many(documents: Path) -> Path:
    for number in range(10, 60):
        (documents / f"{number}.txt").write_text(article(number) * 3, encoding="utf-8")
    return documents


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A scheduler and two workers, each a process, with nannies that start killed ones again."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


def wait_for_results(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 90
    while sum(entry.digest is not None for entry in read_journal(folder)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_killed_worker_loses_nothing_and_doubles_nothing(run: Run, many: Path, cluster: Any) -> None:
    run("reports", "-o", "alone")
    process = start("reports", "-o", "out", "--scheduler", cluster.scheduler_address, cwd=many.parent)
    wait_for_results(many.parent / "out", 5)
    os.kill(cluster.workers[0].process.pid, signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == UNREAD
    assert err.count(b"\n") == 1  # the broken document, once
    assert snapshot(many.parent / "out") == snapshot(many.parent / "alone")


def test_a_cluster_of_our_own_writes_parquet_in_parts(run: Run, run_process: Run, documents: Path) -> None:
    done = run_process("reports", "-o", "out", "-f", "parquet", "--scheduler", "local", "-j", "1")
    assert (done.returncode, done.stderr.count(b"\n")) == (UNREAD, 1)
    run("reports", "-o", "alone", "-f", "parquet")
    for table in ("observations", "records"):
        parts = pd.read_parquet(documents.parent / "out" / f"{table}.parquet")
        whole = pd.read_parquet(documents.parent / "alone" / f"{table}.parquet")
        pd.testing.assert_frame_equal(parts, whole)
        assert len(whole) > 20


def test_a_lost_scheduler_is_told_and_what_is_finished_is_kept(run: Run, many: Path) -> None:
    script = (
        "import sys, time; from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    cluster = LocalCluster(n_workers=1, threads_per_worker=1, host='127.0.0.1', dashboard_address=None)\n"
        "    print(cluster.scheduler_address, flush=True); time.sleep(600)\n"
    )
    (many.parent / "serve.py").write_text(script)
    serving = subprocess.Popen(
        [sys.executable, "serve.py"], cwd=many.parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert serving.stdout
    process = start("reports", "-o", "out", "--scheduler", serving.stdout.readline().strip(), cwd=many.parent)
    wait_for_results(many.parent / "out", 5)
    serving.kill()
    serving.communicate()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert err.decode().splitlines()[-1].endswith("the scheduler is lost; what is finished is kept, so run it again")
    assert b"Traceback" not in err
    run("reports", "-o", "alone")
    run("reports", "-o", "out")
    assert snapshot(many.parent / "out") == snapshot(many.parent / "alone")


def test_a_cluster_needs_a_folder_that_it_shares(run_process: Run, documents: Path) -> None:
    done = run_process("reports", "-f", "jsonl", "--scheduler", "tcp://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"give -o FOLDER/" in done.stderr
