from __future__ import annotations

import hashlib
import io

import pytest

from extractor.errors import InputError, UsageError
from extractor.readers import choose_reader, read, read_bytes
from extractor.readers.options import ReadOptions
from tests.readers.documents import check_document, small_pack


@pytest.mark.parametrize(
    ("name", "data", "module"),
    [
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.txt", b"\xef\xbb\xbf%PDF-1.7", "pdf"),
        ("a.txt", b"<!DOCTYPE html><p>x", "html"),
        ("-", b"\n <HTML lang=ru>", "html"),
        ("-", b'<?xml version="1.0"?>\n<!-- saved --><html>', "html"),
        ("-", b"<!-- saved from url -->\n<!DOCTYPE html>", "html"),
        ("a.html", "Абай".encode("utf-16"), "html"),
        ("a.HTM", b"text", "html"),
        ("a.docx", b"PK\x03\x04", "docx"),
        ("a.bin", b"PK\x03\x04", "docx"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "docx"),
        ("a.txt", b"see <html> here", "plain"),
        ("-", b"text", "plain"),
        ("a", b"text", "plain"),
        ("a.md", b"# text", "plain"),
    ],
)
def test_bytes_go_before_the_suffix(name, data, module):
    assert choose_reader(name, data).module == module


def test_read_fills_in_the_source(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes("В Абае на юге – 4,93".encode())
    document = read(str(path), small_pack(), ReadOptions())
    check_document(document)
    assert document.source.path == str(path)
    assert document.source.media_type == "text/plain"
    assert document.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("address", ["http://example.org/a.pdf", "HTTPS://example.org"])
def test_web_addresses_are_refused(address):
    with pytest.raises(UsageError, match="save the page first"):
        read_bytes(address)


def test_missing_folder_and_empty(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_bytes(str(tmp_path / "none.txt"))
    with pytest.raises(InputError, match="is a folder"):
        read_bytes(str(tmp_path))
    (tmp_path / "blank.txt").write_bytes(b" \n")
    with pytest.raises(InputError, match="is empty"):
        read_bytes(str(tmp_path / "blank.txt"))
    with pytest.raises(InputError, match="cannot be read"):
        read_bytes("a\0b")


def test_standard_input(monkeypatch):
    class Stream:
        buffer = io.BytesIO(b"text")

    monkeypatch.setattr("sys.stdin", Stream)
    assert read_bytes("-") == b"text"
