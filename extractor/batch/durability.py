"""Results are on the disk before they count as done; waiting for the disk holds up no process that converts.

A disk takes some milliseconds to say that a file is safe, as long as a small document takes to be read. Several files
at once take hardly longer than one, since the file system writes them down together.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from extractor.batch.tasks import Failure, Report, Task

THREADS = 4
WAITING = 64  # results that may wait for the disk: where it is slower than the work, the work waits

Reply = Report | Failure


def sync_results(replies: Iterable[tuple[Task, Reply]]) -> Iterator[tuple[Task, Reply]]:
    """Yield tasks with their replies once their files are on the disk, or with the failure to write them, in order."""
    waiting: deque[tuple[Task, Future[Reply]]] = deque()
    with ThreadPoolExecutor(THREADS, "sync") as threads:
        for task, reply in replies:
            waiting.append((task, threads.submit(_sync, task.target, reply)))
            while waiting and (len(waiting) > WAITING or waiting[0][1].done()):
                task, synced = waiting.popleft()
                yield task, synced.result()
        for task, synced in waiting:
            yield task, synced.result()


def _sync(target: str, reply: Reply) -> Reply:
    if isinstance(reply, Failure) or reply.failure:
        return reply
    try:
        sync_file(target)
    except OSError as error:
        return Failure("output", error.strerror or str(error), error.errno)
    return reply


def sync_file(path: str) -> None:
    """Have the system write a file through to the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
