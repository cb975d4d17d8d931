"""Pages that are pictures → words: rendered, set straight, freed of rules, read by Tesseract, every number read twice."""

from __future__ import annotations

from extractor.readers.ocr.engine import Engine, find_engine
from extractor.readers.ocr.scans import Doubt, Scan, read_scan

__all__ = ["Doubt", "Engine", "Scan", "find_engine", "read_scan"]
