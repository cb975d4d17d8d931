from __future__ import annotations

from collections.abc import Iterator

import pytest

from extractor.readers.ocr import engine


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which no OCR engine is installed."""
    monkeypatch.setattr(engine.shutil, "which", lambda name: None)
    engine.find_engine.cache_clear()
    yield
    engine.find_engine.cache_clear()
