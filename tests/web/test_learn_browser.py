"""The pages for patients in a real browser: accessible, no sideways scroll, readable without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from ..report.browser import chromium

PAGES = (
    "/learn",
    "/help-now",
    "/learn/facet_joint_pain",
    "/learn/tests/mri_gadolinium",
    "/learn/treatments/spinal_cord_stimulation",
)


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_pass_axe_and_fit_phone_and_desk(served: str, language: str) -> None:
    with chromium() as browser:
        for width in (390, 1280):
            page = browser.new_context(viewport={"width": width, "height": 900}, locale=language).new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            for address in PAGES:
                page.goto(served + address)
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
                found = Axe().run(page)
                assert not found.violations_count, (address, width, found.generate_report())
            assert all(url.startswith((served, "data:")) for url in asked)


def test_a_page_reads_and_changes_its_language_without_scripts(served: str) -> None:
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False, locale="en").new_page()
        page.goto(served + "/learn/treatments/fusion")
        page.get_by_text("What other studies saw").click()
        assert page.locator("details[open]").count() == 1
        page.get_by_role("button", name="Español").click()
        assert page.url == served + "/learn/treatments/fusion"
        assert page.get_by_role("heading", name="A cuántas personas ayuda").is_visible()
