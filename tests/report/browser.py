"""A real browser without a network, or a skipped test that says what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = (
    "no Chromium on this machine: the report was not seen in a browser "
    "(Debian or Ubuntu: apt install chromium fonts-dejavu-core)"
)


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


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found.response["violations"]]
