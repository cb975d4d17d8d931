"""`extract --check-patterns DIR`: everything that is wrong with a pack, and what it takes from the shipped ones.

Errors are what an ordinary run refuses, examples that are not found, patterns that run away. Warnings are what may be
meant: an entry laid over a shipped one, a form that means two regions, a file that nothing reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractor.errors import PackError
from extractor.pack_checks.collisions import find_collisions
from extractor.pack_checks.examples import check_examples
from extractor.pack_checks.problems import Problem
from extractor.pack_checks.runaways import find_runaways
from extractor.packs import LAYOUT, Pack, holds_pack, shipped_folder


def check_patterns(folder: str | Path) -> list[Problem]:
    """Return every problem of a pack, errors first, each once. Raises PackError for a folder that holds no pack."""
    path = holds_pack(folder)
    shipped = shipped_folder()
    errors: list[PackError] = []
    pack = Pack([shipped] if path == shipped else [shipped, path], errors.append)
    # Reading everything makes the pack tell what is wrong with each file.
    languages = [pack.language(name) for name in pack.languages]
    for language in languages:
        pack.region_forms(language.id)
    found = [Problem("error", error.path, error.entry, error.cause) for error in errors]
    own = [(language, place, rule) for language in languages for place, rule in language.all_rules]
    own = [entry for entry in own if entry[1].is_relative_to(path)]
    found += check_examples(pack, own)
    found += find_runaways(own)
    found += [] if path == shipped else find_collisions(pack, path)
    found += _find_unread(path)
    told = dict.fromkeys(problem._replace(path=problem.path.replace(str(path), str(folder), 1)) for problem in found)
    return sorted(told, key=lambda problem: (problem.severity != "error", problem.path))


def _find_unread(folder: Path) -> Iterator[Problem]:
    """Files that look as if they belonged to the pack, and stand where none is read."""
    read = {path for pattern in LAYOUT for path in folder.glob(pattern)}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".jsonl", ".json") and path not in read:
            yield Problem("warning", str(path), "", f"is not read; a pack's files are {', '.join(LAYOUT)}")


__all__ = ["Problem", "check_patterns"]
