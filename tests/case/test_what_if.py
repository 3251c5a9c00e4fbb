"""A supposed fact takes the place of what is recorded of the same finding at the same place, and of nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from sequela.case.case import Case, Patient, Surgery
from sequela.case.errors import CaseError
from sequela.case.fact import Fact
from sequela.case.what_if import parse_supposition, suppose
from sequela.case.when import on
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, Text

TODAY = dt.date(2024, 6, 1)
SMALL = Path(__file__).parents[1] / "small_knowledge"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    small = load_knowledge(SMALL, cache=None)
    sided = Finding(id=FindingId("leg_raise"), label=Text(en="Leg raise"), asked="examination", located="side")
    scan = Finding(id=FindingId("scar"), label=Text(en="Scar"), asked="imaging", located="level_and_side")
    score = Finding(id=FindingId("pain_now"), label=Text(en="Pain"), asked="patient", range=(0, 10))
    return replace(small, findings={**small.findings, sided.id: sided, scan.id: scan, score.id: score})


def fact(finding: str, value: str | float = "present", **changes: object) -> Fact:
    body = Fact(id="facts[0]", finding=FindingId(finding), value=value, recorded=TODAY)
    return replace(body, **changes)  # type: ignore[arg-type]


def case_with(*facts: Fact) -> Case:
    surgery = Surgery(id="surgeries[0]", when=on(dt.date(2022, 6, 1)))
    return Case(
        name="x.yaml",
        schema="sequela.case/1",
        as_of=TODAY,
        written=TODAY,
        patient=Patient(),
        surgeries=(surgery,),
        facts=facts,
    )


def supposed(case: Case, text: str, knowledge: Knowledge) -> tuple[Fact, ...]:
    return suppose(case, (parse_supposition(text, 0, case, knowledge),)).facts


def test_finding_side_level_and_value_are_read(knowledge: Knowledge) -> None:
    found = parse_supposition("scar@right@L5-S1=present", 0, case_with(), knowledge)
    assert (found.finding, found.value, found.side, found.level) == ("scar", "present", "right", "L5-S1")
    assert found.recorded == TODAY


def test_the_order_of_side_and_level_does_not_matter(knowledge: Knowledge) -> None:
    one = parse_supposition("scar@L5-S1@right=present", 0, case_with(), knowledge)
    assert one == parse_supposition("scar@right@L5-S1=present", 0, case_with(), knowledge)


def test_a_number_is_a_number(knowledge: Knowledge) -> None:
    assert parse_supposition("pain_now=7", 0, case_with(), knowledge).value == 7.0


def test_it_takes_the_place_of_what_is_recorded(knowledge: Knowledge) -> None:
    left = supposed(case_with(fact("leg_raise", side="right")), "leg_raise@right=absent", knowledge)
    assert [(f.value, f.side) for f in left] == [("absent", "right")]


def test_the_other_side_stays(knowledge: Knowledge) -> None:
    left = supposed(case_with(fact("leg_raise", side="both")), "leg_raise@right=absent", knowledge)
    assert [(f.value, f.side) for f in left] == [("present", "left"), ("absent", "right")]


def test_another_level_stays(knowledge: Knowledge) -> None:
    left = supposed(case_with(fact("scar", level="L4-L5")), "scar@L5-S1=absent", knowledge)
    assert [(f.value, f.level) for f in left] == [("present", "L4-L5"), ("absent", "L5-S1")]


def test_another_finding_stays(knowledge: Knowledge) -> None:
    assert len(supposed(case_with(fact("scar")), "leg_raise=absent", knowledge)) == 2


def test_history_from_before_the_operation_stays(knowledge: Knowledge) -> None:
    old = fact("leg_raise", when=on(dt.date(2021, 1, 1)))
    assert supposed(case_with(old), "leg_raise=absent", knowledge)[0] == old


def test_not_knowing_can_be_supposed(knowledge: Knowledge) -> None:
    left = supposed(case_with(fact("leg_raise")), "leg_raise=unknown", knowledge)
    assert [f.value for f in left] == ["unknown"]


@pytest.mark.parametrize(
    ("text", "code", "field", "nearest"),
    [
        ("leg_raise", "syntax", "set[0]", None),
        ("=present", "syntax", "set[0]", None),
        ("leg_raise=", "syntax", "set[0]", None),
        ("leg_rase=absent", "unknown_name", "set[0].finding", "leg_raise"),
        ("leg_raise=absnt", "unknown_name", "set[0].value", "absent"),
        ("leg_raise@rigth=absent", "unknown_name", "set[0]", "right"),
        ("leg_raise@right@left=absent", "repeated_key", "set[0].side", None),
        ("pain_now=11", "out_of_range", "set[0].value", None),
    ],
)
def test_what_cannot_be_supposed_is_explained(
    text: str, code: str, field: str, nearest: str | None, knowledge: Knowledge
) -> None:
    with pytest.raises(CaseError) as caught:
        parse_supposition(text, 0, case_with(), knowledge)
    problem = caught.value.first
    assert (problem.code, problem.field, problem.nearest) == (code, field, nearest)
    assert caught.value.name == "x.yaml"
