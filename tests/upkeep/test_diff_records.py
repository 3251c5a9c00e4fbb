"""What differs between two versions of the knowledge, told as a clinician would say it; nothing else is told."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import cast, get_args, get_origin, get_type_hints

import pytest

from sequela.knowledge.check import bare
from sequela.knowledge.documents import KINDS
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.findings import Phrases
from sequela.knowledge.schema.terms import Estimate, Text
from sequela.upkeep.diff.comparison import Comparison
from sequela.upkeep.diff.data import comparison_data
from sequela.upkeep.diff.page import HEADINGS, comparison_page
from sequela.upkeep.diff.records import DANGEROUS, record_changes
from sequela.upkeep.diff.sides import Side
from sequela.upkeep.diff.values import Counting
from sequela.upkeep.diff.walk import PROSE, WORDS_FOR_IT
from sequela.upkeep.pages.origin import every_record
from sequela.upkeep.pages.page import page_text

from .conftest import SMALL

COUNTING = Counting(mass=0.9, seed=7)
PRIOR = "mechanisms/pressed_root.yaml"
FLAG = "red_flags/pressed_tail.yaml"


def side(folder: Path) -> Side:
    return Side(name=folder.name, knowledge=load_knowledge(folder, cache=None))


def compared(folder: Path) -> Comparison:
    """The small knowledge and the folder made from it."""
    old, new = side(SMALL), side(folder)
    return Comparison(old=old, new=new, records=record_changes(old, new))


def told(folder: Path, *, full: bool = False) -> str:
    return page_text(comparison_page(compared(folder), COUNTING, full=full), full=full)


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def part(text: str, heading: str) -> str:
    """What stands under a heading of the page."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(heading))
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].strip()), len(lines))
    return "\n".join(lines[start + 1 : end])


def test_the_same_knowledge_in_other_files_and_another_order_does_not_differ(folder: Path) -> None:
    shutil.move(folder / "mechanisms/worn_joint.yaml", folder / "mechanisms/a_new_name.yaml")
    findings = (folder / "findings/symptoms.yaml").read_text(encoding="utf-8")
    (folder / "findings/symptoms.yaml").unlink()
    (folder / "findings/zzz.yaml").write_text(findings, encoding="utf-8")
    assert compared(folder).records == ()
    assert "No record differs." in told(folder)


def test_a_changed_prior_is_told_with_its_interval_and_its_basis_before_and_after(folder: Path) -> None:
    changed(folder, PRIOR, "main_share: {n: 12, N: 60", "main_share: {n: 30, N: 60")
    found = part(told(folder), "MECHANISMS")
    assert "lumbar, the main source of the pain: 20 % (12 to 30) → 50 % (39 to 60)" in found
    assert "was 12 of 60, clinic2010" in found
    assert "now 30 of 60, clinic2010" in found


def test_how_often_a_finding_is_seen_names_finding_and_mechanism(folder: Path) -> None:
    changed(folder, PRIOR, "{value: 0.85, ci95: [0.75, 0.92], source: legs2012}", "{n: 5, N: 10, source: legs2012}")
    found = part(told(folder), "MECHANISMS")
    assert "Pressed root [mechanism:pressed_root]" in found
    assert "lumbar, Raised leg test, when this alone is active: 85 %" in found


def test_a_number_on_another_basis_is_told_although_it_is_the_same(folder: Path) -> None:
    changed(
        folder, PRIOR, "main_share: {n: 12, N: 60, source: clinic2010}", "main_share: {n: 12, N: 60, source: legs2012}"
    )
    found = part(told(folder), "MECHANISMS")
    assert "20 % (12 to 30); the same number on another basis" in found
    assert "now 12 of 60, legs2012" in found


def test_a_judgement_whose_number_changed_and_whose_reason_did_not_is_pointed_out(folder: Path) -> None:
    changed(folder, PRIOR, "co_cause: {value: 0.05", "co_cause: {value: 0.2")
    for full in (False, True):
        assert "now judged, worth 4; the reason given is the same" in part(told(folder, full=full), "MECHANISMS")


def test_reworded_text_moves_no_result_and_stands_last(folder: Path) -> None:
    changed(folder, PRIOR, "about: {en: A nerve root under pressure.", "about: {en: A nerve root under some pressure.")
    changed(folder, PRIOR, "elicited: a second source is seldom a root", "elicited: a root is seldom a second source")
    text = told(folder)
    assert "MECHANISMS" not in text
    assert "In changed records: 2 texts." in text
    assert "now ... nerve root under some pressure." in part(text, "WORDING")
    assert "a further source of the pain, its reason, in other words" in part(text, "WORDING")


def test_danger_stands_before_everything_else(folder: Path) -> None:
    changed(folder, PRIOR, "n: 12, N: 60", "n: 30, N: 60")
    shutil.copy(folder / FLAG, folder / "red_flags/other.yaml")
    changed(folder, "red_flags/other.yaml", "id: pressed_tail", "id: other_tail")
    changed(folder, FLAG, "urgency: emergency_now", "urgency: two_weeks")
    changed(folder, FLAG, "action: {en: Send in at once.", "action: {en: Send in this week.")
    text = told(folder)
    assert text.index("DANGER") < text.index("MECHANISMS")
    found = part(text, "DANGER")
    assert "Added: Pressed nerve roots of the tail [red_flag:other_tail]" in found
    assert "how urgent when present: emergency now → two weeks" in found
    assert "now Send in this week." in found
    assert "2 records bear on danger" in text


def test_a_limit_inside_a_rule_is_told_line_by_line(folder: Path) -> None:
    changed(folder, FLAG, "within_days: {value: 28", "within_days: {value: 7")
    found = part(told(folder), "DANGER")
    assert "no longer    saddle_numb begun at most 28 (our judgement) days before" in found
    assert "now          saddle_numb begun at most 7 (our judgement) days before" in found
    assert "cannot_pass_water" not in found


def test_a_limit_of_a_rule_on_another_basis_is_told(folder: Path) -> None:
    changed(folder, FLAG, "older numbness has been looked at", "it is another story")
    assert "now        28 in our judgement (worth 5 patients): it is another story" in part(told(folder), "DANGER")


def test_a_warning_that_becomes_a_contraindication_is_one_gate_in_another_role(folder: Path) -> None:
    changed(folder, "tests/joint_blocks.yaml", "caution:", "never:")
    changed(folder, "tests/joint_blocks.yaml", "    unsourced: nobody studied it", "    sources: [blocks2015]")
    found = part(told(folder), "DANGER")
    assert "gate, numb saddle, kind of gate: with care when → not when" in found
    assert "saddle_numb" not in found


def test_a_dropped_source_and_one_read_in_full_are_told_under_sources(folder: Path) -> None:
    changed(folder, PRIOR, "{value: 0.85, ci95: [0.75, 0.92], source: legs2012}", "{n: 5, N: 10, source: clinic2010}")
    (folder / "accuracy/all.yaml").unlink()
    sources = "sources/all.yaml"
    changed(
        folder, sources, '- {id: legs2012, cite: "Second B. Raised legs. 2012", pmid: "11111111", read: abstract}\n', ""
    )
    changed(folder, sources, "doi: 10.1000/clinic.2010, read: abstract", "doi: 10.1000/clinic.2010, read: full_text")
    found = part(told(folder), "SOURCES")
    assert "Removed: Second B. Raised legs. 2012 [source:legs2012]" in found
    assert "read: abstract → full text" in found


def test_a_new_mechanism_says_in_full_all_that_it_states(folder: Path) -> None:
    text = (folder / PRIOR).read_text(encoding="utf-8").replace("id: pressed_root", "id: other_root")
    (folder / "mechanisms/other.yaml").write_text(text, encoding="utf-8")
    assert "Added: Pressed root [mechanism:other_root]" in part(told(folder), "MECHANISMS")
    assert "Raised leg test, when this alone is active: 85 %" in told(folder, full=True)


def test_the_number_that_moves_most_comes_first(folder: Path) -> None:
    changed(folder, PRIOR, "n: 12, N: 60", "n: 13, N: 60")
    changed(folder, "mechanisms/worn_joint.yaml", "n: 15, N: 60", "n: 45, N: 60")
    found = part(told(folder), "MECHANISMS")
    assert found.index("worn_joint") < found.index("pressed_root")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_page_keeps_to_the_width_of_the_terminal(folder: Path, width: int) -> None:
    changed(folder, PRIOR, "n: 12, N: 60", "n: 30, N: 60")
    changed(folder, FLAG, "within_days: {value: 28", "within_days: {value: 7")
    assert max(map(len, page_text(comparison_page(compared(folder), COUNTING), width).splitlines())) <= width


def test_programs_get_every_field_as_it_stands_in_the_files_and_as_it_is_read(folder: Path) -> None:
    changed(folder, PRIOR, "n: 12, N: 60", "n: 30, N: 60")
    body = comparison_data(compared(folder), COUNTING)
    assert body["schema"] == "sequela.knowledge_diff/1"
    assert body["cases"] is None
    (record,) = cast("list[dict[str, object]]", body["records"])
    (field,) = cast("list[dict[str, object]]", record.pop("fields"))
    assert record == {"kind": "mechanism", "id": "pressed_root", "label": "Pressed root", "change": "changed"}
    reads = [cast("dict[str, object]", field.pop(key)) for key in ("reads_before", "reads_after")]
    assert field == {
        "where": ["regions", "lumbar", "prior", "main_share"],
        "what": "lumbar, the main source of the pain",
        "about": "number",
        "danger": False,
        "before": {"n": 12, "N": 60, "source": "clinic2010"},
        "after": {"n": 30, "N": 60, "source": "clinic2010"},
    }
    assert [read["kind"] for read in reads] == ["share", "share"]
    assert reads[0]["mean"] == round(12.5 / 61, 4)
    assert reads[0]["interval"] == pytest.approx([0.126, 0.294], abs=0.01)  # Beta(12.5, 48.5)


# --- every field of the schema has its place --------------------------------------------------------------------------

CHOICES = frozenset(
    {"measures", "unit", "id", "of", "code", "opened", "level", "levels", "group", "classes", "treatment", "mme_unit"}
    | {"implants", "issuer", "read", "jurisdiction", "met_by", "instead", "beside", "helps", "applies_to"}
    | {"except_for", "about", "when", "test", "adrenaline", "doi", "pmid", "url", "effects"}
)
"""Fields of plain words by which the program acts, or that say where something was read."""


def plain_words(kind: object, seen: set[object]) -> set[str]:
    """The names of all fields that hold plain text, in a class of the schema and whatever it holds."""
    if not isinstance(kind, type) or not is_dataclass(kind) or kind in seen:
        return set()
    seen.add(kind)
    hints, found = get_type_hints(kind), set()
    for item in fields(kind):
        hint = bare(hints[item.name])
        while get_origin(hint) is tuple or get_origin(hint) is Mapping:
            hint = bare(get_args(hint)[-1] if get_origin(hint) is Mapping else get_args(hint)[0])
        found |= {item.name} if hint is str else plain_words(hint, seen)
    return found


def test_each_text_of_the_schema_is_either_prose_or_a_choice() -> None:
    seen: set[object] = set()
    words = set().union(*(plain_words(kind, seen) for kind in KINDS.values()))
    of_leaves = {part.name for leaf in (Text, Estimate, Phrases) for part in fields(leaf)}
    assert words - of_leaves == (PROSE | WORDS_FOR_IT | CHOICES) - of_leaves


def test_each_kind_of_record_has_a_part_of_the_page() -> None:
    kinds = {kind for kind, _, _ in every_record(load_knowledge())}
    assert kinds == {*HEADINGS, *DANGEROUS, "source"}
