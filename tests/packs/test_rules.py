"""Every rule of the shipped packs finds its examples and leaves its non-examples alone, as the product runs it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.errors import PackError
from extractor.finders import find
from extractor.model import Block, Document, Mentions, NumberMention
from extractor.packs import CUE_KINDS, RULE_KINDS, CompiledRule, Language, Pack, load_pack, shipped_folder
from extractor.readers.furniture import is_furniture
from extractor.readers.metadata import find_cited
from extractor.results import Source
from extractor.text import lower

PACK = load_pack()
NAMES = tuple(PACK.languages)
RULES = [(name, rule) for name in NAMES for _, rule in PACK.language(name).all_rules]
LOOKUPS = {"month": "periods", "quarter": "periods", "ordinal": "ranks"}
TAIL_FIELDS = {
    "unit": "unit",
    "unit_before": "unit",
    "multiplier": "multiplier",
    "qualifier": "qualifier",
    "qualifier_after": "qualifier",
}


def mentions_of(text: str, name: str) -> Mentions:
    """Run the finders over one paragraph of the language."""
    source = Source(path="example", sha256="", media_type="text/plain", language=name)
    return find(Document(text=text, source=source, blocks=(Block(kind="paragraph", start=0, end=len(text)),)), PACK)


def compiled(name: str, kind: str, rule_id: str) -> CompiledRule:
    return next(c for c in PACK.language(name).rules(kind) if c.rule.id == rule_id)  # type: ignore[arg-type]


def _beside(mentions: Mentions, text: str, kind: str, rule: CompiledRule) -> bool:
    """Whether the words beside a number are the rule's, and the number says what the rule's value is."""

    def told(number: NumberMention) -> str | None:
        if kind == "multiplier":
            return rule.rule.value if number.multiplier == Decimal(rule.rule.value) else None
        return getattr(number, TAIL_FIELDS[kind])  # type: ignore[no-any-return]

    return any(
        told(number) == rule.rule.value
        and (
            rule.pattern.search(lower(text[number.left : number.start]))
            or rule.pattern.search(lower(text[number.end : number.right]))
        )
        for number in mentions.numbers
    )


def finds(name: str, rule_id: str, kind: str, text: str) -> bool:
    """Return whether the rule itself finds something in the text."""
    language, rule = PACK.language(name), compiled(name, kind, rule_id)
    if kind == "boilerplate":
        return is_furniture(text, language) and bool(rule.pattern.search(lower(text)))
    if kind in ("column", "total"):
        return bool(rule.pattern.search(lower(text)))
    if kind == "missing":
        return bool(rule.pattern.fullmatch(lower(text)))
    if kind in ("cites", "publisher"):
        assert "name" in rule.pattern.groupindex
        return bool(find_cited([text], language, kind)) and any(rule.pattern.finditer(text))  # type: ignore[arg-type]
    mentions = mentions_of(text, name)
    if kind in TAIL_FIELDS:
        return _beside(mentions, text, kind, rule)
    if kind in LOOKUPS:
        found = getattr(mentions, LOOKUPS[kind])
        return any(rule.pattern.search(lower(text[m.start : m.end])) for m in found)
    if kind == "ignore":
        spans = [match.span() for match in rule.pattern.finditer(lower(text))]
        return any(
            start <= at < end
            for at, value in mentions.ignored.items()
            if value == rule.rule.value
            for start, end in spans
        )
    found = {"frame": mentions.roles, "period": mentions.periods, "rank": mentions.ranks}.get(kind, mentions.cues)
    return any(mention.rule == rule_id for mention in found)


def _cases(field: str) -> list[object]:
    # A common rule stands in every language: it must find its example in one of them, for a language's own
    # rule may know the words better ("No. 15" is a place in English).
    homes: dict[tuple[str, str, str], list[str]] = {}
    for name, rule in RULES:
        for text in getattr(rule, field):
            homes.setdefault((rule.id, rule.kind, text), []).append(name)
    return [pytest.param(tuple(names), *key, id=f"{key[0]}:{key[2]}") for key, names in homes.items()]


@pytest.mark.parametrize(("names", "rule_id", "kind", "text"), _cases("examples"))
def test_a_rule_finds_its_example(names: tuple[str, ...], rule_id: str, kind: str, text: str) -> None:
    assert any(finds(name, rule_id, kind, text) for name in names)


@pytest.mark.parametrize(("names", "rule_id", "kind", "text"), _cases("non_examples"))
def test_a_rule_leaves_its_non_example(names: tuple[str, ...], rule_id: str, kind: str, text: str) -> None:
    assert not any(finds(name, rule_id, kind, text) for name in names)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_an_example_and_an_id_of_its_own(name: str) -> None:
    files = [*shipped_folder().glob("common/*.yaml"), *shipped_folder().glob(f"lang/{name}/*.yaml")]
    ids = Counter(
        line.split("id:", 1)[1].split(",")[0].strip()
        for path in files
        for line in path.read_text("utf-8").split("rules:", 1)[-1].splitlines()
        if line.lstrip().startswith(("- {id:", "- id:")) and "rules:" in path.read_text("utf-8")
    )
    assert [rule for rule, times in ids.items() if times > 1] == []
    assert [rule.id for _, rule in PACK.language(name).all_rules if not rule.examples] == []


def test_ids_carry_the_language() -> None:
    for name in NAMES:
        for path, rule in PACK.language(name).all_rules:
            assert rule.id.startswith(f"{name}-") == (path.parent.name == name), rule.id


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_compiles(name: str) -> None:
    language = PACK.language(name)
    assert {kind for kind in RULE_KINDS if language.rules(kind)} >= {*CUE_KINDS, "frame", "rank", "period", "unit"}  # type: ignore[arg-type]


KNOWN: dict[str, Callable[[], set[str]]] = {
    "unit": lambda: set(PACK.units),
    "unit_before": lambda: set(PACK.units),
    "metric": lambda: set(PACK.metrics),
    "method": lambda: set(PACK.methods),
    "category": lambda: set(PACK.categories),
    "month": lambda: {f"{month:02d}" for month in range(1, 13)},
    "quarter": lambda: {"1", "2", "3", "4"},
    "qualifier": lambda: {"approx", "more_than", "less_than", "at_least", "at_most", "up_to"},
    "qualifier_after": lambda: {"approx", "more_than", "less_than", "at_least", "at_most", "up_to"},
}


def test_values_are_known() -> None:
    unknown = [
        (rule.id, rule.value) for _, rule in RULES if rule.kind in KNOWN and rule.value not in KNOWN[rule.kind]()
    ]
    assert unknown == []


def test_tables_refer_to_known_entries() -> None:
    for metric in PACK.metrics.values():
        assert set(metric.units) <= set(PACK.units), metric.id
        assert set(metric.narrower) <= set(PACK.metrics), metric.id
        assert metric.scale is None or Decimal(metric.scale[0]) < Decimal(metric.scale[1])
    for unit in PACK.units.values():
        assert unit.metric is None or unit.metric in PACK.metrics
    for method in PACK.methods.values():
        assert set(method.parts) <= set(PACK.methods)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_of_a_language_are_numbers(name: str) -> None:
    language = PACK.language(name)
    for kind in ("multiplier", "ordinal"):
        assert all(int(rule.rule.value) > 0 for rule in language.rules(kind))  # type: ignore[arg-type]


# -- what is refused -----------------------------------------------------------------------------------------------


def _load(folder: Path, yaml: str, where: str = "common") -> Pack:
    path = folder / where / "extra.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml, "utf-8")
    return load_pack([folder])


@pytest.mark.parametrize(
    ("entry", "cause"),
    [
        ("{id: my-rule, kind: unit, value: point, pattern: x, colour: red}", "colour"),
        ("{id: my-rule, kind: nonsense, pattern: x}", "nonsense"),
        ("{id: my-rule, kind: unit}", "pattern"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_id(tmp_path: Path, entry: str, cause: str) -> None:
    with pytest.raises(PackError) as caught:
        _load(tmp_path, f"rules:\n  - {entry}\n")
    assert "extra.yaml" in str(caught.value)
    assert "my-rule" in str(caught.value)
    assert cause in str(caught.value)


@pytest.mark.parametrize("pattern", ["(", "{nothing_known}"])
def test_a_wrong_pattern_is_refused_with_file_and_id(tmp_path: Path, pattern: str) -> None:
    pack = _load(tmp_path, f"rules:\n  - {{id: my-rule, kind: rank, pattern: '{pattern}'}}\n", "lang/en")
    with pytest.raises(PackError, match=r"extra\.yaml: my-rule"):
        pack.language("en").rules("rank")


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    entry = "  - {id: my-rule, kind: rank, pattern: x}\n"
    with pytest.raises(PackError, match=r"extra\.yaml: my-rule"):
        _load(tmp_path, f"rules:\n{entry}{entry}")


def test_a_later_pack_replaces_a_rule(tmp_path: Path) -> None:
    pack = _load(tmp_path, "rules:\n  - {id: en-mean, kind: mean, pattern: 'typically'}\n", "lang/en")
    assert [c.rule.pattern for c in pack.language("en").rules("mean")] == ["typically"]
    assert len(PACK.language("en").rules("mean")[0].rule.examples) > 0


# -- hostile text --------------------------------------------------------------------------------------------------

_SIGNS = "\ue001\ue000\ue000 "
HOSTILE = {
    "letters": "a" * 20_000,
    "cyrillic": "а" * 20_000,
    "digits": "7" * 20_000,
    "spaces": " " * 20_000,
    "words": "ab " * 6_667,
    "cyrillic words": "аб " * 6_667,
    "digits and spaces": "1 " * 10_000,
    "numbers": _SIGNS * 5_000,
    "names": "\ue002\ue000 " * 6_666,
    "periods and numbers": "\ue003\ue000 \ue001 " * 4_000,
    "brackets": "(" * 20_000,
    "random": "".join(random.Random(7).choices("абвгқі abc12.,-–()«»\ue001\ue000\ue002\ue003\n", k=20_000)),
}
# Far above what a sound pattern takes, far below what one that runs away does (it is cut off after MATCH_SECONDS).
RUNAWAY_SECONDS = 1.0


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_no_pattern_runs_away(name: str, text: str) -> None:
    language: Language = PACK.language(name)
    slow = []
    for kind in RULE_KINDS:
        for rule in language.rules(kind):  # type: ignore[arg-type]
            try:
                for _ in rule.pattern.finditer(text, timeout=RUNAWAY_SECONDS):
                    pass
            except TimeoutError:
                slow.append(rule.rule.id)
    assert slow == []
