"""The shipped gazetteers: complete, current, unambiguous, and inflected as the languages do."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from extractor import extract
from extractor.packs import RegionForms, load_pack, shipped_folder

PACK = load_pack()
FOLDER = shipped_folder()
SCRIPT = FOLDER / "make_forms.py"
LANGUAGES = ("ru", "kk", "en")
OBLASTS = [10, 11, 15, 19, 23, 27, 31, 33, 35, 39, 43, 47, 55, 59, 61, 62, 63]
CITIES = [71, 75, 79]
# What ISO 3166 has no code for; the ids are ours. So are those of statistical regions ("GB-reg-east").
WITHOUT_CODE = {"XK", *(f"RU-{name}" for name in ("CFD", "NWFD", "SFD", "NCFD", "VFD", "UFD", "SIBFD", "FEFD"))}
CODE = re.compile(r"[A-Z]{2}(-([A-Z0-9]{1,3}|[A-Z]{2,3}FD|city-[a-z]+|reg-[a-z]+(-[a-z]+)*))?")
# Regions whose bare name is their centre's as well; the town has its noun.
NAMED_AS_TOWNS = {"ru": "Атырау Актобе Костанай Кызылорда Павлодар Туркестан Караганда", "kk": "Атырау Ақтөбе Қостанай"}
# How the forms begin that may mean several regions; the document's country settles them.
AMBIGUOUS = {
    "ru": ("северн", "НАО", "Алта", "РБ", "РТ", "Конго", "Уральском"),
    "kk": ("Конго",),
    "en": ("Altai", "Georgia", "Congo"),
}
SHARED_NAMES = {"Georgia"}
# Full names that are regions only where the text is about their country: abroad a city, a bearing, no region.
ONLY_AT_HOME = {
    "Ashgabat", "Baku", "Beijing", "Berlin", "Bremen", "Delhi", "Dushanbe", "Ganja", "Goa", "Hamburg", "Kyiv", "London",
    "North East", "North West", "Northern Ireland", "Punjab", "Shanghai", "South East", "South West",
}  # fmt: skip
# Forms of these tell no region of their own: names of nothing in particular, and by-names of whichever capital.
NOTHING = {entry.id for entry in PACK.regions.values() if entry.kind in ("none", "capital") and entry.parent is None}
REAL = [entry for entry in PACK.regions.values() if entry.kind not in ("none", "capital")]


def test_kazakhstan_has_its_twenty_regions() -> None:
    inside = {entry.id: entry.kind for entry in REAL if entry.parent == "KZ"}
    assert inside == {f"KZ-{n}": "region" for n in OBLASTS} | {f"KZ-{n}": "city" for n in CITIES}
    assert PACK.regions["KZ"].kind == "country"


def test_kazakhstan_has_the_towns_that_statistics_name() -> None:
    towns = [entry for entry in REAL if entry.kind == "town" and entry.id.startswith("KZ-")]
    assert len(towns) == 54
    assert {entry.parent for entry in towns} == {f"KZ-{n}" for n in OBLASTS}
    assert all(entry.id.startswith("KZ-city-") for entry in towns)
    assert not any("Oral" in PACK.region_forms(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("language", "name"), [(key, n) for key, names in NAMED_AS_TOWNS.items() for n in names.split()]
)
def test_a_bare_name_is_the_regions_and_a_noun_makes_it_the_towns(language: str, name: str) -> None:
    forms = PACK.region_forms(language)
    (region,), (town,) = forms[name], forms[f"город {name}" if language == "ru" else f"{name} қаласы"]
    assert (PACK.regions[region].kind, PACK.regions[town].kind) == ("region", "town")
    assert PACK.regions[town].parent == region


def test_a_record_of_a_town_has_its_name_and_no_code(tmp_path: Path) -> None:
    article = tmp_path / "rents.txt"
    article.write_text(
        "Аренда в городах Казахстана\n\nДороже всего снимать квартиру в Актау — 4 412 тенге за метр. "
        "Следом идут Усть-Каменогорск — 4 100 тенге и Семей — 3 950 тенге за метр.\n",
        "utf-8",
    )
    regions = [(record.region.code, record.region.name) for record in extract(article).records]
    assert regions == [(None, "Актау"), (None, "Усть-Каменогорск"), (None, "Семей")]


@pytest.mark.parametrize("entry", REAL, ids=lambda entry: entry.id)
def test_an_entry_is_complete(entry) -> None:  # type: ignore[no-untyped-def]
    assert set(entry.names) >= set(LANGUAGES)
    without_code = entry.id in WITHOUT_CODE or entry.kind == "town" or "-reg-" in entry.id
    assert entry.code == (None if without_code else entry.id)
    assert CODE.fullmatch(entry.id)
    assert entry.parent in {None, *PACK.regions}
    assert entry.capital is None or PACK.region(entry.capital) is not None
    for day in filter(None, (entry.valid_from, entry.valid_to)):
        date.fromisoformat(day)


@pytest.mark.parametrize(
    ("country", "regions", "cities"),
    [
        ("RU", 81, {"RU-MOW", "RU-SPE"}),
        ("UA", 25, {"UA-30", "UA-40"}),
        ("UZ", 13, {"UZ-TK"}),
        ("KG", 7, {"KG-GB", "KG-GO"}),
        ("BY", 6, {"BY-HM"}),
        ("US", 51, set()),
        ("GB", 13, set()),
        ("DE", 16, set()),
        ("TJ", 4, {"TJ-DU"}),
        ("TM", 5, {"TM-S"}),
        ("AZ", 13, {"AZ-BA", "AZ-GA", "AZ-SM"}),
        ("IN", 36, set()),
        ("CN", 31, set()),
    ],
)
def test_a_country_has_its_regions(country: str, regions: int, cities: set[str]) -> None:
    inside = [entry for entry in REAL if entry.parent == country]
    assert sum(entry.kind == "region" for entry in inside) == regions
    assert {entry.id for entry in inside if entry.kind == "city"} == cities
    assert all(entry.id.startswith(f"{country}-") for entry in inside)


def test_the_world_has_every_country_once() -> None:
    countries = [entry for entry in REAL if entry.kind == "country"]
    # 249 codes of ISO 3166-1, and Kosovo.
    assert len(countries) == 250
    assert all(entry.parent is None and len(entry.id) == 2 for entry in countries)


def test_no_id_stands_in_two_gazetteers() -> None:
    ids = [
        json.loads(line)["id"]
        for path in sorted(FOLDER.glob("regions/*/regions.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    assert len(ids) == len(set(ids)) == len(PACK.regions)


def test_an_entry_that_is_no_region_has_no_code() -> None:
    assert all(entry.code is None for entry in PACK.regions.values() if entry.kind == "none")


def means(language: str) -> dict[str, tuple[str, ...]]:
    """Return the forms with what they may mean, leaving out that abroad they may be nothing."""
    forms = PACK.region_forms(language).items()
    return {form: tuple(code for code in codes if code not in NOTHING) for form, codes in forms}


def test_few_full_names_are_regions_at_home_only() -> None:
    forms = PACK.region_forms("en")
    assert {e.names["en"] for e in REAL if not NOTHING.isdisjoint(forms[e.names["en"]])} == ONLY_AT_HOME


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_nothing_elsewhere_is_one_region_at_home(language: str) -> None:
    elsewhere = {form: codes for form, codes in PACK.region_forms(language).items() if codes[-1].endswith("-elsewhere")}
    assert elsewhere
    assert all(len(codes) == 2 and codes[0][:2] == codes[1][:2] for codes in elsewhere.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_of_one_region_is_the_full_name_of_another(language: str) -> None:
    owners = {entry.names[language]: entry.id for entry in REAL if entry.names[language] not in SHARED_NAMES}
    forms = means(language)
    assert {name: forms[name] for name in owners} == {name: (owner,) for name, owner in owners.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_means_one_region_save_for_the_few_known(language: str) -> None:
    several = {form: codes for form, codes in means(language).items() if len(codes) > 1}
    assert {form: codes for form, codes in several.items() if not form.startswith(AMBIGUOUS[language])} == {}
    assert [start for start in AMBIGUOUS[language] if not any(form.startswith(start) for form in several)] == []


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
        ("москвичи", "москвичи москвичей москвичам москвичей москвичами москвичах"),
        ("Чечня", "Чечня Чечни Чечне Чечню Чечней Чечне"),
        ("Бурятия", "Бурятия Бурятии Бурятии Бурятию Бурятией Бурятии"),
        ("Забайкалье", "Забайкалье Забайкалья Забайкалью Забайкалье Забайкальем Забайкалье"),
        ("Камчатка", "Камчатка Камчатки Камчатке Камчатку Камчаткой Камчатке"),
        ("Кубань", "Кубань Кубани Кубани Кубань Кубанью Кубани"),
        ("Израиль", "Израиль Израиля Израилю Израиль Израилем Израиле"),
        ("Китай", "Китай Китая Китаю Китай Китаем Китае"),
        ("Маврикий", "Маврикий Маврикия Маврикию Маврикий Маврикием Маврикии"),
        ("Польша", "Польша Польши Польше Польшу Польшей Польше"),
        ("Филиппины", "Филиппины Филиппин Филиппинам Филиппины Филиппинами Филиппинах"),
        ("Нидерланды", "Нидерланды Нидерландов Нидерландам Нидерланды Нидерландами Нидерландах"),
        ("Чили", "Чили Чили Чили Чили Чили Чили"),
        ("Сарань", "Сарань Сарани Сарани Сарань Саранью Сарани"),
        ("Сатпаев", "Сатпаев Сатпаева Сатпаеву Сатпаев Сатпаевом Сатпаеве"),
        ("Кульсары", "Кульсары Кульсары Кульсары Кульсары Кульсары Кульсары"),
        ("озеро Балхаш", "озеро Балхаш озера Балхаш озеру Балхаш озеро Балхаш озером Балхаш озере Балхаш"),
        ("Никарагуа", "Никарагуа Никарагуа Никарагуа Никарагуа Никарагуа Никарагуа"),
    ],
)
def test_russian_cases(maker: ModuleType, phrase: str, cases: str) -> None:
    assert " ".join(maker.decline(phrase)) == cases


def test_russian_phrases_decline_their_head_or_all_words(maker: ModuleType) -> None:
    assert maker.decline("область Абай")[4] == "областью Абай"
    assert maker.decline("Восточный Казахстан")[5] == "Восточном Казахстане"
    assert maker.decline("бывшая столица")[1] == "бывшей столицы"
    assert maker.decline("Карагандинская область")[3] == "Карагандинскую область"
    assert maker.decline("Пермский край")[5] == "Пермском крае"
    assert maker.decline("Чеченская Республика")[1] == "Чеченской Республики"
    assert maker.decline("Республика Марий Эл")[5] == "Республике Марий Эл"
    assert maker.decline("Соломоновы Острова")[5] == "Соломоновых Островах"
    assert maker.decline("Саудовская Аравия")[4] == "Саудовской Аравией"


def test_russian_double_names_decline_both_parts_or_the_first(maker: ModuleType) -> None:
    forms = set(maker.russian("Кемеровская область — Кузбасс", {"kind": "region"}))
    assert {"Кемеровской области — Кузбасса", "Кемеровской области — Кузбасс"} <= forms
    assert list(maker.print_dashes("а — б")) == ["а — б", "а - б", "а-б"]


def test_russian_adjectives_stand_for_the_region_in_a_list(maker: ModuleType) -> None:
    assert list(maker.share_noun("Пермский край"))[5] == "Пермском … краях"
    assert list(maker.share_noun("Южный федеральный округ"))[1] == "Южного … федеральных округов"
    assert list(maker.share_noun("Калужская область")) == []


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
        ("Мәскеу", "Мәскеудің Мәскеуге Мәскеуді Мәскеуде Мәскеуден Мәскеумен Мәскеудегі"),
        ("Ресей", "Ресейдің Ресейге Ресейді Ресейде Ресейден Ресеймен Ресейдегі"),
        ("Израиль", "Израильдің Израильге Израильді Израильде Израильден Израильмен Израильдегі"),
        ("Беларусь", "Беларусьтің Беларуське Беларусьті Беларусьте Беларусьтен Беларусьпен Беларусьтегі"),
        ("Чили", "Чилинің Чилиге Чилині Чилиде Чилиден Чилимен Чилидегі"),
        ("Қонаев", "Қонаевтың Қонаевқа Қонаевты Қонаевта Қонаевтан Қонаевпен Қонаевтағы"),
        ("өлкесі", "өлкесінің өлкесіне өлкесін өлкесінде өлкесінен өлкесімен өлкесіндегі"),
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
