"""Measure batches: `python benchmarks/batch.py [-n 10000]`, or `--soak` for runs that are killed and run again.

A corpus with known truth and bad documents is made and converted in one command; then right and wrong are counted, the
memory of the command itself is told, and how much quicker two processes are than one. `--soak` kills a run ten times at
random moments, then one on a Dask cluster whose workers are killed, and compares the outcome byte by byte.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

from make_corpus import check_outcome, make_corpus

ROOT = Path(__file__).resolve().parents[1]
LIMITS = ("--timeout", "20", "--memory", "500")


class Run:
    """The command at work, and the most memory that it itself (not its workers) held."""

    def __init__(self, *argv: str | Path) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        command = [sys.executable, "-m", "extractor", *map(str, argv)]
        self.began = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.peak = 0
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def _look(self) -> None:
        while self.process.poll() is None:
            for line in _read(f"/proc/{self.process.pid}/status").splitlines():
                if line.startswith("VmHWM:"):
                    self.peak = int(line.split()[1]) >> 10
            time.sleep(0.1)

    def finish(self) -> tuple[float, str]:
        """Wait for the end; return the seconds it took and what it complained of."""
        complaints = self.process.communicate()[1].decode("utf-8", "replace")
        return time.perf_counter() - self.began, complaints


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def compare(one: Path, other: Path) -> list[str]:
    """Return the files in which two folders differ; they are read one by one."""
    names = {str(path.relative_to(folder)) for folder in (one, other) for path in folder.rglob("*") if path.is_file()}
    return [name for name in sorted(names) if _bytes(one / name) != _bytes(other / name)]


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def convert_all(work: Path, count: int) -> bool:
    """Convert a corpus with bad documents in one command; tell what is wrong."""
    corpus, output = work / "corpus", work / "out"
    truth = make_corpus(corpus, count, bad=True)
    run = Run(corpus, "-o", output, *LIMITS)
    seconds, complaints = run.finish()
    wrong = check_outcome(truth, output, complaints)
    named = len(complaints.splitlines())
    print(f"{count} documents in {seconds:.0f} s, {count / seconds:.0f} a second; {named} named, {len(wrong)} wrong")
    print(f"memory of the command itself: {run.peak} MB at most")
    for line in wrong[:10]:
        print("  ", line)
    again = Run(corpus, "-o", output, *LIMITS)
    seconds, _ = again.finish()
    print(f"run again with nothing changed but what ran out of time or memory: {seconds:.0f} s")
    return not wrong


def compare_jobs(work: Path, count: int, times: int) -> None:
    """Tell how much quicker two processes are than one, turn by turn, on sound documents."""
    corpus = work / "sound"
    make_corpus(corpus, count)
    ratios, alone = [], []
    for turn in range(times):
        taken = {}
        for jobs in (1, 2):
            output = work / f"jobs-{jobs}-{turn}"
            taken[jobs], _ = Run(corpus, "-o", output, "--jobs", str(jobs)).finish()
            shutil.rmtree(output)
        ratios.append(taken[1] / taken[2])
        alone.append(taken[1])
    spread = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"one process: {count / median(alone):.0f} documents a second")
    print(
        f"two processes are {median(ratios):.2f} times as quick (of {times}: {spread}; load {os.getloadavg()[0]:.1f})"
    )


def soak(work: Path, count: int, kills: int, seed: int) -> bool:
    """Kill a run at random moments until it is done; return whether the outcome is the same."""
    rng = random.Random(seed)
    corpus = work / "corpus"
    make_corpus(corpus, count)
    undisturbed = Run(corpus, "-o", work / "undisturbed")
    whole, _ = undisturbed.finish()
    done = 0
    for _ in range(kills):
        run = Run(corpus, "-o", work / "killed")
        time.sleep(rng.uniform(0.1, 0.4 + whole / kills * 1.5))
        done += run.process.poll() is None
        run.process.send_signal(signal.SIGKILL)
        run.finish()
    Run(corpus, "-o", work / "killed").finish()
    different = compare(work / "undisturbed", work / "killed")
    print(f"killed {done} times of {kills} while at work: {len(different)} files differ")
    return not different


def soak_cluster(work: Path, seed: int) -> bool:
    """Kill workers of a Dask cluster while they are at work; return whether the outcome is the same."""
    from distributed import LocalCluster

    rng = random.Random(seed)
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        run = Run(work / "corpus", "-o", work / "cluster", "--scheduler", cluster.scheduler_address)
        killed = 0
        while run.process.poll() is None and killed < 3:
            time.sleep(rng.uniform(2, 5))
            worker = rng.choice(list(cluster.workers.values()))
            if run.process.poll() is None and worker.process and worker.process.pid:
                os.kill(worker.process.pid, signal.SIGKILL)
                killed += 1
        _, complaints = run.finish()
    different = compare(work / "undisturbed", work / "cluster")
    print(f"on a cluster, {killed} workers killed: {len(different)} files differ", complaints)
    return not different


def main(argv: list[str] | None = None) -> int:
    """Print the figures; return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--count", type=int, help="documents (default: 10000; 1500 with --soak)")
    parser.add_argument("-t", "--times", type=int, default=3, help="how often one and two processes are compared")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of killing")
    parser.add_argument("--soak", action="store_true", help="kill and run again")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="batch-") as folder:
        work = Path(folder)
        if args.soak:
            sound = soak(work, args.count or 1500, 10, args.seed)
            return 0 if sound & soak_cluster(work, args.seed) else 1
        sound = convert_all(work, args.count or 10_000)
        compare_jobs(work, args.count or 10_000, args.times)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
