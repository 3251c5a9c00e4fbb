"""The HTML report: whole, in order, every number one click from its source, nothing of a case becoming markup."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from sequela.assess import assess
from sequela.assessment import Assessment, Member
from sequela.case.case import Case
from sequela.case.files import case_of, read_bytes, read_file
from sequela.knowledge.estimate import probability
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, MechanismId
from sequela.report import sections
from sequela.report.compare import compare
from sequela.report.html.estimates import as_percent
from sequela.report.html.render import render
from sequela.report.html.told import levels_between, levels_told

from . import patients, samples
from .page import Element, read

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "cases").glob("*.yaml"))
DAY = dt.date(2026, 1, 1)
OWN_ADDRESSES = re.compile(r"https?://\S+")


def patient(text: str, knowledge: Knowledge, name: str = "patient.yaml") -> tuple[Case, Assessment]:
    case = case_of(read_bytes(text.encode(), name)[0], knowledge, as_of=None, today=dt.date(2024, 6, 1))
    return case, assess(case, knowledge, case.as_of)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


@pytest.fixture(scope="module")
def full(knowledge: Knowledge) -> tuple[Case, Assessment]:
    return patient(patients.FULL, knowledge)


@pytest.fixture(scope="module")
def full_page(full: tuple[Case, Assessment], knowledge: Knowledge) -> Element:
    return read(render(full[1], full[0], knowledge))


@pytest.fixture(scope="module")
def empty_page(knowledge: Knowledge) -> Element:
    case, assessment = patient(patients.EMPTY, knowledge)
    return read(render(assessment, case, knowledge))


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge, full_page: Element, empty_page: Element) -> dict[str, Element]:
    """Every example, the fullest and the emptiest patient."""
    found = {"full": full_page, "empty": empty_page}
    for path in EXAMPLES:
        case = case_of(read_file(path)[0], knowledge, as_of=DAY, today=DAY)
        found[path.stem] = read(render(assess(case, knowledge, DAY), case, knowledge))
    return found


NAMES = ["full", "empty", *(path.stem for path in EXAMPLES)]


def sample(knowledge: Knowledge, **changes: object) -> str:
    """The report of an assessment written by hand, for the empty patient."""
    case, _ = patient(patients.EMPTY, knowledge)
    return render(samples.assessment(**changes), case, knowledge)


# --- one self-contained, well-formed file


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_from_anywhere(pages: dict[str, Element], name: str) -> None:
    page = pages[name]
    assert not list(page.all("script", "img", "link", "iframe", "object", "embed", "base", "form", "audio", "video"))
    for element in page.all():
        assert not {"src", "srcset", "style", "xlink:href", "action", "data"} & set(element.attributes), element.tag
        assert not any(key.startswith("on") for key in element.attributes)
    style = next(page.all("style")).text()
    assert "http" not in style
    assert "@import" not in style
    assert not re.search(r"url\((?!#)", style)


@pytest.mark.parametrize("name", NAMES)
def test_only_publications_are_linked_outside(pages: dict[str, Element], name: str) -> None:
    for link in pages[name].all("a"):
        target = link.attributes["href"]
        if not target.startswith("#"):
            assert OWN_ADDRESSES.fullmatch(target)
            assert "noreferrer" in link.attributes["rel"]
            assert "out" in link.attributes["class"]


@pytest.mark.parametrize("name", NAMES)
def test_every_anchor_is_there_once(pages: dict[str, Element], name: str) -> None:
    anchors = [e.attributes["id"] for e in pages[name].all() if "id" in e.attributes]
    assert len(anchors) == len(set(anchors))
    wanted = {link.attributes["href"][1:] for link in pages[name].all("a") if link.attributes["href"].startswith("#")}
    wanted |= {e.attributes["aria-labelledby"] for e in pages[name].all() if "aria-labelledby" in e.attributes}
    assert wanted <= set(anchors)


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_step_at_a_time(pages: dict[str, Element], name: str) -> None:
    levels = [int(h.tag[1]) for h in pages[name].all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    assert all(h.text() for h in pages[name].all("h1", "h2", "h3", "h4"))


@pytest.mark.parametrize("name", NAMES)
def test_no_section_table_or_list_is_empty(pages: dict[str, Element], name: str) -> None:
    page = pages[name]
    for part in page.all("section", "ul", "ol", "table", "dl", "details", "tbody"):
        assert part.text(), part.attributes
    for section in page.all("section"):
        heading = next(section.all("h1", "h2"))
        assert section.text() != heading.text(), heading.text()
    for words in (": None", "None;", "None%", "undefined", "{{", "{%", "<span", "&lt;", "&amp;"):
        assert words not in page.text(), words


@pytest.mark.parametrize("name", NAMES)
def test_tables_say_what_they_hold(pages: dict[str, Element], name: str) -> None:
    for table in pages[name].all("table"):
        assert next(table.all("caption")).text()
        assert all(th.attributes.get("scope") in {"row", "col"} for th in table.all("th"))


def test_it_says_its_language_and_has_its_landmarks(full_page: Element) -> None:
    assert next(full_page.all("html")).attributes["lang"] == "en"
    assert [len(list(full_page.all(tag))) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert next(full_page.all("blockquote")).attributes["lang"] == "en"


def test_the_same_assessment_gives_the_same_bytes(full: tuple[Case, Assessment], knowledge: Knowledge) -> None:
    assert render(full[1], full[0], knowledge) == render(full[1], full[0], knowledge)


# --- what it says, in which order


def test_the_parts_stand_in_the_order_of_care(full_page: Element) -> None:
    assert [h.text().split(":")[0] for h in full_page.all("h2")] == [
        f"Danger {sections.danger(patient(patients.FULL, load_knowledge())[1].triage)}",
        "Story and goals",
        "Where it hurts",
        "Timeline",
        "Probable sources",
        "Probable sources",
        "Which test would change what is done",
        "What to do, in steps",
        "The course so far, and what is due",
        "Why there may be pain after the operation",
        "What became of each fact",
        "Every danger that was looked for",
        "Where the numbers come from",
        "How to read this",
    ]


def test_the_headline_is_told_whole(full: tuple[Case, Assessment], full_page: Element) -> None:
    told = next(full_page.all("section")).text()
    for part in full[1].headline.split(". "):
        assert part.rstrip(".") in told


def test_a_danger_comes_with_its_time_its_action_and_what_would_settle_it(knowledge: Knowledge) -> None:
    page = read(sample(knowledge, triage=samples.URGENT))
    danger = page.named("danger")
    assert danger.text() == "Danger EMERGENCY NOW (9 questions open)"
    first, second = page.of_class("flag")
    assert "Possible cauda equina syndrome" in first.text()
    assert "within hours" in first.text()
    assert "Send to an emergency department" in first.text()
    assert "not settled" in second.text()
    assert "This would settle it:Is it harder to pass urine" in second.text()


def test_open_questions_about_danger_are_all_told(full: tuple[Case, Assessment], full_page: Element) -> None:
    text = full_page.text()
    assert full[1].triage.questions
    assert all(" ".join(q.question.split()) in text for q in full[1].triage.questions)


def test_what_is_not_recorded_leaves_no_heading_behind(empty_page: Element) -> None:
    headings = [h.text() for h in empty_page.all("h2")]
    for absent in ("Story and goals", "Where it hurts", "Timeline", "What became of each fact"):
        assert absent not in headings
    assert "No recorded fact moves any of them" in empty_page.text()


def test_a_region_without_a_network_says_so(knowledge: Knowledge) -> None:
    page = read(sample(knowledge, complaints=(samples.UNCOVERED,)))
    assert "Region not covered yet." in page.named("c1").text() + page.text()
    assert "Where the numbers come from" in page.text()


def test_out_of_scope_says_so_and_stops_after_danger(knowledge: Knowledge) -> None:
    scope = replace(samples.assessment().scope, status="out")
    text = read(sample(knowledge, scope=scope, complaints=(), failure_reasons=())).text()
    assert "Outside what this product is for" in text
    assert "Probable sources" not in text


def test_what_was_supposed_is_never_mistaken_for_what_was_observed(knowledge: Knowledge) -> None:
    before = samples.assessment(complaints=(samples.complaint(differential=(samples.STENOSIS,)),))
    after = samples.assessment()
    case, _ = patient(patients.EMPTY, knowledge)
    page = read(render(after, case, knowledge, what_if=compare(before, after, ("foot_drop@right=present",))))
    assert page.of_class("supposed")[0].text().startswith("Supposed, not observed: foot_drop@right=present.")
    headings = [h.text() for h in page.all("h2")]
    assert headings[1] == "What the supposition changes"
    assert "Adjacent segment disease" in page.of_class("what-if")[0].text()


def test_members_of_a_group_stand_below_it(knowledge: Knowledge) -> None:
    members = (
        Member(mechanism="painful_implant", label="Painful implant", probability=0.41, main=0.3),
        Member(mechanism="implant_malposition", label="Screw on a root", probability=0.12, main=0.1),
        Member(mechanism="metal_reaction", label="Reaction to metal", probability=0.02, main=0.01),
        Member(mechanism="screw_loosening", label="Loose screw", probability=0.01, main=0.01),
    )
    group = replace(samples.ADJACENT, mechanism="hardware_pain", label="Pain from an implant", members=members)
    page = read(sample(knowledge, complaints=(samples.complaint(differential=(group, samples.STENOSIS)),)))
    rows = [row.text() for row in next(t for t in page.of_class("differential")).all("tr")]
    assert group.title == "Painful implant (pain from an implant)"
    assert group.title in rows[1]
    assert "part of pain from an implant: Painful implant" in rows[2]
    assert "41 %" in rows[2]
    assert "Screw on a root" in rows[3]
    assert rows[4] == "part of pain from an implant: others: reaction to metal, loose screw, each 2 % or less"
    assert "Central canal stenosis" in rows[5]


def test_members_that_cannot_be_told_apart_have_their_names(knowledge: Knowledge) -> None:
    members = (Member(mechanism="hip_joint_pain", label="Hip joint pain", probability=0.41, main=0.3),)
    group = replace(samples.ADJACENT, mechanism="extraspinal_source", label="Source outside the spine", members=members)
    tied = samples.complaint(
        differential=(group, samples.STENOSIS),
        indistinguishable=(("hip_joint_pain", "central_stenosis"),),
        would_change=(
            replace(
                samples.complaint().would_change[0], label="Sudden onset", result="absent", leading="hip_joint_pain"
            ),
        ),
    )
    text = read(sample(knowledge, complaints=(tied,))).text()
    assert "Cannot be told apart on these facts: hip joint pain and central canal stenosis." in text
    assert "If this turned out not so: sudden onset; then hip joint pain would lead." in text


def test_questions_about_the_pain_wait_where_there_is_an_emergency(knowledge: Knowledge) -> None:
    calm, urgent = (read(sample(knowledge, triage=t)) for t in (samples.CALM, samples.URGENT))
    assert sections.ASK_NEXT in [h.text() for h in calm.all("h3")]
    headings = [h.text() for h in urgent.all("h3")]
    assert sections.ASK_NEXT not in headings
    assert sections.ASK_LATER in headings


def test_a_danger_names_every_fact_that_decided_it(knowledge: Knowledge) -> None:
    told = """
  - {finding: bladder_retention, value: present, since: {days_ago: 2}}
  - {finding: saddle_numbness, value: present, since: {days_ago: 2}}
"""
    case, assessment = patient(f"{patients.EMPTY}facts:{told}complaints: [{{region: lumbar}}]\n", knowledge)
    flag = read(render(assessment, case, knowledge)).of_class("flag")[0].text()
    assert "cauda equina" in flag
    assert "Trouble passing urine" in flag
    assert "Numbness between the legs" in flag


def test_each_fact_of_the_ledger_is_told(full: tuple[Case, Assessment], full_page: Element) -> None:
    rows = full_page.of_class("facts")
    told = " ".join(table.text() for table in rows)
    entries = [entry for _, _, part in sections.ledger_parts(full[1].ledger) for entry in part]
    assert sum(len(list(next(table.all("tbody")).all("tr"))) for table in rows) == len(entries)
    assert all(entry.fact in told for entry in entries)


def test_levels_are_found_in_the_words_that_tell_them(knowledge: Knowledge) -> None:
    levels = ("none", "some", "marked")
    assert levels_between(levels, "some") == ("some",)
    assert levels_between(levels, "at least some") == ("some", "marked")
    assert levels_between(levels, "at most some") == ("none", "some")
    assert levels_between(levels, "none to marked") == levels
    for factor in knowledge.factors.values():
        for count in range(1, len(factor.levels) + 1):
            for some in itertools.combinations(factor.levels, count):
                words = " or ".join(level.label.en for level in some)
                assert levels_told(factor, [words]) == {level.id for level in some}


# --- each number one click from its source


def test_each_weight_leads_to_its_estimate(
    full: tuple[Case, Assessment], full_page: Element, knowledge: Knowledge
) -> None:
    checked = groups = 0
    for place, complaint in enumerate(full[1].complaints, 1):
        for entry in complaint.differential:
            if not (entry.for_ or entry.against):
                continue
            card = full_page.named(f"c{place}-{entry.mechanism}")
            parts = [
                (known.label.en, known.regions["lumbar"])
                for mechanism in (entry.mechanism, *(member.mechanism for member in entry.members))
                if (known := knowledge.mechanisms.get(MechanismId(mechanism))) is not None
            ]
            groups += bool(entry.members)
            for reason in (*entry.for_, *entry.against):
                row = next(
                    r
                    for r in card.all("tr")
                    if " ".join(sections.argument(reason).split()) in r.text() and r.of_class("bits")
                )
                target = next(row.of_class("bits")[0].all("a")).attributes["href"][1:]
                basis = full_page.named(target).text()
                for label, part in parts:
                    link = part.findings.get(FindingId(reason.fact))
                    if link is not None:
                        assert label in basis
                        for estimate in link.given.values():
                            assert as_percent(probability(estimate).mean) in basis
                        checked += 1
    assert checked > 20
    assert groups


def test_each_probability_leads_to_how_common_the_source_is(full_page: Element, knowledge: Knowledge) -> None:
    rows = [row for table in full_page.of_class("differential") for row in table.all("tr") if row.of_class("active")]
    assert len(rows) > 20
    for row in rows:
        target = next(row.of_class("active")[0].all("a")).attributes["href"][1:]
        assert target.startswith("p-lumbar")
    prior = knowledge.mechanisms[MechanismId("facet_joint_pain")].regions["lumbar"].prior
    basis = full_page.named("p-lumbar-facet_joint_pain").text()
    assert as_percent(probability(prior.main_share).mean) in basis


def test_an_estimate_says_what_it_was_made_from_and_who_was_studied(full_page: Element) -> None:
    text = full_page.text()
    assert re.search(r"\d+ of \d+ patients[^\[]{0,50}, \[\d+\] \S", text)
    assert "a judgement, not a measurement; counted as" in text
    for read_words in ("abstract read", "guideline read"):
        assert read_words in text
    assert "operated patients" in text


def test_a_mark_leads_to_its_publication_with_its_address(full_page: Element) -> None:
    marks = full_page.of_class("cite")
    assert marks
    for mark in marks:
        entry = full_page.named(mark.attributes["href"][1:])
        assert f"[{entry.attributes['value']}]" == mark.text()
    listed = list(full_page.of_class("sources")[0].all("li"))
    assert [entry.attributes["value"] for entry in listed] == [str(n) for n in range(1, len(listed) + 1)]
    addressed = [entry for entry in listed if entry.of_class("out")]
    assert len(addressed) == len(listed)


# --- nothing of a case becomes markup


def test_hostile_words_stay_words(knowledge: Knowledge) -> None:
    case, assessment = patient(patients.HOSTILE, knowledge, name="<b onclick=x>'\".yaml")
    html = render(assessment, case, knowledge)
    page = read(html)
    assert not list(page.all("script", "img", "b"))
    assert not any(key.startswith("on") for e in page.all() for key in e.attributes)
    assert "javascript:alert(4)" in page.text()
    assert not any("javascript" in link.attributes["href"] for link in page.all("a"))
    assert "{{ 7 * 7 }}" in page.text()
    assert "\u202e" not in html
    assert "\x07" not in html
    assert html.count("</style>") == 1
    assert "lang" not in next(page.all("blockquote")).attributes


def test_the_page_forbids_itself_every_address_and_every_other_style(full_page: Element) -> None:
    import base64
    import hashlib

    policy = next(m.attributes["content"] for m in full_page.all("meta") if "http-equiv" in m.attributes)
    style = "".join(part for part in next(full_page.all("style")).inside if isinstance(part, str))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
