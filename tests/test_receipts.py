from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.corrections import describe_value
from extractor.decisions import CORRECTIONS, Decision, Figure, Register, append_decision
from extractor.errors import InputError
from extractor.pipeline import ExtractOptions, extract
from extractor.receipts import load_results, verify_results
from extractor.results import Result
from extractor.writers.json import to_json

NOBODY = Register(())
ARTICLE = "Лидеры по средней оценке в 2025 году:\n- Акмолинская область – 4,93 балла;\n- Шымкент – 4,91 балла.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def save(result: Result, folder: Path) -> Path:
    path = folder / "result.json"
    path.write_bytes(to_json(result))
    return path


def verify(path: Path):
    (found,) = verify_results(str(path), lambda p, _: extract(p), NOBODY)
    return found


def test_what_did_not_change_holds(article, tmp_path):
    result = extract(article)
    assert all(record.receipt for record in result.records)
    found = verify(save(result, tmp_path))
    assert found.sound
    assert found.same_rules
    assert found.holds == tuple(record.id for record in result.records)


def test_a_result_changed_by_hand_does_not_fit_its_receipt(article, tmp_path):
    path = save(extract(article), tmp_path)
    path.write_text(path.read_text("utf-8").replace('"4.93"', '"4.98"'), "utf-8")
    found = verify(path)
    assert (len(found.altered), len(found.holds), found.sound) == (1, 1, False)


def test_a_source_that_changed_says_which_records_do(article, tmp_path):
    path = save(extract(article), tmp_path)
    article.write_text(ARTICLE.replace("4,91", "4,90"), "utf-8")
    found = verify(path)
    assert found.source == "changed"
    assert [name.rpartition("/")[2] for name in found.changed] == ["KZ-79"]
    assert [name.rpartition("/")[2] for name in found.holds] == ["KZ-11"]
    article.write_text("Лидеры по средней оценке в 2025 году:\n- Астана – 4,93 балла;\n", "utf-8")
    found = verify(path)
    assert len(found.gone) == 2
    assert [name.rpartition("/")[2] for name in found.new] == ["KZ-71"]


def test_other_rules_are_told_and_do_not_matter_where_the_outcome_is_the_same(article, tmp_path):
    pack = tmp_path / "mine" / "common"
    pack.mkdir(parents=True)
    (pack / "metrics.yaml").write_text("metrics:\n  - {id: trust, units: [percent], better: higher}\n", "utf-8")
    path = save(extract(article), tmp_path)
    (found,) = verify_results(str(path), lambda p, _: extract(p, ExtractOptions(patterns=(str(pack.parent),))), NOBODY)
    assert found.sound
    assert not found.same_rules


def test_a_source_is_found_beside_its_result(article, tmp_path):
    path = save(extract(article), tmp_path)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    article.rename(moved / article.name)
    path.rename(moved / path.name)
    assert verify(moved / path.name).sound


def test_lines_and_arrays_are_read_and_rubbish_is_refused(article, tmp_path):
    result = extract(article)
    for text in (to_json(result, indent=0) + b"\n" + to_json(result, indent=0), to_json([result, result])):
        (tmp_path / "r").write_bytes(text)
        assert len(load_results(str(tmp_path / "r"))) == 2
    for rubbish in (b"", b"{}", b"\xff", b"[1]"):
        (tmp_path / "r").write_bytes(rubbish)
        with pytest.raises(InputError, match="no result"):
            load_results(str(tmp_path / "r"))
    with pytest.raises(InputError, match="No such file"):
        load_results(str(tmp_path / "none"))


def test_the_command(article, tmp_path, capfd):
    path = save(extract(article), tmp_path)
    assert main(["--verify", str(path), "-f", "table", "--strict"]) == 0
    assert capfd.readouterr().out.startswith("✓")
    article.write_text(ARTICLE.replace("4,91", "4,90"), "utf-8")
    assert main(["--verify", str(path), "--strict"]) == 1
    assert json.loads(capfd.readouterr().out)[0]["changed"]
    article.unlink()
    assert main(["--verify", str(path)]) == 3
    assert main(["--verify", str(tmp_path / "none.json")]) == 3
    assert main(["--verify", str(path), "x.txt"]) == 2


def test_a_corrected_figure_is_told_as_decided_by_a_person(article, tmp_path, capsys):
    plain = extract(article)
    value = plain.records[0].values[0]
    decision = Decision(
        id="d1",
        when="2026-01-01T00:00:00+00:00",
        who="Анна",
        document="article.txt",
        action="correct",
        sha256=plain.source.sha256,
        target=value.id,
        old=describe_value(value),
        new=Figure(value="4.94"),
        receipt=plain.records[0].receipt,
    )
    path = save(extract(article, ExtractOptions(corrections=(decision,))), tmp_path)
    assert main(["--verify", str(path), "-f", "table", "--strict"]) == 1  # who can tell that Anna did so
    assert "whose decision is not at hand" in capsys.readouterr().out
    others = tmp_path / "others"
    others.mkdir()
    append_decision(others / CORRECTIONS, decision)
    assert main(["--verify", str(path), "-f", "table", "--strict", "--corrections", str(others / CORRECTIONS)]) == 0
    append_decision(tmp_path / CORRECTIONS, decision)
    assert main(["--verify", str(path), "-f", "table", "--strict"]) == 0
    told = capsys.readouterr().out
    assert "2 records hold" in told
    assert f"1 of those that hold rest on a person's decision: {plain.records[0].id}" in told
    # Whoever writes another figure under her name is found out.
    path.write_text(path.read_text("utf-8").replace('"4.94"', '"4.96"'), "utf-8")
    assert main(["--verify", str(path), "-f", "table", "--strict"]) == 1
    assert "no longer fit their receipts" in capsys.readouterr().out
