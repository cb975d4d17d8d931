"""The shipped gazetteers: complete, current, unambiguous, and inflected as the languages do."""

import importlib.util
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from extractor.packs import RegionForms, load_pack, shipped_folder

PACK = load_pack()
FOLDER = shipped_folder()
SCRIPT = FOLDER / "make_forms.py"
LANGUAGES = ("ru", "kk", "en")
OBLASTS = [10, 11, 15, 19, 23, 27, 31, 33, 35, 39, 43, 47, 55, 59, 61, 62, 63]
CITIES = [71, 75, 79]
REAL = [entry for entry in PACK.regions.values() if entry.kind != "none"]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_forms", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_kazakhstan_has_its_twenty_regions() -> None:
    inside = {entry.id: entry.kind for entry in PACK.regions.values() if entry.parent == "KZ"}
    assert inside == {f"KZ-{n}": "region" for n in OBLASTS} | {f"KZ-{n}": "city" for n in CITIES}
    assert PACK.regions["KZ"].kind == "country"


@pytest.mark.parametrize("entry", REAL, ids=lambda entry: entry.id)
def test_an_entry_is_complete(entry) -> None:  # type: ignore[no-untyped-def]
    assert set(entry.names) == set(LANGUAGES)
    assert entry.code == entry.id
    assert entry.parent is None or entry.parent in PACK.regions
    for day in filter(None, (entry.valid_from, entry.valid_to)):
        date.fromisoformat(day)


def test_an_entry_that_is_no_region_has_no_code() -> None:
    assert all(entry.code is None for entry in PACK.regions.values() if entry.kind == "none")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_of_one_region_is_the_full_name_of_another(language: str) -> None:
    owners = {entry.names[language]: entry.id for entry in REAL}
    forms = PACK.region_forms(language)
    assert {name: forms[name] for name in owners} == {name: (owner,) for name, owner in owners.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_means_one_region(language: str) -> None:
    assert {form: codes for form, codes in PACK.region_forms(language).items() if len(codes) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_sorted_unique_and_few(language: str) -> None:
    for path in FOLDER.glob(f"regions/*/forms.{language}.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            entry = RegionForms(**json.loads(line))
            assert entry.language == language
            assert list(entry.forms) == sorted(set(entry.forms))
            assert len(entry.forms) < 400
            assert all(form == " ".join(form.split()) and form for form in entry.forms)


def test_generated_forms_are_current() -> None:
    run = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_check_names_a_file_that_is_not_current(
    maker: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    country = tmp_path / "regions" / "xx"
    country.mkdir(parents=True)
    entry = {"id": "XX-1", "kind": "region", "names": {"ru": "Горная область"}}
    (country / "regions.jsonl").write_text(json.dumps(entry) + "\n", "utf-8")
    monkeypatch.setattr(maker, "REGIONS", tmp_path / "regions")
    assert maker.main(["--check"]) == 1
    assert "forms.ru.jsonl: not current" in capsys.readouterr().err
    assert maker.main([]) == 0
    assert maker.main(["--check"]) == 0
    assert "Горной области" in (country / "forms.ru.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("phrase", "cases"),
    [
        ("Астана", "Астана Астаны Астане Астану Астаной Астане"),
        ("Караганда", "Караганда Караганды Караганде Караганду Карагандой Караганде"),
        ("Абай", "Абай Абая Абаю Абай Абаем Абае"),
        ("Шымкент", "Шымкент Шымкента Шымкенту Шымкент Шымкентом Шымкенте"),
        ("столица", "столица столицы столице столицу столицей столице"),
        ("Атырау", "Атырау Атырау Атырау Атырау Атырау Атырау"),
        ("ВКО", "ВКО ВКО ВКО ВКО ВКО ВКО"),
        ("астанчане", "астанчане астанчан астанчанам астанчан астанчанами астанчанах"),
    ],
)
def test_russian_cases(maker: ModuleType, phrase: str, cases: str) -> None:
    assert " ".join(maker.decline(phrase)) == cases


def test_russian_phrases_decline_their_head_or_all_words(maker: ModuleType) -> None:
    assert maker.decline("область Абай")[4] == "областью Абай"
    assert maker.decline("Восточный Казахстан")[5] == "Восточном Казахстане"
    assert maker.decline("бывшая столица")[1] == "бывшей столицы"
    assert maker.decline("Карагандинская область")[3] == "Карагандинскую область"


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("Алматы", "Алматының Алматыға Алматыны Алматыда Алматыдан Алматымен Алматыдағы"),
        ("Ақтөбе", "Ақтөбенің Ақтөбеге Ақтөбені Ақтөбеде Ақтөбеден Ақтөбемен Ақтөбедегі"),
        ("Шымкент", "Шымкенттің Шымкентке Шымкентті Шымкентте Шымкенттен Шымкентпен Шымкенттегі"),
        ("Түркістан", "Түркістанның Түркістанға Түркістанды Түркістанда Түркістаннан Түркістанмен Түркістандағы"),
        ("Жетісу", "Жетісудың Жетісуға Жетісуды Жетісуда Жетісудан Жетісумен Жетісудағы"),
        ("Павлодар", "Павлодардың Павлодарға Павлодарды Павлодарда Павлодардан Павлодармен Павлодардағы"),
        ("облысы", "облысының облысына облысын облысында облысынан облысымен облысындағы"),
        ("елі", "елінің еліне елін елінде елінен елімен еліндегі"),
    ],
)
def test_kazakh_endings(maker: ModuleType, word: str, forms: str) -> None:
    assert list(maker.attach(word))[1:] == forms.split()


@pytest.mark.parametrize(
    ("place", "people"),
    [
        ("Қызылорда", "қызылордалықтар"),
        ("Шымкент", "шымкенттіктер"),
        ("Батыс Қазақстан", "батысқазақстандықтар"),
        ("Ақтөбе", "ақтөбеліктер"),
        ("Жамбыл", "жамбылдықтар"),
        ("Атырау", "атыраулықтар"),
    ],
)
def test_kazakh_inhabitants(maker: ModuleType, place: str, people: str) -> None:
    assert next(maker.name_inhabitants(place)) == people
