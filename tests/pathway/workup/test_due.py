"""A test that a guideline names comes first, whatever it is reckoned to gain; unless it was done or must not be."""

from collections.abc import Mapping

from sequela.assess import assess
from sequela.assessment.workup import Ranked, WorkupResult
from tests.pathway.triage.patients import TODAY, case, fact, knowledge

LATER = {"onset": {"months_ago": 3}, "course": "better_then_worse"}


def workup(complaint: Mapping[str, object], facts: Mapping[str, str] | None = None, months: int = 24) -> WorkupResult:
    told = case(
        {
            "schema": "sequela.case/1",
            "as_of": TODAY.isoformat(),
            "patient": {"age": 52},
            "surgeries": [{"procedure": "discectomy", "levels": ["L5-S1"], "when": {"months_ago": months}}],
            "complaints": [{"id": "main", "region": "lumbar", "distribution": "limb_more", **complaint}],
            "facts": [fact(finding, said) for finding, said in (facts or {}).items()],
        }
    )
    found = assess(told, knowledge(), TODAY).workup
    assert found is not None
    return found


def contrast(found: WorkupResult) -> Ranked:
    return next(test for test in found.tests if test.test == "mri_gadolinium" and test.beside is None)


def test_new_pain_after_an_operation_is_imaged_first_with_the_guideline_named() -> None:
    found = workup(LATER)
    first = found.tests[0]
    assert first.test == "mri_gadolinium"
    assert first.due is not None
    assert "acr_ajnr2011" in first.due.sources
    assert found.stop is None


def test_so_it_is_six_weeks_after_the_operation_when_no_procedure_is_chosen_yet() -> None:
    assert workup({"onset": {"weeks_ago": 2}}, months=2).tests[0].test == "mri_gadolinium"


def test_pain_that_never_changed_is_no_new_pain() -> None:
    assert contrast(workup({"onset": {"months_ago": 24}, "course": "never_better"})).due is None


def test_when_the_pain_began_is_not_known_so_nothing_is_due() -> None:
    assert contrast(workup({})).due is None


def test_a_scan_that_was_done_for_this_pain_is_not_asked_for_again() -> None:
    found = contrast(workup(LATER, {"mri_disc_herniation": "absent"}))
    assert found.due is None


def test_what_must_not_be_done_is_withheld_even_if_a_guideline_names_it() -> None:
    found = contrast(workup(LATER, {"cardiac_device": "present", "device_mri_cleared": "absent"}))
    assert found.withheld is not None
    assert not found.proposed


def test_tests_that_would_change_nothing_stand_by_what_they_tell() -> None:
    idle = [test for test in workup(LATER).tests if not test.proposed and test.withheld is None]
    bits = [test.gain_bits for test in idle]
    assert bits == sorted(bits, reverse=True)
