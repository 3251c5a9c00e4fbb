"""A vignette becomes a case; what is not understood is listed with its place, and nothing is ever an error."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequela.case.case import Case
from sequela.case.convert import as_yaml, case_file, convert
from sequela.case.errors import CaseError
from sequela.case.files import CaseInput, case_of, read_bytes, read_file
from sequela.case.ledger import sort_facts
from sequela.case.location import mirrored as mirror
from sequela.case.template import TEMPLATE
from sequela.case.vignette import read_vignette
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.strict import parse_yaml

from .conftest import TODAY, ReadCase

EXAMPLES = Path(__file__).parents[2] / "examples"

HISTORY: dict[str, object] = {
    "age": "in her fifties",
    "sex": "woman",
    "prior_procedures": ["L4/5 microdiscectomy (2015)", "L4-S1 TLIF with pedicle screws"],
    "months_since_surgery": 36,
    "relief_after_surgery": "leg pain gone, back pain unchanged",
    "onset_months_ago": 18,
    "pain_sites": ["right buttock", "low back"],
    "aggravating": ["sitting", "rising from a chair"],
    "signs": {"straight_leg_raise": "negative bilaterally", "fortin_finger": "positive right", "foot_drop": "absent"},
    "tests": {
        "mri_plain": "no recurrent herniation; facet arthropathy at L3-4",
        "ct": "before the second operation: nonunion at L4-5",
        "odi": 48,
    },
    "treatments_tried": [{"name": "sacroiliac injection", "effect": "80% relief for 3 weeks"}],
    "medications": ["pregabalin 150 mg", "apixaban"],
    "occupation": "builder",
    "red_flags": ["no fever", "new saddle numbness"],
}


def values(case: Case) -> dict[str, str | float]:
    return {fact.finding: fact.value for fact in case.facts}


def test_a_history_becomes_operations_complaint_facts_treatments_and_medicines(told: ReadCase) -> None:
    case = told(**HISTORY)
    assert case.patient.age == (50, 59)
    assert [(s.procedure, s.levels) for s in case.surgeries] == [
        ("microdiscectomy", ("L4-L5",)),
        ("tlif", ("L4-L5", "L5-S1")),
    ]
    assert (case.surgeries[1].relief_axial, case.surgeries[1].relief_limb) == ("none", "complete")
    assert [(site.name, site.side) for site in case.complaints[0].sites] == [("buttock", "right"), ("low_back", None)]
    found = values(case)
    assert (found["sitting_worse"], found["odi"], found["fever"]) == ("present", 48, "absent")
    assert found["saddle_numbness"] == "present"
    assert [(t.treatment, t.effect) for t in case.treatments] == [("sacroiliac_injection", "partial")]
    assert [taken.medicine for taken in case.medicines] == ["pregabalin", "apixaban"]


def test_facts_are_called_by_their_place_in_the_vignette(told: ReadCase) -> None:
    places = {fact.finding: fact.id for fact in told(**HISTORY).facts}
    assert places["foot_drop"] == "known_before.signs.foot_drop"
    assert places["buttock_pain"] == "known_before.pain_sites[0]"


def test_what_a_scan_showed_before_the_operation_is_history(told: ReadCase, knowledge: Knowledge) -> None:
    before = [aside.fact.finding for aside in sort_facts(told(**HISTORY), knowledge).before_last_surgery]
    assert before == ["ct_nonunion"]


def test_what_is_not_understood_is_listed_with_its_place_and_words(told: ReadCase) -> None:
    (left,) = told(**HISTORY).not_understood
    assert (left.id, left.words) == ("known_before.occupation", "builder")


@pytest.mark.parametrize(
    ("key", "value"),
    [("age", "elderly"), ("age", 300), ("colour", {"of": "sky"}), ("pain_sites", ["aura"]), ("tests", {"vas_leg": 11}),
     ("months_since_surgery", -4), ("signs", [None, 3, []]), ("relief_after_surgery", "mauve")],
)  # fmt: skip
def test_what_cannot_be_is_listed_and_never_an_error(told: ReadCase, key: str, value: object) -> None:
    case = told(**{"prior_procedures": ["discectomy"], key: value})
    assert [left.id.startswith(f"known_before.{key}") for left in case.not_understood].count(True) >= 1


def test_an_unknown_sign_is_unknown_and_not_absent(told: ReadCase) -> None:
    assert values(told(signs={"foot_drop": "unknown", "reflex_loss": "not tested"})) == {
        "foot_drop": "unknown",
        "reflex_loss": "unknown",
    }


def test_only_region_and_known_before_are_read(knowledge: Knowledge) -> None:
    raw = {"region": "lumbar", "known_before": {"age": 50}, "truth": ["facet_joint_pain"], "vignette": "no fever"}
    case = read_vignette(raw, "x", knowledge, as_of=None, today=TODAY)
    assert case.facts == ()
    assert case.not_understood == ()


def test_operations_told_in_sequence_get_their_times(told: ReadCase) -> None:
    first, second = told(
        prior_procedures=["L4-5 fusion", "L5-S1 fusion (15 months later)"], months_since_surgery=6
    ).surgeries
    assert first.when is not None
    assert second.when is not None
    assert abs((second.when.middle - first.when.middle).days - 457) < 10


def test_a_file_of_several_vignettes_is_several_cases() -> None:
    text = "- {id: a, region: lumbar, known_before: {age: 50}}\n- {id: b, region: lumbar, known_before: {age: 60}}"
    items = read_bytes(text.encode(), "many.yaml")
    assert [(item.name, item.kind) for item in items] == [("a", "vignette"), ("b", "vignette")]


def test_a_cauda_equina_told_in_words_reaches_the_rules(told: ReadCase) -> None:
    case = told(
        prior_procedures=["L4-5 endoscopic discectomy 10 days ago"],
        pain_sites=["both legs"],
        red_flags=[
            "unable to pass urine since this morning",
            "perianal numbness",
            "bilateral leg weakness, progressive",
        ],
        signs={
            "rectal_tone": "reduced",
            "post_void_residual": "600 ml",
            "motor_deficit": "dorsiflexion 2/5 both sides",
        },
        medications=["enoxaparin"],
    )
    found = values(case)
    assert found["bladder_retention"] == found["saddle_numbness"] == found["reduced_anal_tone"] == "present"
    assert found["post_void_residual"] == 600
    assert found["anticoagulant_use"] == "present"
    weakness = next(fact for fact in case.facts if fact.finding == "bilateral_leg_weakness")
    assert (weakness.value, weakness.trend) == ("present", "worse")
    assert case.not_understood == ()


@pytest.mark.parametrize(
    ("known", "finding", "value"),
    [
        ({"signs": {"power": "normal"}}, "motor_deficit", "absent"),
        ({"signs": {"motor": "4/5 left ankle dorsiflexion"}}, "motor_deficit", "present"),
        ({"signs": {"reflexes": "left ankle jerk absent"}}, "reflex_loss", "present"),
        ({"signs": {"pulses": "palpable"}}, "peripheral_pulses_reduced", "absent"),
        ({"signs": {"SLR": "positive at 30 degrees left; crossed SLR positive"}}, "crossed_slr", "present"),
        ({"signs": {"si_provocation_cluster": "4 of 5 positive"}}, "si_provocation_cluster", "three_or_more"),
        ({"tests": {"fusion": "not solid at L4-5"}}, "ct_nonunion", "present"),
        ({"tests": {"labs": "ESR 22, CRP 6, WBC normal"}}, "wbc", "absent"),
        ({"tests": {"vas": {"leg": 9}}}, "pain_leg", 9),
        ({"tests": {"sacroiliac_injection": "90% relief for 4 hours"}}, "sacroiliac_injection_response", "present"),
        ({"history": "relieved by bending forward; denies fever"}, "relief_on_sitting_or_bending", "present"),
        ({"aggravating": "coughing and sitting"}, "cough_or_strain_worse", "present"),
        ({"qualities": "worse in extension"}, "standing_or_extension_worse", "present"),
        ({"walking_distance": "200 m"}, "walking_distance_m", 200),
        ({"bmi": 34}, "obesity", "present"),
        ({"smoking": "20 cigarettes a day"}, "smoking", "present"),
        ({"pain_sites": ["no leg pain below the knee"]}, "dermatomal_leg_pain", "absent"),
    ],
)
def test_phrases_as_they_are_met_in_histories(
    told: ReadCase, known: dict[str, object], finding: str, value: str | float
) -> None:
    assert values(told(**known))[finding] == value


def test_a_place_said_to_be_free_of_pain_is_no_place_of_pain(told: ReadCase) -> None:
    assert told(pain_sites=["low back", "no leg pain below the knee"]).complaints[0].sites[1:] == ()


def test_a_laminectomy_without_fusion_is_no_fusion(told: ReadCase) -> None:
    (surgery,) = told(prior_procedures=["L3-L5 laminectomy without fusion in 2016"]).surgeries
    assert (surgery.procedure, surgery.fuses) == ("laminectomy", False)


def test_a_mirrored_history_gives_mirrored_facts(told: ReadCase) -> None:
    def mirrored(value: object) -> object:
        if isinstance(value, dict):
            return {key: mirrored(part) for key, part in value.items()}
        if isinstance(value, list):
            return [mirrored(part) for part in value]
        swap = {"left": "right", "right": "left"}
        return re.sub(r"left|right", lambda m: swap[m[0]], value) if isinstance(value, str) else value

    known = {**HISTORY, "signs": {"straight_leg_raise": "positive left", "foot_drop": "right, new"}}
    sides = [[fact.side for fact in told(**one).facts] for one in (known, mirrored(known))]  # type: ignore[arg-type]
    assert [mirror(side) for side in sides[0]] == sides[1]
    assert {"left", "right"} <= set(sides[0])


def test_a_chart_pasted_into_one_value_is_cut_and_said_to_be(told: ReadCase) -> None:
    case = told(history="improved but " * 5000, signs=["fever"] * 3000)
    assert [left.id for left in case.not_understood][:2] == ["known_before.history", "known_before.signs[1999]"]


PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3000),
    st.floats(-1e3, 1e3),
    st.text(max_size=20),
    st.sampled_from(
        ["no fever", "left leg", "L4-5 fusion in 2030", "7/10", "3 weeks ago", "before surgery: herniation at L4-5",
         "80% relief", "unknown", "two operations", "C9-T44", "-", "(((", "no", "L5 root", "x2", "0 years ago", "2024"]
    ),
)  # fmt: skip
NAMES = """
age sex prior_procedures months_since_surgery relief_after_surgery pain_free_interval_months pain_sites onset course
qualities aggravating relieving signs tests treatments_tried medications red_flags history context comorbidities scores
onset_months_ago bmi straight_leg_raise value side name effect left goals story anything
"""
KEYS = st.sampled_from(tuple(NAMES.split()))
KNOWN = st.recursive(
    PLAIN, lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=4), max_leaves=15
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(KNOWN, st.dictionaries(KEYS, KNOWN, max_size=6)))
def test_any_vignette_is_read(knowledge: Knowledge, known: object) -> None:
    vignette = {"region": "lumbar", "known_before": known}
    case = read_vignette(vignette, "any", knowledge, as_of=None, today=TODAY)
    assert len({fact.id for fact in case.facts}) == len(case.facts)
    sort_facts(case, knowledge)
    text = case_file(CaseInput(name="any", kind="vignette", raw=vignette), knowledge, None, TODAY)
    assert without_places(read_again(text, knowledge)) == without_places(case)


# --- as case files ----------------------------------------------------------------------------------------------------


def read_again(text: str, knowledge: Knowledge) -> Case:
    (item,) = read_bytes(text.encode(), "again.yaml")
    return case_of(item, knowledge, as_of=None, today=TODAY)


def without_places(case: Case) -> tuple[object, ...]:
    facts = tuple(replace(fact, id="") for fact in case.facts)
    return facts, case.surgeries, case.complaints, case.treatments, case.medicines, case.patient, case.not_understood


def test_a_converted_vignette_says_the_same_as_the_vignette(told: ReadCase, knowledge: Knowledge) -> None:
    item = CaseInput(name="x", kind="vignette", raw={"region": "lumbar", "known_before": HISTORY})
    assert without_places(read_again(case_file(item, knowledge, None, TODAY), knowledge)) == without_places(
        told(**HISTORY)
    )


def test_a_case_file_is_not_converted_again(knowledge: Knowledge) -> None:
    item = CaseInput(name="x", kind="case", raw={})
    with pytest.raises(CaseError, match="case file already"):
        case_file(item, knowledge, None, TODAY)


@given(st.dictionaries(KEYS, KNOWN, max_size=3))
def test_what_is_written_as_yaml_reads_back_as_it_was(document: dict[str, object]) -> None:
    assert parse_yaml(as_yaml(document), "x") == (document or None)


def test_the_examples_as_case_files_are_what_the_vignettes_convert_to(tmp_path: Path, knowledge: Knowledge) -> None:
    written = convert(EXAMPLES / "vignettes.yaml", tmp_path, knowledge, None, TODAY)
    assert sorted(path.name for path in written) == sorted(path.name for path in (EXAMPLES / "cases").iterdir())
    different = [
        path.name for path in written if path.read_text("utf-8") != (EXAMPLES / "cases" / path.name).read_text("utf-8")
    ]
    assert different == [], "run: sequela case convert examples/vignettes.yaml examples/cases"


def test_every_example_can_be_read_both_ways_with_the_same_facts(knowledge: Knowledge) -> None:
    for item in read_file(EXAMPLES / "vignettes.yaml"):
        (as_case,) = read_file(EXAMPLES / "cases" / f"{item.name}.yaml")
        cases = [case_of(one, knowledge, as_of=None, today=TODAY) for one in (item, as_case)]
        assert without_places(cases[0]) == without_places(cases[1])


def leaves(value: object) -> int:
    if isinstance(value, dict):
        return sum(leaves(part) for part in value.values())
    return sum(leaves(part) for part in value) if isinstance(value, list) else 1


def test_nearly_everything_known_in_the_lumbar_examples_becomes_facts(knowledge: Knowledge) -> None:
    stated = lost = 0
    for item in read_file(EXAMPLES / "vignettes.yaml"):
        assert isinstance(item.raw, dict)
        if item.raw["region"] == "lumbar":
            stated += leaves(item.raw["known_before"])
            lost += len({left.id for left in case_of(item, knowledge, as_of=None, today=TODAY).not_understood})
    assert lost <= stated * 5 / 100


# --- the form to fill in ---------------------------------------------------------------------------------------------


def test_the_form_is_a_good_case_file_before_anything_is_filled_in(knowledge: Knowledge) -> None:
    case = read_again(TEMPLATE, knowledge)
    assert (case.facts, case.surgeries, case.as_of) == ((), (), TODAY)


def test_the_form_is_a_good_case_file_with_every_example_in_it_put_to_use(knowledge: Knowledge) -> None:
    case = read_again(filled_in(TEMPLATE), knowledge)
    assert case.as_of == dt.date(2024, 6, 1)
    assert (len(case.surgeries), len(case.complaints), len(case.treatments), len(case.blocks)) == (1, 1, 3, 1)
    assert len(case.medicines) == 1
    assert {fact.finding for fact in case.facts} >= {"straight_leg_raise", "bladder_retention", "pain_leg"}
    assert case.preferences["surgery"] == "only_if_needed"


def filled_in(form: str) -> str:
    """The form with the sign before every example taken away; explanations are indented or words."""
    lines: list[str] = []
    inside = False
    for line in form.splitlines():
        bare = line.removeprefix("# ")
        key = bare.split(":")[0]
        inside = line.startswith("# ") and (
            (key.isidentifier() and key.islower() and ":" in bare and not bare.startswith("relief"))
            or (inside and bare.startswith("  "))
        )
        lines.append(bare if inside else line)
    return "\n".join(lines)
