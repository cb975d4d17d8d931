"""The script that makes forms, as a module: it lives beside the packs and is not installed."""

import importlib.util
from types import ModuleType

import pytest

from extractor.packs import shipped_folder

SCRIPT = shipped_folder() / "make_forms.py"


@pytest.fixture(scope="session")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_forms", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
