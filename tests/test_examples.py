"""What the README says about reading the outputs, run as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas
import pytest

from extractor.cli import main

pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")
polars = pytest.importorskip("polars")

ROOT = Path(__file__).parents[1]
SECTION = (ROOT / "README.md").read_text("utf-8").split("### Thousands of reports")[1].split("\n## ")[0]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the README's outputs of one sample in `out/`."""
    folder = tmp_path_factory.mktemp("readme")
    assert main([str(ROOT / "samples" / "article.ru.txt"), "-f", "parquet", "-o", f"{folder / 'out'}/"]) == 0
    return folder


def test_pandas_polars_and_duckdb_read_the_outputs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    lines = "".join(blocks("python")).splitlines()
    assert len(lines) == 3
    tables: list[Any] = [eval(line, {"pandas": pandas, "polars": polars, "duckdb": duckdb}) for line in lines]
    assert [len(table) > 5 for table in tables] == [True] * 3


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_outputs(folder: Path) -> None:
    (code,) = blocks("r")
    done = subprocess.run(
        ["Rscript", "-e", f"{code}\ncat(nrow(observations))"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert int(done.stdout.split()[-1]) > 5
