"""A process that runs one function on what it is sent: `python -m extractor.batch.worker SOCKET FUNCTION SECONDS MB`.

It is started as a program of its own, not forked: nothing of the caller's is run again, and a thread of the caller's
cannot hang it. It ends when its socket closes, so it does not outlive its caller.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection

READY = "ready"
GRACE = 10  # seconds beyond the limit, for the caller to end it first and say why
PROGRAM = 300 << 20  # bytes that the program itself may hold: libraries, packs
PAGE = os.sysconf("SC_PAGE_SIZE")


def main(argv: list[str]) -> int:
    """Serve the socket until it closes; return the exit status."""
    handle, name, seconds, megabytes = argv
    module, _, attribute = name.partition(":")
    function = getattr(import_module(module), attribute)
    connection = Connection(int(handle))
    limit = int(megabytes) << 20
    limit_memory(limit)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(READY)
        while True:
            task = connection.recv()
            # The kernel ends this process where its caller is gone; SIGALRM's own action needs no Python to run.
            signal.setitimer(signal.ITIMER_REAL, float(seconds) + GRACE)
            reply = function(task)
            signal.setitimer(signal.ITIMER_REAL, 0)
            # After a heavy task it ends: a fresh process has all the memory again. The caller is told with the reply,
            # lest it send a task to a process that is about to end.
            leaving = held_memory(os.getpid()) > PROGRAM + limit // 2
            connection.send((reply, leaving))
            if leaving:
                break
    return 0


def limit_memory(limit: int) -> None:
    """Have allocations fail that go far beyond the limit, where the system can.

    Not at the limit itself: libraries tell of a failed allocation as if the document were broken, so it is better to be
    ended by the caller, who looks at what is held and knows why.
    """
    import resource

    with suppress(OSError, ValueError), open("/proc/self/statm", "rb") as stream:
        mapped = int(stream.read().split()[0]) * PAGE
        resource.setrlimit(resource.RLIMIT_AS, (mapped + PROGRAM + 2 * limit, resource.RLIM_INFINITY))


def held_memory(process: int) -> int:
    """Return the bytes of memory that a process holds; 0 where the system does not say."""
    try:
        with open(f"/proc/{process}/statm", "rb") as stream:
            return int(stream.read().split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
