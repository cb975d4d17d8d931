"""The regions that are not always at hand: districts, and the regions of far countries, read country by country.

A country's stand in `regions/<country>/subdivisions.jsonl` or among those of the world in
`regions/world/subdivisions.jsonl`; their generated forms beside them in `subdivisions.<language>.jsonl`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import regex

from extractor.packs.entries import RegionEntry, RegionForms
from extractor.packs.files import Refuse, decode_lines, stop
from extractor.packs.gazetteers import Gazetteer

WORLD = "world"
_COUNTRY = regex.compile(rb'"id":\s*"([A-Z]{2})-')
Lines = list[tuple[int, bytes]]
Check = Callable[[Path, Iterable[RegionEntry]], Iterator[RegionEntry]]


class Subdivisions:
    """The subdivisions of the packs' folders; those that `known` has are left to it.

    `check` lets the sound entries of a file pass; `refuse` is told of lines that are none.
    """

    def __init__(
        self, folders: Iterable[Path], known: Mapping[str, RegionEntry], check: Check, refuse: Refuse = stop
    ) -> None:
        self._folders = tuple(folders)
        self._known = known
        self._check = check
        self._refuse = refuse
        self._files: dict[Path, dict[str, Lines]] = {}
        self._entries: dict[str, Mapping[str, RegionEntry]] = {}
        self._gazetteers: dict[tuple[str, str], Gazetteer] = {}

    def of(self, country: str) -> Mapping[str, RegionEntry]:
        """Return the subdivisions of a country by id. Raises PackError for a line that is no entry."""
        if country not in self._entries:
            found = {
                entry.id: entry
                for path, lines in self._lines(country, "subdivisions.jsonl")
                for entry in self._check(path, decode_lines(path, lines, RegionEntry, self._refuse))
            }
            self._entries[country] = {name: entry for name, entry in found.items() if name not in self._known}
        return self._entries[country]

    def gazetteer(self, country: str, language: str) -> Gazetteer:
        """Return a country's gazetteer: the forms of the language, then the names in the others."""
        key = (country, language)
        if key not in self._gazetteers:
            entries = self.of(country)
            others = sorted({name for entry in entries.values() for name in entry.names} - {language})
            names = [(other, _invert({e.id: (e.names.get(other, ""),) for e in entries.values()})) for other in others]
            forms = _invert(dict(self._forms(country, language)))
            folders = {path.parent for path, _ in self._lines(country, "subdivisions.jsonl")}
            alone = any(folder.name == WORLD or not (folder / "regions.jsonl").exists() for folder in folders)
            self._gazetteers[key] = Gazetteer([(language, forms), *names], entries, alone)
        return self._gazetteers[key]

    def all_names(self, language: str) -> Gazetteer:
        """Return the gazetteer of the whole world's names, without their cases."""
        key = ("", language)
        if key not in self._gazetteers:
            entries = {name: entry for country in self._countries() for name, entry in self.of(country).items()}
            names = _invert({entry.id: (entry.names.get(language, ""),) for entry in entries.values()})
            self._gazetteers[key] = Gazetteer([(language, names)], entries, alone=True)
        return self._gazetteers[key]

    def forms(self, name: str, language: str) -> tuple[str, ...]:
        """Return the forms of one subdivision: those of the language, and its names in the others."""
        country = name.partition("-")[0]
        entry = self.of(country).get(name)
        made = dict(self._forms(country, language)).get(name, ())
        return (*made, *entry.names.values()) if entry is not None else ()

    def _forms(self, country: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the ids with their forms; what has no generated ones goes by its name and those written by hand."""
        made = {
            line.id: line.whole()
            for path, lines in self._lines(country, f"subdivisions.{language}.jsonl")
            for line in decode_lines(path, lines, RegionForms, self._refuse)
        }
        for name, entry in self.of(country).items():
            yield name, made.get(name) or (entry.names.get(language, ""), *entry.forms.get(language, ()))

    def _lines(self, country: str, name: str) -> Iterator[tuple[Path, Lines]]:
        """Yield a country's lines of each folder's file of that name: its own, else those among the world's."""
        for folder in self._folders:
            own = folder / "regions" / country.lower()
            path = (own if (own / "subdivisions.jsonl").exists() else own.parent / WORLD) / name
            if lines := self._read(path).get(country):
                yield path, lines

    def _countries(self) -> list[str]:
        paths = [path for folder in self._folders for path in folder.glob("regions/*/subdivisions.jsonl")]
        return sorted({country for path in paths for country in self._read(path)})

    def _read(self, path: Path) -> dict[str, Lines]:
        """Return the numbered lines of a file by country, undecoded."""
        if path not in self._files:
            found: dict[str, Lines] = {}
            for number, line in enumerate(path.read_bytes().split(b"\n") if path.exists() else (), 1):
                country = _COUNTRY.search(line)
                if country or line.strip():
                    found.setdefault(country[1].decode() if country else "", []).append((number, line))
            self._files[path] = found
        return self._files[path]


def _invert(forms: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the regions of each form."""
    regions: dict[str, list[str]] = {}
    for name, several in forms.items():
        for form in filter(None, several):
            regions.setdefault(form, []).append(name)
    return {form: tuple(names) for form, names in regions.items()}
