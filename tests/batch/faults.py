"""A task that does what it is told, good or bad, for the pool to run in place of a document."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path


def act(task: str) -> str:
    """Answer with the task in capitals, or end badly as it says."""
    kind, _, argument = task.partition(":")
    if kind in FAULTS:
        FAULTS[kind](argument)
    return task.upper()


def crash(_: str) -> None:
    ctypes.string_at(0)  # native code reading where nothing is


def die_once(path: str) -> None:
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)


def hang(_: str) -> None:
    while True:
        time.sleep(60)


def eat(_: str) -> None:
    held = []
    while True:
        held.append(b"x" * (64 << 20))


def hold(_: str) -> None:
    """Take memory in steps that no limit of one allocation notices."""
    held = [b"x" * (8 << 20)]
    while True:
        held.append(held[-1] + b"x")
        time.sleep(0.005)


def fatten(_: str) -> None:
    """Go on holding much memory after the task."""
    HELD.append(b"x" * (450 << 20))


def spawn(path: str) -> None:
    Path(path).write_text(str(os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "600")))
    hang("")


HELD: list[bytes] = []
FAULTS = {
    "fatten": fatten,
    "crash": crash,
    "die once": die_once,
    "hang": hang,
    "eat": eat,
    "hold": hold,
    "spawn": spawn,
}
