"""What the lint refuses of payers' criteria, and the page that shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.upkeep.lint import lint_folder
from sequela.upkeep.pages import UnknownNameError, find_page, page_text

PAYER = """\
id: small_payer
label: {en: Small payer}
about: {en: "Somebody who pays."}
jurisdiction: Nowhere
criteria:
  - id: small_first
    of: [joint_injection]
    text: {en: "It was tried before."}
    rule: {tried: joint_injection, weeks: {ge: {value: 6, weight: 5, source: small_policy}}}
    issuer: Small payer
    read: "2024-06-01"
    sources: [small_policy]
  - id: small_second
    of: [joint_injection]
    text: {en: "It is not paid for."}
    issuer: Small payer
    read: "2024-06-01"
    sources: [small_policy]
"""
POLICY = "- {id: small_policy, cite: A policy of nobody, url: https://example.org/policy, read: guideline}\n"


def said(folder: Path, payer: str = PAYER, policy: str = POLICY) -> str:
    (folder / "coverage").mkdir()
    (folder / "coverage/small.yaml").write_text(payer, encoding="utf-8")
    (folder / "sources/small_policy.yaml").write_text(policy, encoding="utf-8")
    return "\n".join(map(str, lint_folder(folder)))


def test_a_sound_payer_is_accepted_and_has_a_page(folder: Path) -> None:
    assert said(folder) == ""
    text = page_text(find_page(load_knowledge(folder, cache=None), "small_payer"))
    assert "It was tried before." in text
    assert "not paid for, whatever is recorded" in text
    assert "https://example.org/policy" in text


def test_a_single_criterion_has_a_page(folder: Path) -> None:
    assert said(folder) == ""
    known = load_knowledge(folder, cache=None)
    text = page_text(find_page(known, "criterion:small_first"))
    assert "tried joint_injection" in text
    assert "[treatment:joint_injection]" in text
    assert "Small payer; page read 2024-06-01" in text
    assert "https://example.org/policy" in text
    assert find_page(known, "small_second").kind == "criterion"
    with pytest.raises(UnknownNameError, match="did you mean criterion:small_first"):
        find_page(known, "criterion:small_frist")


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("of: [joint_injection]", "of: [joint_injektion]", "did you mean 'joint_injection'"),
        ("of: [joint_injection]", "of: []", "speaks of nothing"),
        ("{tried: joint_injection,", "{tried: joint_injektion,", "there is no treatment or kind"),
        (
            "rule: {tried: joint_injection, weeks: {ge: {value: 6, weight: 5, source: small_policy}}}",
            "rule: {finding: nowhere}",
            "there is no finding",
        ),
        ("{value: 6, weight: 5, source: small_policy}", "6", "bare number"),
        ("weeks: {ge:", "weeks: {over:", "unknown key 'over'"),
        ("small_second", "small_first", "two criteria are called"),
        ('read: "2024-06-01"', 'read: "lately"', "is no day on which the page was read"),
        ("sources: [small_policy]", "sources: [smal_policy]", "did you mean 'small_policy'"),
        ("sources: [small_policy]", "sources: []", "has no address"),
    ],
)
def test_what_is_wrong_with_a_criterion_is_said(folder: Path, old: str, new: str, refused: str) -> None:
    assert refused in said(folder, PAYER.replace(old, new, 1))


def test_a_criterion_needs_a_page_that_can_be_opened(folder: Path) -> None:
    policy = POLICY.replace("url: https://example.org/policy", "doi: 10.1000/policy")
    assert "'small_first' has no address" in said(folder, policy=policy)
