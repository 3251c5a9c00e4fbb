"""What the list of allergies says, and what it leaves open."""

from __future__ import annotations

import datetime as dt

import pytest

from sequela.case.read import read_case
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
    raw = {"schema": "sequela.case/1", "as_of": DAY.isoformat(), "allergies": ["strawberries", "none"]}
    case = read_case(raw, "test", KNOWN, as_of=DAY, today=DAY)
    assert case.allergies == ("strawberries", "none")
    assert case.facts == ()


def test_two_words_for_one_allergy_are_one_fact() -> None:
    assert allergies(["contrast dye", "iodinated contrast"]) == {"iodinated_contrast": "present"}
