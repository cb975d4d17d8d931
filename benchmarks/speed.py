"""Time `extract`: `python -m benchmarks.speed`. The command as a process, then warm in this process.

Seconds are those of the processor, so that other work on the machine counts little. README.md tells what is measured.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.texts import ARTICLE_LENGTH, UGLY, articles_by_language, distinct_text, pack_articles
from extractor import extract
from extractor.packs import Pack, load_pack

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "article.ru.txt"
SIZES = (10_000, 100_000, 1_000_000)
# An ugly text that takes longer than this at one size is not tried at the next.
PATIENCE = 20.0


def time_call(call: Callable[[], object], times: int, clock: Callable[[], float] = process_time) -> float:
    """Return the median of the seconds that the call takes."""
    taken = []
    for _ in range(times):
        begin = clock()
        call()
        taken.append(clock() - begin)
    return median(taken)


def time_command(arguments: list[str], times: int) -> float:
    """Return the median seconds of `extract` as a process of its own, by the clock on the wall."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "extractor", *arguments]
    return time_call(
        lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment), times, perf_counter
    )


def time_text(text: str, folder: Path, times: int) -> float:
    """Return the median seconds from the bytes of a text to its checked records."""
    path = folder / "text.txt"
    path.write_text(text, "utf-8")
    return time_call(lambda: extract(path), times)


def count_calls(text: str, folder: Path) -> int:
    """Return how many functions are called for a text, Python's and those in C: the same number at every run."""
    calls = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    path = folder / "text.txt"
    path.write_text(text, "utf-8")
    extract(path)
    sys.setprofile(note)
    try:
        extract(path)
    finally:
        sys.setprofile(None)
    return calls


def measure_articles(pack: Pack, folder: Path, times: int) -> Iterator[str]:
    """Yield a line a language: how many articles of 4,000 characters a second, warm, and the calls for one."""
    everything: list[tuple[str, float]] = []
    for language, texts in sorted(articles_by_language(pack).items()):
        articles = pack_articles(texts)
        for article in articles:
            time_text(article, folder, 1)  # compiles what the language needs
        timed = [(article, time_text(article, folder, times)) for article in articles]
        everything += timed
        if timed:
            calls = sum(count_calls(article, folder) for article in articles) * ARTICLE_LENGTH
            calls //= sum(map(len, articles))
            yield f"articles in {language}: {_rate(timed):.0f} a second (of {len(timed)}; {calls:,} calls for one)"
    yield f"all articles: {_rate(everything):.0f} of {ARTICLE_LENGTH:,} characters a second"


def _rate(timed: list[tuple[str, float]]) -> float:
    return 1 / median(seconds / len(text) * ARTICLE_LENGTH for text, seconds in timed)


def measure_lengths(pack: Pack, folder: Path) -> Iterator[str]:
    """Yield a line for distinct articles in a row and for each ugly text: its seconds at each size."""
    articles = articles_by_language(pack)["ru"]
    makers = {"distinct articles": lambda _, length: distinct_text(articles, length), **UGLY}
    width = max(map(len, makers))
    yield " " * width + "".join(f"{size:>12,}" for size in SIZES)
    for name, make in makers.items():
        line, seconds = f"{name:<{width}}", 0.0
        for size in SIZES:
            if seconds <= PATIENCE:
                seconds = time_text(make(pack, size), folder, 1)
                line += f"{seconds:>10.2f} s"
            else:
                line += f"{'-':>12}"
        yield line


def main(argv: list[str] | None = None) -> int:
    """Print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--times", type=int, default=7, help="how often each is timed (default: 7)")
    parser.add_argument("--no-long", action="store_true", help="leave out the long and the ugly texts")
    options = parser.parse_args(argv)
    times = options.times
    print(f"extract --help: {time_command(['--help'], times):.3f} s")
    print(f"extract samples/{SAMPLE.name}: {time_command([str(SAMPLE), '-f', 'json'], times):.3f} s")
    pack = load_pack(())
    with tempfile.TemporaryDirectory() as folder:
        for line in measure_articles(pack, Path(folder), times):
            print(line, flush=True)
        for line in () if options.no_long else measure_lengths(pack, Path(folder)):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
