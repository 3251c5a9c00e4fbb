"""The report as people see it: opened from disk in a browser without a network, on a phone, a desk and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sequela.assess import assess
from sequela.case.files import case_of, read_bytes, read_file
from sequela.knowledge.load import load_knowledge
from sequela.report.html.render import render

from . import patients
from .browser import barriers, chromium, offline

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 1, 1)
PHONE, DESK = (390, 844), (1280, 800)
EXAMPLES = ("example-01", "example-04", "example-10", "example-14", "example-15", "example-16")
TEXTS = {"full": patients.FULL, "empty": patients.EMPTY, "hostile": patients.HOSTILE}
RAISED = ("full", "example-04", "example-10", "example-14", "example-16")
"""Patients with a danger that is present or possible."""

OUTSIDE = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(e => {
  if (!e.checkVisibility() || e.closest(".hidden, svg, summary")) return false;
  const box = e.getBoundingClientRect();
  return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + "." + e.className)"""
CUT = """() => [...document.querySelectorAll("main *")].filter(e => {
  if (!e.checkVisibility() || e.closest(".hidden, thead, svg")) return false;
  const style = getComputedStyle(e);
  return style.overflow !== "visible" && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.tagName + "." + e.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses on disk of the reports that are looked at."""
    knowledge = load_knowledge(cache=None)
    folder = tmp_path_factory.mktemp("reports")
    inputs = {name: (read_bytes(text.encode(), f"{name}.yaml")[0], None) for name, text in TEXTS.items()}
    inputs |= {name: (read_file(ROOT / "examples" / "cases" / f"{name}.yaml")[0], DAY) for name in EXAMPLES}
    found: dict[str, str] = {}
    for name, (item, day) in inputs.items():
        case = case_of(item, knowledge, as_of=day, today=DAY)
        path = folder / f"{name}.html"
        path.write_text(render(assess(case, knowledge, case.as_of), case, knowledge), encoding="utf-8")
        found[name] = path.as_uri()
    return found


NAMES = (*TEXTS, *EXAMPLES)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_on_every_width(
    browser: Browser, reports: dict[str, str], name: str, size: tuple[int, int]
) -> None:
    with offline(browser, *size) as (context, asked):
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(reports[name])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways, all laid open"
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CUT) == []
        assert asked == []
        assert faults == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", NAMES)
def test_danger_is_on_the_first_screen(
    browser: Browser, reports: dict[str, str], name: str, size: tuple[int, int]
) -> None:
    with offline(browser, *size) as (context, _):
        page = context.new_page()
        page.goto(reports[name])
        shown = [page.locator("#danger")]
        if name in RAISED:
            first = page.locator(".flag").first
            shown += [first.locator("h3"), first.locator(".when"), first.locator(".action")]
            assert first.locator(".action").count() == 1
            shown += [first.locator(".settle")] if first.locator(".settle").count() else []
        for part in shown:
            box = part.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= size[1], part.inner_text()


@pytest.mark.parametrize(
    ("name", "size", "laid_open"),
    [("full", PHONE, True), ("full", DESK, False), ("empty", PHONE, False), ("example-14", DESK, True)],
)
def test_nobody_is_shut_out(
    browser: Browser, reports: dict[str, str], name: str, size: tuple[int, int], laid_open: bool
) -> None:
    with offline(browser, *size) as (context, _):
        page = context.new_page()
        page.goto(reports[name])
        if laid_open:
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert barriers(page) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_number_leads_to_its_source_in_one_click(
    browser: Browser, reports: dict[str, str], size: tuple[int, int]
) -> None:
    with offline(browser, *size) as (context, _):
        page = context.new_page()
        page.goto(reports["full"])
        for link in (".bits a", ".active a", ".flag .cite", ".flag .when a", ".tied a", ".asks a"):
            page.locator(link).first.click()
            target = page.locator(":target")
            box = target.bounding_box()
            assert box is not None, link
            assert 0 <= box["y"] < size[1], link
            assert target.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})"), link


def test_the_contents_are_beside_the_page_on_a_desk_and_folded_on_a_phone(
    browser: Browser, reports: dict[str, str]
) -> None:
    for size, seen in ((DESK, True), (PHONE, False)):
        with offline(browser, *size) as (context, _):
            page = context.new_page()
            page.goto(reports["full"])
            assert page.locator(".contents a").first.is_visible() is seen
            assert page.locator(".contents summary").is_visible() is not seen


def test_the_keyboard_is_seen_where_it_is(browser: Browser, reports: dict[str, str]) -> None:
    with offline(browser, *DESK) as (context, _):
        page = context.new_page()
        page.goto(reports["full"])
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to danger"
        assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_on_paper_everything_is_laid_open(browser: Browser, reports: dict[str, str]) -> None:
    with offline(browser, 673, 950) as (context, _):
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto(reports["full"])
        folded = page.evaluate(
            "() => [...document.querySelectorAll('main details > :not(summary)')]"
            ".filter(e => !e.checkVisibility({contentVisibilityAuto: true})).length"
        )
        assert folded == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not page.locator(".contents").is_visible()
        made = page.pdf(prefer_css_page_size=True)
        assert made.startswith(b"%PDF")
        assert b"/MediaBox [0 0 594.95996 841.91998]" in made or b"/MediaBox [0 0 595" in made
