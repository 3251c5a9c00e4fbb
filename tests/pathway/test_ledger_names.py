"""What is recorded under a name that the knowledge does not have stays in sight: nothing recorded disappears."""

from __future__ import annotations

from sequela.assess import assess
from sequela.assessment import LedgerEntry
from tests.pathway.triage.patients import case, knowledge


def ledger(**more: object) -> dict[str, list[tuple[str, str]]]:
    base: dict[str, object] = {
        "schema": "sequela.case/1",
        "surgeries": [{"procedure": "discectomy", "when": {"months_ago": 24}}],
        "complaints": [{"id": "main", "region": "lumbar"}],
    }
    of = case({**base, **more})
    found = assess(of, knowledge(), of.as_of).ledger

    def named(entries: tuple[LedgerEntry, ...]) -> list[tuple[str, str]]:
        assert all(entry.why for entry in entries if entry.finding is None)
        return [(entry.label, entry.value) for entry in entries if entry.finding is None]

    return {"not_understood": named(found.not_understood), "recorded_only": named(found.recorded_only)}


def test_a_medicine_that_nobody_knows_is_listed() -> None:
    found = ledger(medicines=[{"name": "qwxtab"}, {"name": "gabapentin"}])
    assert found["not_understood"] == [("Medicine", "qwxtab")]
    assert found["recorded_only"] == []


def test_one_with_a_stated_class_is_used_by_its_class_and_said_to_be() -> None:
    found = ledger(medicines=[{"name": "qwxtab", "classes": ["anticoagulant"]}])
    assert found["recorded_only"] == [("Medicine", "qwxtab")]


def test_allergies_are_kept_in_sight() -> None:
    assert ledger(allergies=["latex", "iodinated_contrast"])["recorded_only"] == [
        ("Allergy", "latex"),
        ("Allergy", "iodinated_contrast"),
    ]


def test_a_complication_that_is_no_finding_is_listed_and_none_known_is_not() -> None:
    def told(words: object) -> list[tuple[str, str]]:
        surgery = {"procedure": "discectomy", "when": {"months_ago": 24}, "complications": words}
        return ledger(surgeries=[surgery])["not_understood"]

    assert told(["dural tear", "qwx syndrome"]) == [("Complication", "qwx syndrome")]
    assert told("none_known") == told("unknown") == told("dural tear") == []
