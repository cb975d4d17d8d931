"""What holds for the repository as a whole: sizes, names, and documents that say what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from extractor import __version__
from extractor.cli import build_parser
from extractor.flat import TABLES
from extractor.writers import WRITERS

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "extractor").rglob("*.py"))
README = (ROOT / "README.md").read_text("utf-8")
LINES, FUNCTION_LINES = 400, 60


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LINES
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES]
    assert long == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "misc", "common"}
    assert [name_of(path) for path in MODULES if drawers & set(path.with_suffix("").parts[-2:])] == []


def test_every_folder_of_modules_is_a_package() -> None:
    bare = {path.parent for path in MODULES if not (path.parent / "__init__.py").exists()}
    assert bare == set()


def test_no_file_of_the_project_names_an_index_of_packages() -> None:
    addresses = re.compile(r"index[-]url|find[-]links|trusted[-]host|/[s]imple/?\b")
    files = [*ROOT.glob("*.toml"), *ROOT.glob("*.txt"), *ROOT.glob("*.cfg"), ROOT / ".ci/run", ROOT / "justfile"]
    assert [path.name for path in files if addresses.search(path.read_text("utf-8"))] == []


# Documents


def test_readme_names_every_option_format_and_table() -> None:
    options = [option for action in build_parser()._actions for option in action.option_strings if option[:2] == "--"]
    table = README[README.index("| Option") : README.index("## From Python")]
    assert [option for option in options if option != "--help" and f"`{option}`" not in table] == []
    assert [name for name in WRITERS if f"`{name}`" not in table] == []
    assert [name for name in TABLES if f"`{name}`" not in README] == []


def test_ci_calls_exactly_the_test_command_of_the_readme() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    main, test = commands
    assert main.endswith("extract samples/article.ru.txt")
    assert test.endswith("/pytest")
    assert f'test_command="{test}"' in (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert test in (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()


def test_documents_name_only_files_that_exist() -> None:
    text = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_samples_of_the_readme_exist() -> None:
    named = set(re.findall(r"`?(?:samples/)?((?:article|page|report)\.\w\w\.\w+)\b", README))
    assert len(named) >= 5
    assert [name for name in sorted(named) if not (ROOT / "samples" / name).is_file()] == []


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert __version__ not in (ROOT / "pyproject.toml").read_text("utf-8")
