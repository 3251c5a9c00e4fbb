"""The pages for patients in a real browser without scripts."""

from __future__ import annotations

from ..report.browser import chromium

FEW_SCREENS = 5


def test_a_page_reads_and_changes_its_language_without_scripts(served: str) -> None:
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False, locale="en").new_page()
        page.goto(served + "/learn/treatments/fusion")
        page.get_by_text("What other studies saw").click()
        assert page.locator("details[open]").count() == 1
        page.get_by_role("button", name="Español").click()
        assert page.url == served + "/learn/treatments/fusion"
        assert page.get_by_role("heading", name="A cuántas personas ayuda").is_visible()


def test_on_a_phone_the_contents_fold_and_open_without_scripts(served: str) -> None:
    with chromium() as browser:
        page = browser.new_context(
            java_script_enabled=False, locale="en", viewport={"width": 390, "height": 844}
        ).new_page()
        page.goto(served + "/learn")
        assert page.get_by_role("link", name="What it is").first.is_visible()
        height = page.locator("body").bounding_box()
        assert height is not None
        assert height["height"] < FEW_SCREENS * 844
        medicine = page.locator("#medicine li a").first
        assert not medicine.is_visible()
        page.get_by_role("heading", name="Medicines").click()
        assert medicine.is_visible()


def test_the_sources_of_the_page_on_getting_help_are_one_press_away(served: str) -> None:
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False, locale="en").new_page()
        page.goto(served + "/help-now")
        source = page.locator("#sources li").first
        assert not source.is_visible()
        page.locator("#sources summary").click()
        assert source.is_visible()
