"""Conversion writes every vignette, overwrites nothing, and what it writes reads back as the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.case.convert import as_yaml, case_file, convert
from sequela.case.errors import CaseError
from sequela.case.files import CaseInput, read_bytes
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.strict import parse_yaml

from .conftest import TODAY


def test_names_that_make_one_file_name_do_not_overwrite_each_other(tmp_path: Path, knowledge: Knowledge) -> None:
    source = tmp_path / "v.yaml"
    source.write_text("".join(f"- {{id: {name}, known_before: {{}}}}\n" for name in ("a b", "a-2", "a/b", "A B", "a")))
    written = convert(source, tmp_path / "out", knowledge, None, TODAY)
    assert len({path.name for path in written}) == 5


def test_nothing_that_stands_there_is_overwritten_nor_a_link_followed(tmp_path: Path, knowledge: Knowledge) -> None:
    source = tmp_path / "v.yaml"
    source.write_text("- {id: a, known_before: {}}\n- {id: b, known_before: {}}\n")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "b.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CaseError, match="nothing was written"):
        convert(source, folder, knowledge, None, TODAY)
    assert not (folder / "a.yaml").exists()
    assert not (tmp_path / "elsewhere").exists()


def test_a_broken_line_is_named_and_the_others_are_converted(tmp_path: Path, knowledge: Knowledge) -> None:
    source = tmp_path / "v.jsonl"
    source.write_text('{"id": "a", "known_before": {}}\n{"id": \n')
    with pytest.raises(CaseError, match="1 written"):
        convert(source, tmp_path / "out", knowledge, None, TODAY)
    assert (tmp_path / "out" / "a.yaml").exists()


@given(text=st.text())
def test_any_text_reads_back_from_the_yaml_written(text: str) -> None:
    kept = "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")
    document = {"story": kept, "facts": [{"note": kept}]}
    assert parse_yaml(as_yaml(document), "case.yaml") == document


@pytest.mark.parametrize("mark", ["\n", "\r", "\x85", "\u2028", "\x00", "\x1b"])
def test_a_name_cannot_put_a_line_into_the_file(mark: str, knowledge: Knowledge) -> None:
    name = f"a{mark}released: {{x: 1}}"
    text = case_file(CaseInput(name=name, kind="vignette", raw={"known_before": {}}), knowledge, None, TODAY)
    (item,) = read_bytes(text.encode(), "case.yaml")
    assert isinstance(item.raw, dict)
    assert "released" not in item.raw
