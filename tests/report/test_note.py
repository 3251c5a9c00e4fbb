"""The note for the record: plain, narrow, every statement with its basis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sequela.assessment import Assessment, Member
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import SourceId
from sequela.report import note
from sequela.report.compare import WhatIf, compare

from . import samples

SMALL = Path(__file__).parents[1] / "small_knowledge"


def long(assessment: Assessment, knowledge: Knowledge, what_if: WhatIf | None = None) -> str:
    return note.render(assessment, knowledge, full=True, what_if=what_if)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(SMALL, cache=None)


def test_it_is_plain_text_of_at_most_78_columns(knowledge: Knowledge) -> None:
    text = long(samples.assessment(triage=samples.URGENT), knowledge)
    assert max(map(len, text.splitlines())) <= 78
    assert text.isascii()


def test_an_address_is_never_broken(knowledge: Knowledge) -> None:
    source = replace(knowledge.sources[SourceId("clinic2010")], doi=None, url=f"https://example.org/{'long/' * 20}")
    cited = replace(knowledge, sources={**knowledge.sources, source.id: source})
    text = long(samples.assessment(), cited)
    assert f"     {source.url}" in text.splitlines()


def test_danger_comes_before_the_sources_of_the_pain(knowledge: Knowledge) -> None:
    text = long(samples.assessment(triage=samples.URGENT), knowledge)
    assert text.index("\nDANGER\n") < text.index("PROBABLE SOURCES: BACK AND RIGHT LEG PAIN")
    assert "Action: Send to an emergency department" in text
    assert "settled by: Is it harder to pass urine than before" in text


def test_a_fact_has_its_weight_its_place_in_the_file_and_its_source(knowledge: Knowledge) -> None:
    text = " ".join(long(samples.assessment(), knowledge).split())
    assert "Femoral stretch test reproduces thigh pain, right, +0.84 bits (facts[0]) [1]" in text
    assert "+1.02 bits (facts[0]) [elicited]" in text
    assert "[competing explanation]" in text


def test_a_source_is_cited_in_full_once_and_with_its_address(knowledge: Knowledge) -> None:
    text = long(samples.assessment(), knowledge)
    source = knowledge.sources[SourceId("clinic2010")]
    assert text.count(source.cite) == 1
    assert f"doi:{source.doi}" in text


def test_every_part_of_the_ledger_is_there(knowledge: Knowledge) -> None:
    text = long(samples.assessment(), knowledge)
    for words in ("odd shadow near the facet", "Foot drop", "C-reactive protein", "Disc herniation on MRI", "Fever"):
        assert words in text
    assert "present and absent on the same day" in text


def test_date_and_knowledge_are_stated(knowledge: Knowledge) -> None:
    text = long(samples.assessment(), knowledge)
    assert "As of:      2024-06-01" in text
    assert "2026.11.1 (sha256 0000000000000000)" in text
    assert "it makes no diagnosis" in " ".join(text.split())


def test_out_of_scope_says_so_and_stops_after_danger(knowledge: Knowledge) -> None:
    scope = replace(samples.assessment().scope, status="out")
    text = long(samples.assessment(scope=scope, complaints=(), failure_reasons=()), knowledge)
    assert "Outside what this product is for" in text
    assert "PROBABLE SOURCES" not in text
    assert "WHY THE OPERATION" not in text


def test_what_was_supposed_is_never_mistaken_for_what_was_observed(knowledge: Knowledge) -> None:
    before = samples.assessment(complaints=(samples.complaint(differential=(samples.STENOSIS,)),))
    after = samples.assessment()
    text = long(after, knowledge, what_if=compare(before, after, ("foot_drop@right=present",)))
    assert "SUPPOSED, NOT OBSERVED" in text
    assert "Adjacent segment disease (main): 0 % before, 62 % after." in text


# --- the short form


def test_the_short_note_is_about_a_page(knowledge: Knowledge) -> None:
    text = note.render(samples.assessment(triage=samples.URGENT), knowledge)
    assert len(text.splitlines()) <= 70
    assert max(map(len, text.splitlines())) <= 78
    assert text.isascii()


def test_the_short_note_says_what_matters_in_the_order_of_care(knowledge: Knowledge) -> None:
    text = " ".join(note.render(samples.assessment(triage=samples.URGENT), knowledge).split())
    told = (
        "67-year-old woman",
        "Possible cauda equina syndrome: present; within hours. Send to an emergency department",
        "settled by: Is it harder to pass urine than before",
        "Questions about danger still open besides: 3:",
        "1. Adjacent segment disease, L3-L4 right: 62 % (90 % interval 40-80), main 45 %",
        "for: Degeneration next to the operated level on imaging, L3-L4 (+2.1)",
        "against: Straight leg raise reproduces leg pain: absent, right (-0.4)",
        "Cannot be told apart on these facts: adjacent segment disease and central canal stenosis.",
        "Pattern: mixed",
        "Unexplained: groin pain.",
        "To ask later: can wait until the danger is settled",
        "Does sitting make the pain worse?",
        "supported: wear next to the operated level.",
        "Facts: 3 used",
        "--note --full",
    )
    places = [text.index(words) for words in told]
    assert places == sorted(places)


def test_the_short_note_names_the_first_questions_and_counts_all(knowledge: Knowledge) -> None:
    many = tuple(replace(samples.QUESTIONS[0], question=f"Question {n}?") for n in range(9))
    text = note.render(samples.assessment(triage=replace(samples.CALM, questions=many)), knowledge)
    assert "still open: 9, the first 6:" in text
    assert "Question 5?" in text
    assert "Question 6?" not in text


def test_the_short_note_leaves_out_what_hardly_weighs(knowledge: Knowledge) -> None:
    small = replace(samples.SACROILIAC, for_=(samples.argument("Buttock pain", 0.1),))
    text = note.render(samples.assessment(complaints=(samples.complaint(differential=(small,)),)), knowledge)
    assert "Sacroiliac joint pain" in text
    assert "Buttock pain" not in text


def test_the_short_note_says_what_was_supposed_and_what_has_no_network(knowledge: Knowledge) -> None:
    before = samples.assessment(complaints=(samples.complaint(differential=(samples.STENOSIS,)), samples.UNCOVERED))
    after = samples.assessment(complaints=(samples.complaint(), samples.UNCOVERED))
    text = note.render(after, knowledge, what_if=compare(before, after, ("foot_drop@right=present",)))
    assert text.index("SUPPOSED, NOT OBSERVED") < text.index("foot_drop@right=present") < text.index("\nDANGER\n")
    assert "Region not covered yet." in text


def test_small_parts_of_a_group_are_told_in_one_line(knowledge: Knowledge) -> None:
    members = tuple(
        Member(mechanism=name.lower(), label=name, probability=p, main=p / 2)
        for name, p in (("Hip", 0.3), ("Vessel", 0.02), ("Organ", 0.01))
    )
    group = replace(samples.ADJACENT, members=members)
    text = long(samples.assessment(complaints=(samples.complaint(differential=(group,)),)), knowledge)
    assert "   part: Hip 30 %, main 15 %" in text
    assert "   others: vessel, organ, each 2 % or less" in text
