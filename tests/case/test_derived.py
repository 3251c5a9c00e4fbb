"""Context and numbers: what follows from a case, as sets and intervals where only part is known."""

from __future__ import annotations

import pytest

from sequela.case.derived import FactorValue, Quantity, context, quantities
from sequela.case.ledger import sort_facts
from sequela.knowledge.schema.knowledge import Knowledge

from .conftest import ReadCase


def factors(read: ReadCase, knowledge: Knowledge, text: str) -> dict[str, set[str]]:
    case = read(text)
    found: dict[str, FactorValue] = dict(context(case, case.complaints[0], sort_facts(case, knowledge), knowledge))  # type: ignore[arg-type]
    assert all(value.levels and value.facts for value in found.values())
    return {name: set(value.levels) for name, value in found.items()}


def numbers(read: ReadCase, text: str) -> dict[str, Quantity]:
    case = read(text)
    return quantities(case, case.complaints[0])


def test_of_an_empty_case_nothing_follows(read: ReadCase, knowledge: Knowledge) -> None:
    assert factors(read, knowledge, "patient: {}") == {}
    assert numbers(read, "patient: {}") == {}


@pytest.mark.parametrize(
    ("surgeries", "levels"),
    [
        ("{procedure: discectomy}", {"discectomy"}),
        ("{procedure: laminectomy}", {"decompression"}),
        ("{procedure: lumbar_disc_replacement}", {"disc_replacement"}),
        ("{procedure: vertebroplasty}", {"other"}),
        ("{procedure: tlif, levels: [L4-S1]}", {"fusion_short"}),
        ("{procedure: tlif, levels: [L3-S1]}", {"fusion_long"}),
        ("{procedure: lumbar_fusion}", {"fusion_short", "fusion_long"}),
        ("{procedure: lumbar_fusion, level_count: 1}", {"fusion_short"}),
        ("{procedure: scoliosis_fusion}", {"fusion_long"}),
        ("{procedure: tlif, levels: [L4-L5]}, {procedure: tlif, levels: [L2-L4]}", {"fusion_long"}),
        ("{procedure: tlif, levels: [L4-L5]}, {procedure: discectomy, levels: [L2-L3]}", {"fusion_short"}),
    ],
)
def test_a_fusion_anywhere_is_the_operation_that_counts(
    read: ReadCase, knowledge: Knowledge, surgeries: str, levels: set[str]
) -> None:
    assert factors(read, knowledge, f"surgeries: [{surgeries}]")["procedure"] == levels


def test_an_operation_of_unknown_kind_may_have_been_a_fusion(read: ReadCase, knowledge: Knowledge) -> None:
    found = factors(read, knowledge, "surgeries: [{procedure: discectomy}, {procedure: unknown}]")
    assert "procedure" not in found
    assert "fused_to_sacrum" not in found
    assert found["operations"] == {"two"}


@pytest.mark.parametrize(
    ("surgeries", "levels"),
    [
        ("[{procedure: discectomy, levels: [L5-S1]}]", {"no_fusion"}),
        ("[{procedure: tlif, levels: [L4-L5]}]", {"above_sacrum"}),
        ("[{procedure: tlif, levels: [L4-S1]}]", {"to_sacrum"}),
        ("[{procedure: tlif}]", {"above_sacrum", "to_sacrum"}),
        ("none", {"no_fusion"}),
    ],
)
def test_the_lower_end_of_a_fusion(read: ReadCase, knowledge: Knowledge, surgeries: str, levels: set[str]) -> None:
    assert factors(read, knowledge, f"surgeries: {surgeries}")["fused_to_sacrum"] == levels


@pytest.mark.parametrize(
    ("age", "levels"),
    [("39", {"under_40"}), ("40", {"from_40_to_64"}), ("[60, 69]", {"from_40_to_64", "from_65"}), ("90", {"from_65"})],
)
def test_age_bands(read: ReadCase, knowledge: Knowledge, age: str, levels: set[str]) -> None:
    assert factors(read, knowledge, f"patient: {{age: {age}}}")["age_band"] == levels


@pytest.mark.parametrize(
    ("complaint", "levels"),
    [
        ("{distribution: limb_only, sites: [low_back]}", {"limb_only"}),
        ("{sites: [low_back, leg]}", {"axial_more", "equal", "limb_more"}),
        ("{sites: [leg]}", {"equal", "limb_more", "limb_only"}),
        ("{sites: [low_back]}", {"axial_only", "axial_more", "equal"}),
        ("{roots: [L5]}", {"equal", "limb_more", "limb_only"}),
        ("{sites: [buttock]}", None),
    ],
)
def test_a_site_that_is_not_named_is_not_known_to_be_free_of_pain(
    read: ReadCase, knowledge: Knowledge, complaint: str, levels: set[str] | None
) -> None:
    assert factors(read, knowledge, f"complaints: [{complaint}]").get("distribution") == levels


@pytest.mark.parametrize(
    ("back", "leg", "level"),
    [(7, 3, "axial_more"), (3, 7, "limb_more"), (6, 5, "equal"), (0, 6, "limb_only"), (6, 1, "axial_only")],
)
def test_two_scores_decide_over_named_sites(
    read: ReadCase, knowledge: Knowledge, back: int, leg: int, level: str
) -> None:
    scores = f"{{finding: pain_back, value: {back}}}, {{finding: pain_leg, value: {leg}}}"
    text = f"complaints: [{{sites: [leg]}}]\nfacts: [{scores}]"
    assert factors(read, knowledge, text)["distribution"] == {level}


@pytest.mark.parametrize(("back", "wall", "level"), [(7, 2, "axial_more"), (3, 8, "limb_more"), (6, 0, "axial_only")])
def test_on_the_trunk_the_chest_wall_stands_for_the_limb(
    read: ReadCase, knowledge: Knowledge, back: int, wall: int, level: str
) -> None:
    scores = f"{{finding: pain_thoracic, value: {back}}}, {{finding: pain_chest_wall, value: {wall}}}"
    text = f"complaints: [{{region: thoracic, sites: [thoracic_back]}}]\nfacts: [{scores}]"
    assert factors(read, knowledge, text)["distribution"] == {level}


@pytest.mark.parametrize(
    ("sites", "levels"),
    [
        ("[thoracic_back]", {"axial_only", "axial_more", "equal"}),
        ("[ribs]", {"equal", "limb_more", "limb_only"}),
        ("[upper back, abdominal wall]", {"axial_more", "equal", "limb_more"}),
    ],
)
def test_places_of_the_trunk_leave_possible_what_hurts_more(
    read: ReadCase, knowledge: Knowledge, sites: str, levels: set[str]
) -> None:
    assert factors(read, knowledge, f"complaints: [{{region: thoracic, sites: {sites}}}]")["distribution"] == levels


OPERATED = "surgeries: [{procedure: discectomy, when: {months_ago: 60}%s}]\n"


@pytest.mark.parametrize(
    ("surgery", "complaint", "levels"),
    [
        ("", "{course: never_better}", {"from_operation"}),
        ("", "{onset: {months_ago: 3}}", {"from_2_to_7_years"}),
        ("", "{onset: {months_ago: 54}}", {"from_6_weeks_to_6_months", "from_6_to_24_months"}),
        ("", "{onset: {months_ago: 80}}", {"from_operation"}),
        (", pain_free_months: 1", "{}", {"under_6_weeks"}),
        (", pain_free_months: [1, 4]", "{}", {"under_6_weeks", "from_6_weeks_to_6_months"}),
        ("", "{onset_after_surgery: 12}", {"from_6_to_24_months"}),
    ],
)
def test_onset_after_the_operation(
    read: ReadCase, knowledge: Knowledge, surgery: str, complaint: str, levels: set[str]
) -> None:
    assert factors(read, knowledge, OPERATED % surgery + f"complaints: [{complaint}]")["onset"] == levels


def test_the_time_since_the_operation_alone_only_bounds_the_onset(read: ReadCase, knowledge: Knowledge) -> None:
    text = "surgeries: [{procedure: discectomy, when: {months_ago: 4}}]\ncomplaints: [{%s}]"
    early = {"from_operation", "under_6_weeks", "from_6_weeks_to_6_months"}
    assert factors(read, knowledge, text % "")["onset"] == early
    assert factors(read, knowledge, text % "course: better_then_worse")["onset"] == early - {"from_operation"}
    assert "onset" not in factors(read, knowledge, text.replace("4}", "200}") % "")


@pytest.mark.parametrize(
    ("surgery", "complaint", "levels"),
    [
        (", relief: partial", "{}", {"partial"}),
        (", relief: {axial: none, limb: complete}", "{distribution: limb_more}", {"complete"}),
        (", relief: {axial: none, limb: complete}", "{distribution: axial_only}", {"none"}),
        (", relief: {axial: none, limb: complete}", "{}", {"partial"}),
        (", pain_free_months: 6", "{}", {"complete"}),
        ("", "{course: never_better}", {"none"}),
        ("", "{course: better_then_worse}", {"partial", "complete"}),
        (", relief: unknown", "{}", None),
    ],
)
def test_relief_after_the_operation(
    read: ReadCase, knowledge: Knowledge, surgery: str, complaint: str, levels: set[str] | None
) -> None:
    found = factors(read, knowledge, OPERATED % surgery + f"complaints: [{complaint}]")
    assert found.get("relief") == levels


def test_statements_that_contradict_each_other_decide_nothing(read: ReadCase, knowledge: Knowledge) -> None:
    text = OPERATED % ", relief: complete" + "complaints: [{course: never_better}]"
    found = factors(read, knowledge, text)
    assert "relief" not in found
    assert found.get("onset") != {"from_operation"}


def test_likeness_smoking_and_diabetes_are_answers_only(read: ReadCase, knowledge: Knowledge) -> None:
    text = "complaints: [{like_before_surgery: %s}]\nfacts: [{finding: smoking, value: %s}]"
    assert factors(read, knowledge, text % ("no", "present")) == {"likeness": {"different"}, "smoking": {"current"}}
    assert factors(read, knowledge, text % ("unsure", "unknown")) == {}


def test_numbers_are_intervals_as_wide_as_what_is_known(read: ReadCase) -> None:
    found = numbers(
        read,
        "patient: {age: 50}\nsurgeries: [{procedure: tlif, levels: [L4-S1], when: 2023}]\n"
        "complaints: [{onset: 2024-05-02}]",
    )
    assert (found["age"].low, found["age"].high) == (50, 50)
    assert (found["days_since_surgery"].low, found["days_since_surgery"].high) == (153, 517)
    assert found["fused_levels"].low == found["fused_levels"].high == 2
    assert found["pain_duration_days"].low == found["pain_duration_days"].high == 30
    assert found["operations"].high == 1


def test_someone_never_operated_has_no_operation_and_no_time_since_it(read: ReadCase) -> None:
    found = numbers(read, "surgeries: none")
    assert (found["operations"].low, found["operations"].high) == (0, 0)
    assert "days_since_surgery" not in found
