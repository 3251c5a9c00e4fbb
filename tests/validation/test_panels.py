"""Statements of panels are read strictly, judged one by one, and every disagreement has its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sequela import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.validation.panels.about_danger import TriageLevel
from sequela.validation.panels.about_plan import StatusOf
from sequela.validation.panels.agreement import Judged, judged, refuse_stale
from sequela.validation.panels.part import described
from sequela.validation.panels.statements import FILE, PanelsError, Reason, Statement, read_statements
from sequela.validation.part import Figure

REASON = Reason(code="product_waits", text="it waits for a second block")

SOUND = """\
as_of: 2026-11-01
sources:
  - {id: nice_ng59, issuer: NICE, year: 2016}
  - {id: elsewhere, issuer: A society, year: 2020, cite: A guideline, url: "https://example.org", read: guideline}
backgrounds:
  operated:
    patient: {age: 50}
    surgeries: [{procedure: microdiscectomy, when: 2024-06}]
    facts: [{finding: fever, value: absent}, {finding: smoking, value: absent}]
statements:
  - id: numb
    area: triage
    source: elsewhere
    says: "New numbness between the legs is an emergency."
    like: [operated]
    patient: {facts: [{finding: saddle_numbness, value: present, trend: new}, {finding: fever, value: present}]}
    expect: [{triage: emergency_now, at: least}]
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def read(text: str, tmp_path: Path, knowledge: Knowledge) -> tuple[Statement, ...]:
    path = tmp_path / "panels.yaml"
    path.write_text(text, encoding="utf-8")
    return read_statements(path, knowledge)


def test_a_patient_is_a_background_with_his_own_answers_in_place_of_it(tmp_path: Path, knowledge: Knowledge) -> None:
    (numb,) = read(SOUND, tmp_path, knowledge)
    said = {f.finding: f.value for f in numb.case.facts}
    assert said == {"smoking": "absent", "saddle_numbness": "present", "fever": "present"}


@pytest.mark.parametrize(
    ("old", "new", "field", "mend"),
    [
        ("area: triage", "area: triaje", "numb.area", "did you mean 'triage'?"),
        ("source: elsewhere", "source: elswhere", "numb.source", "did you mean 'elsewhere'?"),
        ("like: [operated]", "like: [operatd]", "numb.like", "did you mean 'operated'?"),
        ("triage: emergency_now", "triage: emergency", "numb.expect[0].triage", "emergency_now"),
        ("at: least", "at: last", "numb.expect[0].at", "did you mean 'least'?"),
        ("{triage: emergency_now, at: least}", "{triaje: now}", "numb.expect[0]", "did you mean 'triage'?"),
        ("[{triage: emergency_now, at: least}]", "[]", "numb.expect", "add an expectation"),
        ("{triage: emergency_now, at: least}", "{step: [phisical_therapy], within: 2}", "expect[0].step", "physical"),
        ("finding: saddle_numbness", "finding: saddle_numbnes", "numb.patient", "saddle_numbness"),
        ("    says: ", "    sayz: ", "numb.sayz", "says"),
        (', url: "https://example.org"', "", "elsewhere.id", "add cite, read, and doi, pmid or url"),
        ("year: 2016}", "year: 2016, cite: NICE}", "nice_ng59.id", "leave out cite"),
        ("as_of: 2026-11-01", "as_of: soon", "as_of", "2026-11-01"),
        ("sources:", "sauces:", "four parts", "as_of, sources, backgrounds, statements"),
    ],
)
def test_a_slip_is_said_with_its_place_and_its_mend(
    old: str, new: str, field: str, mend: str, tmp_path: Path, knowledge: Knowledge
) -> None:
    assert old in SOUND
    with pytest.raises(PanelsError) as refused:
        read(SOUND.replace(old, new), tmp_path, knowledge)
    assert any(field in str(problem) and mend in str(problem) for problem in refused.value.problems), refused.value


def test_an_id_used_twice_is_refused(tmp_path: Path, knowledge: Knowledge) -> None:
    again = SOUND[SOUND.index("  - id: numb") :]
    with pytest.raises(PanelsError, match="used twice"):
        read(SOUND + again, tmp_path, knowledge)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, knowledge: Knowledge) -> None:
    with pytest.raises(PanelsError, match="cannot be read"):
        read_statements(tmp_path / "none.yaml", knowledge)


def test_an_expectation_turned_round_becomes_a_disagreement_that_needs_a_reason(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    (numb,) = read(SOUND, tmp_path, knowledge)
    agrees = judged(numb, knowledge)
    assert agrees.agrees
    assert not agrees.unexplained
    turned = judged(replace(numb, expect=(TriageLevel(triage="routine", at="most"),)), knowledge)
    assert not turned.agrees
    assert turned.unexplained
    assert turned.found == "triage: emergency now"
    open_ = figure("panels_unexplained", turned, knowledge)
    assert (open_.value, open_.met) == (1, False)
    explained = replace(turned, statement=replace(turned.statement, reason=REASON))
    assert figure("panels_unexplained", explained, knowledge).met
    assert figure("panels_agreement", explained, knowledge).value == 0


def test_a_statement_that_was_mended_counts_no_longer_as_followed_before(tmp_path: Path, knowledge: Knowledge) -> None:
    (numb,) = read(SOUND, tmp_path, knowledge)
    agrees = judged(replace(numb, mended="the emergency was not known"), knowledge)
    assert figure("panels_agreement", agrees, knowledge).value == 1
    assert figure("panels_agreement_before", agrees, knowledge).value == 0


def test_a_reason_where_the_answer_agrees_is_refused_as_stale(tmp_path: Path, knowledge: Knowledge) -> None:
    (numb,) = read(SOUND, tmp_path, knowledge)
    agrees = judged(replace(numb, reason=REASON), knowledge)
    with pytest.raises(PanelsError, match=r"numb\.reason: .* remove the reason"):
        refuse_stale([agrees], "panels.yaml")


def test_an_option_waiting_for_a_block_is_found_to_wait(knowledge: Knowledge) -> None:
    of = {s.id: s for s in read_statements(FILE, knowledge)}
    waits = judged(of["rfa_after_one_block"], knowledge)
    assert not waits.agrees
    assert "Medial branch block" in waits.found
    ready = replace(of["rfa_after_one_block"], expect=(StatusOf(status_of="medial_branch_rfa", status=("not_yet",)),))
    assert judged(ready, knowledge).agrees


def test_the_file_asks_enough_panels_about_every_part_of_care(knowledge: Knowledge) -> None:
    said = read_statements(FILE, knowledge)
    assert len(said) >= 60
    assert len({s.source.issuer for s in said}) >= 12
    assert len({s.area for s in said}) == 10


def test_every_statement_is_followed_or_its_reason_is_written(knowledge: Knowledge) -> None:
    found = [judged(said, knowledge) for said in read_statements(FILE, knowledge)]
    refuse_stale(found, FILE.name)
    assert [one.statement.id for one in found if one.unexplained] == []


def figure(name: str, one: Judged, knowledge: Knowledge) -> Figure:
    return next(f for f in described([one], knowledge).figures if f.id == name)
