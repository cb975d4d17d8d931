"""Tesseract as a process: many pictures in one call, words with boxes and confidence back.

It is the one kept open-source engine that reads Kazakh, Russian and English and that every system packages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from PIL import Image

# In this order Tesseract's Kazakh model goes first, which knows every letter of Russian too and reads names best.
LANGUAGES = ("kaz", "rus", "eng")
# What a user installs, as Debian calls it.
PACKAGES = "tesseract-ocr tesseract-ocr-rus tesseract-ocr-kaz"
SECONDS_PER_PICTURE = 60.0
_WORD_LEVEL = "5"
_COLUMNS = 12

Box = tuple[int, int, int, int]


class Token(Struct, frozen=True):
    """A word as the engine read it: its box (left, top, right, bottom) in pixels, 0 to 100 of confidence, its line.

    `stretched` marks a box that was widened over ink beside it that the engine passed over.
    """

    text: str
    box: Box
    confidence: float
    line: tuple[int, int, int]
    stretched: bool = False


class Engine(Struct, frozen=True):
    """An installed Tesseract: its program and those of `LANGUAGES` that it has."""

    program: str
    languages: tuple[str, ...]

    def recognize(
        self,
        pictures: Sequence[Image.Image],
        *,
        dpi: int,
        layout: int,
        languages: Sequence[str] = (),
        letters: str = "",
    ) -> list[list[Token]]:
        """Return the words of each picture; `layout` is Tesseract's page segmentation mode, `letters` all it may read.

        A picture that the engine fails on has no words. Raises TimeoutError where it takes too long.
        """
        if not pictures:
            return []
        with tempfile.TemporaryDirectory(prefix="ocr-") as folder:
            paths = [Path(folder) / f"{number:05}.png" for number in range(len(pictures))]
            for path, picture in zip(paths, pictures, strict=True):
                picture.save(path, compress_level=1)
            names = Path(folder) / "pictures.txt"
            names.write_text("".join(f"{path}\n" for path in paths), "utf-8")
            options = ["-l", "+".join(languages or self.languages), "--psm", str(layout), "--dpi", str(dpi)]
            options += ["-c", f"tessedit_char_whitelist={letters}"] if letters else []
            told = self._run(names, options, SECONDS_PER_PICTURE + len(pictures))
        found: list[list[Token]] = [[] for _ in pictures]
        for page, token in _read_tokens(told):
            if 0 < page <= len(found):
                found[page - 1].append(token)
        return found

    def _run(self, names: Path, options: Sequence[str], seconds: float) -> str:
        command = [self.program, str(names), "-", *options, "tsv"]
        # One thread: on pictures this small more of them only wait for each other.
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        try:
            run = subprocess.run(command, capture_output=True, env=environment, timeout=seconds, check=False)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"took longer than {seconds:.0f} s") from error
        return run.stdout.decode("utf-8", "replace")


@lru_cache(maxsize=1)
def find_engine() -> Engine | None:
    """Return the installed engine; None where there is none, or it has none of the languages."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        run = subprocess.run([program, "--list-langs"], capture_output=True, timeout=SECONDS_PER_PICTURE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    installed = set(run.stdout.decode("utf-8", "replace").split())
    languages = tuple(name for name in LANGUAGES if name in installed)
    return Engine(program, languages) if languages else None


def _read_tokens(told: str) -> Iterator[tuple[int, Token]]:
    """Yield the number of the picture (from 1) and the word of each row of Tesseract's table."""
    for row in told.split("\n"):
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD_LEVEL or not cells[-1].strip():
            continue
        page, block, paragraph, line = map(int, cells[1:5])
        left, top, width, height = map(int, cells[6:10])
        box = (left, top, left + width, top + height)
        yield page, Token(cells[-1].strip(), box, float(cells[10]), (block, paragraph, line))
