"""The tutorial of patterns/README.md, done as its reader would: its own files, commands and outcome."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from extractor.cli import DONE, main
from extractor.packs import shipped_folder

README = (shipped_folder() / "README.md").read_text("utf-8")
TUTORIAL = README[README.index("## A new country") : README.index("## Rules")]
FILES = dict(re.findall(r"^`(mine/\S+)`\n\n```\w+\n(.*?)```", TUTORIAL, re.MULTILINE | re.DOTALL))
(REPORT,) = re.findall(r"Save this as `report\.txt`:\n\n```text\n(.*?)```", TUTORIAL, re.DOTALL)
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL) for line in block.splitlines() if line
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {**FILES, "report.txt": REPORT}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_has_files_and_commands() -> None:
    assert len(FILES) == 3
    assert len(COMMANDS) == 3
    assert all(command.startswith("extract ") for command in COMMANDS)


@pytest.mark.usefixtures("folder")
def test_its_commands_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert [main(shlex.split(command)[1:]) for command in COMMANDS] == [DONE] * len(COMMANDS)
    assert capsys.readouterr().err == "extract: mine: no problems\n"


@pytest.mark.usefixtures("folder")
def test_its_outcome_is_the_table_that_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*shlex.split(COMMANDS[-1])[1:], "-f", "json"]) == DONE
    result = json.loads(capsys.readouterr().out)
    rows = [
        (record["region"]["code"], str(record["rank"]["value"]), value["metric"], value["value"], value["unit"])
        for record in result["records"]
        for value in record["values"]
    ]
    shown = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in re.findall(r"^\| XF.*$", TUTORIAL, re.M)
    ]
    assert rows == shown
    assert [a["statistic"] for a in result["aggregates"]] == ["mean"]
    assert result["ledger"]["unexplained"] == []
    assert result["ledger"]["ignored"]["contact"] == 1


def test_what_it_says_of_a_weaker_rule_is_true(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "mine/lang/en/farland.yaml"
    path.write_text(path.read_text("utf-8").replace(r"courts(?!\p{L})", "courts"), "utf-8")
    assert main(["--check-patterns", "mine"]) != DONE
    (told,) = re.findall(r"`(farland\.yaml: .*?)`", TUTORIAL.replace("\n", " "))
    assert capsys.readouterr().out.strip() == f"mine/lang/en/{told}"


def test_it_says_what_happens_without_the_ignore_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "mine/lang/en/farland.yaml"
    path.write_text(path.read_text("utf-8").partition("  - id: en-hotline")[0], "utf-8")
    main(["report.txt", "--patterns", "mine", "--ledger", "-f", "json"])
    entries = json.loads(capsys.readouterr().out)["ledger"]["entries"]
    (left,) = [entry for entry in entries if entry["state"] == "unexplained"]
    assert left["evidence"]["text"] == "1414"
    assert left["near_miss"]["rule"]
