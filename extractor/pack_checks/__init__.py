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
from extractor.packs import LAYOUT, Pack, RegionEntry, RegionForms, holds_pack, read_lines, shipped_folder
from extractor.packs.validation import check_region


def check_patterns(folder: str | Path) -> list[Problem]:
    """Return every problem of a pack, errors first, each once. Raises PackError for a folder that holds no pack."""
    path = holds_pack(folder)
    shipped = shipped_folder()
    errors: list[PackError] = []
    pack = Pack([shipped] if path == shipped else [shipped, path], errors.append)
    # Reading everything makes the pack tell what is wrong with each file.
    languages = [pack.language(name) for name in pack.languages]
    spoken = {file.name.split(".")[1] for file in path.glob("regions/*/*.*.jsonl")} | set(pack.languages)
    for name in sorted(spoken):
        pack.region_forms(name)
    found = [Problem("error", error.path, error.entry, error.cause) for error in errors]
    own = [(language, place, rule) for language in languages for place, rule in language.all_rules]
    own = [entry for entry in own if entry[1].is_relative_to(path)]
    found += _check_subdivisions(pack, path)
    found += check_examples(pack, own)
    found += find_runaways(own)
    found += [] if path == shipped else find_collisions(pack, path)
    found += _find_unread(path)
    told = dict.fromkeys(problem._replace(path=problem.path.replace(str(path), str(folder), 1)) for problem in found)
    return sorted(told, key=lambda problem: (problem.severity != "error", problem.path))


def _check_subdivisions(pack: Pack, folder: Path) -> Iterator[Problem]:
    """What is wrong with lines that an ordinary run reads only where a text is about their country."""
    errors: list[PackError] = []
    for path in sorted(folder.glob("regions/*/subdivisions.jsonl")):
        country = path.parent.name.upper()
        for entry in read_lines(path, RegionEntry, errors.append):
            yield from (Problem("error", str(path), entry.id, fault) for fault in check_region(entry))
            if country != "WORLD" and not entry.id.startswith(f"{country}-"):
                yield Problem("error", str(path), entry.id, f"is never read: ids in this folder begin with {country}-")
    for path in sorted(folder.glob("regions/*/subdivisions.*.jsonl")):
        for line in read_lines(path, RegionForms, errors.append):
            if pack.region(line.id) is None:
                yield Problem("error", str(path), line.id, "has forms, and no subdivisions.jsonl has the region")
    yield from (Problem("error", error.path, error.entry, error.cause) for error in errors)


def _find_unread(folder: Path) -> Iterator[Problem]:
    """Files that look as if they belonged to the pack, and stand where none is read."""
    read = {path for pattern in LAYOUT for path in folder.glob(pattern)}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".jsonl", ".json") and path not in read:
            yield Problem("warning", str(path), "", f"is not read; a pack's files are {', '.join(LAYOUT)}")


__all__ = ["Problem", "check_patterns"]
