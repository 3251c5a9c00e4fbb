"""Files at the edge: what is no file is refused, each entry of a list stands for itself, and only slips are refused."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from sequela.case.errors import CaseError
from sequela.case.files import read_bytes, read_file, read_stream
from sequela.knowledge.strict import MAX_BYTES

from .conftest import ReadCase


def test_a_pipe_a_device_and_a_folder_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path, Path(os.devnull)):
        with pytest.raises(CaseError) as caught:
            read_file(place)
        assert caught.value.first.code == "unreadable"


def test_of_a_stream_without_end_only_the_limit_is_read() -> None:
    stream = io.BytesIO(b" " * (MAX_BYTES + 500))
    with pytest.raises(CaseError) as caught:
        read_stream(stream, "standard input")
    assert (caught.value.first.code, stream.tell()) == ("too_large", MAX_BYTES + 1)


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\u2029"])
@pytest.mark.parametrize("name", ["a.JSONL", "standard input"])
def test_only_a_line_feed_ends_a_record(mark: str, name: str) -> None:
    text = f'{{"id": "a", "known_before": "x{mark}y"}}\n{{"id": "b", "known_before": "z"}}\n'
    assert [item.name for item in read_bytes(text.encode(), name)] == ["a", "b"]


def test_one_broken_line_does_not_refuse_the_others_on_standard_input() -> None:
    items = read_bytes(b'{"id": "a", "known_before": {}}\n{"id": \n', "standard input")
    assert [item.error is None for item in items] == [True, False]


def test_one_object_over_several_lines_is_one_patient() -> None:
    (item,) = read_bytes(b'{\n"id": "a",\n"known_before": {}\n}\n', "standard input")
    assert (item.name, item.error) == ("a", None)


def test_an_entry_of_a_list_without_known_before_is_a_fault_of_that_entry_only() -> None:
    first, second = read_bytes(b"- {id: a, known_before: {}}\n- {id: b}\n", "v.yaml")
    assert first.error is None
    assert second.error is not None
    assert "known_before" in second.error.first.message


@pytest.mark.parametrize(
    ("written", "value"), [("positive", "present"), ("yes", "present"), ("negative", "absent"), ("normal", "absent")]
)
def test_a_clinicians_short_words_are_read(read: ReadCase, written: str, value: str) -> None:
    case = read(f"patient: {{sex: F}}\nfacts: [{{finding: SLR, value: {written}, side: R, when: 2 years ago}}]")
    (fact,) = case.facts
    assert (fact.finding, fact.value, fact.side, case.patient.sex) == ("straight_leg_raise", value, "right", "female")
    assert fact.when is not None
    assert fact.when.text == "2 years ago"


def test_a_painful_leg_is_no_cervical_complaint_because_the_neck_was_operated(read: ReadCase) -> None:
    case = read("surgeries: [{procedure: acdf, levels: [C5-C6]}]\ncomplaints: [{sites: [lower_leg]}]")
    assert case.complaints[0].region == "lumbar"
