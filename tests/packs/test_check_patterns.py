"""`--check-patterns`, and the same faults in an ordinary run: each one line that names the file and the entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.cli import DONE, FAILED_CHECK, USAGE, main
from extractor.errors import PackError
from extractor.pack_checks import Problem, check_patterns, runaways
from extractor.packs import load_pack, shipped_folder
from extractor.packs.ambiguity import find_nested, find_slow
from extractor.packs.entries import Rule

LANGUAGE = "language: {id: xx, spacy: xx, letters: abc, words: [the], decimal: '.', joiner: and}\n"
REGION = '{"id": "XX-1", "kind": "region", "code": "XX-1", "names": {"en": "Farland"}}\n'


def write(folder: Path, path: str, text: str | bytes) -> Path:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def rules(*entries: str) -> str:
    return "rules:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def errors(folder: Path) -> list[str]:
    return [f"{p.entry}: {p.cause}" for p in check_patterns(folder) if p.severity == "error"]


def warnings(folder: Path) -> list[str]:
    return [f"{p.entry}: {p.cause}" for p in check_patterns(folder) if p.severity == "warning"]


def read_all(folder: Path) -> None:
    """Load all that an ordinary run of an English text loads."""
    pack = load_pack([folder])
    pack.language("en")
    pack.region_forms("en")


BROKEN = {
    "common/units.yaml": [
        ("units:\n  - {id: u, family: share, metric: nothing}\n", "u: the metric 'nothing' is unknown"),
        ("units:\n  - {id: u, family: odd}\n", "u: Invalid enum value 'odd'"),
        ("units: {id: u}\n", "units: must be a list"),
        ("colours:\n  - {id: u}\n", "colours: no such table"),
        ("- just\n- a list\n", "must hold tables"),
        ("units: [\n", "cannot be read as YAML"),
        (b"units:\n  - {id: \xff}\n", "cannot be read as YAML"),
        ("language: {id: en, spacy: en, letters: a, words: [], decimal: '.', joiner: and}\n", "stands in lang/ only"),
    ],
    "common/metrics.yaml": [
        ("metrics:\n  - {id: m, units: [percents]}\n", "m: the unit 'percents' is unknown"),
        ("metrics:\n  - {id: m, narrower: [n]}\n", "m: the narrower metric 'n' is unknown"),
        ('metrics:\n  - {id: m, scale: ["5", "1"]}\n', "m: the scale must rise"),
        ('metrics:\n  - {id: m, scale: ["a", "b"]}\n', "m: the scale must be two numbers"),
        ("metrics:\n  - {id: m}\n  - {id: m}\n", "m: the id stands twice"),
        ("methods:\n  - {id: m, parts: [n]}\n", "m: the part 'n' is no known method"),
    ],
    "lang/en/mine.yaml": [
        (rules("id: en-x, kind: rank, value: '1', pattern: '\\p{'"), "en-x: the pattern does not compile"),
        (rules("id: en-x, kind: rank, value: '1', pattern: '('"), "en-x: the pattern does not compile"),
        (rules("id: en-x, kind: rank, value: '1', pattern: 'a{99999999999}'"), "en-x: the pattern does not compile"),
        (rules("id: en-x, kind: rank, value: '1', pattern: '\\p{Klingon}'"), "en-x: the pattern does not compile"),
        (rules("id: en-x, kind: rank, value: '1', pattern: ''"), "en-x: the pattern is empty"),
        (rules("id: en-x, kind: rank, value: '1', pattern: '{what}'"), "en-x: the pattern names an unknown"),
        (rules("id: en-x, kind: rank, value: first, pattern: 'zz'"), "en-x: the value of a rank must be"),
        (rules("id: en-x, kind: rank, pattern: 'zz(?P<number>\\w+)'"), "en-x: the group 'number' may match"),
        (rules("id: en-x, kind: rank, pattern: 'zz(?P<ordinal>\\w+)'"), "en-x: write {ordinal}"),
        (rules("id: en-x, kind: period, pattern: 'in (?P<year>.+)'"), "en-x: the group 'year' may match"),
        (rules("id: en-x, kind: multiplier, value: twelve, pattern: dozen"), "en-x: the value of a multiplier must"),
        (rules("id: en-x, kind: multiplier, value: '12', pattern: '{gap}'"), "en-x: a multiplier stands inside"),
        (rules("id: en-x, kind: unit, value: percent, pattern: '(?P<u>x)'"), "en-x: a unit stands inside"),
        (rules("id: en-x, kind: unit, value: blorp, pattern: bl"), "en-x: the value 'blorp' is none of the known un"),
        (rules("id: en-x, kind: metric, value: blorp, pattern: bl"), "en-x: the value 'blorp' is none of the known"),
        (rules("id: en-x, kind: month, value: '13', pattern: bl"), "en-x: the value of a month must be"),
        (rules("id: en-x, kind: qualifier, value: maybe, pattern: bl"), "en-x: the value of a qualifier must be"),
        (rules("id: en-x, kind: unit, value: percent, pattern: '(a+)+b'"), "en-x: a unit stands inside patterns"),
        (rules("id: en-x, kind: unit, value: percent, pattern: '(?:a|a)+b'"), "en-x: a unit stands inside patterns"),
        (rules("id: en-x, kind: frame, pattern: 'from here'"), "en-x: a frame must say what a number is"),
        (rules("id: en-x, kind: frame, pattern: 'from {ignore}'"), "en-x: a frame with {ignore} needs a value"),
        (rules("id: en-x, kind: cites, pattern: 'by X'"), "en-x: the pattern needs a group (?P<name>"),
        (rules("id: en-x, kind: odd, pattern: x"), "en-x: Invalid enum value 'odd'"),
        (rules("id: en-x, kind: rank"), "en-x: Object missing required field `pattern`"),
        ("metrics:\n  - {id: m}\n", "metrics: stands in common/ only"),
    ],
    "lang/xx/mine.yaml": [(rules("id: xx-x, kind: high, pattern: zz"), "no language.yaml describes the language 'xx'")],
    "lang/xx/language.yaml": [
        ("rules: []\n", "language: the file must describe the language 'xx'"),
        (LANGUAGE.replace("joiner: and", "joiner: '('"), "xx: the joiner is no pattern"),
        (LANGUAGE.replace("joiner: and", "joiner: '(?:a|a)+'"), "xx: the joiner runs away"),
        (LANGUAGE.replace("[the]", "[]"), "xx: letters and words must not be empty"),
    ],
    "regions/xx/regions.jsonl": [
        (REGION.encode().replace(b"Far", b"\xff"), "is not UTF-8 (byte 67 of the line)"),
        ("{bad\n", "JSON is malformed"),
        (REGION + REGION, "XX-1: the id stands twice"),
        (REGION.replace('"code"', '"colour"'), "XX-1: Object contains unknown field `colour`"),
        (REGION.replace('"code": "XX-1"', '"valid_from": "soon"'), "XX-1: valid_from must be a year or a date"),
        (REGION.replace('{"en": "Farland"}', "{}"), "XX-1: a region needs a name"),
    ],
    "regions/xx/forms.en.jsonl": [
        ('{"id": "XX-9", "language": "en", "forms": ["Nowhereland"]}\n', "XX-9: has forms, and no regions.jsonl"),
    ],
}  # fmt: skip
CASES = [pytest.param(path, *case, id=f"{path}:{case[1]}") for path, cases in BROKEN.items() for case in cases]


@pytest.mark.parametrize(("path", "text", "cause"), CASES)
def test_a_fault_is_told_by_the_check_and_by_an_ordinary_run(
    tmp_path: Path, path: str, text: str | bytes, cause: str
) -> None:
    write(tmp_path, path, text)
    found = [p for p in check_patterns(tmp_path) if p.severity == "error"]
    assert len(found) == 1
    assert cause in f"{found[0].entry}: {found[0].cause}"
    assert found[0].path.startswith(str(tmp_path / path))
    assert str(found[0]).count("\n") == 0
    with pytest.raises(PackError) as caught:
        read_all(tmp_path)
    assert f"{path}" in str(caught.value)
    assert found[0].cause in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "lang/en/mine.yaml", rules("id: en-x, kind: rank", "id: en-y, kind: odd, pattern: x"))
    write(tmp_path, "common/metrics.yaml", "metrics:\n  - {id: m, units: [percents]}\n")
    write(tmp_path, "regions/xx/regions.jsonl", "{bad\n{worse\n")
    assert len(errors(tmp_path)) == 5


def test_a_macro_that_names_itself_is_told(tmp_path: Path) -> None:
    entry = "{id: en, spacy: en, letters: abc, words: [the], decimal: '.', joiner: and, macros: {loop: 'a{loop}'}}"
    write(tmp_path, "lang/en/language.yaml", f"language: {entry}\n")
    write(tmp_path, "lang/en/mine.yaml", rules("id: en-x, kind: high, pattern: '{loop}', examples: [a]"))
    assert "en-x: the pattern nests without end (does a macro name itself?)" in errors(tmp_path)


def test_subdivisions_are_looked_at_line_by_line(tmp_path: Path) -> None:
    write(tmp_path, "regions/xx/subdivisions.jsonl", REGION + "{bad\n" + REGION.replace("XX-1", "YY-1"))
    write(tmp_path, "regions/xx/subdivisions.en.jsonl", '{"id": "XX-9", "language": "en", "forms": ["Lowdale"]}\n')
    write(tmp_path, "regions/xx/forms.de.jsonl", '{"id": "XX-8", "language": "de", "forms": ["Lowdale"]}\n')
    assert [told.split(";")[0].split(" (")[0] for told in errors(tmp_path)] == [
        "XX-8: has forms, and no regions.jsonl has the region",
        "XX-9: has forms, and no subdivisions.jsonl has the region",
        "YY-1: is never read: ids in this folder begin with XX-",
        ": JSON is malformed: object keys must be strings",
    ]


# Examples


def test_examples_are_run(tmp_path: Path) -> None:
    entry = "id: en-x, kind: metric, value: score, pattern: zest, examples: [the zest, the zeal], non_examples: [zesty]"
    write(tmp_path, "lang/en/mine.yaml", rules(entry, "id: en-y, kind: high, pattern: zz"))
    assert errors(tmp_path) == ["en-x: does not find its example “the zeal”", "en-x: finds its non-example “zesty”"]
    assert warnings(tmp_path) == ["en-y: has no example; write texts that it must find"]


def test_a_sound_pack_has_no_problems(tmp_path: Path) -> None:
    entry = (
        "id: en-x, kind: metric, value: zest, pattern: 'zest(?!\\p{L})', examples: [the zest], non_examples: [zesty]"
    )
    write(tmp_path, "lang/en/mine.yaml", rules(entry))
    write(tmp_path, "common/metrics.yaml", "metrics:\n  - {id: zest, units: [percent], better: higher}\n")
    write(tmp_path, "regions/xx/regions.jsonl", REGION)
    write(tmp_path, "regions/xx/forms.en.jsonl", '{"id": "XX-1", "language": "en", "forms": ["the Farlands"]}\n')
    assert check_patterns(tmp_path) == []


# Collisions


def test_ids_that_the_shipped_pack_has(tmp_path: Path) -> None:
    write(tmp_path, "common/mine.yaml", "metrics:\n  - {id: score, units: [percent]}\n")
    write(tmp_path, "lang/en/mine.yaml", rules("id: en-mean, kind: mean, pattern: typically, examples: [typically]"))
    write(
        tmp_path, "regions/kz/regions.jsonl", '{"id": "KZ-71", "kind": "city", "code": "KZ-71", "names": {"en": "A"}}'
    )
    assert sorted(warnings(tmp_path)) == [
        "KZ-71: replaces the shipped region of the same id",
        "en-mean: replaces the shipped rule of the same id",
        "score: replaces the shipped entry of metrics",
    ]


def test_a_code_that_a_shipped_region_has(tmp_path: Path) -> None:
    write(tmp_path, "regions/xx/regions.jsonl", '{"id": "X", "kind": "city", "code": "KZ-71", "names": {"en": "Zzyx"}}')
    assert errors(tmp_path) == ["X: has the code of the shipped region KZ-71"]


def test_a_form_that_means_a_shipped_region(tmp_path: Path) -> None:
    write(tmp_path, "regions/xx/regions.jsonl", '{"id": "XX", "kind": "city", "names": {"en": "Astana"}}')
    (told,) = warnings(tmp_path)
    assert told.startswith("XX: the form “Astana” means the shipped KZ-71 too")


def test_a_word_with_another_value(tmp_path: Path) -> None:
    entry = "id: en-dozen, kind: multiplier, value: '12', pattern: 'dozen|thousand', examples: [3 dozen]"
    write(tmp_path, "lang/en/mine.yaml", rules(entry))
    (told,) = warnings(tmp_path)
    assert "“thousand” has the value '1000'" in told


def test_files_that_nothing_reads(tmp_path: Path) -> None:
    write(tmp_path, "regions/xx/regions.jsonl", REGION)
    write(tmp_path, "common/metrics.yml", "")
    assert [told.partition(";")[0] for told in warnings(tmp_path)] == [": is not read"]


# Patterns that run away


@pytest.mark.parametrize(
    "pattern", [r"(a+)+b", r"(?:\w+\s?)*x", r"(\d+)*!", r"(?:a*b?)*c", r"x(?:(?:[a-c]+)\s*)+y", r"(?:\s*\w+\s*)+z"]
)
def test_an_ambiguous_repeat_is_read_off(pattern: str) -> None:
    assert find_nested(pattern)


@pytest.mark.parametrize(
    "pattern", [r"(a++)+b", r"(?:\w+\s)*x", r"(?:,\s*\w+)+", r"(?>a+)+", r"(?:a+b)*c", r"(?:ab)+", r"(?:a+){1,3}"]
)
def test_a_sound_repeat_is_left_alone(pattern: str) -> None:
    assert find_nested(pattern) is None


def test_a_pattern_is_tried_on_texts_made_against_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    language = load_pack().language("en")
    monkeypatch.setattr(runaways, "SECONDS", 0.1)
    slow = Rule(id="en-x", kind="high", pattern=r"(?:vast |vast )+dukedom")
    assert find_slow(language.compile(slow).pattern, 1000, 0.1) == "vast "
    sound = Rule(id="en-x", kind="high", pattern=r"(?:vast |fast ){0,4}dukedom")
    assert find_slow(language.compile(sound).pattern, 1000, 1) is None
    write(tmp_path, "lang/en/mine.yaml", rules(r"id: en-x, kind: high, pattern: '(?:a|a)+b', examples: [aab]"))
    assert [told.partition(":")[2].split(":")[0] for told in errors(tmp_path)] == [" runs away"]


# The command


def test_the_command_lists_one_problem_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "common/metrics.yaml", "metrics:\n  - {id: m, units: [percents]}\n  - {id: score}\n")
    assert main(["--check-patterns", str(tmp_path)]) == USAGE
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == f"{tmp_path}/common/metrics.yaml: m: error: the unit 'percents' is unknown"
    assert lines[1] == f"{tmp_path}/common/metrics.yaml: score: warning: replaces the shipped entry of metrics"
    assert err == f"extract: {tmp_path}: 2 problems\n"


def test_the_exit_status_of_warnings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "common/metrics.yaml", "metrics:\n  - {id: score}\n")
    assert main(["--check-patterns", str(tmp_path)]) == DONE
    assert main(["--check-patterns", str(tmp_path), "--strict"]) == FAILED_CHECK
    assert main(["--check-patterns", str(tmp_path / "none")]) == USAGE
    assert "holds no pack" in capsys.readouterr().err


def test_problems_are_shown_with_the_folder_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "mine/common/metrics.yaml", "metrics:\n  - {id: m, units: [percents]}\n")
    monkeypatch.chdir(tmp_path)
    assert check_patterns("mine") == [
        Problem("error", "mine/common/metrics.yaml", "m", "the unit 'percents' is unknown")
    ]


def test_the_shipped_pack_can_be_checked_itself() -> None:
    assert shipped_folder().is_dir()
    assert load_pack([shipped_folder()]).folders[0] == shipped_folder()
