"""The site as people read it: from disk, without a network, on a phone and a desk, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.report.browser import barriers, chromium, offline

from .site import Site

PHONE, DESK = (390, 844), (1280, 800)
PAGES = (
    "index.html",
    "start.html",
    "worked-case.html",
    "model/posterior.html",
    "model/network.html",
    "knowledge/index.html",
    "knowledge/mechanisms/index.html",
    "knowledge/mechanisms/facet_joint_pain.html",
    "knowledge/tests/mri_plain.html",
    "knowledge/treatments/spinal_cord_stimulation.html",
    "knowledge/red-flags/cauda_equina.html",
    "knowledge/findings/straight_leg_raise.html",
    "knowledge/gates.html",
    "publications/m.html",
    "integrate/command-line.html",
    "integrate/assessment.html",
    "api/index.html",
    "api/inference.html",
    "contribute/writing-knowledge.html",
    "decisions/0012-second-measurements.html",
)
LOOKED_AT = (
    "index.html",
    "worked-case.html",
    "model/network.html",
    "knowledge/treatments/spinal_cord_stimulation.html",
    "knowledge/red-flags/cauda_equina.html",
    "integrate/command-line.html",
    "api/index.html",
)
"""One of each kind: axe takes long over long pages."""
CUT = """() => [...document.querySelectorAll("article *")].filter(e => {
  if (!e.checkVisibility() || e.closest("pre, .wide, .formula, .highlight, math, svg")) return false;
  const box = e.getBoundingClientRect();
  return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + "." + e.className)"""
LONG_LINES = """() => [...document.querySelectorAll("article p")]
  .filter(e => e.checkVisibility() && !e.closest(".rows, .wide"))
  .filter(e => e.getBoundingClientRect().width / parseFloat(getComputedStyle(e).fontSize) > 47)
  .map(e => e.textContent.slice(0, 60))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_on_every_width(browser: Browser, site: Site, name: str, size: tuple[int, int]) -> None:
    with offline(browser, *size) as (context, asked):
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(site.address(name))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways, all laid open"
        assert page.evaluate(CUT) == []
        assert page.evaluate(LONG_LINES) == []
        assert asked == []
        assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_nobody_is_shut_out(browser: Browser, site: Site, name: str, scheme: str) -> None:
    with offline(browser, *(DESK if scheme == "light" else PHONE)) as (context, _):
        page = context.new_page()
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        page.goto(site.address(name))
        assert barriers(page) == []


def test_the_search_finds_a_mechanism_from_disk(browser: Browser, site: Site) -> None:
    with offline(browser, *DESK) as (context, asked):
        page = context.new_page()
        page.goto(site.address("index.html"))
        page.locator("input[name=q]").fill("arachnoiditis")
        page.keyboard.press("Enter")
        found = page.locator("ul.search a").filter(has_text="Arachnoiditis").first
        found.wait_for()
        found.click()
        page.wait_for_load_state()
        assert "arachnoiditis" in page.locator("h1").inner_text().lower()
        assert asked == []


def test_a_number_opens_to_the_study_behind_it(browser: Browser, site: Site) -> None:
    with offline(browser, *PHONE) as (context, _):
        page = context.new_page()
        page.goto(site.address("knowledge/mechanisms/facet_joint_pain.html"))
        number = page.locator("li:has(.origin .study)").first
        assert not number.locator(".study").is_visible()
        number.locator("summary").first.click()
        assert number.locator(".study").is_visible()
        assert number.locator(".study a").last.get_attribute("href").startswith("https://")  # type: ignore[union-attr]


def test_a_formula_is_drawn_and_can_be_reached_by_keyboard(browser: Browser, site: Site) -> None:
    with offline(browser, *PHONE) as (context, _):
        page = context.new_page()
        page.goto(site.address("model/network.html"))
        formula = page.locator(".formula").first
        box = formula.locator("math").bounding_box()
        assert box is not None
        assert box["height"] > 20
        assert formula.get_attribute("tabindex") == "0"
