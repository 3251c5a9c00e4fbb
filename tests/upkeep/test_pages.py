"""Whoever asks for the evidence sees the number, how sure it is and where it comes from."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import Estimate, FindingId, SourceId, Text
from sequela.knowledge.schema.treatments import Outcome
from sequela.report.citations import address
from sequela.upkeep.pages import Page, Row, Section, UnknownNameError, find_page, index, page_data, page_text
from sequela.upkeep.pages.origin import every_record
from sequela.upkeep.pages.strength import strength
from sequela.upkeep.pages.wording import in_words, rule_lines, short


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    return load_knowledge(folder, cache=None)


def test_a_mechanism_shows_each_finding_with_its_strength_and_source(knowledge: Knowledge) -> None:
    text = " ".join(page_text(find_page(knowledge, "pressed_root")).split())
    assert "x8.5 much more likely" in text
    assert "85 : 10" in text
    assert "Raised leg test (95 % interval 0.75 to 0.92, legs2012: abstract," in text
    assert "https://pubmed.ncbi.nlm.nih.gov/11111111/" in text


def test_what_is_missing_speaks_against_a_mechanism_as_much_as_what_is_there(knowledge: Knowledge) -> None:
    page = find_page(knowledge, "pressed_root")
    against = next(part for part in page.sections if part.heading == "What speaks against it")
    said = {row.label: row.numbers["LR"] for row in against.rows}
    assert said["absent: Raised leg test"] == pytest.approx((1 - 0.85) / (1 - 0.1))
    assert said[knowledge.findings[FindingId("stiff_morning")].label.en] == pytest.approx(
        0.6
    )  # an inhibitor: its presence speaks against


def test_a_page_answers_in_the_order_in_which_a_clinician_asks(knowledge: Knowledge) -> None:
    headings = [part.heading for part in find_page(knowledge, "worn_joint").sections]
    wanted = ["How often", "What points to it", "How it is found: blocks and injections", "Sources"]
    assert [heading for heading in headings if heading in wanted] == wanted


def test_the_most_telling_findings_come_first_and_tests_stand_apart(knowledge: Knowledge) -> None:
    tests = {"imaging", "block", "laboratory", "electrodiagnosis", "record"}
    for mechanism in knowledge.mechanisms:
        for part in find_page(knowledge, f"mechanism:{mechanism}").sections:
            ratios = [row.numbers["LR"] for row in part.rows if "LR" in row.numbers]
            strengths = [max(ratio, 1 / ratio) for ratio in ratios]
            assert strengths == sorted(strengths, reverse=True), part.heading
            if part.heading.startswith("What points"):
                asked = {knowledge.findings[FindingId((row.id or "").split(":")[1])].asked for row in part.rows}
                assert not asked & tests


def test_a_judgement_says_that_it_is_one_and_in_full_why(knowledge: Knowledge) -> None:
    page = find_page(knowledge, "worn_joint")
    assert "(judged, worth 6)" in page_text(page)
    assert "in our judgement (worth 6 patients): worn joints are stiff at first" in page_text(page, full=True)


def test_in_full_every_number_names_its_study_and_whom_it_studied(knowledge: Knowledge) -> None:
    text = " ".join(page_text(find_page(knowledge, "pressed_root"), full=True).split())
    source = knowledge.sources[SourceId("legs2012")]
    assert source.cite.rstrip(".") in text
    assert "read: abstract" in text


def test_a_short_page_says_how_much_more_there_is() -> None:
    rows = tuple(Row(label=f"row {number}", lead="x2") for number in range(5))
    page = Page(kind="k", id="i", label="L", sections=(Section(heading="H", rows=rows, top=2),))
    assert "... 3 more: --full" in page_text(page)
    assert "row 4" in page_text(page, full=True)
    assert len(page_data(page)["sections"][0]["rows"]) == 5  # type: ignore[index]


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (12, "far more likely"),
        (5.2, "much more likely"),
        (2, "more likely"),
        (1.3, "a little more likely"),
        (1.1, "hardly changes"),
        (0.7, "a little less likely"),
        (0.3, "less likely"),
        (0.05, "far less likely"),
    ],
)
def test_a_ratio_has_words(ratio: float, words: str) -> None:
    assert strength(ratio) == words


def test_what_helps_is_said_with_the_other_arm_and_how_sure_it_is(knowledge: Knowledge) -> None:
    outcome = Outcome(
        helps=("pressed_root",),
        measure=Text(en="half the leg pain gone"),
        months=6,
        share=Estimate(n=24, N=50, source=SourceId("legs2012")),
        control=Estimate(n=4, N=44, source=SourceId("legs2012")),
        control_arm=Text(en="usual care"),
        operated="yes",
        certainty="moderate",
    )
    name, treatment = next(iter(knowledge.treatments.items()))
    treated = {**knowledge.treatments, name: dataclasses.replace(treatment, outcomes=(outcome,))}
    known = dataclasses.replace(knowledge, treatments=treated)
    text = " ".join(page_text(find_page(known, "pressed_root")).split())
    assert "48 of 100" in text
    assert "half the leg pain gone, 6 months; 9 with usual care" in text
    assert "Moderate certainty, operated" in text
    assert "48 of 100" in page_text(find_page(known, f"treatment:{name}"))
    assert "48 of 100" not in page_text(find_page(known, "worn_joint"))


def test_records_of_care_have_pages_that_say_what_they_rest_on() -> None:
    known = load_knowledge(cache=None)
    for kind, records in (
        ("risk", known.risks),
        ("interaction", known.interactions),
        ("instrument", known.instruments),
        ("code", known.codes),
        ("group", known.groups),
        ("accuracy", known.accuracy),
    ):
        for identifier in records:
            page = find_page(known, f"{kind}:{identifier}")
            assert page.kind == kind
            assert page.sections
            assert len(page_text(page).splitlines()) > 3


def test_a_finding_shows_all_its_causes_and_both_languages(knowledge: Knowledge) -> None:
    text = page_text(find_page(knowledge, "finding:stiff_morning"))
    assert "Pressed root" in text
    assert "Worn joint" in text
    assert "¿Está rígido al despertar?" in text


def test_a_red_flag_shows_its_rule_in_words_and_its_sources(knowledge: Knowledge) -> None:
    text = page_text(find_page(knowledge, "pressed_tail"))
    assert "saddle_numb begun at most 28 (our judgement) days before" in text
    assert "https://doi.org/10.1000/clinic.2010" in text


def test_a_source_names_every_record_that_rests_on_it(knowledge: Knowledge) -> None:
    text = page_text(find_page(knowledge, "clinic2010"))
    for user in ("mechanism:pressed_root", "red_flag:pressed_tail", "failure_reason:wrong_place", "factor:smoking"):
        assert user in text


def test_every_thing_has_a_page_that_fits_the_screen_and_is_the_same_as_data(knowledge: Knowledge) -> None:
    for kind, identifier, _ in every_record(knowledge):
        page = find_page(knowledge, f"{kind}:{identifier}")
        text = page_text(page, full=True)
        assert max(map(len, text.splitlines())) <= 100
        data = json.loads(json.dumps(page_data(page)))
        assert [part["heading"] for part in data["sections"]] == [part.heading for part in page.sections]
        assert (data["kind"], data["id"]) == (kind, identifier)


def test_a_page_is_found_by_what_people_call_the_thing(knowledge: Knowledge) -> None:
    assert find_page(knowledge, "Elevación de la pierna").id == "raised_leg"
    assert find_page(knowledge, "neurontin").id == "gabapentin"


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("pressd_root", "pressed_root"),
        ("finding:raised_legg_sign", "finding:raised_leg"),
        ("mecanism:pressed_root", "mechanism:pressed_root"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_the_nearest_name(knowledge: Knowledge, asked: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_page(knowledge, asked)
    assert caught.value.nearest[0] == nearest


def test_an_id_of_two_kinds_asks_which_is_meant(folder: Path) -> None:
    text = (folder / "patterns.yaml").read_text(encoding="utf-8")
    extra = "- {id: worn_joint, label: {en: Worn joint pain}, about: {en: A pattern of the same name.}}\n"
    (folder / "patterns.yaml").write_text(text + extra, encoding="utf-8")
    knowledge = load_knowledge(folder, cache=None)
    with pytest.raises(UnknownNameError) as caught:
        find_page(knowledge, "worn_joint")
    assert caught.value.nearest == ("mechanism:worn_joint", "pattern:worn_joint")
    assert find_page(knowledge, "pattern:worn_joint").kind == "pattern"


def test_the_index_leaves_nothing_out(knowledge: Knowledge) -> None:
    listed = page_text(index(knowledge))
    assert all(f"{kind}:{identifier}" in listed for kind, identifier, _ in every_record(knowledge))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.05, "0.05"), (0.004, "0.004"), (0.85, "0.85"), (1, "1"), (2.13, "2.1"), (40.4, "40")],
)
def test_numbers_have_as_many_digits_as_a_reader_can_use(value: float, shown: str) -> None:
    assert short(value) == shown


def test_the_link_is_made_from_the_doi_first() -> None:
    source = Source(id=SourceId("x"), cite="X", doi="10.1000/x", pmid="1", url="https://example.org", read="abstract")
    assert address(source) == "https://doi.org/10.1000/x"


def test_where_a_number_comes_from_is_said_in_each_form() -> None:
    study = SourceId("study2010")
    assert in_words(Estimate(n=9, N=20, source=study)) == "9 of 20 patients, study2010"
    assert in_words(Estimate(n=9, N=20, weight=10, source=study)) == "9 of 20 patients (worth 10 patients), study2010"
    assert "printed without an interval" in in_words(Estimate(value=0.4, weight=10, source=study))
    assert in_words(Estimate(value=0.4, weight=5, elicited="seen so", note="Two differ.")).endswith("Two differ.")


def test_a_rule_reads_as_a_list() -> None:
    limit = {"value": 2, "weight": 5, "elicited": "twice is no chance"}
    rule = {
        "at_least": {
            "count": 2,
            "of": [
                {"finding": "fever", "change": "new_or_worse"},
                {"none": [{"factor": "smoking", "in": ["current", "former"]}]},
                {"quantity": "operations", "ge": limit},
                {"procedure": {"family": ["fusion"], "implants": True}},
            ],
        }
    }
    assert list(rule_lines(rule)) == [
        "at least 2 of:",
        "  fever new or worse",
        "  none of:",
        "    factor smoking is current or former",
        "  quantity operations at least 2 (our judgement)",
        "  procedure family fusion, implants True",
    ]
