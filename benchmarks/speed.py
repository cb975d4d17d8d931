"""Time `extract`: `python benchmarks/speed.py`. The command as a process, then the stages warm, in this process."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "article.ru.txt"
MEGABYTE = 1_000_000


def time_call(call: Callable[[], object], times: int) -> float:
    """Return the median of the seconds that the call takes."""
    taken = []
    for _ in range(times):
        begin = perf_counter()
        call()
        taken.append(perf_counter() - begin)
    return median(taken)


def time_command(arguments: list[str], times: int) -> float:
    """Return the median seconds of `extract` as a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "extractor", *arguments]
    return time_call(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment), times)


def time_article(times: int) -> float:
    """Return the median seconds from a document that has been read to its result."""
    from extractor.packs import load_pack
    from extractor.pipeline import extract_document, read_document

    document, pack = read_document(SAMPLE), load_pack(())
    extract_document(document, pack)
    return time_call(lambda: extract_document(document, pack), times)


def time_megabyte() -> tuple[int, float]:
    """Return the size in bytes of a long text, the sample's article over and over, and the seconds it takes."""
    from extractor import extract

    article = SAMPLE.read_bytes()
    long = b"\n\n".join([article] * -(-MEGABYTE // len(article)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.txt"
        path.write_bytes(long)
        return len(long), time_call(lambda: extract(path), 1)


def main(argv: list[str] | None = None) -> int:
    """Print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--times", type=int, default=7, help="how often each is timed (default: 7)")
    times = parser.parse_args(argv).times
    warm = time_article(times * 5)
    size, long = time_megabyte()
    figures = {
        "extract --help": f"{time_command(['--help'], times):.3f} s",
        f"extract samples/{SAMPLE.name}": f"{time_command([str(SAMPLE), '-f', 'json'], times):.3f} s",
        "the same article, warm": f"{warm * 1000:.1f} ms, {1 / warm:.0f} a second",
        f"{size / MEGABYTE:.1f} MB of text": f"{long:.1f} s, {size / MEGABYTE / long:.2f} MB a second",
    }
    width = max(map(len, figures))
    for name, figure in figures.items():
        print(f"{name:<{width}}  {figure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
