"""Priors, codes and scores: what the lint refuses of them, and what the coverage page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.upkeep.coverage import coverage
from sequela.upkeep.lint import lint_folder
from sequela.upkeep.pages import page_text

JUDGED = "main_share: {value: 0.2, weight: 5, elicited: a fifth for this test}"


def judged_prior(folder: Path, searched: str = "") -> None:
    path = folder / "mechanisms/pressed_root.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("main_share: {n: 12, N: 60, source: clinic2010}", JUDGED + searched), encoding="utf-8")


def said(folder: Path) -> str:
    return "\n".join(map(str, lint_folder(folder)))


def test_a_judged_prior_is_sound_once_the_search_is_recorded(folder: Path) -> None:
    judged_prior(folder, "\n      searched: Two registries count operations and not what hurts.")
    assert lint_folder(folder) == ()
    text = page_text(coverage(load_knowledge(folder, cache=None)))
    assert "2 priors: measured 1  search recorded 1  neither 0" in text
    assert "Two registries count operations" in text


def test_a_prior_of_another_region_may_wait(folder: Path) -> None:
    path = folder / "mechanisms/pressed_root.yaml"
    judged_prior(folder)
    path.write_text(path.read_text(encoding="utf-8").replace("  lumbar:", "  thoracic:"), encoding="utf-8")
    assert "searched" not in said(folder)


@pytest.mark.parametrize(
    ("of", "refused"),
    [
        ("mechanism:pressed_root", ""),
        ("finding:burning", ""),
        ("test:joint_blocks", ""),
        ("test:joint_block", "did you mean 'joint_blocks'"),
        ("mechanism:pressed_rot", "did you mean 'pressed_root'"),
        ("mecanism:pressed_root", "does not say what it is the code of"),
        ("pressed_root", "does not say what it is the code of"),
    ],
)
def test_a_code_belongs_to_something_there_is(folder: Path, of: str, refused: str) -> None:
    (folder / "codes").mkdir()
    code = f'- {{id: M54.1, of: "{of}", system: ICD-10-CM, code: M54.1, display: Radiculopathy}}\n'
    (folder / "codes/all.yaml").write_text(code, encoding="utf-8")
    assert refused in said(folder)
    assert bool(said(folder)) == bool(refused)
    if not refused:
        assert "ICD-10-CM M54.1 Radiculopathy" in page_text(coverage(load_knowledge(folder, cache=None)))


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        ("[0, 10]", ""),
        ("[10, 0]", "is no range"),
        ("[0, 3]", "the bands do not rise within the range"),
    ],
)
def test_a_score_has_a_range_and_bands_within_it(folder: Path, limits: str, refused: str) -> None:
    (folder / "instruments").mkdir()
    (folder / "instruments/all.yaml").write_text(
        f"- id: zero_to_ten\n  label: {{en: Pain, es: Dolor}}\n  about: {{en: A number.}}\n  finding: pain_score\n"
        f"  range: {limits}\n  higher_is: worse\n  form: ask\n  rights: free\n  bands:\n"
        "    - {at_least: {value: 4, weight: 5, elicited: where pain starts to disturb}, "
        "label: {en: moderate, es: moderado}}\n"
        "    - {at_least: {value: 7, weight: 5, elicited: where pain stops most doing}, "
        "label: {en: severe, es: grave}}\n",
        encoding="utf-8",
    )
    assert refused in said(folder)
    assert bool(said(folder)) == bool(refused)


RISK = """\
id: idle
label: {en: Rest, es: Reposo}
about: {en: Much rest.}
present: {finding: stiff_morning}
buys:
  - text: {en: "Nobody measured it.", es: "Nadie lo midió."}
    certainty: very_low
"""


@pytest.mark.parametrize(
    ("untranslated", "refused"),
    [
        ("", ""),
        (", es: Reposo", "label: the label is not in Spanish"),
        (', es: "Nadie lo midió."', "buys[0].text: what a change buys is not in Spanish"),
    ],
)
def test_a_risk_and_what_its_change_buys_are_named_in_spanish(folder: Path, untranslated: str, refused: str) -> None:
    (folder / "risks").mkdir()
    (folder / "risks/idle.yaml").write_text(RISK.replace(untranslated, ""), encoding="utf-8")
    assert refused in said(folder)
    assert bool(said(folder)) == bool(refused)


def test_a_test_of_another_region_shows_nothing_here(folder: Path) -> None:
    path = folder / "tests/joint_blocks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[lumbar]", "[cervical]"), encoding="utf-8")
    assert "findings/examination.yaml:11: joint_block.id: no test shows it in the lumbar spine" in said(folder)
