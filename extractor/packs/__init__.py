"""Find, validate and load pattern packs: the rules, units, metrics and region names that the finders work with.

A pack is a folder of data (see patterns/README.md): YAML tables, one folder a language under
`lang/`, and gazetteers as JSON lines under `regions/`. Nothing is compiled to disk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import regex
import yaml
from msgspec import Struct

from extractor.errors import PackError
from extractor.packs.entries import (
    CAPITAL,
    COUNTRY,
    CUE_KINDS,
    NO_REGION,
    RULE_KINDS,
    CategoryEntry,
    LanguageEntry,
    Method,
    MetricEntry,
    RegionEntry,
    RegionForms,
    Rule,
    RuleKind,
    Tables,
    Unit,
)
from extractor.packs.gazetteers import Gazetteer, SharedNoun
from extractor.packs.languages import FILLER, FRAME_ROLES, NUMBER, PERIOD, RANK, REGION, CompiledRule, Language, Scan

T = TypeVar("T", bound=Struct)


class Pack:
    """All packs of a run: the shipped ones and the user's, later entries of an id replacing earlier ones."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)
        self._tables: dict[str, dict[str, Any]] = {name: {} for name in ("units", "metrics", "methods", "categories")}
        self._common: dict[str, tuple[Path, Rule]] = {}
        self._languages: dict[str, Language] = {}
        self._gazetteers: dict[str, Gazetteer] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("common/*.yaml")):
                self._add_common(path)

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) over the rules: all YAML files of the packs. Gazetteers are data, not rules."""
        digest = hashlib.sha256()
        for folder in self.folders:
            for path in sorted(folder.rglob("*.yaml")):
                digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()

    @property
    def units(self) -> Mapping[str, Unit]:
        """Units by id."""
        return self._tables["units"]

    @property
    def metrics(self) -> Mapping[str, MetricEntry]:
        """Metrics by id."""
        return self._tables["metrics"]

    @property
    def methods(self) -> Mapping[str, Method]:
        """Methods by id."""
        return self._tables["methods"]

    @property
    def categories(self) -> Mapping[str, CategoryEntry]:
        """Quality categories by id."""
        return self._tables["categories"]

    @cached_property
    def languages(self) -> Mapping[str, LanguageEntry]:
        """What the packs say of each language, by id."""
        found: dict[str, LanguageEntry] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("lang/*/language.yaml")):
                entry = _read_yaml(path).language
                if entry is None or entry.id != path.parent.name:
                    raise PackError(str(path), "language", f"the file must describe the language '{path.parent.name}'")
                found[entry.id] = entry
        return found

    def language(self, name: str) -> Language:
        """Return one language's compiled rules (loaded on first use)."""
        if name not in self._languages:
            rules = dict(self._common)
            for folder in self.folders:
                for path in sorted(folder.glob(f"lang/{name}/*.yaml")):
                    rules.update((rule.id, (path, rule)) for rule in _unique(path, _read_yaml(path).rules))
            self._languages[name] = Language(self.languages[name], rules.values())
        return self._languages[name]

    @cached_property
    def regions(self) -> Mapping[str, RegionEntry]:
        """The gazetteer by region id."""
        found: dict[str, RegionEntry] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("regions/*/regions.jsonl")):
                found.update((entry.id, entry) for entry in _unique(path, _read_lines(path, RegionEntry)))
        return found

    def region_forms(self, language: str) -> dict[str, tuple[str, ...]]:
        """Return every form of the language with the ids of the regions that it may mean, in pack order."""
        forms: dict[str, list[str]] = {}

        def add(form: str, region: str) -> None:
            ids = forms.setdefault(form, [])
            if region not in ids:
                ids.append(region)

        for entry in self.regions.values():
            for form in (*filter(None, [entry.names.get(language)]), *entry.forms.get(language, ())):
                add(form, entry.id)
        for folder in self.folders:
            for path in sorted(folder.glob(f"regions/*/forms.{language}.jsonl")):
                for line in _read_lines(path, RegionForms):
                    for form in line.forms:
                        add(form, line.id)
        return {form: tuple(ids) for form, ids in forms.items()}

    def gazetteer(self, language: str) -> Gazetteer:
        """Return the gazetteer in the order of one language: its forms, then those of the others.

        Raises PackError where a pack has forms of a region that it does not describe.
        """
        if language not in self._gazetteers:
            names = {name for entry in self.regions.values() for name in (*entry.names, *entry.forms)}
            ordered = sorted(names, key=lambda name: (name != language, name))
            forms = ((name, self._known_forms(name)) for name in ordered)
            self._gazetteers[language] = Gazetteer(forms, self.regions)
        return self._gazetteers[language]

    def _known_forms(self, language: str) -> Mapping[str, tuple[str, ...]]:
        forms = self.region_forms(language)
        for form, codes in forms.items():
            for code in codes:
                if code not in self.regions:
                    message = f"'{form}' is a form of a region no regions.jsonl has"
                    raise PackError(f"forms.{language}.jsonl", code, message)
        return forms

    def _add_common(self, path: Path) -> None:
        tables = _read_yaml(path)
        for name, entries in self._tables.items():
            entries.update((entry.id, entry) for entry in _unique(path, getattr(tables, name)))
        self._common.update((rule.id, (path, rule)) for rule in _unique(path, tables.rules))


def _unique(path: Path, entries: Iterable[T]) -> Iterable[T]:
    seen: set[str] = set()
    for entry in entries:
        name = entry.id  # type: ignore[attr-defined]
        if name in seen:
            raise PackError(str(path), name, "the id stands twice in this file")
        seen.add(name)
        yield entry


def _read_yaml(path: Path) -> Tables:
    # Every scalar stays a string: YAML's own reading would turn `no` into False and 1.10 into 1.1.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        raw = yaml.load(path.read_text("utf-8"), Loader=loader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(str(path), "", f"cannot be read as YAML: {' '.join(str(error).split())}") from error
    try:
        return msgspec.convert(raw, Tables, strict=False)
    except msgspec.ValidationError as error:
        raise PackError(str(path), _entry_of(raw, str(error)), str(error)) from error


def _entry_of(raw: Any, message: str) -> str:
    """Name the entry that msgspec's message points at (`$.rules[3].kind` → that rule's id)."""
    place = regex.search(r"\$\.(\w+)\[(\d+)\]", message)
    if not place:
        return ""
    entry = raw[place[1]][int(place[2])]
    return str(entry.get("id", f"{place[1]}[{place[2]}]")) if isinstance(entry, dict) else place[0]


def _read_lines(path: Path, kind: type[T]) -> Iterator[T]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=kind)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            entry = ""
            with suppress(ValueError, AttributeError):
                entry = str(json.loads(line).get("id", ""))
            raise PackError(f"{path}:{number}", entry, str(error)) from error


def shipped_folder() -> Path:
    """Return the folder of the shipped packs: inside the wheel, or beside the package in a checkout."""
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "patterns", here.parent / "patterns"):
        if (folder / "common").is_dir():
            return folder
    raise PackError(str(here / "patterns"), "", "the shipped packs are missing; install the package again")


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> Pack:
    return Pack(folders)


def load_pack(extra: Iterable[str | Path] = ()) -> Pack:
    """Return the shipped packs with the user's folders laid over them (cached by folders).

    Raises PackError for a folder that is missing or holds no pack.
    """
    folders = [shipped_folder()]
    for name in extra:
        folder = Path(name).resolve()
        if not any(next(folder.glob(p), None) for p in ("common/*.yaml", "lang/*/*.yaml", "regions/*/*.jsonl")):
            raise PackError(str(name), "", "holds no pack (no common/*.yaml, lang/*/*.yaml or regions/*/*.jsonl)")
        folders.append(folder)
    return _load(tuple(folders))


__all__ = [
    "CAPITAL",
    "COUNTRY",
    "CUE_KINDS",
    "FILLER",
    "FRAME_ROLES",
    "NO_REGION",
    "NUMBER",
    "PERIOD",
    "RANK",
    "REGION",
    "RULE_KINDS",
    "CategoryEntry",
    "CompiledRule",
    "Gazetteer",
    "Language",
    "LanguageEntry",
    "Method",
    "MetricEntry",
    "Pack",
    "RegionEntry",
    "RegionForms",
    "Rule",
    "RuleKind",
    "Scan",
    "SharedNoun",
    "Unit",
    "load_pack",
    "shipped_folder",
]
