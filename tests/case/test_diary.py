"""Pain diaries as files and inside a case: every form of time, and every fault with its line and what is accepted."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.case.diary import Diary
from sequela.case.diary_csv import MOST_BYTES
from sequela.case.diary_time import DiaryTimeError, hours_since, read_moment
from sequela.case.errors import CaseError
from sequela.case.files import load_case
from sequela.case.form import Reading
from sequela.case.read_diary import diary_file
from sequela.knowledge.schema.knowledge import Knowledge

DAY = dt.date(2024, 6, 1)
HEAD = "# block: medial branch block\n# drug: lidocaine 1 %\n# baseline: 7\n"
NINE = dt.time(9, 0)


def read(text: str | bytes, knowledge: Knowledge) -> tuple[Diary | None, Reading]:
    reading = Reading(knowledge=knowledge, as_of=DAY, written=DAY)
    data = text if isinstance(text, bytes) else text.encode()
    return diary_file(data, "diary.csv", "", reading), reading


def good(text: str, knowledge: Knowledge) -> Diary:
    diary, reading = read(text, knowledge)
    assert diary is not None, reading.problems
    return diary


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("+30min", 0.5),
        ("+2h", 2),
        ("2 hours", 2),
        ("+1h30min", 1.5),
        ("+1h30", 1.5),
        ("1,5 h", 1.5),
        ("+1d", 24),
        ("-10min", -1 / 6),
        ("09:30", 0.5),
        ("9:30 am", 0.5),
        ("9.30", 0.5),
        ("10:00 PM", 13),
        ("2024-05-03T09:30", 0.5),
        ("2024-05-04 09:00", 24),
    ],
)
def test_times_are_hours_since_the_block(text: str, hours: float) -> None:
    assert hours_since(read_moment(text), dt.date(2024, 5, 3), NINE, None) == pytest.approx(hours)


def test_a_time_of_day_after_midnight_is_of_the_next_day() -> None:
    assert hours_since(read_moment("01:00"), None, dt.time(20, 0), 4.0) == 5


def test_a_time_before_the_block_stays_before_it() -> None:
    assert hours_since(read_moment("08:50"), None, NINE, None) == pytest.approx(-1 / 6)
    assert hours_since(read_moment("before"), None, None, None) < 0


@pytest.mark.parametrize(
    "text", ["", "30", "+30", "noon", "25:00", "9:70", "2024-13-40T09:30", "2024-05-03T09:30Z", "13:00 pm"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(DiaryTimeError):
        hours_since(read_moment(text), dt.date(2024, 5, 3), NINE, None)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_refused_as_one(text: str) -> None:
    with suppress(DiaryTimeError):
        assert hours_since(read_moment(text), dt.date(2024, 5, 3), NINE, None) is not None


def test_the_head_is_read(knowledge: Knowledge) -> None:
    diary = good(
        "# block: medial_branch_block\n# levels: L4-5 and L5-S1\n# side: r\n# date: 2024-05-03T09:00\n"
        "# drug: bupivacaine 0.5 % with epinephrine + dexamethasone\n# volume: 0.5 ml\n# sedation: none\n"
        "# index activity: standing up\n# baseline: 7/10\ntime,score\n+1h,3\n",
        knowledge,
    )
    assert (diary.block, diary.levels, diary.side) == ("medial_branch_block", ("L4-L5", "L5-S1"), "right")
    assert (diary.done, diary.at) == (dt.date(2024, 5, 3), NINE)
    assert (diary.drugs, diary.steroid, diary.volume) == (("bupivacaine_with_adrenaline",), True, 0.5)
    assert (diary.sedation, diary.baseline, diary.activity) == ((), 7, "standing up")


def test_times_out_of_order_are_put_in_order_and_said(knowledge: Knowledge) -> None:
    diary = good(f"{HEAD}time,score\n+2h,3\n+1h,2\n", knowledge)
    assert [row.hours for row in diary.rows] == [1, 2]
    assert any("out of order" in note for note in diary.notes)


def test_semicolons_and_decimal_commas_are_read(knowledge: Knowledge) -> None:
    diary = good(f"{HEAD}time;score;activity\n+1h;3,5;walking, uphill\n", knowledge)
    assert (diary.rows[0].score, diary.rows[0].activity) == (3.5, "walking, uphill")


def test_a_row_without_a_score_is_kept_and_counted(knowledge: Knowledge) -> None:
    diary = good(f"{HEAD}time,score,activity,medicine\n+1h,3,,\n+2h,,,tramadol 50\n", knowledge)
    assert diary.rows[1].score is None
    assert diary.rows[1].disturbance == "rescue_analgesic"
    assert "1 of 2 rows have no score" in diary.notes


def test_a_remark_in_the_head_is_kept(knowledge: Knowledge) -> None:
    assert any("remark" in note for note in good(f"# slept badly\n{HEAD}time,score\n+1h,3\n", knowledge).notes)


@pytest.mark.parametrize(
    ("text", "field", "code", "nearest"),
    [
        (f"{HEAD}# drug: bupivacaine\ntime,score\n+1h,3\n", "diary.csv:4.drug", "repeated_key", None),
        (f"{HEAD}# sid: left\ntime,score\n+1h,3\n", "diary.csv:4.sid", "unknown_key", "side"),
        (f"{HEAD}# side: lefd\ntime,score\n+1h,3\n", "diary.csv:4.side", "unknown_name", "left"),
        (f"{HEAD}# levels: L9\ntime,score\n+1h,3\n", "diary.csv:4.levels[0]", "unknown_name", None),
        (f"{HEAD}# sedation: lots\ntime,score\n+1h,3\n", "diary.csv:4.sedation", "unknown_name", None),
        (f"{HEAD}# date: 2025-01-01\ntime,score\n+1h,3\n", "diary.csv:4.date", "after_as_of", None),
        ("# drug: lidocane\ntime,score\n+1h,3\n", "diary.csv:1.drug", "unknown_name", "lidocaine"),
        ("# baseline: 12\ntime,score\n+1h,3\n", "diary.csv:1.baseline", "out_of_range", None),
        (f"{HEAD}time,score\n+1h,11\n", "diary.csv:5.score", "out_of_range", None),
        (f"{HEAD}time,score\n+1h,3-4\n", "diary.csv:5.score", "wrong_type", None),
        (f"{HEAD}time,score\n09:30,3\n", "diary.csv:5.time", "impossible_date", None),
        (f"{HEAD}time,scor\n+1h,3\n", "diary.csv:4", "missing", None),
        (f"{HEAD}time,score,medcine\n+1h,3,\n", "diary.csv:4", "unknown_key", "medicine"),
        (f"{HEAD}time,score\n+1h,3,a,b\n", "diary.csv:5", "syntax", None),
        (f'{HEAD}time,score\n"+1h,3\n', "diary.csv:5", "syntax", None),
        (HEAD, "diary.csv", "missing", None),
        ("", "diary.csv", "empty", None),
    ],
)
def test_faults_name_line_field_and_the_nearest_word(
    text: str, field: str, code: str, nearest: str | None, knowledge: Knowledge
) -> None:
    diary, reading = read(text, knowledge)
    assert diary is None
    problem = reading.problems[0]
    assert (problem.field, problem.code, problem.nearest) == (field, code, nearest)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00" * 5_000_000, "too_large"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"\xff\xfe\x00", "encoding"),
        (b"time,score\n\x1b[31m,3\n", "syntax"),
        (b"\x00\x00", "syntax"),
        (b"time,score\n" * 3000, "too_large"),
    ],
)
def test_noise_is_refused_in_one_word(data: bytes, code: str, knowledge: Knowledge) -> None:
    diary, reading = read(data, knowledge)
    assert diary is None
    assert reading.problems[0].code == code


@given(st.binary(max_size=400))
def test_any_bytes_are_a_diary_or_a_fault(knowledge: Knowledge, data: bytes) -> None:
    diary, reading = read(data, knowledge)
    assert (diary is None) == bool(reading.problems)


@given(st.text(alphabet='#:,;"\n +1h39.-aé/', max_size=200))
def test_anything_like_a_diary_is_one_or_a_fault(knowledge: Knowledge, text: str) -> None:
    diary, reading = read(f"{HEAD}time,score\n{text}", knowledge)
    assert (diary is None) == bool(reading.problems)


CASE = """\
schema: sequela.case/1
as_of: 2024-06-01
complaints: [{id: back, region: lumbar}]
blocks: [{block: medial_branch_block, side: right, diary: %s}]
"""


def test_a_case_brings_its_diaries_from_beside_it(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "diaries").mkdir()
    (tmp_path / "diaries" / "d.csv").write_text(f"{HEAD}time,score\n+1h,3\n", encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE % "diaries/d.csv", encoding="utf-8")
    (block,) = load_case(tmp_path / "case.yaml", knowledge).blocks
    assert block.diary is not None
    assert block.diary.baseline == 7


@pytest.mark.parametrize("name", ["missing.csv", "/etc/passwd", ".", '"a\\0b"'])
def test_a_diary_that_cannot_be_opened_is_a_fault_of_the_case(name: str, knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE % name, encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / "case.yaml", knowledge)
    assert caught.value.first.field == "blocks[0].diary"


@pytest.mark.parametrize(
    "name", ["../secret.csv", "link.csv", "folder/secret.csv", "../inner/../secret.csv", "../secret.txt", "inside.txt"]
)
def test_a_case_reads_no_file_beyond_its_folder_and_none_that_is_no_diary(
    name: str, knowledge: Knowledge, tmp_path: Path
) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for path in (tmp_path / "secret.csv", tmp_path / "secret.txt", inner / "inside.txt"):
        path.write_text("hunter2:0:0\ntime,score\n", encoding="utf-8")
    (inner / "link.csv").symlink_to(tmp_path / "secret.csv")
    (inner / "folder").symlink_to(tmp_path)
    (inner / "case.yaml").write_text(CASE % name, encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(inner / "case.yaml", knowledge)
    (problem,) = caught.value.problems
    assert (problem.code, problem.field) == ("unreadable", "blocks[0].diary")
    assert "hunter2" not in str(caught.value)


def test_a_link_to_a_diary_in_the_folder_is_followed(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(f"{HEAD}time,score\n+1h,3\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "d.csv")
    (tmp_path / "case.yaml").write_text(CASE % "link.csv", encoding="utf-8")
    assert load_case(tmp_path / "case.yaml", knowledge).blocks[0].diary is not None


def test_a_file_that_is_no_diary_is_not_quoted(knowledge: Knowledge) -> None:
    _, reading = read("root:x:0:0:root:/root:/bin/bash\n", knowledge)
    assert "root" not in str(reading.problems)


def test_a_fault_in_a_diary_names_the_block_the_file_and_the_line(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(f"{HEAD}time,score\n+1h,33\n", encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE % "d.csv", encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / "case.yaml", knowledge)
    assert caught.value.first.field == "blocks[0].diary: d.csv:5.score"


def test_a_diary_can_stand_inside_the_case(knowledge: Knowledge, tmp_path: Path) -> None:
    inside = "{baseline: 7, drug: lidocaine, rows: [{time: +30min, score: 2}, {time: +1h, score: 3, medicine: usual}]}"
    (tmp_path / "case.yaml").write_text(CASE % inside, encoding="utf-8")
    (block,) = load_case(tmp_path / "case.yaml", knowledge).blocks
    assert block.diary is not None
    assert [row.score for row in block.diary.rows] == [2, 3]


@pytest.mark.parametrize(
    ("inside", "field"),
    [
        ("{baseline: 7, rows: [{time: +1h, score: 12}]}", "blocks[0].diary.rows[0].score"),
        ("{baseline: 7, rows: [{tim: +1h, score: 1}]}", "blocks[0].diary.rows[0].tim"),
        ("{baseline: 7, rows: [3]}", "blocks[0].diary.rows[0]"),
        ("{baseline: [7], rows: []}", "blocks[0].diary.baseline"),
        ("{baseline: 7}", "blocks[0].diary.rows"),
        ("{bas: 7, rows: []}", "blocks[0].diary.bas"),
    ],
)
def test_faults_inside_the_case_name_their_place(inside: str, field: str, knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE % inside, encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / "case.yaml", knowledge)
    assert field in {problem.field for problem in caught.value.problems}
