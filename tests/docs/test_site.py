"""The built site: every link leads somewhere, nothing is loaded from elsewhere, everything known has its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sequela.cli.main import command_parser
from sequela.knowledge.load import load_knowledge
from sequela.report.citations import address
from sequela.upkeep.pages import find_page

from .site import ROOT, Site, outside

KINDS = {"mechanism": "mechanisms", "test": "tests", "treatment": "treatments", "red_flag": "red-flags"}


def test_every_link_and_anchor_inside_the_site_leads_somewhere(site: Site) -> None:
    broken = {
        str(page.path.relative_to(site.folder)): found for page in site.pages.values() if (found := site.broken(page))
    }
    assert broken == {}


def test_no_page_loads_anything_from_outside(site: Site) -> None:
    assert {load for page in site.pages.values() for load in page.loads if outside(load)} == set()


def test_what_pages_load_is_there(site: Site) -> None:
    missing = {
        f"{page.path.relative_to(site.folder)}: {load}"
        for page in site.pages.values()
        for load in page.loads
        if not load.startswith("data:") and not (page.path.parent / load.split("?")[0]).resolve().is_file()
    }
    assert missing == set()


def test_no_style_sheet_or_script_names_another_address_to_load(site: Site) -> None:
    for sheet in site.folder.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert [found for found in re.findall(r"(?:url\(|@import)\s*['\"]?([^)'\"]+)", text) if outside(found)] == []
    for script in site.folder.rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert re.findall(r"(?:import|fetch|importScripts)\(\s*['\"]https?:", text) == []
        assert not re.search(r"\.src\s*=\s*['\"]https?:", text)


@pytest.mark.parametrize(("kind", "folder"), KINDS.items())
def test_everything_of_a_kind_has_a_page_and_stands_in_the_list(site: Site, kind: str, folder: str) -> None:
    knowledge = load_knowledge()
    known = {
        "mechanism": knowledge.mechanisms,
        "test": knowledge.tests,
        "treatment": knowledge.treatments,
        "red_flag": knowledge.red_flags,
    }[kind]
    listed = set(site.pages[site.folder / "knowledge" / folder / "index.html"].links)
    for identifier in map(str, known):
        page = find_page(knowledge, f"{kind}:{identifier}")
        text = words(site.folder / "knowledge" / folder / f"{identifier}.html")
        assert page.label in text
        assert f"{identifier}.html" in listed
        for section in page.sections:
            assert section.heading in text
            assert [row.label for row in section.rows if plain(row.label) not in text] == [], (
                identifier,
                section.heading,
            )


@pytest.mark.parametrize(
    "name",
    ["mechanism:facet_joint_pain", "test:mri_plain", "treatment:spinal_cord_stimulation", "red_flag:cauda_equina"],
)
def test_a_page_leads_to_every_publication_behind_it(site: Site, name: str) -> None:
    knowledge = load_knowledge()
    kind, _, identifier = name.partition(":")
    page = site.pages[site.folder / "knowledge" / KINDS[kind] / f"{identifier}.html"]
    rows = [row for section in find_page(knowledge, name).sections for row in section.rows]
    cited = {row.id.removeprefix("source:") for row in rows if row.id is not None and row.id.startswith("source:")}
    assert cited
    known = {str(source.id): address(source) for source in knowledge.sources.values()}
    assert {known[source] for source in cited} - {None} <= set(page.links)


def test_every_publication_is_listed_with_its_address(site: Site) -> None:
    pages = [page for page in site.pages.values() if page.path.parent.name == "publications"]
    anchors = {anchor for page in pages for anchor in page.anchors}
    links = {link for page in pages for link in page.links}
    for source in load_knowledge().sources.values():
        assert source.id in anchors
        assert address(source) in {*links, None}


def test_every_command_and_option_is_in_the_reference(site: Site) -> None:
    text = words(site.folder / "integrate" / "command-line.html")
    helped = command_parser().format_help()
    for command in re.findall(r"^    (\w+) ", helped, re.MULTILINE):
        assert command in text
    for option in ("--as-of", "--set", "--release-hash", "--influence", "--since", "--profile", "--knowledge"):
        assert option in text


def test_every_decision_is_on_the_site(site: Site) -> None:
    for decision in (ROOT / "docs" / "decisions").glob("*.md"):
        title = decision.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert title in words(site.folder / "decisions" / f"{decision.stem}.html")


def test_formulas_are_drawn_by_the_browser_and_by_no_script(site: Site) -> None:
    for name in ("network", "context", "posterior", "intervals", "decisions"):
        text = (site.folder / "model" / f"{name}.html").read_text(encoding="utf-8")
        assert "<math" in text
        assert "MathJax" not in text
        assert "$$" not in text


def test_the_worked_case_shows_what_the_commands_answer_today(site: Site) -> None:
    text = words(site.folder / "worked-case.html")
    for told in (
        "DANGER",
        "PROBABLE SOURCES",
        "STEPS",
        "WHAT CHANGED",
        "POSITIVE: counts as dual positive",
        "Referral",
    ):
        assert told in text


def test_pages_and_index_are_light(site: Site) -> None:
    heaviest = max(site.pages, key=lambda path: path.stat().st_size)
    assert heaviest.stat().st_size < 700_000, heaviest
    assert (site.folder / "searchindex.js").stat().st_size < 2_000_000
    total = sum(file.stat().st_size for file in site.folder.rglob("*") if file.is_file())
    assert total < 60_000_000


def words(path: Path) -> str:
    """The words of a page, without its marks."""
    return plain(re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")))


def plain(text: str) -> str:
    """Words as they are, whatever stands for their signs in HTML and however they are spaced."""
    for sign, written in (
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&#34;"),
        ('"', "&quot;"),
        ("'", "&#39;"),
        ("'", "&#x27;"),
        ("&", "&amp;"),
    ):
        text = text.replace(written, sign)
    return " ".join(text.split())
