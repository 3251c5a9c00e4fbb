"""The note for the record: plain, narrow, every statement with its basis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema import Knowledge, SourceId
from sequela.report import note
from sequela.report.compare import compare

from . import samples

SMALL = Path(__file__).parents[1] / "small_knowledge"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(SMALL, cache=None)


def test_it_is_plain_text_of_at_most_78_columns(knowledge: Knowledge) -> None:
    text = note.render(samples.assessment(triage=samples.URGENT), knowledge)
    assert max(map(len, text.splitlines())) <= 78
    assert text.isascii()


def test_an_address_is_never_broken(knowledge: Knowledge) -> None:
    source = replace(knowledge.sources[SourceId("clinic2010")], doi=None, url=f"https://example.org/{'long/' * 20}")
    cited = replace(knowledge, sources={**knowledge.sources, source.id: source})
    text = note.render(samples.assessment(), cited)
    assert f"     {source.url}" in text.splitlines()


def test_danger_comes_before_the_sources_of_the_pain(knowledge: Knowledge) -> None:
    text = note.render(samples.assessment(triage=samples.URGENT), knowledge)
    assert text.index("\nDANGER\n") < text.index("PROBABLE SOURCES: BACK AND RIGHT LEG PAIN")
    assert "Action: Send to an emergency department" in text
    assert "settled by: Is it harder to pass urine than before" in text


def test_a_fact_has_its_weight_its_place_in_the_file_and_its_source(knowledge: Knowledge) -> None:
    text = " ".join(note.render(samples.assessment(), knowledge).split())
    assert "Femoral stretch test reproduces thigh pain, right, +0.84 bits (facts[0]) [1]" in text
    assert "+1.02 bits (facts[0]) [elicited]" in text
    assert "[competing explanation]" in text


def test_a_source_is_cited_in_full_once_and_with_its_address(knowledge: Knowledge) -> None:
    text = note.render(samples.assessment(), knowledge)
    source = knowledge.sources[SourceId("clinic2010")]
    assert text.count(source.cite) == 1
    assert f"doi:{source.doi}" in text


def test_every_part_of_the_ledger_is_there(knowledge: Knowledge) -> None:
    text = note.render(samples.assessment(), knowledge)
    for words in ("odd shadow near the facet", "Foot drop", "C-reactive protein", "Disc herniation on MRI", "Fever"):
        assert words in text
    assert "present and absent on the same day" in text


def test_date_and_knowledge_are_stated(knowledge: Knowledge) -> None:
    text = note.render(samples.assessment(), knowledge)
    assert "As of:      2024-06-01" in text
    assert "2026.11.1 (sha256 0000000000000000)" in text
    assert "it makes no diagnosis" in " ".join(text.split())


def test_out_of_scope_says_so_and_stops_after_danger(knowledge: Knowledge) -> None:
    scope = replace(samples.assessment().scope, status="out")
    text = note.render(samples.assessment(scope=scope, complaints=(), failure_reasons=()), knowledge)
    assert "Outside what this product is for" in text
    assert "PROBABLE SOURCES" not in text
    assert "WHY THE OPERATION" not in text


def test_what_was_supposed_is_never_mistaken_for_what_was_observed(knowledge: Knowledge) -> None:
    before = samples.assessment(complaints=(samples.complaint(differential=(samples.STENOSIS,)),))
    after = samples.assessment()
    text = note.render(after, knowledge, what_if=compare(before, after, ("foot_drop@right=present",)))
    assert "SUPPOSED, NOT OBSERVED" in text
    assert "Adjacent segment disease (main): 0 % before, 62 % after." in text
