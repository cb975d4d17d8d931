"""The one error root: everything a user can mend is an ExtractError."""

from __future__ import annotations


class ExtractError(Exception):
    """Something the user can mend; the message names the file, the place, the cause and the way out."""


class InputError(ExtractError):
    """An input that could not be read as a document."""

    def __init__(self, path: str, cause: str) -> None:
        super().__init__(f"{path}: {cause}")
        self.path = path
        self.cause = cause


class PackError(ExtractError):
    """A pattern pack that breaks the format; the message names the file and the entry."""

    def __init__(self, path: str, entry: str, cause: str) -> None:
        place = f"{path}: {entry}" if entry else path
        super().__init__(f"{place}: {cause}")
        self.path, self.entry, self.cause = path, entry, cause


class UsageError(ExtractError):
    """Options that do not go together."""
