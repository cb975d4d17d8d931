"""The wheel, built and installed as a user would, without fetching anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy, so that no build folder is left in the checkout and none of an earlier build leaks in."""
    folder = tmp_path_factory.mktemp("wheel")
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("extractor", "patterns"):
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=ignore)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*command, str(folder / "source")], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def list_files(folder: str, *suffixes: str) -> set[str]:
    found = (path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_wheel_holds_every_module_and_pack_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    packs = list_files("patterns", ".yaml", ".jsonl", ".txt") | {"patterns/README.md"}
    assert names == list_files("extractor", ".py", ".typed", ".html", ".css", ".js", ".yaml") | {
        f"extractor/{name}" for name in packs
    }


def test_installed_wheel_runs_from_another_folder_with_its_own_packs(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    (tmp_path / "note.txt").write_text("Заметка о погоде.", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(target)}
    code = "from extractor.packs import shipped_folder; print(shipped_folder())"
    folder = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert Path(folder.stdout.strip()) == (target / "extractor" / "patterns").resolve()
    done = subprocess.run(
        [sys.executable, target / "bin" / "extract", "note.txt", "-f", "text"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
    )
    assert done.stdout.decode() == "Заметка о погоде."
    assert done.returncode == 0
