"""Write `regions/world/subdivisions.jsonl`: every ISO 3166-2 code that no gazetteer of its own country has.

Names come from CLDR, whose licence lies beside them. The English ones and the tree of codes are of the npm packages
`cldr-subdivisions-full` and `cldr-core`; the Russian and Kazakh ones of Debian's `unicode-cldr-core`, whose tables
are older: where they lack a new code, the region has no name in that language. `python patterns/make_subdivisions.py
--json DIR --xml DIR` takes the two unpacked; then run make_forms.py.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from make_forms import EN_BEARINGS, RU_BEARINGS, RU_KINDS_ABROAD

REGIONS = Path(__file__).resolve().parent / "regions"
TARGET = REGIONS / "world" / "subdivisions.jsonl"
TREE = "cldr-core/supplemental/subdivisionContainment.json"
ENGLISH = "cldr-subdivisions-full/subdivisions/en/en.json"
XML = {"ru": "common/subdivisions/ru.xml", "kk": "common/subdivisions/kk.xml"}
# Marks and explanations that are no part of a name: "Дуарте (провинция)", "Bay, Somalia".
QUALIFIER = re.compile(r"\s*\((?!La Rioja)[^)]*\)|\s*[†²]|, (?:Somalia|Bangladesh)$")
# Codes of parts that are listed as countries as well; CLDR names the country alone.
COUNTRIES = {
    "CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW", "FI-01": "AX", "FR-BL": "BL", "FR-MF": "MF", "FR-NC": "NC",
    "FR-PF": "PF", "FR-PM": "PM", "FR-TF": "TF", "FR-WF": "WF", "NL-AW": "AW", "NL-CW": "CW", "NL-SX": "SX",
    "US-AS": "AS", "US-GU": "GU", "US-MP": "MP", "US-PR": "PR", "US-UM": "UM", "US-VI": "VI",
}  # fmt: skip
# What CLDR has no name for in one of the languages, or a name that nobody uses.
OURS = {
    "FR-CP": {"en": "Clipperton", "ru": "Клиппертон"},
    "SH-TA": {"en": "Tristan da Cunha", "ru": "Тристан-да-Кунья"},
    "FR-75C": {"en": "Paris", "ru": "Париж", "kk": "Париж"},
    "FR-69M": {"en": "Lyon Metropolis", "ru": "Лионская метрополия"},
    "FR-20R": {"en": "Corsica", "ru": "Корсика"},
    "FR-971": {"en": "Guadeloupe", "ru": "Гваделупа"},
    "FR-972": {"en": "Martinique", "ru": "Мартиника"},
    "FR-973": {"en": "French Guiana", "ru": "Французская Гвиана"},
    "FR-974": {"en": "Réunion", "ru": "Реюньон"},
    "FR-976": {"en": "Mayotte", "ru": "Майотта"},
    "NO-30": {"en": "Viken", "ru": "Викен"},
    "NO-34": {"en": "Innlandet", "ru": "Иннландет"},
    "NO-38": {"en": "Vestfold og Telemark", "ru": "Вестфолл-ог-Телемарк"},
    "NO-42": {"en": "Agder", "ru": "Агдер"},
    "NO-46": {"en": "Vestland", "ru": "Вестланн"},
    "NO-50": {"en": "Trøndelag", "ru": "Трёнделаг"},
    "NO-54": {"en": "Troms og Finnmark", "ru": "Тромс-ог-Финнмарк"},
    "ZA-GP": {"en": "Gauteng", "ru": "Гаутенг"},
    "ZA-KZN": {"en": "KwaZulu-Natal", "ru": "Квазулу-Натал"},
    "ES-CN": {"en": "Canary Islands", "ru": "Канарские острова"},
    "ES-MU": {"en": "Murcia", "ru": "Мурсия"},
    "IT-23": {"en": "Aosta Valley", "ru": "Валле-д’Аоста"},
    "GB-LND": {"en": "City of London", "ru": "Лондонский Сити"},
    "GB-MUL": {"en": "Mid Ulster", "ru": "Мид-Ольстер"},
    "SG-01": {"en": "Central Singapore", "ru": "Центральный Сингапур"},
}


def read_english(folder: Path) -> dict[str, str]:
    """Return the English names by CLDR's code ("usca")."""
    tables = json.loads((folder / ENGLISH).read_text("utf-8"))
    return dict(tables["subdivisions"]["localeDisplayNames"]["subdivisions"])


def read_xml(path: Path) -> dict[str, str]:
    """Return the names of one language by CLDR's code."""
    root = ElementTree.parse(path).getroot()
    return {e.get("type", ""): e.text or "" for e in root.iter("subdivision") if e.get("alt") is None}


def read_tree(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each code of ISO 3166-2 with that of what it lies in."""
    tables = json.loads((folder / TREE).read_text("utf-8"))["supplemental"]["subdivisionContainment"]
    for parent, table in tables.items():
        for code in table["_contains"]:
            if len(code) > 2:
                yield print_code(code), print_code(parent)


def print_code(code: str) -> str:
    """Return CLDR's code as ISO 3166-2 prints it."""
    return code.upper() if len(code) == 2 else f"{code[:2]}-{code[2:]}".upper()


def clean(name: str) -> str:
    """Return a name without what only explains it, and with ordinary blanks and apostrophes."""
    return " ".join(QUALIFIER.sub("", name).replace("ʻ", "’").split())


def complete(name: str, language: str) -> str:
    """Return a name that only tells a bearing ("Central") with a noun, since alone it is a common word."""
    if language == "en" and name in EN_BEARINGS:
        return f"{name} Region"
    if language == "ru" and name[:-2] in RU_BEARINGS:
        return f"{name} {RU_KINDS_ABROAD[name[-2:]][-1]}"
    return name


def read_known() -> tuple[dict[str, dict[str, str]], set[str]]:
    """Return the names of the countries by their code, and every id of the gazetteers."""
    entries = [json.loads(line) for path in sorted(REGIONS.glob("*/regions.jsonl")) for line in path.open("rb")]
    return {e["id"]: e["names"] for e in entries if e["kind"] == "country"}, {e["id"] for e in entries}


def make_entries(tree: dict[str, str], tables: dict[str, dict[str, str]]) -> Iterator[dict[str, object]]:
    """Yield an entry for each code that has no entry elsewhere, in the order of the codes."""
    countries, known = read_known()
    for code, parent in sorted(tree.items()):
        if code in known:
            continue
        key = code.replace("-", "").lower()
        names = {language: clean(table[key]) for language, table in tables.items() if table.get(key)}
        names |= countries.get(COUNTRIES.get(code, ""), {}) | OURS.get(code, {})
        if "en" not in names:
            raise SystemExit(f"{code}: no English name")
        kind = "region" if len(parent) == 2 else "district"
        names = {name: complete(names[name], name) for name in ("ru", "kk", "en") if name in names}
        yield {"id": code, "kind": kind, "code": code, "names": names, "parent": parent}


def main() -> None:
    """Write the file anew."""
    parser = argparse.ArgumentParser(description="Write the gazetteer of the world's subdivisions.")
    parser.add_argument("--json", type=Path, required=True, help="holds cldr-core/ and cldr-subdivisions-full/")
    parser.add_argument("--xml", type=Path, required=True, help="holds common/subdivisions/")
    arguments = parser.parse_args()
    tables = {name: read_xml(arguments.xml / path) for name, path in XML.items()}
    tables["en"] = read_english(arguments.json)
    lines = [json.dumps(entry, ensure_ascii=False) for entry in make_entries(dict(read_tree(arguments.json)), tables)]
    TARGET.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
