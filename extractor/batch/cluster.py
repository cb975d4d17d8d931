"""A Dask cluster runs the tasks: the same function as in the pool, in the same kind of process. Extra `cluster`.

Each thread of a Dask worker keeps one process of our own, so that limits hold there too, and a crash costs a document
and not the worker. A worker that is killed has its tasks done by another; a result is moved into place by the caller
alone, so none is there twice. Workers see the same folders as the caller, and have this package installed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

from extractor.batch.pool import Pool
from extractor.batch.tasks import Failure, Limits, Report, Task
from extractor.errors import ExtractError, UsageError

LOCAL = "local"
CONNECT_SECONDS = 20
LOOK_SECONDS = 1.0  # how often the size of the cluster is asked
_kept = threading.local()


def run_supervised(task: Task, limits: Limits) -> Report | Failure:
    """Run one task in this thread's own process, within the limits."""
    pool: Pool[Task, Report] | None = getattr(_kept, "pool", None)
    if pool is None or pool.limits != limits:
        pool = _kept.pool = Pool(1, limits)
    for _, reply in pool.run([task]):
        return reply
    raise AssertionError


class Cluster:
    """A Dask cluster at an address, or (`local`) one of `jobs` processes that lives as long as this object."""

    def __init__(self, address: str, jobs: int, limits: Limits) -> None:
        self.address, self.limits = address, limits
        self._distributed = _import_distributed()
        self._local: Any = None
        self._client: Any = None
        try:
            self._client = self._connect(jobs)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(f"--scheduler {address}: no Dask scheduler answers there ({error})") from error

    def _connect(self, jobs: int) -> Any:
        if self.address != LOCAL:
            return self._distributed.Client(self.address, timeout=CONNECT_SECONDS)
        self._local = self._distributed.LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        )
        return self._distributed.Client(self._local, timeout=CONNECT_SECONDS)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Report | Failure]]:
        """Yield each task with what became of it, as they come. Raises ExtractError when the scheduler is lost."""
        try:
            yield from self._run(iter(tasks))
        except (OSError, TimeoutError) as error:  # a broken connection is an OSError
            raise ExtractError(self._lost()) from error

    def _run(self, source: Iterator[Task]) -> Iterator[tuple[Task, Report | Failure]]:
        completed = self._distributed.as_completed()
        pending: dict[Any, Task] = {}
        self._feed(source, pending, completed)
        for future in completed:
            yield pending.pop(future), self._take(future)
            self._feed(source, pending, completed)

    def close(self) -> None:
        """Leave the cluster; end a local one."""
        with suppress(OSError, TimeoutError):
            if self._client:
                self._client.close()
            if self._local:
                self._local.close()

    def _feed(self, source: Iterator[Task], pending: dict[Any, Task], completed: Any) -> None:
        # Some more than there are threads: no worker waits, and memory stays flat.
        while len(pending) < self._window():
            task = next(source, None)
            if task is None:
                return
            future = self._client.submit(run_supervised, task, self.limits, pure=False, retries=2)
            pending[future] = task
            completed.add(future)

    _looked = float("-inf")
    _threads = 1

    def _window(self) -> int:
        if monotonic() - self._looked > LOOK_SECONDS:
            self._looked = monotonic()
            self._threads = sum(self._client.nthreads().values())
        return 2 * self._threads + 2

    def _take(self, future: Any) -> Report | Failure:
        if future.status == "finished":
            found: Report | Failure = future.result()
            return found
        if future.status != "error":
            raise ExtractError(self._lost())
        error = future.exception()
        if type(error).__name__ == "KilledWorker":
            return Failure("crash", "was in hand each time when a worker of the cluster died")
        return Failure("internal", f"the cluster could not run it: {type(error).__name__}: {error}")

    def _lost(self) -> str:
        return f"--scheduler {self.address}: the scheduler is lost; what is finished is kept, so run it again"


def _import_distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise UsageError("--scheduler needs Dask: pip install 'ranking-extractor[cluster]'") from error
    # Dask tells of a lost connection in pages; a line of ours is enough.
    for name in ("distributed", "distributed.client", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed
