"""The headline as a clinician would dictate it: who, operation, course, danger, leading explanations, next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.assessment import (
    AskNext,
    ComplaintResult,
    FailureReasonResult,
    FlagResult,
    Place,
    Ranked,
    ScopeResult,
    Statement,
    TriageResult,
)
from sequela.case.case import Case, Patient, Surgery
from sequela.case.complaint import Complaint, PainSite
from sequela.case.when import ago, read_when
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Convention
from sequela.pathway.dictation import elapsed, inside, percent, span
from sequela.pathway.headline import headline, pain_words

TODAY = dt.date(2024, 6, 1)
SMALL = Path(__file__).parents[1] / "small_knowledge"

IN = ScopeResult(status="in", because=())
ASK_14 = TriageResult(level="routine", open_questions=14, flags=())
ANSWERED = TriageResult(level="routine", open_questions=0, flags=())
EMERGENCY = TriageResult(
    level="emergency_now",
    open_questions=3,
    flags=(
        FlagResult(
            id="cauda_equina",
            label="Possible cauda equina syndrome",
            status="present",
            urgency="emergency_now",
            because=(),
            settle=(),
            action="Send to an emergency department now.",
            within="within hours",
            sources=("a",),
        ),
    ),
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    small = load_knowledge(SMALL, cache=None)
    adult = Convention(id="adult_age", value=18, unit="years", reason="studies of adults")
    return replace(small, conventions={**small.conventions, adult.id: adult})


def ranked(label: str, probability: float, **changes: object) -> Ranked:
    entry = Ranked(
        mechanism=label.lower().replace(" ", "_"),
        label=label,
        probability=probability,
        interval=(max(0.0, probability - 0.2), min(1.0, probability + 0.2)),
        main=probability / 2,
        background=False,
        prior=0.1,
        where=(),
        for_=(),
        against=(),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def result(*entries: Ranked, **changes: object) -> ComplaintResult:
    body = ComplaintResult(
        id="main",
        region="lumbar",
        side=None,
        label="Back and leg pain",
        information_bits=1.0,
        differential=entries,
        no_modelled_cause=0.05,
        expected_active=1.5,
        indistinguishable=(),
        explanations=(),
        unexplained=(),
        pattern=None,
        ask_next=(),
        would_change=(),
    )
    return replace(body, **changes)  # type: ignore[arg-type]


ADJACENT = ranked("Adjacent segment disease", 0.62, where=(Place(level="L3-L4", side=None),))
STENOSIS = ranked("Central stenosis", 0.35)

PAIN = Complaint(id="main", place="complaints[0]", region="lumbar", distribution="equal", course="better_then_worse")
CASE = Case(
    name="x",
    schema="sequela.case/1",
    as_of=TODAY,
    written=TODAY,
    patient=Patient(age=(67, 67), sex="female"),
    surgeries=(
        Surgery(
            id="surgeries[0]",
            family="fusion",
            levels=("L4-L5", "L5-S1"),
            when=ago(730.5, 15, TODAY, "24 months ago"),
        ),
    ),
    complaints=(PAIN,),
)


def test_it_is_dictated_in_order(knowledge: Knowledge) -> None:
    ask = AskNext(finding="?", question="Sitting makes it worse", bits=0.2, why="", asked="patient")
    text = headline(CASE, IN, ASK_14, (result(ADJACENT, STENOSIS, ask_next=(ask,)),), (), knowledge)
    assert text == (
        "67-year-old woman, two years after L4-S1 fusion; back and leg pain, better at first, then worse. "
        "Danger not yet ruled out (14 questions open). "
        "Leading explanations: adjacent segment disease at L3-L4 (62 %, 90 % interval 42 to 82), central stenosis "
        "(35 %). "
        "Next: answer the open danger questions, then ask: sitting makes it worse."
    )


def test_an_emergency_comes_first_and_nothing_is_asked_beside_it(knowledge: Knowledge) -> None:
    text = headline(CASE, IN, EMERGENCY, (result(ADJACENT),), (), knowledge)
    assert text.startswith("Emergency now: possible cauda equina syndrome. Send to an emergency department now.")
    assert "Next:" not in text


def test_what_is_not_known_is_left_out(knowledge: Knowledge) -> None:
    bare = Case(name="x", schema="sequela.case/1", as_of=TODAY, written=TODAY, patient=Patient())
    text = headline(bare, IN, ASK_14, (), (), knowledge)
    assert text.startswith("Patient. Danger not yet ruled out")
    for words in ("unknown", "None", "year-old", "operation"):
        assert words not in text


def test_early_after_the_operation_is_said(knowledge: Knowledge) -> None:
    early = ScopeResult(status="early", because=())
    assert "Early post-operative" in headline(CASE, early, ASK_14, (result(ADJACENT),), (), knowledge)


def test_out_of_scope_stops_after_danger(knowledge: Knowledge) -> None:
    out = ScopeResult(status="out", because=(Statement(text="never operated on the spine"),))
    text = headline(CASE, out, ANSWERED, (), (), knowledge)
    assert "Outside what this product is for: never operated on the spine." in text
    assert "Leading" not in text
    assert "Next" not in text


def test_pregnancy_is_said_on_top(knowledge: Knowledge) -> None:
    noted = ScopeResult(status="in", because=(), notes=(Statement(text="Pregnant: no intervention is proposed"),))
    text = headline(CASE, noted, ANSWERED, (result(ADJACENT),), (), knowledge)
    assert text.index("Pregnant: no intervention") < text.index("Leading")


def test_background_causes_are_no_explanation(knowledge: Knowledge) -> None:
    text = headline(CASE, IN, ANSWERED, (result(ranked("Facet joint pain", 0.2, background=True)),), (), knowledge)
    assert "No recorded fact points to a source yet" in text
    assert "acet" not in text


def test_causes_that_cannot_be_told_apart_are_said_to_be_so(knowledge: Knowledge) -> None:
    tied = result(ADJACENT, STENOSIS, indistinguishable=((ADJACENT.mechanism, STENOSIS.mechanism),))
    assert "cannot be told apart" in headline(CASE, IN, ANSWERED, (tied,), (), knowledge)


def test_a_region_without_a_network_is_said_not_to_be_covered(knowledge: Knowledge) -> None:
    neck = result(region="cervical", because="region not covered yet")
    assert "No explanations: region not covered yet." in headline(CASE, IN, ANSWERED, (neck,), (), knowledge)


def test_a_reason_that_blames_is_never_in_the_headline(knowledge: Knowledge) -> None:
    reasons = (
        FailureReasonResult(
            id="psychosocial_factors", label="Strain may have contributed", verdict="supported", because=()
        ),
        FailureReasonResult(id="recurrence", label="The disease came back", verdict="supported", because=()),
        FailureReasonResult(id="wrong_level", label="Another level", verdict="possible", because=()),
    )
    text = headline(CASE, IN, ANSWERED, (result(ADJACENT),), reasons, knowledge)
    assert "Why there may be pain after the operation: the disease came back." in text
    assert "Strain" not in text
    assert "nother level" not in text


def test_several_operations_are_counted(knowledge: Knowledge) -> None:
    case = replace(
        CASE, surgeries=(replace(CASE.surgeries[0], id="surgeries[9]", when=None, levels=()), *CASE.surgeries)
    )
    assert "two years after L4-S1 fusion (second operation)" in headline(case, IN, ANSWERED, (), (), knowledge)


def test_nothing_is_called_a_diagnosis(knowledge: Knowledge) -> None:
    assert "diagnos" not in headline(CASE, IN, ASK_14, (result(ADJACENT, STENOSIS),), (), knowledge).lower()


@pytest.mark.parametrize(
    ("complaint", "words"),
    [
        (replace(PAIN, distribution="axial_only"), "back pain"),
        (replace(PAIN, distribution="limb_more", side="right"), "right leg more than back pain"),
        (replace(PAIN, distribution="limb_only", side="both"), "bilateral leg pain"),
        (replace(PAIN, distribution="equal", roots=("L5", "S1")), "back and leg pain in the L5 and S1 territory"),
        (replace(PAIN, region="cervical", distribution="axial_more"), "neck more than arm pain"),
        (replace(PAIN, distribution=None), "pain in the lumbar region"),
        (replace(PAIN, distribution=None, sites=(PainSite(id="s", name="low_back"),)), "low back pain"),
        (replace(PAIN, distribution=None, roots=("L5",), side="left"), "left leg pain in the L5 territory"),
    ],
)
def test_the_pain_in_words(complaint: Complaint, words: str) -> None:
    assert pain_words(complaint) == words


@pytest.mark.parametrize(
    ("age", "words"),
    [((67.0, 67.0), "67-year-old woman"), ((60.0, 69.9), "Woman aged 60 to 69"), (None, "Woman,")],
)
def test_an_age_is_said_as_well_as_it_is_known(
    age: tuple[float, float] | None, words: str, knowledge: Knowledge
) -> None:
    case = replace(CASE, patient=Patient(age=age, sex="female"))
    assert headline(case, IN, ANSWERED, (), (), knowledge).startswith(words)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"days_ago": 0}, "less than a day"),
        ({"days_ago": 1}, "one day"),
        ({"days_ago": 10}, "ten days"),
        ({"weeks_ago": 3}, "three weeks"),
        ({"months_ago": 3}, "three months"),
        ({"months_ago": 14}, "14 months"),
        ({"months_ago": 24}, "two years"),
        ({"months_ago": 30}, "two and a half years"),
        ({"months_ago": 60}, "five years"),
        ({"months_ago": 221}, "18 years"),
        ("2019-06-01", "five years"),
        ("2023", "about eleven months"),
    ],
)
def test_a_time_is_dictated_in_its_largest_fitting_unit(raw: object, words: str) -> None:
    assert elapsed(read_when(raw, TODAY).days_before(TODAY)) == words


@given(st.floats(0, 40000), st.floats(0, 800))
def test_every_time_can_be_dictated(low: float, width: float) -> None:
    words = elapsed((low, low + width))
    assert words
    assert not words.startswith("no ")
    assert "0" not in words.split()


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        (("L4-L5",), "L4-L5"),
        (("L5-S1", "L4-L5"), "L4-S1"),
        (("L2-L3", "L5-S1"), "L2-L3 and L5-S1"),
        (("T12-L1", "L1-L2"), "T12-L2"),
        ((), ""),
    ],
)
def test_levels_are_said_as_spans(levels: tuple[str, ...], words: str) -> None:
    assert span(levels) == words


def test_labels_keep_the_capitals_that_belong_to_them() -> None:
    assert inside("Straight leg raise") == "straight leg raise"
    assert inside("MRI shows a scar") == "MRI shows a scar"
    assert inside("Hoffmann sign") == "Hoffmann sign"


def test_certainty_is_never_rounded_into() -> None:
    assert [percent(p) for p in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "<1 %", "50 %", ">99 %", "100 %"]
