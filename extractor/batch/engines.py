"""Who runs the tasks: this process, a pool of processes, or a cluster. All run the same function."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from extractor.batch.tasks import Failure, Limits, Report, Task, run_task


class Engine(Protocol):
    """Runs tasks; a task that is lost with its process gives a failure in place of a report."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Report | Failure]]:
        """Yield each task with what became of it, as they come."""

    def close(self) -> None:
        """End what it started."""


class Settings(NamedTuple):
    """How documents are run: `jobs` processes (default: one a processor), limits, `scheduler` of a Dask cluster."""

    jobs: int | None = None
    limits: Limits | None = None
    scheduler: str | None = None


class Here:
    """This process: the quickest for one document, and no limits hold."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Report | Failure]]:
        """Yield each task with its report, in order."""
        for task in tasks:
            yield task, run_task(task)

    def close(self) -> None:
        """Nothing was started."""


def choose_engine(settings: Settings, documents: int) -> Engine:
    """Return the engine for so many documents. Raises UsageError where a cluster is asked for and Dask is missing."""
    if settings.scheduler is not None:
        from extractor.batch.cluster import Cluster

        return Cluster(settings.scheduler, settings.jobs or count_processors(), settings.limits or Limits())
    # Processes that may be killed need what Windows has not.
    if sys.platform == "win32" or (documents == 1 and settings == Settings()):
        return Here()
    from extractor.batch.pool import Pool

    return Pool(min(settings.jobs or count_processors(), max(documents, 1)), settings.limits or Limits())


def count_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
