"""Morphine equivalents are the guideline's arithmetic, for risk only; what cannot be counted is named, never zero."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequela.assessment.opioids import OpioidLoad
from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.case.ledger import sort_facts
from sequela.case.opioids import opioid_doses, opioid_mme
from sequela.pathway.plan.opioid_load import opioid_load
from sequela.pathway.reading import triage_reading
from sequela.rules.language import compile_condition
from tests.pathway.triage.patients import case, knowledge, reading


def taking(*medicines: dict[str, object], **more: object) -> Case:
    base = {
        "schema": "sequela.case/1",
        "patient": {"age": 52},
        "surgeries": [{"procedure": "discectomy", "when": {"months_ago": 24}}],
        "complaints": [{"id": "main", "region": "lumbar"}],
        "medicines": list(medicines),
    }
    return case({**base, **more})


def total(*medicines: dict[str, object], **more: object) -> tuple[float, float] | None:
    known = opioid_mme(taking(*medicines, **more), knowledge())
    return None if known is None else known[0]


def load(*medicines: dict[str, object], **more: object) -> OpioidLoad:
    of = taking(*medicines, **more)
    found = opioid_load(of, triage_reading(of, sort_facts(of, knowledge()), knowledge()), knowledge())
    assert found is not None
    return found


def by_mouth(name: str, dose: object, per_day: object = 1, unit: str = "mg", **more: object) -> dict[str, object]:
    return {"name": name, "dose": dose, "unit": unit, "per_day": per_day, "route": "oral", **more}


def patch(dose: float, **more: object) -> dict[str, object]:
    return {"name": "fentanyl", "dose": dose, "unit": "mcg/h", "route": "transdermal", "every_hours": 72, **more}


@pytest.mark.parametrize(
    ("medicine", "by_hand"),
    [
        (by_mouth("morphine", 30, 2), 60),  # 60 mg x 1
        (by_mouth("oxycodone", 20, 2), 60),  # 40 mg x 1.5
        (by_mouth("hydrocodone", 10, 5), 50),  # 50 mg x 1
        (by_mouth("hydromorphone", 4, 3), 60),  # 12 mg x 5
        (by_mouth("oxymorphone", 10, 2), 60),  # 20 mg x 3
        (by_mouth("methadone", 10, 3), 141),  # 30 mg x 4.7
        (by_mouth("methadone", 5, 2), 47),  # 10 mg x 4.7
        (by_mouth("tapentadol", 100, 2), 80),  # 200 mg x 0.4
        (by_mouth("tramadol", 50, 4), 40),  # 200 mg x 0.2
        (by_mouth("codeine", 30, 4), 18),  # 120 mg x 0.15
        (patch(25), 60),  # 25 mcg an hour x 2.4
        (patch(12), 28.8),  # 12 mcg an hour x 2.4
        (patch(100), 240),
    ],
)
def test_each_drug_is_its_daily_dose_times_the_factor(medicine: dict[str, object], by_hand: float) -> None:
    assert total(medicine) == pytest.approx((by_hand, by_hand))


def test_several_drugs_add_up_with_their_arithmetic_in_words() -> None:
    found = load(by_mouth("oxycodone", 20, 2), patch(25), by_mouth("methadone", 10, 3))
    assert (found.low, found.high, found.total) == (261, 261, "261 MME a day")
    assert [part.words for part in found.parts] == [
        "oxycodone 20 mg × 2 a day = 40 mg a day × 1.5 = 60 MME",
        "fentanyl patch 25 mcg/h × 2.4 = 60 MME",
        "methadone 10 mg × 3 a day = 30 mg a day × 4.7 = 141 MME",
    ]
    assert found.parts[2].note is not None
    assert "longer" in found.parts[2].note


def test_how_often_a_patch_is_changed_does_not_alter_what_it_gives() -> None:
    assert total(patch(50)) == total({**patch(50), "every_hours": 48}) == (120, 120)


@pytest.mark.parametrize("unit", ["mcg/h", "mcg/hr", "ug/h", "µg/h", "μg/hour", "mcg per hour", "micrograms an hour"])
def test_the_strength_of_a_patch_is_read_in_every_spelling(unit: str) -> None:
    assert total({"name": "fentanyl patch", "dose": 25, "unit": unit}) == (60, 60)


@pytest.mark.parametrize(
    ("unit", "dose"),
    [("mg", 10), ("MG", 10), ("milligrams", 10), ("mcg", 10000), ("µg", 10000), ("ug", 10000), ("g", 0.01)],
)
def test_the_same_dose_in_any_unit_counts_the_same(unit: str, dose: float) -> None:
    assert total(by_mouth("oxycodone", dose, 4, unit)) == pytest.approx((60, 60))


def test_a_dose_for_the_whole_day_needs_no_frequency() -> None:
    assert total({"name": "oxycodone", "dose": 40, "unit": "mg/day", "route": "oral"}) == (60, 60)


def test_what_is_taken_as_needed_is_a_range() -> None:
    assert total(by_mouth("oxycodone", 5, 4, as_needed="yes")) == (0, 30)
    assert total(by_mouth("oxycodone", [5, 10], [2, 4])) == (15, 60)
    every = {"name": "oxycodone", "dose": 5, "unit": "mg", "every_hours": [4, 6], "as_needed": "yes", "route": "oral"}
    assert total(every) == (0, 45)
    assert load(every).total == "0 to 45 MME a day"


def test_a_combined_product_counts_by_its_opioid() -> None:
    assert total(by_mouth("co-codamol", "30/500", 8)) == (36, 36)
    assert total(by_mouth("Percocet", "5/325", 4)) == (30, 30)
    assert total(by_mouth("Percocet", 5, 4)) == (30, 30)
    assert total(by_mouth("tramadol/paracetamol", "37.5/325", 4)) == (30, 30)


def test_the_strength_of_the_other_drug_is_not_taken_for_the_opioid() -> None:
    found = load(by_mouth("co-codamol", 500, 8))
    assert (found.low, found.high) == (0, None)
    assert "other part" in str(found.parts[0].open)
    assert total(by_mouth("morphine", 200, 1)) == (200, 200)


@pytest.mark.parametrize(
    ("medicine", "why"),
    [
        ({"name": "oxycodone"}, "the dose is not stated"),
        ({"name": "oxycodone", "dose": 10, "route": "oral", "per_day": 2}, "the unit of the dose is not stated"),
        (by_mouth("oxycodone", 10, None), "how often"),
        (by_mouth("oxycodone", 2, 2, "tablets"), "tablets"),
        (by_mouth("oxycodone", 5, 2, "ml"), "ml"),
        (by_mouth("morphine", 10, 2) | {"route": "intravenous"}, "intravenous"),
        (by_mouth("morphine", 10, 2) | {"route": "transdermal"}, "by mouth"),
        ({"name": "fentanyl", "dose": 100, "unit": "mcg", "per_day": 4, "route": "buccal"}, "buccal"),
        ({"name": "fentanyl", "dose": 100, "unit": "mcg", "per_day": 4}, "only a patch"),
        ({"name": "fentanyl patch", "dose": 25, "unit": "mcg"}, "mcg/h"),
        ({"name": "fentanyl patch", "unit": "mcg/h"}, "strength"),
        ({"name": "fentanyl patch", "dose": 25, "unit": "mcg/h", "per_day": 2}, "worn together"),
        ({"name": "buprenorphine", "dose": 10, "unit": "mcg/h", "route": "patch"}, "partial agonist"),
        (by_mouth("dihydrocodeine", 30, 4), "no factor"),
        (by_mouth("pethidine", 50, 2), "does not list it"),
        (by_mouth("qwxtab", 5, 2), "not known here"),
        (by_mouth("qwxtab", 5, 2, classes=["opioid"]), "no factor"),
    ],
)
def test_what_cannot_be_counted_is_named_and_never_zero(medicine: dict[str, object], why: str) -> None:
    medicine = {key: value for key, value in medicine.items() if value is not None}
    (dose,) = opioid_doses(taking(medicine), knowledge())
    assert (dose.low, dose.high) == (0, math.inf)
    assert why in str(dose.open)
    beside = load(by_mouth("oxycodone", 20, 2), medicine)
    assert (beside.low, beside.high, beside.total) == (60, None, "at least 60 MME a day")
    assert load(medicine).total == "not known: nothing could be counted"


def test_a_route_that_is_not_stated_leaves_the_total_a_lower_limit() -> None:
    stated = {"name": "oxycodone", "dose": 20, "unit": "mg", "per_day": 2}
    assert total(stated) == (60, math.inf)
    assert "route" in str(load(stated).parts[0].open)


def test_what_the_pump_gives_is_not_on_the_list() -> None:
    surgeries = [{"procedure": "intrathecal_pump_implant", "when": {"months_ago": 5}}]
    assert total(by_mouth("oxycodone", 20, 2), surgeries=surgeries) == (60, math.inf)


def test_stopped_counts_nothing_and_perhaps_stopped_may_count() -> None:
    assert total(by_mouth("oxycodone", 20, 2, current="no")) is None
    assert total(by_mouth("oxycodone", 20, 2, current="unsure")) == (0, 60)


def test_other_medicines_are_no_opioids() -> None:
    assert total(by_mouth("gabapentin", 300, 3)) is None
    assert total(by_mouth("qwxtab", 5, 1, classes=["antihypertensive"])) is None
    known = total(by_mouth("oxycodone", 20, 2), by_mouth("qwxtab", 5, 1, classes=["antihypertensive"]))
    assert known == (60, 60)


def test_only_an_answer_says_that_no_opioid_is_taken() -> None:
    assert total() is None
    no, yes = ({"finding": "opioid_use", "value": value} for value in ("absent", "present"))
    assert total(facts=[no]) == (0, 0)
    assert total(by_mouth("qwxtab", 5, 1), facts=[no]) == (0, 0)
    assert total(facts=[yes]) == (0, math.inf)
    assert total(by_mouth("oxycodone", 20, 2), facts=[no]) == (60, 60)


def test_saying_the_frequency_twice_is_refused() -> None:
    with pytest.raises(CaseError, match="keep one"):
        taking(by_mouth("oxycodone", 5, 4, every_hours=6))


LIMIT = {"value": 50, "weight": 5, "elicited": "for this test"}


@pytest.mark.parametrize(
    ("medicines", "reached"),
    [
        ([by_mouth("oxycodone", 20, 2)], True),
        ([by_mouth("hydrocodone", 10, 5)], True),
        ([by_mouth("hydrocodone", 49.9, 1)], False),
        ([by_mouth("oxycodone", 20, 2), {"name": "buprenorphine"}], True),
        ([by_mouth("oxycodone", 10, 2), {"name": "buprenorphine"}], None),
        ([by_mouth("oxycodone", 10, [0, 4])], None),
        ([], None),
    ],
)
def test_rules_may_ask_for_the_load_and_stay_undecided_where_it_is(
    medicines: list[dict[str, object]], reached: bool | None
) -> None:
    rule = compile_condition({"quantity": "opioid_mme", "ge": LIMIT})
    verdict = rule.evaluate(reading(taking(*medicines)).stated[0])
    assert verdict.value is reached
    assert reached is not None or verdict.settle == ("opioid_mme",)


@pytest.mark.parametrize(
    ("medicines", "bands"),
    [
        ([by_mouth("hydrocodone", 49, 1)], ["no", "no"]),
        ([by_mouth("hydrocodone", 50, 1)], ["yes", "no"]),
        ([by_mouth("hydrocodone", 89, 1)], ["yes", "no"]),
        ([by_mouth("hydrocodone", 90, 1)], ["yes", "yes"]),
        ([by_mouth("hydrocodone", 60, 1), {"name": "buprenorphine"}], ["yes", "possible"]),
        ([{"name": "buprenorphine"}], ["possible", "possible"]),
    ],
)
def test_bands_just_in_just_out_and_unknown(medicines: list[dict[str, object]], bands: list[str]) -> None:
    found = load(*medicines)
    assert [band.reached for band in found.bands] == bands
    assert all(band.sources for band in found.bands)


NALOXONE = {
    "naloxone_dose": ({"medicines": [by_mouth("hydrocodone", 50, 1)]}, {"medicines": [by_mouth("hydrocodone", 49, 1)]}),
    "naloxone_sedative": (
        {"medicines": [by_mouth("tramadol", 50, 1), {"name": "diazepam"}]},
        {"facts": [{"finding": "sedative_use", "value": "absent"}]},
    ),
    "naloxone_age": ({"patient": {"age": 65}}, {"patient": {"age": 64}}),
    **{
        f"naloxone_{name}": (
            {"facts": [{"finding": finding, "value": "present"}]},
            {"facts": [{"finding": finding, "value": "absent"}]},
        )
        for name, finding in {
            "earlier_overdose": "opioid_overdose_history",
            "substance_use_disorder": "substance_use_disorder",
            "breathing_in_sleep": "sleep_apnoea",
            "kidney": "kidney_disease",
            "liver": "liver_disease",
            "tolerance_lost": "opioid_tolerance_lost",
        }.items()
    },
}


@pytest.mark.parametrize("reason", sorted(NALOXONE))
def test_each_reason_for_naloxone_just_in_just_out_and_unknown(reason: str) -> None:
    def holds(more: object) -> tuple[str, str]:
        assert isinstance(more, dict)
        stated = {"patient": {}, "medicines": [by_mouth("tramadol", 50, 1)], **more}
        found = load(*stated.pop("medicines"), **stated)
        return found.naloxone, {r.id: r.holds for r in found.naloxone_reasons}[reason]

    inside, outside = NALOXONE[reason]
    assert holds(inside) == ("offer", "yes")
    assert holds(outside)[1] == "no"
    unknown = {"medicines": [{"name": "buprenorphine"}]} if reason == "naloxone_dose" else {}
    assert holds(unknown) == ("ask", "possible")


def test_every_reason_of_the_knowledge_is_tested() -> None:
    assert {rule.id for rule in knowledge().opioid_rules.values() if rule.kind == "naloxone"} == set(NALOXONE)


def test_it_is_for_risk_and_never_a_sudden_stop_or_a_dose() -> None:
    found = load(by_mouth("oxycodone", 20, 2))
    assert "never for switching" in found.caution
    assert "Never a sudden stop" in found.caution
    for rule in knowledge().opioid_rules.values():
        assert rule.says.es
        assert re.search(r"\bstop(ped)? (it|them|the opioid)\b|switch to", rule.says.en) is None, rule.id


@settings(max_examples=40)
@given(
    doses=st.lists(st.tuples(st.sampled_from(["oxycodone", "morphine", "tramadol"]), st.integers(1, 90)), max_size=4),
    unclear=st.booleans(),
)
def test_the_total_is_the_sum_of_its_parts_and_open_if_one_of_them_is(
    doses: list[tuple[str, int]], unclear: bool
) -> None:
    medicines = [by_mouth(name, dose, 2) for name, dose in doses] + [{"name": "buprenorphine"}] * unclear
    alone = [total(by_mouth(name, dose, 2)) or (0, 0) for name, dose in doses]
    together = total(*medicines)
    if not medicines:
        assert together is None
        return
    assert together is not None
    assert together[0] == pytest.approx(sum(low for low, _ in alone))
    assert math.isinf(together[1]) is unclear


@pytest.mark.parametrize(
    "medicine",
    [
        by_mouth("morphine", 1e6, 100),
        by_mouth("oxycodone", 2000, 2),
        by_mouth("morphine", [10, 6000]),
        {**patch(5000), "name": "fentanyl patch"},
    ],
)
def test_a_dose_that_cannot_be_right_is_reported_and_not_added(medicine: dict[str, object]) -> None:
    found = load(medicine, by_mouth("tramadol", 50, 4))
    assert (found.low, found.high) == (40, None)
    assert found.parts[0].words == ""
    assert "cannot be right: check the dose" in (found.parts[0].open or "")
    assert "e+" not in (found.parts[0].open or "")


def test_a_unit_nobody_knows_leaves_the_opioid_in_the_load_as_not_counted() -> None:
    wrong = {"name": "fentanyl patch", "dose": 25, "unit": "mg", "per_day": 3}
    found = load(by_mouth("morphine", 15, 3, unit="furlong"), wrong)
    assert found.total == "not known: nothing could be counted"
    assert all(part.open and "unit" in part.open for part in found.parts)
