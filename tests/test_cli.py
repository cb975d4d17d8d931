"""The command, mostly with a pipeline made by hand; the last part runs the real one as a user would."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor import __version__
from extractor.batch.engines import Here
from extractor.cli import DONE, FAILED_CHECK, INTERRUPTED, UNREAD, USAGE, main
from extractor.flat import TABLES
from extractor.model import Document
from extractor.pipeline import ExtractOptions
from extractor.readers.options import ReadOptions
from extractor.results import Source
from tests.made_results import make_result


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ExtractOptions]]:
    """A pipeline, in this process, that finds in a file's bytes what their words ask for."""
    seen: list[tuple[str, ExtractOptions]] = []

    def decode(path: str, options: ExtractOptions, data: bytes) -> str:
        seen.append((path, options))
        text = data.decode("utf-8", "replace")
        if "bug" in text:
            raise RuntimeError("a slip\nof ours")
        if "interrupt" in text:
            raise KeyboardInterrupt
        return text

    def extract(path: str, options: ExtractOptions, data: bytes) -> Any:
        return make_result(path, failed="failed" in decode(path, options, data))

    def read_document(path: str, options: ExtractOptions, data: bytes) -> Document:
        text = decode(path, options, data)
        source = Source(path=path, sha256="0", media_type="text/plain")
        return Document(text=text, source=source, blocks=())

    monkeypatch.setattr("extractor.batch.tasks.extract", extract)
    monkeypatch.setattr("extractor.batch.tasks.read_document", read_document)
    monkeypatch.setattr("extractor.batch.convert.choose_engine", lambda settings, documents: Here())
    return seen


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("good")
    (tmp_path / "b.txt").write_text("failed")
    (tmp_path / "bug.txt").write_text("bug")
    return tmp_path


pytestmark = pytest.mark.usefixtures("calls")


@pytest.fixture
def run(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    def run(*argv: str) -> tuple[int, str, str]:
        status = main(argv)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def paths_of(out: str) -> list[str]:
    return [item["source"]["path"] for item in json.loads(out)]


def list_files(folder: Path) -> list[str]:
    """The files of an output folder, but for what it knows of itself."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in paths if path.parts[0] != ".extract")


# What is printed


def test_one_file_is_one_object_and_json_where_there_is_no_terminal(run: Any) -> None:
    status, out, err = run("a.txt")
    assert (status, err) == (DONE, "")
    assert json.loads(out)["source"]["path"] == "a.txt"


def test_several_files_are_an_array_in_order(run: Any) -> None:
    _, out, _ = run("b.txt", "a.txt")
    assert paths_of(out) == ["b.txt", "a.txt"]


def test_lines_csv_table_and_text(run: Any) -> None:
    _, out, _ = run("-f", "jsonl", "a.txt", "b.txt")
    assert [json.loads(line)["source"]["path"] for line in out.splitlines()] == ["a.txt", "b.txt"]
    _, out, _ = run("-f", "csv", "a.txt")
    assert [row["value"] for row in csv.DictReader(io.StringIO(out))][:2] == ["4.93", "97.30"]
    _, out, _ = run("-f", "table", "a.txt")
    assert "Северный край" in out
    _, out, _ = run("-f", "text", "a.txt")
    assert out == "good"


def test_tables_alone(run: Any) -> None:
    _, out, _ = run("--tables", "a.txt")
    assert json.loads(out)["tables"] == []


def test_options_may_stand_between_inputs(run: Any) -> None:
    _, out, _ = run("a.txt", "-f", "json", "b.txt")
    assert paths_of(out) == ["a.txt", "b.txt"]


def test_what_follows_two_dashes_is_an_input(run: Any, folder: Path) -> None:
    (folder / "-f.txt").write_text("good")
    assert paths_of(run("a.txt", "--", "-f.txt")[1]) == ["a.txt", "-f.txt"]


def test_options_reach_the_pipeline(run: Any, folder: Path, calls: list[tuple[str, ExtractOptions]]) -> None:
    for name in ("one", "two"):
        (folder / name / "common").mkdir(parents=True)
        (folder / name / "common" / "units.yaml").touch()
    run("a.txt", "--patterns", "one", "--patterns", "two", "--encoding", "cp1251")
    assert calls == [("a.txt", ExtractOptions(patterns=("one", "two"), reading=ReadOptions(encoding="cp1251")))]


def test_schema_needs_no_input(run: Any) -> None:
    status, out, _ = run("--schema")
    assert status == DONE
    assert "Evidence" in json.loads(out)["$defs"]


# Exit status and bad input


def test_a_failed_check_counts_only_when_strict(run: Any) -> None:
    assert run("b.txt")[0] == DONE
    assert run("b.txt", "--strict")[0] == FAILED_CHECK
    assert run("a.txt", "--strict")[0] == DONE


def test_an_unreadable_file_outweighs_a_failed_check_and_costs_one_line(run: Any, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b" \n")
    status, out, err = run("--strict", "missing.txt", "b.txt", "empty.txt", "a.txt")
    assert status == UNREAD
    assert paths_of(out) == ["b.txt", "a.txt"]
    assert err.splitlines() == ["extract: missing.txt: no such file", "extract: empty.txt: is empty"]


def test_a_single_unreadable_file_prints_no_data(run: Any) -> None:
    assert run("missing.txt") == (UNREAD, "", "extract: missing.txt: no such file\n")


def test_an_error_of_our_own_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, err = run("bug.txt", "a.txt")
    assert status == UNREAD
    assert paths_of(out) == ["a.txt"]
    assert err == "extract: bug.txt: internal error: RuntimeError: a slip of ours (EXTRACT_DEBUG=1 shows where)\n"
    monkeypatch.setenv("EXTRACT_DEBUG", "1")
    assert "Traceback" in run("bug.txt")[2]


def test_a_web_address_is_wrong_usage_and_the_rest_is_done(run: Any) -> None:
    status, out, err = run("https://example.org/report.pdf", "missing.txt", "a.txt")
    assert status == USAGE
    assert paths_of(out) == ["a.txt"]
    assert "save the page first" in err


@pytest.mark.parametrize(
    ("argv", "cause"),
    [
        ([], "no input"),
        (["a.txt", "--tables", "-f", "csv"], "does not go with"),
        (["a.txt", "--strict", "-f", "text"], "--strict"),
        (["a.txt", "--ledger", "-f", "csv"], "--ledger"),
        (["a.txt", "--ledger", "--tables"], "--ledger"),
        (["a.txt", "--encoding", "klingon"], "no such encoding"),
        (["a.txt", "--encoding", "hex"], "no such encoding"),
        (["a.txt", "b.txt", "--patterns", "pack"], "holds no pack"),
        (["a.txt", "-o", "out/", "-f", "table"], "makes one file"),
        (["a.txt", "-o", "nowhere/x.json"], "no such folder"),
        (["a.txt", "-o", "a.txt"], "is an input"),
        (["a.txt", "-o", "b.txt/"], "is a file"),
        ([".", "-o", "b.txt"], "is a file"),
    ],
)
def test_wrong_usage(run: Any, argv: list[str], cause: str) -> None:
    status, out, err = run(*argv)
    assert (status, out) == (USAGE, "")
    assert cause in err
    assert err.startswith("extract: ")
    assert err.count("\n") == 1


def test_an_unknown_option_is_wrong_usage(run: Any) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["a.txt", "--formatt", "json"])
    assert stopped.value.code == USAGE


def test_an_interrupt_leaves_no_traceback(run: Any, folder: Path) -> None:
    (folder / "stop.txt").write_text("interrupt")
    assert run("stop.txt") == (INTERRUPTED, "", "")


def test_messages_cannot_steer_the_terminal(run: Any) -> None:
    _, _, err = run("no\n\x1b[31mfile.txt")
    assert err == "extract: no \\x1b[31mfile.txt: no such file\n"


# Folders in


def test_a_folder_is_walked_in_order_and_is_an_array(run: Any, folder: Path) -> None:
    for name in ("docs/z.txt", "docs/A.TXT", "docs/sub/c.txt", "docs/.hidden.txt", "docs/.git/d.txt", "docs/x.png"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("good")
    status, out, err = run("docs")
    assert (status, err) == (DONE, "")
    assert paths_of(out) == ["docs/A.TXT", "docs/z.txt", "docs/sub/c.txt"]


def test_a_folder_without_documents_is_told(run: Any, folder: Path) -> None:
    (folder / "none").mkdir()
    status, out, err = run("none", "a.txt")
    assert status == UNREAD
    assert paths_of(out) == ["a.txt"]
    assert "none: the folder holds no document (.pdf" in err


def test_a_document_named_twice_is_read_once(run: Any) -> None:
    assert paths_of(run("a.txt", "./a.txt", "a.txt")[1]) == ["a.txt"]


# Files and folders out


def test_a_file_out_takes_its_format_from_its_suffix(run: Any, folder: Path) -> None:
    assert run("a.txt", "-o", "out.csv") == (DONE, "", "")
    assert (folder / "out.csv").read_text().startswith("source,")
    run("a.txt", "-o", "out")
    assert json.loads((folder / "out").read_text())["source"]["path"] == "a.txt"
    run("a.txt", "-f", "jsonl", "-o", "out.json")
    assert (folder / "out.json").read_text().count("\n") == 1


def test_a_file_out_is_untouched_when_nothing_could_be_read(run: Any, folder: Path) -> None:
    (folder / "out.json").write_text("old")
    assert run("missing.txt", "-o", "out.json", "--overwrite")[0] == UNREAD
    assert (folder / "out.json").read_text() == "old"


def test_a_file_out_is_whole_or_as_it_was(run: Any, folder: Path) -> None:
    (folder / "out.jsonl").write_text("old")
    (folder / "stop.txt").write_text("interrupt")
    assert run("a.txt", "stop.txt", "-o", "out.jsonl", "--overwrite")[0] == INTERRUPTED
    assert (folder / "out.jsonl").read_text() == "old"
    assert not list(folder.glob(".extract-*"))


def test_a_file_out_that_exists_is_replaced_only_when_asked(run: Any, folder: Path) -> None:
    (folder / "out.json").write_text("mine")
    status, _, err = run("a.txt", "-o", "out.json")
    assert (status, (folder / "out.json").read_text()) == (USAGE, "mine")
    assert err == "extract: out.json: exists; it is left as it is (--overwrite replaces it)\n"
    assert run("a.txt", "-o", "out.json", "--overwrite")[0] == DONE
    assert json.loads((folder / "out.json").read_text())["source"]["path"] == "a.txt"
    (folder / "new.json").touch()
    assert run("a.txt", "-o", "new.json")[0] == DONE


def test_a_link_and_a_mode_are_kept(run: Any, folder: Path) -> None:
    (folder / "real.json").write_text("old")
    (folder / "real.json").chmod(0o640)
    (folder / "link.json").symlink_to("real.json")
    run("a.txt", "-o", "link.json", "--overwrite")
    assert (folder / "link.json").is_symlink()
    assert json.loads((folder / "real.json").read_text())
    assert (folder / "real.json").stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_not_replaced(run: Any) -> None:
    assert run("a.txt", "-o", os.devnull)[0] == DONE
    assert not os.path.isfile(os.devnull)


def test_a_folder_out_holds_documents_and_flat_tables(run: Any, folder: Path) -> None:
    (folder / "docs" / "sub").mkdir(parents=True)
    (folder / "docs" / "c.txt").write_text("good")
    (folder / "docs" / "sub" / "c.txt").write_text("good")
    assert run("docs", "-o", "out") == (DONE, "", "")
    written = list_files(folder / "out")
    assert written == sorted([*(f"{name}.csv" for name in TABLES), "c.txt.json", "datapackage.json", "sub/c.txt.json"])
    assert json.loads((folder / "out/sub/c.txt.json").read_text())["source"]["path"] == "docs/sub/c.txt"
    assert len((folder / "out/sources.csv").read_text().splitlines()) == 3


def test_a_folder_out_never_takes_the_place_of_an_input(run: Any, folder: Path) -> None:
    (folder / "a.txt.json").write_text("my own notes", encoding="utf-8")
    status, _, err = run("a.txt", "a.txt.json", "-o", "./")
    assert (status, (folder / "a.txt.json").read_text(encoding="utf-8")) == (2, "my own notes")
    assert "is an input" in err


def test_names_that_clash_keep_their_folders(run: Any, folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "c.txt").write_text("good")
    run("one/c.txt", "two", "-o", "out/")
    assert (folder / "out/one/c.txt.json").is_file()
    assert (folder / "out/two/c.txt.json").is_file()


def test_text_and_tables_go_to_a_folder_too(run: Any, folder: Path) -> None:
    (folder / "out").mkdir()
    run("a.txt", "-f", "text", "-o", "out")
    assert list_files(folder / "out") == ["a.txt.txt"]
    run("a.txt", "--tables", "-o", "out")
    assert json.loads((folder / "out/a.txt.json").read_text())["tables"] == []


def test_output_inside_the_input_folder_is_no_input(run: Any, folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "c.txt").write_text("good")
    for _ in range(2):
        run("docs", "-f", "text", "-o", "docs/out")
    assert list_files(folder / "docs/out") == ["c.txt.txt"]


# As a user runs it


def command(*argv: str, stdin: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root), **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "extractor", *argv], input=stdin, capture_output=True, env=environment, **options
    )


def test_help_names_every_format_and_imports_nothing_heavy() -> None:
    done = command("--help")
    assert done.returncode == DONE
    assert b"jsonl" in done.stdout
    heavy = {"msgspec", "pandas", "rich", "spacy", "regex", "yaml", "lxml", "extractor.readers"}
    code = "import sys; from extractor.cli import build_parser; build_parser().format_help(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[1], check=True
    )
    assert not heavy & set(loaded.stdout.split())


def test_version_is_the_packages() -> None:
    assert command("--version").stdout.decode() == f"extract {__version__}\n"


def test_bad_inputs_end_in_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (tmp_path / "none").mkdir()
    done = command("gone.txt", "empty.txt", "noise.bin", "cut.pdf", "none", cwd=tmp_path)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == UNREAD
    assert done.stdout == b"[]\n"
    assert sorted(line.split(": ")[1] for line in lines) == ["cut.pdf", "empty.txt", "gone.txt", "noise.bin", "none"]
    assert not any("internal error" in line for line in lines)


def test_standard_input_in_any_locale() -> None:
    done = command("-", stdin="Заметка о погоде в краю.".encode(), env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert done.returncode == DONE
    assert json.loads(done.stdout)["source"]["path"] == "-"


def test_text_is_the_file_itself(tmp_path: Path) -> None:
    text = "Заметка\r\nо погоде\u2028в краю, 4,9 балла\n\n"
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8-sig"))
    assert command("a.txt", "-f", "text", cwd=tmp_path).stdout == text.encode()


def test_a_file_name_need_not_be_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xe0.txt")
    (tmp_path / name).write_text("Заметка о погоде.")
    done = command(name, cwd=tmp_path)
    assert done.returncode == DONE
    assert json.loads(done.stdout)["source"]["path"] == "\\xe0.txt"


def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Заметка о погоде.\n" * 20_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", "a.txt", "-f", "text"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == DONE


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Заметка о погоде.")
    done = command("a.txt", "-o", "/dev/full", cwd=tmp_path)
    assert done.returncode == USAGE
    assert done.stderr.decode() == "extract: /dev/full: cannot be written: No space left on device\n"


def test_closed_standard_streams_cost_nothing(folder: Path) -> None:
    shell = ["bash", "-c", f"{sys.executable} -m extractor missing.txt -f json 2>&-"]
    run = subprocess.run(shell, cwd=folder, capture_output=True, check=False)
    assert (run.returncode, run.stdout) == (3, b"")
    shell[-1] = f"{sys.executable} -m extractor - <&-"
    run = subprocess.run(shell, cwd=folder, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (3, b"extract: -: standard input is closed\n")
