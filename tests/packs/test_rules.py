"""Every rule of the shipped packs finds its examples and leaves its non-examples alone, as the product runs it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from extractor.errors import PackError
from extractor.pack_checks.examples import finds as rule_finds
from extractor.packs import CUE_KINDS, RULE_KINDS, Language, Pack, Rule, load_pack, shipped_folder
from extractor.packs.ambiguity import find_nested
from extractor.packs.validation import check_region, check_rule, check_tables

PACK = load_pack()
NAMES = tuple(PACK.languages)
RULES = [(name, rule) for name in NAMES for _, rule in PACK.language(name).all_rules]


def finds(name: str, rule: Rule, text: str) -> bool:
    return rule_finds(PACK, PACK.language(name), rule, text)


def _cases(field: str) -> list[object]:
    # A common rule stands in every language: it must find its example in one of them, for a language's own
    # rule may know the words better ("No. 15" is a place in English).
    homes: dict[tuple[str, str], tuple[Rule, list[str]]] = {}
    for name, rule in RULES:
        for text in getattr(rule, field):
            homes.setdefault((rule.id, text), (rule, []))[1].append(name)
    return [pytest.param(tuple(names), rule, text, id=f"{key}:{text}") for (key, text), (rule, names) in homes.items()]


@pytest.mark.parametrize(("names", "rule", "text"), _cases("examples"))
def test_a_rule_finds_its_example(names: tuple[str, ...], rule: Rule, text: str) -> None:
    assert any(finds(name, rule, text) for name in names)


@pytest.mark.parametrize(("names", "rule", "text"), _cases("non_examples"))
def test_a_rule_leaves_its_non_example(names: tuple[str, ...], rule: Rule, text: str) -> None:
    assert not any(finds(name, rule, text) for name in names)


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
    told = {kind for kind in RULE_KINDS if language.rules(kind)}  # type: ignore[arg-type]
    assert told >= {*CUE_KINDS, "frame", "period", "place", "rank", "unit"}


@pytest.mark.parametrize("name", NAMES)
def test_shipped_rules_are_what_a_users_must_be(name: str) -> None:
    language = PACK.language(name)
    faults = {rule.id: list(check_rule(rule, language, PACK)) for _, rule in language.all_rules}
    assert {rule: found for rule, found in faults.items() if found} == {}


def test_shipped_tables_and_regions_are_what_a_users_must_be() -> None:
    assert list(check_tables(PACK)) == []
    assert [fault for entry in PACK.regions.values() for fault in check_region(entry)] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_shipped_repeat_is_ambiguous(name: str) -> None:
    language = PACK.language(name)
    patterns = {rule.id: language.compile(rule).pattern.pattern for _, rule in language.all_rules}
    assert {rule: found for rule, pattern in patterns.items() if (found := find_nested(pattern))} == {}


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
    patterns = {c.rule.id: c.rule.pattern for c in pack.language("en").rules("mean")}
    assert patterns["en-mean"] == "typically"
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
