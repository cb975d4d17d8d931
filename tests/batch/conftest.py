"""A folder of small documents, and the command as a process."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.batch.engines import Here
from extractor.cli import main

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def article(number: int) -> str:
    """A small article with figures of its own."""
    first, second, third = (f"4,{digit}" for digit in (90 + number % 10, 80 + number % 9, 70 + number % 8))
    return (
        f"Качество госуслуг в регионах Казахстана, выпуск {number}\n\n"
        "Лидеры рейтинга по итогам 2025 года:\n\n"
        f"• Карагандинская область — {first} балла;\n"
        f"• Акмолинская область — {second} балла;\n"
        f"• Павлодарская область — {third} балла.\n"
    )


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder of documents: good ones, one twice under two names, one that is broken, one in a folder below."""
    folder = tmp_path / "reports"
    (folder / "older").mkdir(parents=True)
    for number in range(6):
        (folder / f"{number}.txt").write_text(article(number), encoding="utf-8")
    (folder / "copy of 1.txt").write_bytes((folder / "1.txt").read_bytes())
    (folder / "older" / "7.txt").write_text(article(7), encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nno more")
    return folder


def start(*argv: str | Path, cwd: Path, terminal: int = subprocess.PIPE, **options: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "150"}
    command = [sys.executable, "-m", "extractor", *map(str, argv)]
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=terminal,
        stdin=subprocess.PIPE,
        **options,
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    """The command in this process: where processes are not what is looked at, it is quicker."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("extractor.batch.convert.choose_engine", lambda settings, documents: Here())
    interrupt, terminate = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    def run(*argv: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main([*map(str, argv)])
        out, err = capfdbinary.readouterr()
        return subprocess.CompletedProcess(argv, status, out, err)

    yield run
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, terminate)


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """The command as a process of its own, with its workers."""

    def run(*argv: str | Path, stdin: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
        process = start(*argv, cwd=tmp_path, **options)
        out, err = process.communicate(stdin, timeout=120)
        return subprocess.CompletedProcess(argv, process.returncode, out, err)

    return run


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too, with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own that is soon full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("may not mount a file system of its own")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
