"""Folders converted by the command as a user runs it, with real processes."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extractor.batch.journal import read_journal
from tests.batch.conftest import Run, article, snapshot, start

DONE, USAGE, UNREAD = 0, 2, 3


def read_log(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def states(log: Path) -> dict[str, str]:
    """What became of each document in the last run of a log."""
    lines = read_log(log)
    begin = max(at for at, line in enumerate(lines) if line["event"] == "begin")
    return {Path(line["path"]).name: line["state"] for line in lines[begin:] if line["event"] == "document"}


def test_one_process_or_several_make_the_same_bytes_and_bad_documents_are_named(
    run: Run, run_process: Run, documents: Path
) -> None:
    one = run("reports", "-o", "one", "--log", "log.jsonl")
    two = run_process("reports", "-o", "two", "--jobs", "2")
    assert one.returncode == two.returncode == UNREAD
    assert one.stdout == b""
    assert one.stderr.decode().startswith("extract: reports/broken.pdf: is damaged")
    assert one.stderr.count(b"\n") == 1
    parent = documents.parent
    assert snapshot(parent / "one") == snapshot(parent / "two")
    result = json.loads((parent / "one/older/7.txt.json").read_text("utf-8"))
    assert [record["values"][0]["value"] for record in result["records"]] == ["4.97", "4.87", "4.77"]
    assert states(parent / "log.jsonl")["copy of 1.txt"] in ("copied", "done")
    assert sorted(states(parent / "log.jsonl").values()).count("copied") == 1
    paths = [json.loads(text)["source"]["path"] for name, text in snapshot(parent / "one").items() if "1.txt" in name]
    assert sorted(paths) == ["reports/1.txt", "reports/copy of 1.txt"]


def test_a_stream_is_the_same_for_one_process_or_several_and_equals_the_folder(
    run: Run, run_process: Run, documents: Path
) -> None:
    one, two = run("reports", "-f", "jsonl"), run_process("reports", "-f", "jsonl", "-j", "2")
    assert one.stdout == two.stdout
    assert one.stdout.count(b"\n") == 8
    run("reports", "-o", "out")
    folder = documents.parent / "out"
    for line in one.stdout.splitlines():
        result = json.loads(line)
        name = Path(result["source"]["path"]).relative_to("reports")
        assert json.loads((folder / f"{name}.json").read_text("utf-8")) == result


def test_a_second_run_redoes_what_changed_and_nothing_else(run: Run, documents: Path) -> None:
    log = documents.parent / "log.jsonl"
    run("reports", "-o", "out", "--log", "log.jsonl")
    before = snapshot(documents.parent / "out")
    assert run("reports", "-o", "out", "--log", "log.jsonl").stderr.count(b"broken.pdf") == 1
    assert snapshot(documents.parent / "out") == before
    assert set(states(log).values()) == {"kept", "failed"}
    (documents / "3.txt").write_text(article(8), encoding="utf-8")
    (documents / "9.txt").write_text(article(9), encoding="utf-8")
    run("reports", "-o", "out", "--log", "log.jsonl")
    assert {name for name, state in states(log).items() if state == "done"} == {"3.txt", "9.txt"}
    run("reports", "-o", "fresh")
    assert snapshot(documents.parent / "out") == snapshot(documents.parent / "fresh")
    run("reports", "-o", "out", "--log", "log.jsonl", "--overwrite")
    assert set(states(log).values()) == {"done", "copied", "failed"}


def test_another_pack_makes_everything_anew(run: Run, documents: Path) -> None:
    run("reports", "-o", "out")
    pack = documents.parent / "mine" / "common"
    pack.mkdir(parents=True)
    (pack / "metrics.yaml").write_text("metrics:\n  - id: trust\n    units: [percent]\n    better: higher\n")
    run("reports", "-o", "out", "--patterns", "mine", "--log", "log.jsonl")
    assert "kept" not in states(documents.parent / "log.jsonl").values()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_that_was_killed_and_run_again_is_as_if_undisturbed(run: Run, documents: Path, seed: int) -> None:
    for number in range(10, 40):
        (documents / f"{number}.txt").write_text(article(number) * 5, encoding="utf-8")
    run("reports", "-o", "undisturbed")
    process = start("reports", "-o", "out", cwd=documents.parent, start_new_session=True)
    time.sleep(random.Random(seed).uniform(0.3, 2.5))
    process.kill()
    process.communicate()
    whole = snapshot(documents.parent / "undisturbed")
    for name, content in snapshot(documents.parent / "out").items():
        if not name.startswith(".extract"):
            assert content == whole[name]
    assert run("reports", "-o", "out").returncode == UNREAD
    assert snapshot(documents.parent / "out") == whole


def test_ctrl_c_ends_quietly_with_its_processes(documents: Path) -> None:
    # So much that the run cannot be over before it is told to end, however late this test is given the processor.
    for number in range(10, 200):
        (documents / f"{number}.txt").write_text(article(number) * 40, encoding="utf-8")
    # A shell that put the tests in the background has interrupts ignored, and children inherit that.
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    process = start("reports", "-o", "out", cwd=documents.parent, preexec_fn=heed)
    journal = documents.parent / "out/.extract/journal.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not list(read_journal(documents.parent / "out")):
        time.sleep(0.02)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert children
    assert not [child for child in children if os.path.exists(f"/proc/{child}")]
    assert journal.is_file()
    assert not (documents.parent / "out/.extract/spool").exists()


# What stands there already


def test_what_is_not_ours_is_left_as_it_is(run: Run, documents: Path) -> None:
    out = documents.parent / "out"
    out.mkdir()
    (out / "0.txt.json").write_text("my notes")
    done = run("reports", "-o", "out")
    assert done.returncode == UNREAD
    assert "out/0.txt.json: exists, and is not of this command" in done.stderr.decode()
    assert (out / "0.txt.json").read_text() == "my notes"
    assert (out / "1.txt.json").is_file()
    assert run("reports", "-o", "out", "--overwrite").stderr.count(b"\n") == 1
    assert json.loads((out / "0.txt.json").read_text("utf-8"))["records"]


def test_a_table_that_is_not_ours_stops_the_run_before_it_begins(run: Run, documents: Path) -> None:
    out = documents.parent / "out"
    out.mkdir()
    (out / "records.csv").write_text("mine")
    done = run("reports", "-o", "out")
    assert done.returncode == USAGE
    assert (out / "records.csv").read_text() == "mine"
    assert not (out / "1.txt.json").exists()


def test_a_result_that_somebody_changed_is_left_as_it_is(run: Run, documents: Path) -> None:
    run("reports", "-o", "out")
    edited = documents.parent / "out/2.txt.json"
    edited.write_text("corrected by hand")
    done = run("reports", "-o", "out")
    assert "was changed since it was written" in done.stderr.decode()
    assert edited.read_text() == "corrected by hand"


def test_a_result_that_is_gone_is_made_again(run: Run, documents: Path) -> None:
    run("reports", "-o", "out")
    before = snapshot(documents.parent / "out")
    (documents.parent / "out/2.txt.json").unlink()
    (documents.parent / "out/records.csv").unlink()
    run("reports", "-o", "out")
    assert snapshot(documents.parent / "out") == before


def test_text_written_beside_its_documents_is_no_document(run: Run, documents: Path) -> None:
    for _ in range(2):
        run("reports", "-f", "text", "-o", "reports")
    assert sorted(path.name for path in documents.glob("[0-9]*")) == sorted(
        [f"{number}.txt" for number in range(6)] + [f"{number}.txt.txt" for number in range(6)]
    )


def test_two_runs_do_not_write_to_one_folder(run: Run, documents: Path) -> None:
    import fcntl

    state = documents.parent / "out/.extract"
    state.mkdir(parents=True)
    lock = os.open(state, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    done = run("reports", "-o", "out")
    os.close(lock)
    assert (done.returncode, b"another run is writing" in done.stderr) == (USAGE, True)


# Names and places


def test_names_of_all_kinds(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    long = "о" * 125 + ".txt"
    names = ["two\nlines.txt", os.fsdecode(b"\xd0\xff.txt"), long, "=1+1.txt", "-f.txt", "a.txt", "a.txt.json.txt"]
    for number, name in enumerate(names):
        (folder / name).write_text(article(number), encoding="utf-8")
    done = run("reports", "-o", "out")
    assert (done.returncode, done.stderr) == (DONE, b"")
    written = sorted(path.name for path in (tmp_path / "out").glob("*.json") if path.name != "datapackage.json")
    assert len(written) == len(names)
    assert "two\nlines.txt.json" in written
    assert os.fsdecode(b"\xd0\xff.txt.json") in written
    assert run("reports", "-o", "out", "--log", "log.jsonl").returncode == DONE
    assert set(states(tmp_path / "log.jsonl").values()) == {"kept"}


def test_standard_input_a_file_called_stdin_and_one_called_datapackage(run: Run, tmp_path: Path) -> None:
    for number, name in enumerate(("stdin", "datapackage")):
        (tmp_path / name).write_text(article(number), encoding="utf-8")
    done = run("-", "stdin", "datapackage", "-o", "out/", stdin=article(2).encode())
    assert (done.returncode, done.stderr) == (DONE, b"")
    paths = {
        path.name: json.loads(path.read_text("utf-8"))["source"]["path"]
        for path in (tmp_path / "out").glob("*.json")
        if path.name != "datapackage.json"
    }
    assert paths == {"stdin.json": "-", "stdin~2.json": "stdin", "datapackage~2.json": "datapackage"}
    assert json.loads((tmp_path / "out/datapackage.json").read_text())["resources"]


def test_lists_and_patterns_choose(run: Run, documents: Path) -> None:
    def names(*argv: str, stdin: bytes = b"") -> list[str]:
        done = run(*argv, "-f", "jsonl", stdin=stdin)
        return [Path(json.loads(line)["source"]["path"]).name for line in done.stdout.splitlines()]

    assert names("reports", "--include", "[12].txt") == ["1.txt", "2.txt"]
    assert names("reports", "--exclude", "older", "--exclude", "[0-4].txt", "--exclude", "*copy*") == ["5.txt"]
    assert names("--files-from", "-", stdin=b"reports/3.txt\nreports/older\n") == ["3.txt", "7.txt"]
    (documents / "a\nb.txt").write_text(article(1), encoding="utf-8")
    assert names("--files-from", "-", stdin=b"reports/a\nb.txt\0reports/0.txt\0") == ["a\nb.txt", "0.txt"]


def test_what_is_no_file_is_told_and_the_rest_is_done(run: Run, documents: Path) -> None:
    (documents / "loop.txt").symlink_to("loop.txt")
    (documents / "gone.txt").symlink_to("nowhere.txt")
    (documents / "round").symlink_to(documents, target_is_directory=True)
    os.mkfifo(documents / "pipe.txt")
    done = run("reports", "/dev/zero", "-o", "out/")
    assert done.returncode == UNREAD
    told = done.stderr.decode()
    for cause in ("loop.txt: cannot be read: Too many levels", "gone.txt: no such file", "pipe.txt: is a pipe"):
        assert cause in told
    assert "/dev/zero: is a device" in told
    assert (documents.parent / "out/older/7.txt.json").is_file()


def test_a_folder_that_cannot_be_written_is_one_line(run: Run, documents: Path) -> None:
    done = run("reports", "-o", "/proc/out")
    assert done.returncode == USAGE
    assert done.stderr.startswith(b"extract: /proc/out: the folder cannot be made")
    assert done.stderr.count(b"\n") == 1


def test_a_full_disk_loses_nothing(run: Run, run_process: Run, documents: Path, small_disk: Path) -> None:
    for number in range(10, 30):
        (documents / f"{number}.txt").write_text(article(number), encoding="utf-8")
    out = small_disk / "out"
    full = run_process("reports", "-o", out, "-j", "1")
    assert full.returncode == USAGE
    assert full.stderr.decode().splitlines()[-1].endswith("cannot be written: No space left on device")
    stood = snapshot(out)
    run("reports", "-o", "undisturbed")
    whole = snapshot(documents.parent / "undisturbed")
    for name, content in stood.items():
        if not name.startswith(".extract"):
            assert content == whole[name]
    assert any(name.endswith("txt.json") for name in stood)
    os.system(f"mount -o remount,size=16m {small_disk}")
    assert run("reports", "-o", out, "--log", "log.jsonl").returncode == UNREAD
    assert "kept" in states(documents.parent / "log.jsonl").values()
    assert snapshot(out) == whole
