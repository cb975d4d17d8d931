"""The regions read country by country: complete against ISO 3166-2, well formed, and laid over by a user's pack."""

import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractor.errors import PackError
from extractor.packs import Pack, load_pack, shipped_folder

PACK = load_pack()
FILES = sorted(shipped_folder().glob("regions/*/subdivisions.jsonl"))
ENTRIES = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
AT_HAND = [
    {"names": entry.names, "ru": entry.forms.get("ru", ())} for entry in PACK.regions.values() if entry.kind != "none"
]
KAZAKH = [entry for entry in ENTRIES if entry["id"].startswith("KZ-")]
DISTRICTS = {
    10: 10, 11: 17, 15: 12, 19: 9, 23: 7, 27: 12, 31: 10, 33: 8, 35: 7, 39: 16, 43: 7, 47: 5, 55: 10, 59: 13, 61: 14,
    62: 2, 63: 11, 71: 6, 75: 8, 79: 5,
}  # fmt: skip


def test_every_code_of_iso_3166_is_there_and_no_other() -> None:
    pycountry = pytest.importorskip("pycountry", reason="the codes are checked where pycountry is installed")
    countries = {country.alpha_2 for country in pycountry.countries}
    codes = {part.code: part for part in pycountry.subdivisions}
    ours = {entry.id: entry for entry in PACK.regions.values() if entry.code} | {
        entry["id"]: PACK.region(entry["id"]) for entry in ENTRIES if "code" in entry
    }
    # Minsk and Chișinău are told of by their own codes; Kosovo has none of ISO's.
    assert set(codes) | countries == set(ours) - {"XK"}
    for code, part in codes.items():
        assert PACK.region(ours[code].parent) is not None
        assert ours[code].parent.partition("-")[0] == part.country_code


def test_an_entry_is_well_formed() -> None:
    assert len({entry["id"] for entry in ENTRIES}) == len(ENTRIES) > 4900
    for entry in ENTRIES:
        assert entry["kind"] in ("region", "district")
        assert entry["names"]["en"]
        assert all(name == " ".join(name.split()) and "(" not in name for name in entry["names"].values())
        assert PACK.region(entry["parent"]) is not None
        assert entry["id"] not in PACK.regions


def test_kazakhstan_has_its_districts() -> None:
    assert Counter(entry["parent"] for entry in KAZAKH) == {f"KZ-{number}": n for number, n in DISTRICTS.items()}
    assert all("code" not in entry and {*entry["names"]} == {"ru", "kk", "en"} for entry in KAZAKH)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_forms_are_of_regions_that_are_described(language: str) -> None:
    known = {entry["id"] for entry in ENTRIES}
    for path in FILES:
        lines = [json.loads(line) for line in path.with_suffix(f".{language}.jsonl").read_text("utf-8").splitlines()]
        assert {line["id"] for line in lines} <= known
        for line in lines:
            forms = [line.get("stem", "") + form for form in line["forms"]]
            assert forms == sorted(set(forms))
            assert all(form == form.strip() and len(form) > 1 for form in forms)


@pytest.mark.parametrize(
    ("name", "language", "forms"),
    [
        ("CA-AB", "ru", {"Альберта", "Альберты", "Альберте", "Альберту"}),
        ("IT-45", "ru", {"Эмилия-Романья", "Эмилии-Романье", "Эмилией-Романьей"}),
        ("AR-B", "ru", {"Буэнос-Айрес"}),
        ("UG-C", "ru", {"Центральная область", "Центральной провинции"}),
        ("UG-C", "en", {"Central Region"}),
        ("BR-SP", "en", {"São Paulo"}),
        ("KE-30", "en", {"Nairobi"}),
        ("KZ-35-abai", "ru", {"Абайский район", "Абайском районе"}),
        ("KZ-35-abai", "kk", {"Абай ауданы", "Абай ауданында", "Abai audany"}),
    ],
)
def test_a_subdivision_has_its_forms(name: str, language: str, forms: set[str]) -> None:
    assert forms <= set(PACK.subdivisions.forms(name, language))


@pytest.mark.parametrize(("country", "name"), [("UG", "Central"), ("FJ", "Northern"), ("BW", "Southern")])
def test_a_bearing_alone_is_no_name(country: str, name: str) -> None:
    for language in ("en", "ru", "kk"):
        gazetteer = PACK.subdivisions.gazetteer(country, language)
        assert list(gazetteer.find(name, name.lower())) == []
        assert list(gazetteer.find(f"{name} Region", f"{name} Region".lower()))


def write(folder: Path, country: str, lines: list[str]) -> Pack:
    place = folder / "regions" / country
    place.mkdir(parents=True)
    (place / "subdivisions.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return Pack([shipped_folder(), folder])


def test_a_users_pack_adds_and_replaces_one_by_one(tmp_path: Path) -> None:
    pack = write(tmp_path, "ca", [
        '{"id": "CA-ON", "kind": "region", "names": {"en": "Upper Canada"}, "parent": "CA"}',
        '{"id":"CA-moon","kind":"region","names":{"en":"Lunar Province"},"parent":"CA"}',
    ])  # fmt: skip
    regions = pack.subdivisions.of("CA")
    assert (regions["CA-ON"].names["en"], regions["CA-moon"].names["en"]) == ("Upper Canada", "Lunar Province")
    assert regions["CA-QC"].names["en"] == "Quebec"
    found = list(pack.subdivisions.gazetteer("CA", "en").find("Lunar Province", "lunar province"))
    assert found == [(0, 14, ("CA-moon",))]


def test_a_wrong_line_is_told_by_file_line_and_id(tmp_path: Path) -> None:
    pack = write(tmp_path, "ca", ['{"id": "CA-ON", "kind": "region", "nom": {}}'])
    with pytest.raises(PackError, match=r"subdivisions\.jsonl:1.*CA-ON"):
        pack.subdivisions.of("CA")


def test_what_a_gazetteer_at_hand_has_is_left_to_it(tmp_path: Path) -> None:
    place = tmp_path / "regions" / "ca"
    place.mkdir(parents=True)
    (place / "regions.jsonl").write_text(
        '{"id": "CA-ON", "kind": "region", "names": {"en": "Ontario"}, "parent": "CA"}\n', "utf-8"
    )
    pack = Pack([shipped_folder(), tmp_path])
    assert "CA-ON" not in pack.subdivisions.of("CA")
    assert pack.region("CA-ON") is pack.regions["CA-ON"]


# Where the dictionary and usage part, or the dictionary does not decline what is declined.
DECLINED_OTHERWISE = {
    "Петропавловск-Камчатский", "Киев", "Атлантики", "Тичино", "Сантьяго-де-Куба", "Гардая", "Тель-Авивский",
    "Потенца", "Кратьэх", "Тэджон", "Лиепая", "Бельцы", "Лусон", "Тулча", "Фарерские", "Тонга", "Латвии", "Эстонии",
    "Хайнань", "Йоркшир", "Манагуа", "Барановичи", "Жодино", "Молодечно",
}  # fmt: skip


def test_russian_cases_are_those_of_the_dictionary(maker: ModuleType) -> None:
    pymorphy3 = pytest.importorskip("pymorphy3", reason="cases are compared where pymorphy3 is installed")
    analyzer = pymorphy3.MorphAnalyzer()
    names = [name for entry in (*ENTRIES, *AT_HAND) for name in (entry["names"].get("ru", ""), *entry.get("ru", ()))]
    words = {word for name in names for word in name.split() if word[:1].isupper() and analyzer.word_is_known(word)}
    wrong, right = set(), 0
    for word in words:
        parses = [p for p in analyzer.parse(word) if {"nomn", "Geox"} <= p.tag.grammemes and "Abbr" not in p.tag]
        cases = {decline(parse) for parse in parses} - {()}
        if cases and tuple(case.lower().replace("ё", "е") for case in maker.decline_word(word)) not in cases:
            wrong.add(word)
        right += bool(cases) and word not in wrong
    assert wrong <= DECLINED_OTHERWISE
    assert right > 900


def decline(parse: Any) -> tuple[str, ...]:
    number = {"plur"} if "plur" in parse.tag else {"sing"}
    forms = [parse.inflect({case} | number) for case in ("nomn", "gent", "datv", "accs", "ablt", "loct")]
    return tuple(form.word.replace("ё", "е") for form in forms) if all(forms) else ()
