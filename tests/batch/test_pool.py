"""The pool with real processes that crash, hang and eat the memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from extractor.batch.pool import Pool
from extractor.batch.tasks import Failure, Limits
from extractor.errors import ExtractError

ACT = "tests.batch.faults:act"
AMPLE = Limits(60, 1000)


def run(tasks: list[str], jobs: int = 1, limits: Limits = AMPLE) -> dict[str, str | Failure]:
    with closing(Pool[str, str](jobs, limits, ACT)) as pool:
        return dict(pool.run(tasks))


def failure_of(reply: str | Failure) -> Failure:
    assert isinstance(reply, Failure)
    return reply


def test_a_crash_costs_its_task_and_no_other() -> None:
    replies = run(["a", "crash", "b", "c"])
    failure = failure_of(replies.pop("crash"))
    assert failure.kind == "crash"
    assert "SIGSEGV" in failure.cause
    assert replies == {"a": "A", "b": "B", "c": "C"}


def test_a_task_whose_process_died_by_chance_is_tried_again(tmp_path: Path) -> None:
    task = f"die once:{tmp_path / 'died'}"
    assert run([task, "a"]) == {task: task.upper(), "a": "A"}


def test_limits_of_time_and_memory_end_a_task() -> None:
    replies = run(["hang", "hold", "a", "b"], jobs=2, limits=Limits(1.5, 200))
    assert failure_of(replies.pop("hang")).kind == "time"
    assert failure_of(replies.pop("hold")).kind in ("memory", "time")
    assert replies == {"a": "A", "b": "B"}


def test_what_eats_memory_at_once_is_refused_it() -> None:
    # Our own task function answers for MemoryError; this one lets it end the process.
    assert failure_of(run(["eat"], limits=Limits(60, 200))["eat"]).kind in ("crash", "memory")


def test_a_process_that_goes_on_holding_memory_is_replaced_and_no_task_is_lost() -> None:
    tasks = [f"fatten:{number}" for number in range(3)]
    with closing(Pool[str, str](1, Limits(60, 250), ACT)) as pool:
        processes = set()
        for task, reply in pool.run([*tasks, "a", "b"]):
            assert reply == task.upper()
            processes.add(pool._workers[0].process.pid if pool._workers else None)
    assert None in processes


def test_what_a_task_started_dies_with_it(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    assert failure_of(run([f"spawn:{noted}"], limits=Limits(1, 500)).popitem()[1]).kind == "time"
    deadline = time.monotonic() + 10
    while _runs(int(noted.read_text())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(int(noted.read_text()))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_tasks_are_drawn_as_they_are_needed() -> None:
    drawn = 0

    def draw() -> Iterator[str]:
        nonlocal drawn
        for number in range(1000):
            drawn += 1
            yield str(number)

    with closing(Pool[str, str](1, AMPLE, ACT)) as pool:
        replies = pool.run(draw())
        for _ in range(10):
            next(replies)
    assert drawn < 20


def test_the_next_task_lies_ready_at_the_process_while_the_caller_is_busy() -> None:
    with closing(Pool[str, str](1, AMPLE, ACT)) as pool:
        held = [len(pool._workers[0].entries) for _ in pool.run("abcde")]
    assert held == [1, 1, 1, 1, 0]


def test_a_caller_that_is_busy_takes_no_time_from_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    late = 0.0
    monkeypatch.setattr("extractor.batch.pool.monotonic", lambda: time.monotonic() + late)
    with closing(Pool[str, str](1, AMPLE, ACT)) as pool:
        replies = []
        for _, reply in pool.run("abcde"):
            replies.append(reply)
            if pool._workers[0].entries:
                assert pool._workers[0].connection.poll(60)  # the next one is done, and not heard yet
            late += 2 * AMPLE.seconds
    assert replies == list("ABCDE")


def test_a_large_task_is_sent_to_a_process_that_waits_for_it() -> None:
    tasks = [letter * (1 << 20) for letter in "abc"]
    with closing(Pool[str, str](1, AMPLE, ACT)) as pool:
        held = [(reply[0], len(pool._workers[0].entries)) for _, reply in pool.run(tasks)]
    assert held == [("A", 0), ("B", 0), ("C", 0)]


def test_processes_are_kept_between_runs_and_end_with_the_pool() -> None:
    pool = Pool[str, str](1, AMPLE, ACT)
    list(pool.run(["a"]))
    (worker,) = pool._workers
    list(pool.run(["b"]))
    assert pool._workers == [worker]
    pool.close()
    assert not _runs(worker.process.pid)


def test_processes_that_cannot_begin_are_told_once() -> None:
    with (
        closing(Pool[str, str](2, AMPLE, "tests.batch.broken:nothing")) as pool,
        pytest.raises(ExtractError, match=r"end before they begin \(exit status 7\)"),
    ):
        list(pool.run(["a", "b", "c"]))


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc to see processes")
def test_processes_end_when_their_caller_is_killed(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "from extractor.batch.pool import Pool; from extractor.batch.tasks import Limits; import os, sys\n"
        f"pool = Pool(1, Limits(60, 500), {ACT!r})\n"
        "list(pool.run(['a'])); print(pool._workers[0].process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    worker = int(done.stdout)
    deadline = time.monotonic() + 10
    while _runs(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(worker)
