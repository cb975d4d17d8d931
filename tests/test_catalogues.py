"""`--list`: what there is, derived from the tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.catalogues import CATALOGUES, list_catalogue
from extractor.checks import CHECKS
from extractor.cli import DONE, USAGE, main
from extractor.packs import load_pack
from extractor.readers import READERS
from extractor.writers import WRITERS

PACK = load_pack()


@pytest.mark.parametrize("kind", CATALOGUES)
def test_every_list_has_lines_of_its_columns(kind: str) -> None:
    lines = list_catalogue(kind, PACK).splitlines()
    assert lines[0].split("\t") == list(CATALOGUES[kind].columns)
    assert len(lines) > 2
    assert {line.count("\t") for line in lines} == {len(CATALOGUES[kind].columns) - 1}
    objects = json.loads(list_catalogue(kind, PACK, as_json=True))
    assert len(objects) == len(lines) - 1
    assert all(objects[0])


def test_lists_follow_the_tables() -> None:
    def first(kind: str) -> list[str]:
        return [line.split("\t")[0] for line in list_catalogue(kind, PACK).splitlines()[1:]]

    assert len(first("checks")) == len(CHECKS)
    assert first("metrics") == list(PACK.metrics)
    assert first("formats") == list(WRITERS)
    assert first("readers") == [reader.module for reader in READERS]
    assert "KZ-71" in first("regions")
    assert "KZ-none" not in first("regions")


def test_every_check_says_what_it_does() -> None:
    rows = json.loads(list_catalogue("checks", PACK, as_json=True))
    assert all(row["check"] and row["what it does"].endswith(".") for row in rows)


def test_columns_are_aligned_for_a_terminal() -> None:
    lines = list_catalogue("categories", PACK, aligned=True).splitlines()
    assert len({line.rindex("  ") for line in lines}) == 1


def test_the_command_lists_a_users_entries_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common/mine.yaml").write_text("metrics:\n  - {id: zest, units: [percent]}\n")
    assert main(["--list", "metrics", "--patterns", str(tmp_path)]) == DONE
    assert "zest\tpercent\t\t\n" in capsys.readouterr().out
    assert main(["--list", "metrics", "-f", "csv"]) == USAGE
    assert main(["--list", "metrics", "a.txt"]) == USAGE
    assert capsys.readouterr().err.count("\n") == 2
    with pytest.raises(SystemExit):
        main(["--list", "everything"])
