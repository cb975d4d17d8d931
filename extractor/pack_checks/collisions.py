"""What a pack takes from the shipped ones: ids that are known, forms and words that mean something else there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.pack_checks.problems import Problem
from extractor.packs import (
    JOINED,
    NO_REGION,
    Language,
    Pack,
    RegionEntry,
    RegionForms,
    Rule,
    load_pack,
    read_lines,
    read_tables,
)
from extractor.regexes import branches, parse, sample
from extractor.text import fold

# Kinds whose rules are words with a value; one word with two values is read by the first rule only.
_WORD_KINDS = (*JOINED, "metric", "method", "category")
_TABLES = ("units", "metrics", "methods", "categories")
MOST_WORDS = 200


def find_collisions(pack: Pack, folder: Path) -> Iterator[Problem]:
    """Yield what the folder's entries take from the shipped pack or from each other."""
    base = load_pack()
    yield from _find_tables(base, folder)
    yield from _find_rules(base, folder)
    yield from _find_regions(base, folder)
    yield from _find_forms(pack, base, folder)


def _pass(_: Exception) -> None:
    """Entries that break the format are told elsewhere."""


def _find_tables(base: Pack, folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("common/*.yaml")):
        tables = read_tables(path, _pass)
        for name in _TABLES:
            for entry in getattr(tables, name):
                known = getattr(base, name).get(entry.id)
                if known is not None and known != entry:
                    yield Problem("warning", str(path), entry.id, f"replaces the shipped entry of {name}")


def _find_rules(base: Pack, folder: Path) -> Iterator[Problem]:
    """Rules with a known id, and rules of one kind that give a word of the shipped ones another value."""
    own: dict[tuple[str, str], Path] = {}
    for path in (*sorted(folder.glob("common/*.yaml")), *sorted(folder.glob("lang/*/*.yaml"))):
        home = path.parent.name if path.parent.parent.name == "lang" else ""
        languages = [base.language(name) for name in base.languages if home in ("", name)]
        known = {rule.id: rule for language in languages for _, rule in language.all_rules}
        for rule in read_tables(path, _pass).rules:
            other = own.setdefault((home, rule.id), path)
            if other != path:
                yield Problem("warning", str(path), rule.id, f"replaces the rule of the same id in {other}")
            if rule.id in known and known[rule.id] != rule:
                yield Problem("warning", str(path), rule.id, "replaces the shipped rule of the same id")
            if rule.kind in _WORD_KINDS:
                yield from _find_words(path, rule, languages)


def _find_words(path: Path, rule: Rule, languages: Sequence[Language]) -> Iterator[Problem]:
    """Yield the words of the rule that a shipped one of its kind knows with another value."""
    for word in _list_words(rule.pattern):
        for compiled in dict.fromkeys(compiled for language in languages for compiled in language.rules(rule.kind)):
            known = compiled.rule
            if known.id != rule.id and known.value != rule.value and compiled.matches(word, whole=True):
                cause = f"“{word}” has the value '{known.value}' by the shipped rule {known.id}, here '{rule.value}'"
                yield Problem("warning", str(path), rule.id, cause)
                break


def _list_words(pattern: str) -> Iterator[str]:
    """Yield a text for each top-level branch of a pattern, for those that are made of words."""
    try:
        tree = parse(pattern)
    except ValueError:
        return
    for row in branches(tree)[:MOST_WORDS]:
        inner = branches(row[0].children[0]) if len(row) == 1 and row[0].kind == "group" else (row,)
        yield from ("".join(map(sample, parts)) for parts in inner)


def _find_regions(base: Pack, folder: Path) -> Iterator[Problem]:
    codes = {entry.code: entry.id for entry in base.regions.values() if entry.code}
    seen: dict[str, Path] = {}
    for path in _list_gazetteers(folder):
        for entry in read_lines(path, RegionEntry, _pass):
            if entry.id in seen:
                yield Problem("warning", str(path), entry.id, f"replaces the region of the same id in {seen[entry.id]}")
            seen[entry.id] = path
            known = base.region(entry.id)
            if known is not None and known != entry:
                yield Problem("warning", str(path), entry.id, "replaces the shipped region of the same id")
            elif known is None and entry.code in codes:
                yield Problem("error", str(path), entry.id, f"has the code of the shipped region {codes[entry.code]}")


def _find_forms(pack: Pack, base: Pack, folder: Path) -> Iterator[Problem]:
    """Forms that mean a region of the pack and another one that is shipped."""
    for name in pack.languages:
        if not any(_list_forms(folder, name)):
            continue
        shipped: dict[str, set[str]] = {}
        for form, ids in (base.region_forms(name) if name in base.languages else {}).items():
            shipped.setdefault(fold(form), set()).update(ids)
        told: set[tuple[str, str]] = set()
        for path, region, form in _list_forms(folder, name):
            if (region, form) in told:
                continue
            told.add((region, form))
            others = [other for other in sorted(shipped.get(fold(form), ())) if other != region]
            others = [other for other in others if base.regions[other].kind != NO_REGION]
            if others:
                cause = f"the form “{form}” means the shipped {', '.join(others)} too; the text's country will decide"
                yield Problem("warning", str(path), region, cause)


def _list_forms(folder: Path, language: str) -> Iterator[tuple[Path, str, str]]:
    for path in _list_gazetteers(folder):
        for entry in read_lines(path, RegionEntry, _pass):
            name = entry.names.get(language)
            for form in (*([name] if name else ()), *entry.forms.get(language, ())):
                yield path, entry.id, form
    for path in sorted(folder.glob(f"regions/*/forms.{language}.jsonl")):
        for line in read_lines(path, RegionForms, _pass):
            for form in line.whole():
                yield path, line.id, form


def _list_gazetteers(folder: Path) -> list[Path]:
    return sorted((*folder.glob("regions/*/regions.jsonl"), *folder.glob("regions/*/subdivisions.jsonl")))
