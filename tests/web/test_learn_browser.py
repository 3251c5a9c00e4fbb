"""The pages for patients in a real browser without scripts."""

from __future__ import annotations

from ..report.browser import chromium


def test_a_page_reads_and_changes_its_language_without_scripts(served: str) -> None:
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False, locale="en").new_page()
        page.goto(served + "/learn/treatments/fusion")
        page.get_by_text("What other studies saw").click()
        assert page.locator("details[open]").count() == 1
        page.get_by_role("button", name="Español").click()
        assert page.url == served + "/learn/treatments/fusion"
        assert page.get_by_role("heading", name="A cuántas personas ayuda").is_visible()
