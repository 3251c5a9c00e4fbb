"""`sequela report`: documents to a file or standard output, refusals with their mend, nothing foreign overwritten."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from sequela.cli.report import RENDERERS
from sequela.cli.report_files import TargetError, write_document
from sequela.report.letters.document import Document, Paragraph, Section

from .process import GOOD, Sequela


def test_markdown_goes_to_standard_output(sequela: Sequela, good: Path) -> None:
    outcome = sequela("report", good, "--for", "referral")
    assert outcome.status == 0
    assert "## What we ask" in outcome.out
    assert outcome.err == ""


@pytest.mark.parametrize(("name", "start"), [("a.pdf", b"%PDF-"), ("a.html", b"<!doctype html>"), ("a.md", b"<!-- ")])
def test_the_ending_of_the_file_decides_the_form(
    sequela: Sequela, good: Path, tmp_path: Path, name: str, start: bytes
) -> None:
    outcome = sequela("report", good, "--for", "clinician", "--out", name, folder=tmp_path)
    assert (outcome.status, outcome.err) == (0, f"sequela: clinician document written to {name}\n")
    path = tmp_path / name
    assert path.read_bytes().startswith(start)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_someone_else_is_never_overwritten(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("mine", encoding="utf-8")
    outcome = sequela("report", good, "--for", "referral", "--out", "note.md", folder=tmp_path)
    assert outcome.status == 2
    assert "not overwritten" in outcome.err
    assert (tmp_path / "note.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("form", ["html", "md", "pdf"])
def test_only_an_earlier_document_of_the_same_kind_and_case_gives_way(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"letter.{form}"
    foot = Section(id="one", heading="One", blocks=(Paragraph(text="words"),))
    first = Document(
        kind="referral", language="en", case="a.yaml", as_of=dt.date(2024, 6, 1), title="A", sections=(foot,), foot="F"
    )
    write_document(path, *RENDERERS[form](first))
    write_document(path, *RENDERERS[form](dataclasses.replace(first, title="B")))
    standing = path.read_bytes()
    for other in (dataclasses.replace(first, kind="clinician"), dataclasses.replace(first, case="b.yaml")):
        with pytest.raises(TargetError, match="not overwritten"):
            write_document(path, *RENDERERS[form](other))
    assert path.read_bytes() == standing


def test_the_patient_gets_nothing_before_a_clinician_releases_it(sequela: Sequela, tmp_path: Path) -> None:
    path = tmp_path / "patient.yaml"
    path.write_text(GOOD, encoding="utf-8")
    refused = sequela("report", path, "--for", "patient", "--out", tmp_path / "p.pdf")
    assert refused.status == 2
    assert "no clinician has released this" in refused.err
    assert "sequela report CASE --for patient --release-hash" in refused.err
    assert not (tmp_path / "p.pdf").exists()
    assert "## Draft for the clinician, not released" in sequela("report", path, "--for", "patient", "--draft").out
    value = sequela("report", path, "--for", "patient", "--release-hash").out.strip()
    told = f"released: {{by: Dr Example, at: 2024-06-02, assessment_sha256: {value}}}\n"
    path.write_text(GOOD + told, encoding="utf-8")
    written = sequela("report", path, "--for", "patient", "--language", "es")
    assert written.status == 0
    assert "Su dolor es real" in written.out
    another_day = sequela("report", path, "--for", "patient", "--as-of", "2024-06-09", "--json")
    assert another_day.status == 2
    assert another_day.json()["error"]["field"] == "released.assessment_sha256"


def test_a_machine_gets_the_records(sequela: Sequela, good: Path) -> None:
    body = sequela("report", good, "--for", "clinician", "--json").json()
    assert (body["schema"], body["kind"], body["as_of"]) == ("sequela.document/1", "clinician", "2024-06-01")
    assert {block["is"] for part in body["sections"] for block in part["blocks"]} >= {"text", "points", "table"}


@pytest.mark.parametrize(
    ("options", "field", "said"),
    [
        (("--for", "referral", "--treatment", "spinal_cord_stimulatio"), "--treatment", "spinal_cord_stimulation"),
        (("--for", "authorisation", "--treatment", "acupuncture"), "--treatment", "no such treatment"),
        (("--for", "clinician", "--treatment", "fusion"), "--treatment", "referral, authorisation"),
        (("--for", "referral", "--language", "es"), "--language", "written in English"),
        (("--for", "referral", "--format", "pdf"), "--out", "a PDF is written to a file"),
        (("--for", "referral", "--release-hash"), "--release-hash", "only what a patient gets"),
        (("--for", "referral", "--draft"), "--draft", "only what a patient gets"),
    ],
)
def test_a_wrong_option_is_named_with_its_mend(
    sequela: Sequela, good: Path, options: tuple[str, ...], field: str, said: str
) -> None:
    outcome = sequela("report", good, *options)
    assert outcome.status == 2
    assert field in outcome.err
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_name_in_words_is_understood(sequela: Sequela, good: Path) -> None:
    outcome = sequela("report", good, "--for", "authorisation", "--treatment", "SCS")
    assert outcome.status == 0
    assert "Prior authorisation: spinal cord stimulation" in outcome.out


def test_a_file_of_several_patients_is_refused(sequela: Sequela, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    case = {"region": "lumbar", "known_before": {"symptoms": "leg pain"}}
    path.write_text("".join(json.dumps({"case": f"c{n}", **case}) + "\n" for n in (1, 2)), encoding="utf-8")
    outcome = sequela("report", path, "--for", "clinician")
    assert outcome.status == 2
    assert "this file holds 2" in outcome.err
    assert "sequela case convert" in outcome.err


def test_a_case_that_cannot_be_read_is_bad_input(sequela: Sequela, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("lumbar", "lumber"), encoding="utf-8")
    outcome = sequela("report", path, "--for", "referral")
    assert outcome.status == 2
    assert "nearest" in outcome.err
