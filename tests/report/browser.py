"""A real browser without a network, or a skipped test that says what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = (
    "no Chromium on this machine: the report was not seen in a browser "
    "(Debian or Ubuntu: apt install chromium fonts-dejavu-core)"
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BARRIERS = """tags => axe.run({
        runOnly: tags, resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}},
    }).then(found => found.violations.map(v => [v.id, v.nodes[0].html]))"""
COLOURS = """seen => {
    const known = new Set(seen), grounds = new Map();
    const ground = e => {
        if (!e) return '';
        if (!grounds.has(e)) {
            const s = getComputedStyle(e);
            const own = s.backgroundColor + s.backgroundImage + s.opacity + (s.position == 'static' ? '' : s.position);
            grounds.set(e, own == 'rgba(0, 0, 0, 0)none1' ? ground(e.parentElement) : ground(e.parentElement) + own);
        }
        return grounds.get(e);
    };
    window.fresh = [...document.body.querySelectorAll('*')].filter(e => {
        if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && !e.matches('input')) return false;
        const s = getComputedStyle(e);
        const look = [s.color, s.fontSize, s.fontWeight, ground(e), e.matches(':disabled')].join();
        return e.checkVisibility() && !known.has(look) && known.add(look);
    });
    return [...known];
}"""
"""Every way in which a page writes: ink, size and weight on its grounds. What was tried once is not tried again, for
contrast is by far the slowest rule and hangs on nothing else."""
CONTRAST = """() => window.fresh.length == 0 ? [] :
    axe.run({include: window.fresh}, {runOnly: ['color-contrast'], resultTypes: ['violations']})
    .then(found => found.violations.map(v => [v.id, v.nodes[0].html]))"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium; the test is skipped if there is none."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def offline(browser: Browser, width: int, height: int) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A window of this size without a network, and the addresses that its pages asked for beyond the disk."""
    asked: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    context.on("request", lambda request: asked.append(request.url) if not request.url.startswith("file:") else None)
    try:
        yield context, asked
    finally:
        context.close()


def barriers(page: Page, tags: Sequence[str] = WCAG, tried: set[str] | None = None) -> list[str]:
    """What axe finds. Every way of writing is tried for contrast once; `tried` keeps them from page to page."""
    seen = set() if tried is None else tried
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    seen.update(page.evaluate(COLOURS, sorted(seen)))
    found = page.evaluate(BARRIERS, list(tags)) + page.evaluate(CONTRAST)
    return [f"{rule}: {html[:200]}" for rule, html in found]
