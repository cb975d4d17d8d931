"""`extract --list KIND`: what there is to choose from, derived from the tables that the product itself works with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from extractor.packs import Pack

Row = tuple[str, ...]
GAP = "  "


class Catalogue(NamedTuple):
    """A list by name: its columns, and what fills them."""

    columns: Row
    rows: Callable[[Pack], Iterator[Row]]


def list_catalogue(kind: str, pack: Pack, *, as_json: bool = False, aligned: bool = False) -> str:
    """Return the catalogue of a kind as lines under a header, parted by tabs or `aligned`, or as JSON objects."""
    catalogue = CATALOGUES[kind]
    rows = list(catalogue.rows(pack))
    if as_json:
        import json

        objects = [dict(zip(catalogue.columns, row, strict=True)) for row in rows]
        return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"
    table = [catalogue.columns, *rows]
    if not aligned:
        return "".join("\t".join(row) + "\n" for row in table)
    return "".join(f"{line.rstrip()}\n" for line in _align(table))


def _align(table: Iterable[Row]) -> Iterator[str]:
    rows = list(table)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return (GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _checks(_: Pack) -> Iterator[Row]:
    from extractor.checks import CHECKS

    for check in CHECKS:
        yield check.__name__.removeprefix("check_").replace("_", "-"), _first_line(check)


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().partition("\n")[0]


def _metrics(pack: Pack) -> Iterator[Row]:
    for metric in pack.metrics.values():
        yield metric.id, ", ".join(metric.units), metric.better or "", "–".join(metric.scale or ())


def _units(pack: Pack) -> Iterator[Row]:
    return ((unit.id, unit.family, unit.metric or "") for unit in pack.units.values())


def _methods(pack: Pack) -> Iterator[Row]:
    return ((method.id, ", ".join(method.parts), method.composition or "") for method in pack.methods.values())


def _categories(pack: Pack) -> Iterator[Row]:
    levels = ((category.id, category.level) for category in pack.categories.values())
    return ((name, "-" if level is None else str(level)) for name, level in levels)


def _languages(pack: Pack) -> Iterator[Row]:
    for entry in pack.languages.values():
        yield entry.id, entry.spacy, entry.decimal, str(len(pack.language(entry.id).all_rules))


def _regions(pack: Pack) -> Iterator[Row]:
    for entry in pack.regions.values():
        if entry.names:  # the others are look-alikes that yield nothing
            yield entry.id, entry.code or "", entry.kind, entry.parent or "", " | ".join(entry.names.values())


def _rules(pack: Pack) -> Iterator[Row]:
    for name in pack.languages:
        for _, rule in pack.language(name).all_rules:
            yield rule.id, name, rule.kind, rule.value, rule.examples[0] if rule.examples else ""


def _readers(_: Pack) -> Iterator[Row]:
    from extractor.readers import READERS

    return ((reader.module, reader.media_type, " ".join(reader.suffixes)) for reader in READERS)


def _formats(_: Pack) -> Iterator[Row]:
    from extractor.writers import WRITERS

    return ((writer.format, writer.suffix or "", writer.summary) for writer in WRITERS.values())


def _tables(_: Pack) -> Iterator[Row]:
    from extractor.flat import TABLES

    return ((name, ", ".join(table.key), table.description) for name, table in TABLES.items())


CATALOGUES: dict[str, Catalogue] = {
    "checks": Catalogue(("check", "what it does"), _checks),
    "metrics": Catalogue(("metric", "units", "better", "scale"), _metrics),
    "units": Catalogue(("unit", "family", "metric"), _units),
    "methods": Catalogue(("method", "parts", "composition"), _methods),
    "categories": Catalogue(("category", "level"), _categories),
    "languages": Catalogue(("language", "spacy", "decimal", "rules"), _languages),
    "regions": Catalogue(("id", "code", "kind", "parent", "names"), _regions),
    "rules": Catalogue(("rule", "language", "kind", "value", "example"), _rules),
    "readers": Catalogue(("reader", "media type", "suffixes"), _readers),
    "formats": Catalogue(("format", "suffix", "what it holds"), _formats),
    "tables": Catalogue(("table", "key", "what it holds"), _tables),
}
