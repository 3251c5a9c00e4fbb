"""Payers' criteria: just in, just out, and unknown for every one; by recorded facts alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

import sequela
from sequela.assessment.coverage import SAYS, CriterionResult
from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.knowledge.schema.coverage import Criterion
from sequela.pathway.coverage.criteria import coverage
from tests.pathway.triage.patients import TODAY, case, fact, knowledge

ROWS: Mapping[str, Mapping[str, Mapping[str, object]]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8")
)
READS = re.compile(r"pathway\.coverage|schema\.coverage|knowledge\.coverage")
EXPECTED = {"in": "met", "out": "not_met", "unknown": "not_documented"}


def criteria() -> Iterator[Criterion]:
    for profile in knowledge().coverage.values():
        yield from profile.criteria


def patient(row: Mapping[str, object]) -> Case:
    """The patient of a row: see the head of cases.yaml."""
    facts, onset = row.get("facts", {}), row.get("onset")
    assert isinstance(facts, Mapping)
    raw: dict[str, object] = {
        "schema": "sequela.case/1",
        "as_of": TODAY.isoformat(),
        "patient": {} if row.get("age", 52) is None else {"age": row.get("age", 52)},
        "surgeries": [{"procedure": "discectomy", "when": {"months_ago": 24}}],
        "complaints": [{"id": "main", "region": "lumbar", **({} if onset is None else {"onset": onset})}],
        "facts": [fact(finding, str(said)) for finding, said in facts.items()],
        "treatments": row.get("treatments", []),
        "blocks": row.get("blocks", []),
    }
    if row.get("never_operated"):
        raw["surgeries"] = "none"
    if row.get("nothing_said_of_operations"):
        del raw["surgeries"]
    return case(raw)


def checked(of: Case) -> dict[str, CriterionResult]:
    result = coverage(of, sort_facts(of, knowledge()), knowledge())
    return {criterion.criterion: criterion for found in result.profiles.values() for criterion in found}


CASES = [(name, kind) for name, rows in ROWS.items() for kind in rows]


@pytest.mark.parametrize(("name", "kind"), CASES, ids=[f"{name}-{kind}" for name, kind in CASES])
def test_a_criterion_is_met_just_in_and_not_just_out_and_silence_settles_nothing(name: str, kind: str) -> None:
    results = checked(patient(ROWS[name][kind]))
    assert name in results, f"no payer has a criterion {name!r}: see tests/pathway/coverage/cases.yaml"
    found = results[name]
    assert found.status == EXPECTED[kind], (found.because, found.missing)
    assert bool(found.missing) is (kind == "unknown")
    if kind == "unknown":
        assert found.date is None


def test_every_criterion_stands_in_the_table_with_all_its_rows() -> None:
    wanted = {c.id: (["out"] if c.rule is None else ["in", "out", "unknown"]) for c in criteria()}
    for name, kinds in wanted.items():
        rows = ROWS.get(name, {})
        assert set(rows) == set(kinds), (
            f"the criterion {name!r} has the rows {sorted(rows)}: under `{name}:` in tests/pathway/coverage/cases.yaml"
            f" it needs one for each of {', '.join(kinds)}, as `in: {{facts: {{..}}}}` (see the head of that file)"
        )
    gone = sorted(set(ROWS) - set(wanted))
    assert not gone, f"no payer has the criteria {gone}: remove their rows from tests/pathway/coverage/cases.yaml"


def test_of_a_patient_of_whom_nothing_is_recorded_nothing_is_met() -> None:
    of = case({"schema": "sequela.case/1"})
    assert {c.criterion for c in checked(of).values() if c.status == "met"} == set()
    assert {c.criterion for c in checked(of).values() if c.status == "not_met"} == {"us_si_radiofrequency"}


def test_the_date_is_that_of_the_latest_deciding_fact_as_far_as_it_is_known() -> None:
    exact = {"treatments": [{"treatment": "medial_branch_rfa", "when": "2024-02-03"}]}
    assert checked(patient(exact))["hull_rfa_interval"].date == "2024-02-03"
    month = {"treatments": [{"treatment": "medial_branch_rfa", "when": "2024-02"}]}
    assert checked(patient(month))["hull_rfa_interval"].date == "2024-02-01/2024-02-29"
    both = {
        "facts": {
            "medial_branch_blocks_at_80": "two_or_more seen 40 days ago",
            "block_relief_matched_anaesthetic": "present seen 9 days ago",
        }
    }
    assert checked(patient(both))["us_rfa_two_blocks"].date == "2024-05-23"


def test_a_fact_without_a_time_counts_from_the_day_it_was_recorded() -> None:
    found = checked(patient({"facts": {"imaging_matches_symptoms": "present"}}))["us_esi_imaging"]
    assert (found.status, found.date) == ("met", TODAY.isoformat())


def test_payers_that_disagree_are_shown_side_by_side_with_where_they_hold() -> None:
    claudication = {"facts": {"neurogenic_claudication": "present", "mri_central_stenosis": "present"}}
    found = checked(patient(claudication))
    assert (found["us_esi_indication"].status, found["us_esi_indication"].jurisdiction) == ("met", "US-Medicare")
    assert (found["nice_esi_no_stenosis"].status, found["nice_esi_no_stenosis"].jurisdiction) == ("not_met", "GB-ENG")


def test_each_criterion_names_who_asks_it_and_the_page_that_says_so() -> None:
    for found in checked(patient({})).values():
        assert found.issuer
        assert found.address is not None
        assert found.address.startswith("https://")
        assert found.treatment


def test_a_profile_can_be_asked_alone() -> None:
    of = patient({})
    result = coverage(of, sort_facts(of, knowledge()), knowledge(), {"nice_england"})
    assert set(result.to_json()) == {"nice_england"}


def test_it_says_that_it_is_no_clinical_truth() -> None:
    assert "not clinical truth" in SAYS


def test_nothing_in_the_path_of_care_reads_what_a_payer_asks() -> None:
    folder = Path(sequela.__file__).parent
    care = [
        *(folder / "pathway").rglob("*.py"),
        *(folder / "inference").rglob("*.py"),
        *(folder / "rules").rglob("*.py"),
    ]
    readers = [
        path.relative_to(folder).as_posix()
        for path in care
        if path.parent.name != "coverage" and READS.search(path.read_text(encoding="utf-8"))
    ]
    assert readers == []
