"""The workspace in a real browser: supposing live, examining by keyboard, deciding, releasing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from sequela.store.accounts import make_account
from sequela.store.entries import add
from sequela.store.patients import standing
from sequela.web.record import refresh
from sequela.web.site import Site
from tests.report.browser import chromium
from tests.web.conftest import PASSWORD
from tests.web.workspace.conftest import charted

SLOW = 60_000
"""Milliseconds to wait for what a busy machine works out."""


def _signed_in(browser: Browser, served: str, login: str, width: int = 1280, **context: object) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}, **context).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(SLOW)
    page.goto(served + "/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(re.compile("/clinic|/mine"))
    return page


@pytest.fixture
def people(site: Site, patient_id: str) -> str:
    """A clinician and a patient with accounts; the patient has a chart and a course."""
    charted(site, "danger_before_preference", patient_id)
    with site.store.writing("test") as writing:
        make_account(writing, site.clinic_id, login="doc", name="Doc", role="clinician", password=PASSWORD)
        make_account(
            writing,
            site.clinic_id,
            login="pat",
            name="Pat",
            role="patient",
            password=PASSWORD,
            patient_id=patient_id,
        )
        for when, total in (("2026-05-01", 52), ("2026-11-10", 24)):
            add(writing, patient_id, "score", {"instrument": "odi", "total": total, "when": when}, source="patient")
    refresh(site, patient_id)
    return patient_id


def test_supposing_is_live_and_works_without_scripts(served: str, people: str) -> None:
    address = f"{served}/clinic/patients/{people}/what-if"
    with chromium() as browser:
        page = _signed_in(browser, served, "doc")
        page.goto(address)
        page.get_by_label(re.compile("Disc herniation at the operated level on imaging")).select_option(label="absent")
        expect(page.locator("#result")).to_contain_text("Supposed, not observed", timeout=SLOW)
        expect(page.locator("#result")).to_contain_text("Recurrent disc herniation")
        plain = _signed_in(browser, served, "doc", java_script_enabled=False)
        plain.goto(address)
        plain.get_by_label(re.compile("Foot drop")).select_option(label="absent")
        plain.get_by_role("button", name="Show what changes").first.click()
        expect(plain.locator("#result")).to_contain_text("New foot drop: present → still to ask", timeout=SLOW)


def test_an_examination_is_done_by_keyboard_alone(served: str, people: str, site: Site) -> None:
    with chromium() as browser:
        page = _signed_in(browser, served, "doc")
        page.goto(f"{served}/clinic/patients/{people}/examination")
        page.locator('[name="v.muscle_wasting.left"][value=""]').focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "v.muscle_wasting.right"
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("since="))
        expect(page.get_by_role("status")).to_contain_text("Recorded: 2")
    with site.store.reading() as connection:
        found = {
            e.body["side"]: e.body["value"]
            for e in standing(connection, people)
            if isinstance(e.body, dict) and e.body.get("finding") == "muscle_wasting"
        }
    assert found == {"left": "present", "right": "absent"}


def test_a_test_is_declined_with_a_reason_and_the_summary_released_to_the_patient(served: str, people: str) -> None:
    record = f"{served}/clinic/patients/{people}"
    with chromium() as browser:
        patient = _signed_in(browser, served, "pat", 390)
        expect(patient.locator("main")).to_contain_text("has not shared a summary")
        page = _signed_in(browser, served, "doc")
        page.goto(f"{record}/work-up")
        form = page.locator('form:has([name="about"][value="test"])').first
        page.locator("details:has(form)").evaluate_all("all => all.forEach(d => d.open = true)")
        form.get_by_label("declined").check()
        form.get_by_label("Reason").select_option("patient_does_not_want")
        form.get_by_role("button", name="Record the decision").click()
        decided = page.locator(".app-decision p", has_text="The patient does not want it").first
        expect(decided).to_be_visible(timeout=SLOW)
        page.goto(f"{record}/documents/patient")
        page.get_by_role("button", name="I have read it").click()
        expect(page.locator("#release")).to_contain_text("Released: the patient sees it", timeout=SLOW)
        patient.reload()
        expect(patient.locator("h1")).to_contain_text("Your pain after surgery")
        patient.goto(f"{served}/mine/answers")
        expect(patient.locator("main")).to_contain_text("52")


def test_danger_stands_above_the_fold_on_phone_and_desk(served: str, people: str) -> None:
    with chromium() as browser:
        for width in (390, 1280):
            page = _signed_in(browser, served, "doc", width)
            page.goto(f"{served}/clinic/patients/{people}")
            box = page.get_by_text("New foot drop").first.bounding_box()
            panel = page.locator("#danger h3").first.bounding_box()
            assert box is not None
            assert panel is not None
            assert box["y"] + box["height"] < 300
            assert panel["y"] + panel["height"] < 844
