"""Short clinical texts are read as a registrar means them: negation, doubt, side, level, root, time, effect."""

from __future__ import annotations

import pytest

from sequela.case.case import Effect
from sequela.case.form import names_in
from sequela.case.free_text.answers import age_of, course_of, likeness_of, polarity, relief_of, state_of
from sequela.case.free_text.effects import effect_of, in_use
from sequela.case.free_text.mentions import Mention, Reader
from sequela.case.free_text.operations import operations_in
from sequela.case.free_text.places import levels_in, roots_in, side_of_text
from sequela.case.free_text.sites_said import distribution_of, places_of_pain
from sequela.case.free_text.times import TimeSaid, times_in
from sequela.knowledge.schema.knowledge import Knowledge


@pytest.fixture
def reader(knowledge: Knowledge) -> Reader:
    return Reader(knowledge=knowledge, names=names_in(knowledge), operated=("L4-L5",))


def values(reader: Reader, text: str) -> dict[str, str | float]:
    return {mention.finding: mention.value for mention in reader.mentions(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fever", {"fever": "present"}),
        ("no fever", {"fever": "absent"}),
        ("denies fever, weight loss and night sweats", {"fever": "absent", "night_sweats": "absent"}),
        ("no fever, weight loss or trauma", {"fever": "absent", "weight_loss": "absent", "trauma": "absent"}),
        ("no fever but weight loss", {"fever": "absent", "weight_loss": "present"}),
        ("no fever; weight loss of 8 kg", {"fever": "absent", "weight_loss": "present"}),
        ("fever absent, night sweats", {"fever": "absent", "night_sweats": "present"}),
        ("fever was not mentioned", {"fever": "unknown"}),
        ("possible screw loosening", {"implant_loosening": "unknown"}),
        ("foot drop not tested", {"foot_drop": "unknown"}),
        ("no longer fever free", {}),
        ("pseudomeningocele no longer seen", {"csf_collection": "absent"}),
        ("pseudomeningocele, no longer small", {"csf_collection": "present"}),
    ],
)  # fmt: skip
def test_what_is_denied_is_absent_and_what_is_not_told_is_unknown(
    reader: Reader, text: str, expected: dict[str, str]
) -> None:
    found = values(reader, text)
    assert {name: found.get(name) for name in expected} == expected


def one(reader: Reader, text: str, finding: str) -> Mention:
    (mention,) = [mention for mention in reader.mentions(text) if mention.finding == finding]
    return mention


def test_side_and_root_belong_to_the_sign_they_stand_with(reader: Reader) -> None:
    mention = one(
        reader,
        "reduced sensation in the left L5 dermatome, straight leg raise positive on the right",
        "sensory_deficit",
    )
    assert (mention.side, mention.roots) == ("left", ("L5",))
    raised = "sensation reduced on the left, positive straight leg raise on the right"
    assert one(reader, raised, "straight_leg_raise").side == "right"


def test_each_lesion_keeps_its_own_level(reader: Reader) -> None:
    text = "severe central stenosis at L2-3, foraminal stenosis at L4-5 and L5-S1 on the right"
    assert one(reader, text, "mri_central_stenosis").levels == ("L2-L3",)
    foramina = one(reader, text, "mri_foraminal_stenosis")
    assert (foramina.levels, foramina.side) == (("L4-L5", "L5-S1"), "right")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("central stenosis at the operated level", ("L4-L5",)),
        ("central stenosis at the level above the fusion", ("L3-L4",)),
        ("central stenosis", ()),
    ],
)
def test_levels_may_be_told_by_the_operation(reader: Reader, text: str, level: tuple[str, ...]) -> None:
    assert one(reader, text, "mri_central_stenosis").levels == level


def test_scores_take_the_number_that_stands_with_them(reader: Reader) -> None:
    found = values(reader, "VAS back 6.5/10, VAS leg 3/10, ODI 48%")
    assert (found["pain_back"], found["pain_leg"], found["odi"]) == (6.5, 3, 48)


def test_a_raised_marker_without_a_number_is_present_and_a_bare_one_unknown(reader: Reader) -> None:
    assert values(reader, "CRP raised")["crp"] == "present"
    assert values(reader, "CRP normal")["crp"] == "absent"
    assert values(reader, "CRP")["crp"] == "unknown"


def test_a_deficit_is_told_with_its_change(reader: Reader) -> None:
    assert one(reader, "new foot drop", "foot_drop").trend == "new"
    assert one(reader, "longstanding foot drop", "foot_drop").trend == "stable"
    assert one(reader, "progressive foot drop", "foot_drop").trend == "worse"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("medial branch block: 80% relief for 6 hours", "single_positive"),
        ("medial branch blocks twice with good relief", "dual_positive"),
        ("medial branch block without relief", "negative"),
        ("medial branch block, result not stated", "unknown"),
    ],
)
def test_a_block_is_read_by_its_relief(reader: Reader, text: str, result: str) -> None:
    assert one(reader, text, "medial_branch_block").value == result


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("left leg", "left"),
        ("bilaterally", "both"),
        ("right leg and left buttock", "both"),
        ("one-sided", None),
        ("the pain went right away", None),
        ("pierna izquierda", "left"),
    ],
)
def test_sides(text: str, side: str | None) -> None:
    assert side_of_text(text) == side


def test_levels_and_roots_are_told_apart() -> None:
    assert [spot.levels for spot in levels_in("L4-5 and L5/S1, T12 to L2")] == [
        ("L4-L5",),
        ("L5-S1",),
        ("T12-L1", "L1-L2"),
    ]
    assert [spot.roots for spot in roots_in("L5 and S1 distribution; left C6 root")] == [("L5", "S1"), ("C6",)]
    assert levels_in("L5 and S1 roots") == ()


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        ("8 years ago", "ago", 2922),
        ("in 1998", "calendar", None),
        ("one month after surgery", "after_surgery", 30),
        ("15 months later", "later", 457),
        ("before surgery", "before_surgery", None),
        ("before the second operation", "before_surgery", None),
        ("preoperative", "before_surgery", None),
        ("since the fusion", "since_surgery", None),
        ("for about six weeks", "lasting", 42),
        ("half a year ago", "ago", 183),
    ],
)
def test_times(text: str, kind: str, days: float | None) -> None:
    (said,) = times_in(text)
    assert said.kind == kind
    assert said.days is None if days is None else abs((said.days or 0) - days) < 1


def test_a_text_without_a_time_has_none() -> None:
    assert times_in("L4-5, 7 of 10, three levels") == ()
    assert all(isinstance(said, TimeSaid) for said in times_in("2019 and 3 weeks ago"))


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("no relief", "none"),
        ("minimal relief", "none"),
        ("failed", "none"),
        ("loxoprofen ineffective", "none"),
        ("20% relief", "none"),
        ("no lasting relief", "partial"),
        ("relief for about an hour", "partial"),
        ("good but temporary", "partial"),
        ("80% relief for 3 weeks", "partial"),
        ("pain from 7 to 5", "partial"),
        ("8/10 to 2/10", "good"),
        ("70 % better", "good"),
        ("excellent", "good"),
        ("resolved completely", "good"),
        ("not stated", "unknown"),
        ("in use", "unknown"),
        ("blue", None),
    ],
)
def test_effects_of_treatment(text: str, effect: Effect | None) -> None:
    assert effect_of(text) == effect


def test_whether_a_drug_is_still_taken() -> None:
    assert [in_use(text) for text in ("stopped for drowsiness", "takes daily", "no benefit")] == [False, True, None]


@pytest.mark.parametrize(
    ("value", "age"),
    [
        (58, [58, 58]),
        ("58-year-old", [58, 58]),
        ("65-70", [65, 70]),
        ("sixties", [60, 69]),
        ("in her early fifties", [50, 53]),
        ("over 80", [80, 130]),
        ("elderly", None),
        ("6 months", None),
        (True, None),
        (300, None),
        (None, None),
    ],
)
def test_ages_in_words_and_ranges(value: object, age: list[float] | None) -> None:
    assert age_of(value) == age


@pytest.mark.parametrize(
    ("text", "state"),
    [("positive", "present"), ("No", "absent"), ("normal.", "absent"), ("not tested", "unknown"), ("left 4/5", None)],
)
def test_single_words_are_answers(text: str, state: str | None) -> None:
    assert state_of(text) == state


@pytest.mark.parametrize(
    ("text", "state"), [("5/5 throughout", "absent"), ("4/5 on the left", "present"), ("normal bilaterally", "absent"),
                        ("positive at 40 degrees", "present"), ("not recorded", "unknown")]
)  # fmt: skip
def test_results_in_words_have_a_polarity(text: str, state: str) -> None:
    assert polarity(text) == state


@pytest.mark.parametrize(
    ("text", "relief"),
    [
        ("complete", "complete"),
        ("leg pain gone straight away", "complete"),
        ("no relief", "none"),
        ("some improvement", "partial"),
        ("good relief of back pain", "partial"),
        ("leg pain resolved, back pain unchanged", {"limb": "complete", "axial": "none"}),
        ("unknown", "unknown"),
        ("mauve", None),
    ],
)
def test_relief_after_surgery(text: str, relief: object) -> None:
    assert relief_of(text) == relief


def test_course_and_likeness() -> None:
    assert course_of("never improved after the operation") == "never_better"
    assert course_of("good for two years, then recurred") == "better_then_worse"
    assert course_of("different pain from before") == "new_different"
    assert (likeness_of("same pain as before surgery"), likeness_of("new pattern"), likeness_of("pain")) == (
        "yes",
        "no",
        None,
    )


@pytest.mark.parametrize(
    ("text", "procedures", "levels"),
    [
        ("L4-5 microdiscectomy", ["microdiscectomy"], [["L4-L5"]]),
        ("open L4-S1 posterior decompression and instrumented fusion", ["instrumented_fusion"], [["L4-L5", "L5-S1"]]),
        ("ACDF C5-6 with plate", ["acdf"], [["C5-C6"]]),
        ("two lumbar laminectomies and an L4-5 TLIF", ["laminectomy", "laminectomy", "tlif"], [None, None, ["L4-L5"]]),
        ("L5-S1 discectomy (2010), then L4-5 fusion (2015)", ["discectomy", "lumbar_fusion"], [["L5-S1"], ["L4-L5"]]),
        ("non-instrumented fusion for scoliosis", ["uninstrumented_fusion"], [None]),
        ("tonsillectomy", [], []),
    ],
)  # fmt: skip
def test_operations(knowledge: Knowledge, text: str, procedures: list[str], levels: list[object]) -> None:
    found = operations_in(text, names_in(knowledge), knowledge)
    assert [operation.entry["procedure"] for operation in found] == procedures
    assert [operation.entry.get("levels") for operation in found] == levels


def test_approach_implants_and_extent_of_an_operation(knowledge: Knowledge) -> None:
    (first,) = operations_in("two-level anterior lumbar interbody fusion with cages", names_in(knowledge), knowledge)
    assert (first.entry["approach"], first.entry["implants"], first.entry["level_count"]) == ("anterior", ["cage"], 2)
    (second,) = operations_in("non-instrumented L4-5 fusion", names_in(knowledge), knowledge)
    assert second.entry["implants"] == ["none"]


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("left buttock and posterior thigh", [("buttock", "left"), ("thigh", "left")]),
        ("low back, right leg", [("low_back", None), ("leg", "right")]),
        ("both legs", [("leg", "both")]),
        ("legs", [("leg", "both")]),
        ("one leg", [("leg", None)]),
        ("right front of the thigh", [("anterior_thigh", "right")]),
        ("neck (severe)", [("neck", None)]),
        ("leg pain resolved", []),
    ],
)
def test_places_of_pain(text: str, sites: list[tuple[str, str | None]]) -> None:
    assert [(said.site.name, said.side) for said in places_of_pain(text).sites] == sites


def test_a_dermatome_is_a_root() -> None:
    assert places_of_pain("left leg, L5 dermatome").roots == ("L5",)
    assert places_of_pain("one leg, L5 and S1 distribution").roots == ("L5", "S1")


def test_which_hurts_more() -> None:
    assert distribution_of("back > leg") == "axial_more"
    assert distribution_of("leg pain worse than back pain") == "limb_more"
    assert distribution_of("leg pain only") == "limb_only"
    assert distribution_of("back and leg") is None
