"""Find, validate and load pattern packs: the rules, units, metrics and region names that the finders work with.

A pack is a folder of data (see patterns/README.md): YAML tables, one folder a language under
`lang/`, and gazetteers as JSON lines under `regions/`. Nothing is compiled to disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

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
from extractor.packs.files import Refuse, read_lines, read_tables, stop, unique
from extractor.packs.gazetteers import Gazetteer, SharedNoun
from extractor.packs.languages import (
    FILLER,
    FRAME_ROLES,
    JOINED,
    MASKED,
    NUMBER,
    PERIOD,
    PLACES,
    PLAIN,
    PRINTED,
    RANK,
    REGION,
    Language,
)
from extractor.packs.rules import CompiledRule
from extractor.packs.scans import Scan
from extractor.packs.subdivisions import Subdivisions

# Where the files of a pack stand in its folder.
LAYOUT = (
    "common/*.yaml",
    "lang/*/*.yaml",
    *(f"regions/*/{name}" for name in ("regions.jsonl", "forms.*.jsonl", "subdivisions.jsonl", "subdivisions.*.jsonl")),
)


class Pack:
    """All packs of a run: the shipped ones and the user's, later entries of an id replacing earlier ones.

    `refuse` is told of each entry of a pack that breaks the format, and the entry left out; without it, the first one
    raises PackError. A user's entries are checked more closely than the shipped ones, which the tests check; what
    checks them is imported only then.
    """

    def __init__(self, folders: Iterable[Path], refuse: Refuse = stop) -> None:
        self.folders = tuple(folders)
        self._refuse = refuse
        self._shipped = shipped_folder()
        self._places: dict[tuple[str, str], Path] = {}
        self._tables: dict[str, dict[str, Any]] = {name: {} for name in ("units", "metrics", "methods", "categories")}
        self._common: dict[str, tuple[Path, Rule]] = {}
        self._languages: dict[str, Language] = {}
        self._gazetteers: dict[str, Gazetteer] = {}
        self._messages: dict[str, Mapping[str, str]] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("common/*.yaml")):
                self._add_common(path)
        if self._has_users:
            from extractor.packs.validation import check_tables

            for table, name, reason in check_tables(self):
                refuse(PackError(str(self._places[table, name]), name, reason))

    @property
    def _has_users(self) -> bool:
        return any(folder != self._shipped for folder in self.folders)

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
                entry = read_tables(path, self._refuse).language
                if entry is None or entry.id != path.parent.name:
                    message = f"the file must describe the language '{path.parent.name}'"
                    self._refuse(PackError(str(path), "language", message))
                    continue
                faults = [] if path.is_relative_to(self._shipped) else self._check_entry(entry)
                for fault in faults:
                    self._refuse(PackError(str(path), entry.id, fault))
                if not faults:
                    found[entry.id] = entry
        for folder in self.folders:
            for path in sorted(folder.glob("lang/*/*.yaml")):
                if path.parent.name not in found and path.name != "language.yaml":
                    message = f"no language.yaml describes the language '{path.parent.name}'"
                    self._refuse(PackError(str(path), "", message))
        return found

    def language(self, name: str) -> Language:
        """Return one language's compiled rules (loaded on first use)."""
        if name not in self._languages:
            rules = dict(self._common)
            for folder in self.folders:
                for path in sorted(folder.glob(f"lang/{name}/*.yaml")):
                    tables = read_tables(path, self._refuse)
                    self._refuse_misplaced(path, [*self._tables], tables, "common")
                    rules.update((rule.id, (path, rule)) for rule in unique(path, tables.rules, self._refuse))
            self._languages[name] = self._check_language(Language(self.languages[name], rules.values(), self._shipped))
        return self._languages[name]

    @staticmethod
    def _check_entry(entry: LanguageEntry) -> list[str]:
        from extractor.packs.validation import check_language

        return list(check_language(entry))

    def _check_language(self, language: Language) -> Language:
        """Return the language with the users' rules that can be used; first the rules that stand inside others."""
        if not self._has_users:
            return language
        from extractor.packs.validation import check_rule

        for joined in (True, False):
            sound: list[tuple[Path, Rule]] = []
            for path, rule in language.all_rules:
                users = (rule.kind in JOINED) == joined and not path.is_relative_to(self._shipped)
                faults = list(check_rule(rule, language, self)) if users else []
                for fault in faults:
                    self._refuse(PackError(str(path), rule.id, fault))
                sound += [] if faults else [(path, rule)]
            language = Language(language.entry, sound, self._shipped)
        return language

    def _refuse_misplaced(self, path: Path, names: Iterable[str], tables: Tables, home: str) -> None:
        for name in names:
            if getattr(tables, name):
                self._refuse(PackError(str(path), name, f"stands in {home}/ only"))

    def messages(self, language: str) -> Mapping[str, str]:
        """Return what findings say in a language, by message id (loaded on first use)."""
        if language not in self._messages:
            told: dict[str, str] = {}
            for folder in self.folders:
                path = folder / "lang" / language / "messages.yaml"
                told.update(read_tables(path, self._refuse).messages if path.is_file() else {})
            self._messages[language] = told
        return self._messages[language]

    @cached_property
    def regions(self) -> Mapping[str, RegionEntry]:
        """The gazetteer by region id."""
        found: dict[str, RegionEntry] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("regions/*/regions.jsonl")):
                entries = unique(path, read_lines(path, RegionEntry, self._refuse), self._refuse)
                found.update((entry.id, entry) for entry in self._check_regions(path, entries))
        return found

    def _check_regions(self, path: Path, entries: Iterable[RegionEntry]) -> Iterator[RegionEntry]:
        if path.is_relative_to(self._shipped):
            yield from entries
            return
        from extractor.packs.validation import check_region

        for entry in entries:
            faults = list(check_region(entry))
            for fault in faults:
                self._refuse(PackError(str(path), entry.id, fault))
            if not faults:
                yield entry

    @cached_property
    def subdivisions(self) -> Subdivisions:
        """The regions that are read only where a text is about their country."""
        return Subdivisions(self.folders, self.regions, self._check_regions, self._refuse)

    def region(self, name: str) -> RegionEntry | None:
        """Return a region by its id, wherever it stands."""
        return self.regions.get(name) or self.subdivisions.of(name.partition("-")[0]).get(name)

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
                for line in read_lines(path, RegionForms, self._refuse):
                    if line.id not in self.regions:
                        self._refuse(PackError(str(path), line.id, "has forms, and no regions.jsonl has the region"))
                        continue
                    for form in line.whole():
                        add(form, line.id)
        return {form: tuple(ids) for form, ids in forms.items()}

    def gazetteer(self, language: str) -> Gazetteer:
        """Return the gazetteer in the order of one language: its forms in all its scripts, then those of the others.

        Raises PackError where a pack has forms of a region that it does not describe.
        """
        if language not in self._gazetteers:
            forms = ((name, self.region_forms(name)) for name in self.order_names(language))
            self._gazetteers[language] = Gazetteer(forms, self.regions)
        return self._gazetteers[language]

    def order_names(self, language: str) -> list[str]:
        """Return the languages of region names in the order in which a text of one language is searched for them.

        The language is followed by its further scripts ("kk-Latn"), which no other language's texts are searched for.
        """
        paths = (path for folder in self.folders for path in folder.glob(f"regions/*/forms.{language}-*.jsonl"))
        names = {name for entry in self.regions.values() for name in (*entry.names, *entry.forms)}
        return [language, *sorted({path.name.split(".")[1] for path in paths}), *sorted(names - {language})]

    def _add_common(self, path: Path) -> None:
        tables = read_tables(path, self._refuse)
        self._refuse_misplaced(path, ["language"], tables, "lang")
        for name, entries in self._tables.items():
            for entry in unique(path, getattr(tables, name), self._refuse):
                entries[entry.id] = entry
                self._places[name, entry.id] = path
        self._common.update((rule.id, (path, rule)) for rule in unique(path, tables.rules, self._refuse))


@lru_cache(maxsize=1)
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


def holds_pack(name: str | Path) -> Path:
    """Return the folder, resolved. Raises PackError where it is missing or holds no file of a pack."""
    folder = Path(name).resolve()
    if not any(next(folder.glob(pattern), None) for pattern in LAYOUT):
        raise PackError(str(name), "", f"holds no pack (no {', '.join(LAYOUT[:-1])} or {LAYOUT[-1]})")
    return folder


def load_pack(extra: Iterable[str | Path] = ()) -> Pack:
    """Return the shipped packs with the user's folders laid over them (cached by folders).

    Raises PackError for a folder that is missing or holds no pack.
    """
    return _load((shipped_folder(), *map(holds_pack, extra)))


__all__ = [
    "CAPITAL",
    "COUNTRY",
    "CUE_KINDS",
    "FILLER",
    "FRAME_ROLES",
    "JOINED",
    "LAYOUT",
    "MASKED",
    "NO_REGION",
    "NUMBER",
    "PERIOD",
    "PLACES",
    "PLAIN",
    "PRINTED",
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
    "Subdivisions",
    "Unit",
    "holds_pack",
    "load_pack",
    "read_lines",
    "read_tables",
    "shipped_folder",
]
