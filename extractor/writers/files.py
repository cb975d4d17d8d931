"""Output files: written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from extractor.errors import UsageError


@contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends well; after an error `path` is as it was.

    Raises OSError where the folder cannot be written.
    """
    target = path.resolve()  # a link stays a link
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:  # a device or a pipe cannot be replaced
            yield stream
        return
    partial = target.with_name(f".extract-{os.getpid()}.part")
    try:
        with partial.open("xb") as stream:
            yield stream
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def prepare_folder(folder: Path) -> None:
    """Make the folder where it is missing. Raises UsageError where it cannot be made or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(f"{folder}: is a file, and the output needs a folder; give another -o") from error
    except OSError as error:
        raise UsageError(f"{folder}: the folder cannot be made: {error.strerror}; give another -o") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{folder}: the folder cannot be written; give another -o")
