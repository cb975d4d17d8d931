"""Find, validate and compile pattern packs: the rules, units, metrics and region names that the finders work with.

A pack is a folder of data (see patterns/README.md): YAML tables, one folder a language under
`lang/`, and gazetteers as JSON lines under `regions/`. Nothing is compiled to disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import msgspec
import regex
import yaml
from msgspec import Struct

from extractor.errors import PackError

RuleKind = Literal[
    # words that stand beside a number or inside another pattern
    "month", "multiplier", "ordinal", "qualifier", "qualifier_after", "quarter", "unit", "unit_before",
    # read on the lower-cased text
    "boilerplate", "cites", "column", "ignore", "missing", "period", "publisher", "rank", "total",
    # read on the masked text, where each number, region, period and rank is one sign
    "anaphora", "breakdown", "category", "chain", "composition", "frame", "growth", "high", "low", "mean", "method",
    "metric", "nation", "respectively", "unordered",
]  # fmt: skip
CUE_KINDS: tuple[RuleKind, ...] = (
    "anaphora", "breakdown", "category", "chain", "composition", "growth", "high", "low", "mean", "method", "metric",
    "nation", "respectively", "unordered",
)  # fmt: skip
# Kinds whose rules stand as a group inside another pattern: "{month}" is any month's name.
_LOOKUPS: tuple[RuleKind, ...] = ("month", "multiplier", "ordinal", "quarter", "unit")

# In the masked text a mention is its first sign and as many fillers as it has further characters.
NUMBER, REGION, PERIOD, RANK, FILLER = "\ue001", "\ue002", "\ue003", "\ue004", "\ue000"
_SIGNS = {"region": REGION, "period": PERIOD, "rank": RANK}
# What a frame may say of a number: a role of the contract, the part of a statistic, or "ignore" (then
# the rule's value names the ledger class).
FRAME_ROLES = (
    "current", "previous", "change", "fall", "target", "reference",
    "mean", "total", "low", "high", "count", "of", "rest", "ignore",
)  # fmt: skip
_PLACEHOLDER = regex.compile(r"(?<!\\p)\{([a-z]\w*)\}")
MATCH_SECONDS = 2.0


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """A named pattern; its examples and non-examples are run as tests."""

    id: str
    kind: RuleKind
    pattern: str
    value: str = ""
    examples: tuple[str, ...] = ()
    non_examples: tuple[str, ...] = ()


class Unit(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit of values; `metric` is what a bare figure in it measures."""

    id: str
    family: Literal["share", "level", "count", "money", "rate", "measure", "change"]
    metric: str | None = None


class MetricEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator; `units` are those it can be told in, `scale` its bounds where it has them.

    `growth` tells that the indicator is itself a change, so that "rose by 5%" is its figure. A general name stands
    for the first of its `narrower` indicators that the document has told before.
    """

    id: str
    units: tuple[str, ...] = ()
    better: Literal["higher", "lower"] | None = None
    scale: tuple[str, str] | None = None
    narrower: tuple[str, ...] = ()
    growth: bool = False


class Method(Struct, frozen=True, forbid_unknown_fields=True):
    """A way a ranking was made; a composite names the parts it is made of and how."""

    id: str
    parts: tuple[str, ...] = ()
    composition: str | None = None


class CategoryEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A quality category; categories order by `level`, the best highest."""

    id: str
    level: int


class LanguageEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """What is particular to a language.

    `spacy` is its spaCy name, `letters` and `words` tell it from others, `decimal` is its decimal mark, `joiner` the
    words that may stand between two names of one list.
    """

    id: str
    spacy: str
    letters: str
    words: tuple[str, ...]
    decimal: Literal[",", "."]
    joiner: str
    macros: dict[str, str] = {}
    abbreviations: tuple[str, ...] = ()


class RegionEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A region: names by language as printed, further forms, codes and the dates between which it existed."""

    id: str
    kind: str
    names: dict[str, str]
    forms: dict[str, tuple[str, ...]] = {}
    code: str | None = None
    parent: str | None = None
    codes: dict[str, str] = {}
    valid_from: str | None = None
    valid_to: str | None = None
    note: str = ""


class RegionForms(Struct, frozen=True, forbid_unknown_fields=True):
    """Generated forms of one region in one language (see patterns/make_forms.py)."""

    id: str
    language: str
    forms: tuple[str, ...]


class _Tables(Struct, forbid_unknown_fields=True):
    """What a YAML file of a pack may hold."""

    rules: tuple[Rule, ...] = ()
    units: tuple[Unit, ...] = ()
    metrics: tuple[MetricEntry, ...] = ()
    methods: tuple[Method, ...] = ()
    categories: tuple[CategoryEntry, ...] = ()
    language: LanguageEntry | None = None


class CompiledRule(Struct, frozen=True):
    """A rule beside its compiled pattern and the numbers' roles among its groups."""

    rule: Rule
    pattern: regex.Pattern[str]
    roles: tuple[str, ...] = ()

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """Yield the matches in `text[start:end]`; a pattern that runs away is cut off after `MATCH_SECONDS`."""
        try:
            yield from self.pattern.finditer(text, start, end, timeout=MATCH_SECONDS)
        except TimeoutError:
            return


class Language:
    """One language's rules, compiled when a kind is first asked for."""

    def __init__(self, entry: LanguageEntry, rules: Iterable[tuple[Path, Rule]]) -> None:
        self.entry = entry
        self.id = entry.id
        self._rules: dict[str, list[tuple[Path, Rule]]] = {}
        for path, rule in rules:
            self._rules.setdefault(rule.kind, []).append((path, rule))
        self._compiled: dict[str, tuple[CompiledRule, ...]] = {}

    def rules(self, kind: RuleKind) -> tuple[CompiledRule, ...]:
        """Return the compiled rules of one kind, in pack order."""
        if kind not in self._compiled:
            self._compiled[kind] = tuple(self._compile(path, rule) for path, rule in self._rules.get(kind, ()))
        return self._compiled[kind]

    def alternation(self, kind: RuleKind) -> str:
        """Return one alternation of all patterns of a kind, longest first, for use inside another pattern."""
        patterns = [rule.pattern for _, rule in self._rules.get(kind, ())]
        return "|".join(sorted((f"(?:{p})" for p in patterns), key=len, reverse=True)) or r"(?!)"

    def lookup(self, kind: RuleKind, text: str) -> str | None:
        """Return the value of the first rule of `kind` whose pattern is the whole text."""
        return next((c.rule.value for c in self.rules(kind) if c.pattern.fullmatch(text)), None)

    @cached_property
    def all_rules(self) -> tuple[tuple[Path, Rule], ...]:
        """Every rule with the file it stands in."""
        return tuple(pair for pairs in self._rules.values() for pair in pairs)

    def _compile(self, path: Path, rule: Rule) -> CompiledRule:
        roles: list[str] = []

        def expand(match: regex.Match[str]) -> str:
            name = match[1]
            if name in FRAME_ROLES:
                roles.append(name)
                return f"(?P<{name}{len(roles)}>{NUMBER}{FILLER}*+)"
            if name == "number":
                return f"{NUMBER}{FILLER}*+"
            if name in _SIGNS:
                return f"{_SIGNS[name]}{FILLER}*+"
            if name in _LOOKUPS:
                return f"(?P<{name}>{self.alternation(name)})"
            if name in self.entry.macros:
                return f"(?:{_PLACEHOLDER.sub(expand, self.entry.macros[name])})"
            raise PackError(str(path), rule.id, f"the pattern names an unknown placeholder {{{name}}}")

        try:
            return CompiledRule(rule, regex.compile(_PLACEHOLDER.sub(expand, rule.pattern)), tuple(roles))
        except regex.error as error:
            raise PackError(str(path), rule.id, f"the pattern does not compile: {error}") from error


T = TypeVar("T", bound=Struct)


class Pack:
    """All packs of a run: the shipped ones and the user's, later entries of an id replacing earlier ones."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)
        self._tables: dict[str, dict[str, Any]] = {name: {} for name in ("units", "metrics", "methods", "categories")}
        self._common: dict[str, tuple[Path, Rule]] = {}
        self._languages: dict[str, Language] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("common/*.yaml")):
                self._add_common(path)

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


def _read_yaml(path: Path) -> _Tables:
    # Every scalar stays a string: YAML's own reading would turn `no` into False and 1.10 into 1.1.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        raw = yaml.load(path.read_text("utf-8"), Loader=loader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(str(path), "", f"cannot be read as YAML: {' '.join(str(error).split())}") from error
    try:
        return msgspec.convert(raw, _Tables, strict=False)
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
    here = Path(__file__).resolve().parent
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


RULE_KINDS: tuple[str, ...] = get_args(RuleKind)
