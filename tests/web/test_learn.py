"""What patients can read without an account."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from jinja2.ext import babel_extract
from starlette.testclient import TestClient

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.report.figures.people import people
from sequela.upkeep.reading_level import ease_es, grade_en
from sequela.web.app import STATIC, make_app
from sequela.web.entry_fields import PLAIN, form_of
from sequela.web.language import translations
from sequela.web.site import Site
from sequela.web.visit import HERE

from .pages import Page

MOST_BYTES = 200_000


def addresses(knowledge: Knowledge) -> Iterator[str]:
    yield from ("/learn", "/help-now")
    yield from (f"/learn/tests/{name}" for name in knowledge.tests)
    yield from (f"/learn/treatments/{name}" for name in knowledge.treatments)
    topics = {page.partition("/")[2] for page in knowledge.education} - {"help_now"}
    yield from (f"/learn/{name}" for name in sorted({*topics, *map(str, knowledge.mechanisms)}))


def read(client: TestClient, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return answer.text


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_plain_light_and_leads_to_help(client: TestClient, knowledge: Knowledge, language: str) -> None:
    styles = len(gzip.compress((STATIC / "app.css").read_bytes()))
    for address in addresses(knowledge):
        html = read(client, address, language)
        page = Page(html, language)
        hard = grade_en(page.words) > 8 if language == "en" else ease_es(page.words) < 60
        assert not hard, (address, page.words)
        assert len(gzip.compress(html.encode())) + styles < MOST_BYTES, address
        assert "/help-now" in page.links
        assert "script" not in page.tags
        assert page.tags.count("h1") == 1


def test_every_page_has_its_json(client: TestClient, knowledge: Knowledge) -> None:
    for address in addresses(knowledge):
        answer = client.get(address, headers={"accept": "application/json"})
        assert answer.status_code == 200
        assert answer.json()


def test_every_mark_of_a_source_leads_to_one(client: TestClient, knowledge: Knowledge) -> None:
    for address in addresses(knowledge):
        html = read(client, address)
        cited = {int(n) for marks in re.findall(r'class="app-mark"[^>]*>\[([\d, ]+)\]', html) for n in marks.split(",")}
        listed = {int(n) for n in re.findall(r'<li value="(\d+)"', html)}
        assert cited <= listed, address
        assert listed == set(range(1, len(listed) + 1))


def test_nothing_that_was_written_for_clinicians_alone_is_shown(client: TestClient, knowledge: Knowledge) -> None:
    for name, treatment in knowledge.treatments.items():
        html = read(client, f"/learn/treatments/{name}")
        care = treatment.care
        gates = () if care is None else (*care.requires, *care.never, *care.caution, *care.repeats)
        assert not [gate.id for gate in gates if gate.text.en in html], name


def test_stimulation_shows_half_of_a_hundred_beside_usual_care(client: TestClient) -> None:
    answer = client.get("/learn/treatments/spinal_cord_stimulation", headers={"accept": "application/json"}).json()
    first = answer["studies"][0]
    assert (first["treated"]["people"], first["control"]["people"]) == (48, 9)
    assert first["operated"] == "yes"
    assert first["treated"]["between"] == "between 37 and 59 of 100"
    words = " ".join(Page(read(client, "/learn/treatments/spinal_cord_stimulation"), "en").words)
    assert "We are not very sure of this" in words
    assert "All of them had been operated on the spine" in words


def test_a_treatment_nobody_measured_says_so_and_shows_no_picture(client: TestClient) -> None:
    html = read(client, "/learn/treatments/activity_modification")
    assert "Not known: we found no study that counted it" in html
    assert 'class="people"' not in html


def test_a_harm_that_happened_to_none_is_told_with_the_number_of_people_studied(client: TestClient) -> None:
    words = " ".join(Page(read(client, "/learn/tests/medial_branch_block"), "en").words)
    assert "Serious harm: none of 92 people" in words


def test_english_words_on_a_spanish_page_are_marked(client: TestClient, knowledge: Knowledge) -> None:
    assert knowledge.treatments["gabapentinoid"].outcomes[1].measure.es is None
    html = read(client, "/learn/treatments/gabapentinoid", "es")
    assert '<span lang="en">at least half the pain gone' in html
    assert "(en inglés)" in html


def test_a_cause_leads_to_its_tests_and_treatments(client: TestClient) -> None:
    links = Page(read(client, "/learn/facet_joint_pain"), "en").links
    assert "/learn/tests/medial_branch_block" in links
    assert "/learn/treatments/medial_branch_rfa" in links


def test_a_cause_without_a_page_leads_to_the_one_that_explains_it(client: TestClient) -> None:
    assert "/learn/extraspinal_source" in Page(read(client, "/learn/hip_joint_pain"), "en").links


def test_help_names_the_numbers_of_the_clinic(client: TestClient) -> None:
    html = read(client, "/help-now")
    assert 'href="tel:5550199"' in html
    assert html.index("tel:5550199") < html.index("Call your emergency number or go")


def test_help_without_numbers_still_says_whom_to_call(site: Site) -> None:
    bare = replace(site, settings=replace(site.settings, numbers=(), phone=""))
    html = read(TestClient(make_app(bare)), "/help-now")
    assert "Call the emergency number of the country you are in" in html
    assert "tel:" not in html


def test_what_does_not_exist_is_a_page_that_leads_on(client: TestClient) -> None:
    for address in ("/learn/nothing", "/learn/tests/nothing", "/learn/treatments/nothing"):
        assert client.get(address).status_code == 404


def test_a_hundred_people_are_drawn_of_whom_the_share_is_filled() -> None:
    filled, empty = re.findall(r'd="([^"]*)"', people(48, "about 48 of 100"))
    assert (filled.count("M"), empty.count("M")) == (48, 52)
    assert people(0, "none").count("<path") == 1


SAME_IN_BOTH = (("Auditor",), ("Error: ",), ("Error:",), ("No",), ("Plan",))


def test_every_sentence_of_every_template_is_there_in_spanish() -> None:
    spanish = translations("es")
    missing: list[tuple[str, ...]] = []
    for template in sorted(HERE.glob("templates/**/*.j2")):
        with template.open("rb") as file:
            for _, _, said, _ in babel_extract(file, ("_", "gettext", "ngettext"), [], {"trimmed": "true"}):
                told = (said,) if isinstance(said, str) else tuple(part for part in said or () if part)
                plural = len(told) > 1 and spanish.ngettext(told[0], told[1], 2) == told[1]
                if told in SAME_IN_BOTH:
                    continue
                if plural or (len(told) == 1 and spanish.gettext(told[0]) == told[0]):
                    missing.append(told)
    assert not missing


def test_every_field_of_the_forms_of_a_chart_is_named_in_spanish(knowledge: Knowledge) -> None:
    spanish = translations("es").gettext
    kinds = ("surgery", "complaint", "treatment", "score", "medicine", "visit")
    forms = [*PLAIN.values(), *(form_of(kind, knowledge, "") for kind in kinds), form_of("fact", knowledge, "crp")]
    said = {field.label for form in forms if form is not None for field in form.fields}
    said |= {form.title for form in forms if form is not None and form.kind != "fact"}
    assert sorted(words for words in said if spanish(words) == words) == []
