"""What the list of allergies says, and what it leaves open."""

from __future__ import annotations

import datetime as dt

import pytest

from sequela.case.errors import CaseError, CaseProblem
from sequela.case.read import read_case
from sequela.case.vignette import read_vignette
from sequela.knowledge.load import load_knowledge

DAY = dt.date(2024, 6, 1)
KNOWN = load_knowledge(cache=None)


def allergies(stated: object) -> dict[str, object]:
    raw = {"schema": "sequela.case/1", "as_of": DAY.isoformat(), "allergies": stated}
    case = read_case(raw, "test", KNOWN, as_of=DAY, today=DAY)
    return {f.finding.removeprefix("allergy_"): f.value for f in case.facts if f.finding.startswith("allergy_")}


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        (["iodinated_contrast"], "iodinated_contrast"),
        (["Iodinated contrast"], "iodinated_contrast"),
        ("contrast dye", "iodinated_contrast"),
        (["gadolinium"], "gadolinium"),
        (["lidocaine"], "local_anaesthetic"),
        (["latex"], "latex"),
        (["allergic to penicillin"], "antibiotic"),
        (["penicillin"], "antibiotic"),
        (["prednisolone"], "corticosteroid"),  # a medicine of that class
    ],
)
def test_an_allergy_is_known_by_its_names_and_by_the_class_of_a_medicine(stated: object, meant: str) -> None:
    assert allergies(stated) == {meant: "present"}


@pytest.mark.parametrize("stated", ["none", ["None known"], "NKDA", ["no known drug allergies"], "ninguna"])
def test_no_allergies_is_an_answer_about_all_of_them(stated: object) -> None:
    found = allergies(stated)
    assert set(found) >= {"gadolinium", "iodinated_contrast", "local_anaesthetic", "latex"}
    assert set(found.values()) == {"absent"}


def test_what_a_list_leaves_out_is_not_answered() -> None:
    assert "gadolinium" not in allergies(["latex"])
    assert allergies([]) == {}


def test_an_allergy_nobody_asks_about_is_kept_and_decides_nothing() -> None:
    raw = {"schema": "sequela.case/1", "as_of": DAY.isoformat(), "allergies": ["strawberries", "nickel"]}
    case = read_case(raw, "test", KNOWN, as_of=DAY, today=DAY)
    assert case.allergies == ("strawberries", "nickel")
    assert case.facts == ()


def test_two_words_for_one_allergy_are_one_fact() -> None:
    assert allergies(["contrast dye", "iodinated contrast"]) == {"iodinated_contrast": "present"}


def refused(**stated: object) -> CaseProblem:
    raw = {"schema": "sequela.case/1", "as_of": DAY.isoformat(), **stated}
    with pytest.raises(CaseError) as caught:
        read_case(raw, "test", KNOWN, as_of=DAY, today=DAY)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("iodinated contrst", "iodinated_contrast"),
        ("iodinatd_contrast", "iodinated_contrast"),
        ("latx", "latex"),
        ("gadolinum", "gadolinium"),
        ("penicilin", "antibiotic"),
        ("lidocane", "local_anaesthetic"),
        ("steriod", "corticosteroid"),
        ("no known alergies", "none"),
    ],
)
def test_a_misspelt_allergy_is_never_passed_over(word: str, nearest: str) -> None:
    problem = refused(allergies=[word])
    assert (problem.field, problem.code, problem.nearest) == ("allergies", "unknown_name", nearest)
    assert "latex" in problem.accepted


@pytest.mark.parametrize(
    "word", ["nuts", "nickel", "lactose", "codeine", "morphine", "adhesive tape", "iodine", "pollen"]
)
def test_another_allergy_is_no_misspelling(word: str) -> None:
    assert allergies([word]) == {}


def test_a_remark_in_brackets_hides_no_allergy() -> None:
    assert allergies(["penicillin (rash)"]) == {"antibiotic": "present"}


def test_none_beside_an_allergy_contradicts_it() -> None:
    problem = refused(allergies=["none", "latex"])
    assert (problem.field, problem.code) == ("allergies[0]", "contradiction")


def test_a_misspelt_class_of_medicine_is_never_passed_over() -> None:
    problem = refused(medicines=[{"name": "zzz", "classes": ["anticoagulnt"]}])
    assert (problem.field, problem.nearest) == ("medicines[0].classes", "anticoagulant")


def test_a_class_counts_in_any_case_and_one_nobody_asks_about_is_kept() -> None:
    stated = [
        {"name": "zzz", "classes": ["Anticoagulant"]},
        {"name": "yyy", "classes": ["antihypertensive", "diuretic"]},
    ]
    raw = {"schema": "sequela.case/1", "as_of": DAY.isoformat(), "medicines": stated}
    case = read_case(raw, "test", KNOWN, as_of=DAY, today=DAY)
    assert [medicine.classes for medicine in case.medicines] == [("anticoagulant",), ("antihypertensive", "diuretic")]
    assert [fact.finding for fact in case.facts] == ["anticoagulant_use"]


@pytest.mark.parametrize(("stated", "left"), [(["latx"], "latx"), (["none", "latex"], "none"), ("latx", "latx")])
def test_a_vignette_lists_such_a_word_as_not_understood(stated: object, left: str) -> None:
    raw = {"region": "lumbar", "known_before": {"allergies": stated}}
    case = read_vignette(raw, "vignette", KNOWN, as_of=None, today=DAY)
    assert [words.text for words in case.not_understood] == [left]
    assert left not in case.allergies
