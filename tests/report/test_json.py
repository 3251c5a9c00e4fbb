"""The JSON of an assessment is what the schema says, no more and no less."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from sequela.report.compare import compare

from . import samples
from .schema import SCHEMA, undescribed, validate

CASES = {
    "calm": samples.assessment(),
    "urgent": samples.assessment(triage=samples.URGENT),
    "a region that is not covered": samples.assessment(complaints=(samples.UNCOVERED,), failure_reasons=()),
    "out of scope": samples.assessment(complaints=(), failure_reasons=()),
}


@pytest.mark.parametrize("name", CASES)
def test_every_kind_of_answer_is_valid(name: str) -> None:
    validate(json.loads(json.dumps(CASES[name].to_json(), allow_nan=False)))


def test_a_supposition_is_part_of_the_schema() -> None:
    before = samples.assessment()
    after = samples.assessment(triage=samples.URGENT, complaints=(samples.complaint(differential=(samples.STENOSIS,)),))
    body = {**after.to_json(), "what_if": compare(before, after, ("foot_drop@right=present",)).to_json()}
    validate(json.loads(json.dumps(body)))


def test_the_schema_refuses_a_probability_above_one() -> None:
    wrong = samples.assessment(complaints=(samples.complaint(differential=(replace(samples.ADJACENT, main=1.2),)),))
    with pytest.raises(jsonschema.ValidationError):
        validate(wrong.to_json())


def test_a_key_that_the_schema_does_not_describe_is_found() -> None:
    body = samples.assessment().to_json()
    body["scope"]["mood"] = "fine"  # type: ignore[index]
    body["complaints"][0]["differential"][0]["odds"] = 2  # type: ignore[index]
    assert list(undescribed(body, SCHEMA)) == [".scope.mood", ".complaints[0].differential[0].odds"]


def test_an_uncovered_region_says_so_and_has_an_empty_differential() -> None:
    body = CASES["a region that is not covered"].to_json()["complaints"][0]  # type: ignore[index]
    assert body["differential"] == []
    assert body["because"] == "region not covered yet"
    assert "pattern" not in body
    assert "no_modelled_cause" not in body
