"""Processes that may be killed: a task that crashes, hangs or eats the memory costs itself, and nothing else.

Python's own executor is broken as a whole when one of its processes dies; this pool names the task and goes on with
a new process. One thread, no locks: it sends each process a task and the next one, and waits on all sockets together.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from time import monotonic
from typing import Generic, NamedTuple, TypeVar

from extractor.batch.tasks import Failure, Limits
from extractor.batch.worker import PROGRAM, READY, held_memory
from extractor.errors import ExtractError

T = TypeVar("T")
R = TypeVar("R")
TICK = 0.1  # seconds between two looks at deadlines and memory
START_SECONDS = 120
ATTEMPTS = 2  # of a task whose process died: the first death may have been another's fault
STILLBORN = 3  # processes in a row that end before they are ready
# Bytes that a socket surely takes in while nobody reads: a larger task is sent to a process that waits for it.
AHEAD_BYTES = 16 << 10
RUN_TASK = "extractor.batch.tasks:run_task"


class _Entry(NamedTuple, Generic[T]):
    task: T
    attempt: int


class Worker(Generic[T]):
    """A process with its socket, and the tasks that it was sent: the first is in hand, the next lies in the socket."""

    def __init__(self, function: str, limits: Limits) -> None:
        here, there = socket.socketpair()
        handle = str(there.fileno())
        # -P: what lies in the working folder is no module of ours.
        command = [sys.executable, "-P", "-m", "extractor.batch.worker", handle, function, *map(str, limits)]
        with there:
            self.process = subprocess.Popen(
                command,
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is the caller's to handle, and what the process starts dies with it
                env=_environment(),
            )
        self.connection = Connection(here.detach())
        self.limits = limits
        self.ready = False
        self.entries: deque[_Entry[T]] = deque()
        self.deadline = monotonic() + START_SECONDS

    def send(self, entry: _Entry[T]) -> bool:
        """Give it a task; return False where it has died, or where the task is too large to lie in its socket."""
        packed = ForkingPickler.dumps(entry.task)  # what `Connection.recv` unpacks
        if self.entries and len(packed) > AHEAD_BYTES:
            return False
        try:
            self.connection.send_bytes(packed)
        except OSError:
            return False
        self.entries.append(entry)
        if len(self.entries) == 1:
            self.begin()
        return True

    def begin(self) -> None:
        """Have the time run for the task in hand; an idle process has all the time there is."""
        self.deadline = monotonic() + self.limits.seconds if self.entries else float("inf")

    def overrun(self) -> Failure | None:
        """Return what the process breaks: the limit of time or of memory; none where it spoke and was not heard yet."""
        if self.connection.poll():
            return None
        if monotonic() > self.deadline:
            return Failure("time", f"takes longer than {self.limits.seconds:g} seconds (--timeout)")
        if held_memory(self.process.pid) > PROGRAM + (self.limits.megabytes << 20):
            return Failure("memory", f"takes more than {self.limits.megabytes} MB of memory (--memory)")
        return None

    def end(self) -> int:
        """End what is left of a process that ends by itself; return its exit status (a negative one is a signal)."""
        self.connection.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(0.2)  # it tells why
        return self.kill()

    def kill(self) -> int:
        """Kill the process and all that it started at once; return its exit status."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.connection.close()
        return self.process.wait()


class Pool(Generic[T, R]):
    """Up to `jobs` processes that run a function, named `module:function`, each task within its limits."""

    def __init__(self, jobs: int, limits: Limits, function: str = RUN_TASK) -> None:
        self.jobs, self.limits, self.function = jobs, limits, function
        self._workers: list[Worker[T]] = []
        self._waiting: deque[_Entry[T]] = deque()
        self._stillborn = 0
        self._looked = 0.0

    def run(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | Failure]]:
        """Yield each task with its reply, or with the failure that ended its process, as they come."""
        source = iter(tasks)
        while True:
            self._feed(source)
            if not self._waiting and not any(worker.entries for worker in self._workers):
                return
            yield from self._collect()

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _feed(self, source: Iterator[T]) -> None:
        self._fetch(source)
        self._hand_out(0)
        starting = sum(not worker.ready for worker in self._workers)
        for _ in range(min(self.jobs - len(self._workers), len(self._waiting) - starting)):
            self._workers.append(Worker(self.function, self.limits))
        # The next task lies ready where one is at work: no process waits while the caller is busy with a reply.
        # It waits with the one before it; the last tasks of all go to whoever is free first.
        if self._fetch(source):
            self._hand_out(1)

    def _fetch(self, source: Iterator[T]) -> bool:
        """Have as many tasks ready as there are processes (memory stays flat); return whether there may be more."""
        while len(self._waiting) < self.jobs:
            task = next(source, None)
            if task is None:
                return False
            self._waiting.append(_Entry(task, 1))
        return True

    def _hand_out(self, held: int) -> None:
        """Send a task to each process that holds as many."""
        for worker in self._workers:
            # One that died idle is told by its socket.
            if self._waiting and worker.ready and len(worker.entries) == held and worker.send(self._waiting[0]):
                self._waiting.popleft()

    def _collect(self) -> Iterator[tuple[T, R | Failure]]:
        speaking = set(wait([worker.connection for worker in self._workers], TICK))
        for worker in [worker for worker in self._workers if worker.connection in speaking]:
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            if message == READY:
                worker.ready, self._stillborn = True, 0
                worker.begin()
            elif worker.entries:
                task = worker.entries.popleft().task
                worker.begin()
                reply, leaving = message
                if leaving:
                    self._dismiss(worker)
                    worker.end()
                yield task, reply
        if monotonic() - self._looked >= TICK:
            yield from self._enforce()

    def _enforce(self) -> Iterator[tuple[T, R | Failure]]:
        """End what breaks its limits."""
        self._looked = monotonic()
        for worker in list(self._workers):
            failure = worker.overrun()
            if failure:
                entry = self._dismiss(worker, in_hand=True)
                worker.kill()
                if entry:
                    yield entry.task, failure
                elif not worker.ready:
                    self._count_stillborn(f"none was ready after {START_SECONDS} seconds")

    def _bury(self, worker: Worker[T]) -> Iterator[tuple[T, R | Failure]]:
        """Take note of a process that died by itself: its task is tried once more, then named."""
        entry = self._dismiss(worker, in_hand=True)
        status = worker.end()
        if not worker.ready:
            self._count_stillborn(f"exit status {status}")
        elif entry and entry.attempt < ATTEMPTS:
            self._waiting.appendleft(entry._replace(attempt=entry.attempt + 1))
        elif entry:
            yield entry.task, Failure("crash", f"crashed the process that read it ({_name_status(status)})")

    def _dismiss(self, worker: Worker[T], *, in_hand: bool = False) -> _Entry[T] | None:
        """Count on a process no more: return the task in hand where asked; those that it has not begun wait again."""
        self._workers.remove(worker)
        entry = worker.entries.popleft() if in_hand and worker.entries else None
        self._waiting.extendleft(reversed(worker.entries))
        return entry

    def _count_stillborn(self, cause: str) -> None:
        self._stillborn += 1
        if self._stillborn >= STILLBORN:
            raise ExtractError(f"worker processes end before they begin ({cause}); is the installation whole?")


def _environment() -> dict[str, str]:
    """Return the environment of a worker: it finds this package, and keeps to one processor."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**single, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _name_status(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    with suppress(ValueError):
        return signal.Signals(-status).name
    return f"signal {-status}"
