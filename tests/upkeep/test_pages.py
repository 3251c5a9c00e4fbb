"""Whoever asks for the evidence sees the number, how sure it is and where it comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema import Estimate, Knowledge, Source, SourceId
from sequela.upkeep.pages import UnknownNameError, find_page, index, page_data, page_text
from sequela.upkeep.pages.origin import every_record
from sequela.upkeep.pages.wording import address, in_words, rule_lines, short


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    return load_knowledge(folder, cache=None)


def test_a_mechanism_shows_each_finding_with_its_weight_and_source(knowledge: Knowledge) -> None:
    text = page_text(find_page(knowledge, "pressed_root"))
    assert "Raised leg test [finding:raised_leg]: P 0.85  leak 0.10  LR 8.5" in text
    assert "0.85, 95 % interval 0.75 to 0.92, legs2012" in text
    assert "speaks against" in text
    assert "https://pubmed.ncbi.nlm.nih.gov/11111111/" in text


def test_a_judgement_says_that_it_is_one_and_why(knowledge: Knowledge) -> None:
    text = page_text(find_page(knowledge, "worn_joint"))
    assert "in our judgement (worth 6 patients): worn joints are stiff at first" in text


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
        text = page_text(page)
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
