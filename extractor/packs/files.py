"""The files of a pack: YAML tables and JSON lines → entries, each refused by name where it breaks the format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import Struct

from extractor.errors import PackError
from extractor.packs.entries import Tables

T = TypeVar("T", bound=Struct)
Refuse = Callable[[PackError], None]


def stop(error: PackError) -> None:
    """Raise the error: what ordinary loading does with the first fault."""
    raise error


def read_tables(path: Path, refuse: Refuse = stop) -> Tables:
    """Return what a YAML file holds; `refuse` is told of each entry that breaks the format, and the rest is kept."""
    # Every scalar stays a string: YAML's own reading would turn `no` into False and 1.10 into 1.1.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        raw = yaml.load(path.read_text("utf-8"), Loader=loader) or {}
        return msgspec.convert(raw, Tables, strict=False)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        refuse(PackError(str(path), "", f"cannot be read as YAML: {' '.join(str(error).split())}"))
        return Tables()
    except msgspec.ValidationError as error:
        if not isinstance(raw, dict):
            refuse(PackError(str(path), "", f"must hold tables such as rules: or metrics: ({error})"))
            return Tables()
        return Tables(**dict(_convert_tables(path, raw, refuse)))


def _convert_tables(path: Path, raw: dict[str, Any], refuse: Refuse) -> Iterator[tuple[str, Any]]:
    """Convert a file's tables entry by entry, so that one that breaks the format does not hide the others."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(Tables)}
    for name, table in raw.items():
        if name not in kinds:
            refuse(PackError(str(path), name, f"no such table; there are {', '.join(kinds)}"))
        elif name == "language":
            yield from ((name, entry) for entry in _convert(path, name, table, kinds[name], refuse))
        elif not isinstance(table, list):
            refuse(PackError(str(path), name, "must be a list of entries"))
        else:
            kind = kinds[name].__args__[0]
            pairs = ((f"{name}[{at}]", entry) for at, entry in enumerate(table))
            yield name, tuple(made for place, entry in pairs for made in _convert(path, place, entry, kind, refuse))


def _convert(path: Path, place: str, raw: Any, kind: Any, refuse: Refuse) -> Iterator[Any]:
    try:
        yield msgspec.convert(raw, kind, strict=False)
    except msgspec.ValidationError as error:
        name = raw.get("id", place) if isinstance(raw, dict) else place
        refuse(PackError(str(path), str(name), str(error)))


def read_lines(path: Path, kind: type[T], refuse: Refuse = stop) -> Iterator[T]:
    """Yield the entries of a file of JSON lines; `refuse` is told of each line that breaks the format."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        refuse(PackError(str(path), "", f"cannot be read: {error.strerror}"))
        return
    yield from decode_lines(path, enumerate(lines, 1), kind, refuse)


def decode_lines(path: Path, lines: Iterable[tuple[int, bytes]], kind: type[T], refuse: Refuse = stop) -> Iterator[T]:
    """Yield the entries of a file's numbered lines; `refuse` is told of each line that breaks the format."""
    decoder = msgspec.json.Decoder(kind)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield decoder.decode(line)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            entry = ""
            with suppress(ValueError, AttributeError, RecursionError):
                entry = str(json.loads(line).get("id", ""))
            refuse(PackError(f"{path}:{number}", entry, _tell(line, error)))


def _tell(line: bytes, error: Exception) -> str:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as broken:
        return f"is not UTF-8 (byte {broken.start + 1} of the line)"
    return str(error)


def unique(path: Path, entries: Iterable[T], refuse: Refuse = stop) -> Iterator[T]:
    """Yield the entries; `refuse` is told of one whose id stands in the file already."""
    seen: set[str] = set()
    for entry in entries:
        name = entry.id  # type: ignore[attr-defined]
        if name in seen:
            refuse(PackError(str(path), name, "the id stands twice in this file"))
        else:
            seen.add(name)
            yield entry
