"""What makes the site says what is wrong, and leaves nothing half right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge

from .site import ROOT

sys.path.insert(0, str(ROOT / "docs" / "site"))

from handbook.addresses import Addresses
from handbook.commands import CommandFailedError, answer
from handbook.docstrings import markdown
from handbook.document import Document, write
from handbook.repository import MissingPartError, led, part
from handbook.wording import Wording


def wording(document: str = "knowledge/red-flags/cauda_equina") -> Wording:
    knowledge = load_knowledge()
    return Wording(knowledge, Addresses(knowledge), document)


def test_a_heading_that_is_gone_is_named_with_the_page_that_needs_it() -> None:
    with pytest.raises(MissingPartError, match=r"README.md has no heading 'Gone' any more; start of the site"):
        part("README.md", "Gone", "start")


def test_a_part_ends_before_the_next_heading_of_its_rank_and_code_is_no_heading() -> None:
    text = part("README.md", "Start", "start")
    assert "python3 run.py demo     # assess" in text
    assert "## " not in text


def test_links_of_a_document_lead_to_pages_and_what_has_none_stays_as_words() -> None:
    text = "[knowledge](docs/knowledge.md#rules), [why](docs/decisions), [licence](LICENSE), [out](https://example.org)"
    assert led(text, "CONTRIBUTING.md", "contribute/contributing") == (
        "[knowledge](writing-knowledge.md#rules), [why](../decisions/index.md), licence, [out](https://example.org)"
    )


def test_a_command_that_fails_stops_the_page_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match=r"assess nowhere\.yaml: .*nowhere\.yaml"):
        answer("assess nowhere.yaml", None, tmp_path)


def test_a_file_that_a_command_writes_is_kept(tmp_path: Path) -> None:
    answer("report examples/plan/recurrence_willing.yaml --for referral --out letter.md", "letter.md", tmp_path)
    assert (tmp_path / "letter.md").read_text(encoding="utf-8").startswith("<!-- sequela referral -->")


def test_a_rule_becomes_a_list_of_lists_with_findings_by_their_names() -> None:
    shown = wording().lines(
        "any of:\n  saddle_numbness new or worse\n  all of:\n    bilateral_leg_pain\n    age at least 50"
    )
    assert shown.count("<ul") == 3
    assert '<a href="../findings/saddle_numbness.html">Numbness between the legs</a> new or worse' in shown
    assert "<li>age at least 50</li>" in shown


def test_words_are_shown_as_they_are_whatever_signs_they_hold() -> None:
    assert wording().text("<b>5 & 6</b>") == "&lt;b&gt;5 &amp; 6&lt;/b&gt;"


def test_a_publication_named_in_words_is_linked() -> None:
    assert "publications/g.html#girft_ces" in wording().text("as in girft_ces")


def test_a_page_does_not_link_to_itself() -> None:
    assert wording().link("red_flag:cauda_equina") is None
    assert wording().link("finding:foot_drop") == "../findings/foot_drop.html"


def test_pages_of_things_that_are_gone_are_removed(tmp_path: Path) -> None:
    write([Document(path="a/old", text="old"), Document(path="kept", text="kept")], tmp_path)
    write([Document(path="kept", text="kept")], tmp_path)
    assert [file.name for file in tmp_path.rglob("*.md")] == ["kept.md"]


def test_a_docstring_keeps_its_fields_and_its_signs() -> None:
    shown = markdown("Draws a *line*.\n\nwidth\n    in ``pixels``.\n")
    assert shown.splitlines() == ["Draws a \\*line\\*.", "", "", "width", ":   in `pixels`."]
