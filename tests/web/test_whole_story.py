"""The whole story in a real browser, by pages alone: invited, asked, examined, planned, followed up, told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sequela.store.accounts import make_account
from sequela.web.front.build import STATIC
from sequela.web.site import Site
from tests.report.browser import chromium
from tests.web.conftest import PASSWORD, Hands
from tests.web.intake.test_intake_browser import press, to_the_review
from tests.web.intake.typical import TYPICAL

pytestmark = pytest.mark.skipif(not (STATIC / "app.css").exists(), reason="the pages are not built")
PHONE, DESK = 390, 1280
SLOW = 120_000
"""Milliseconds to wait for what a busy machine works out."""
URGENT, ORDINARY = "Una Urgent", "Olga Ordinary"


class Story:
    """Everybody's devices."""

    def __init__(self, browser: Browser, served: str) -> None:
        self._browser, self.served = browser, served

    def device(self, width: int) -> Page:
        """A device that nobody used before."""
        context: BrowserContext = self._browser.new_context(
            viewport={"width": width, "height": 844}, locale="en-GB", reduced_motion="reduce"
        )
        context.set_default_timeout(SLOW)
        return context.new_page()

    def sign_in(self, page: Page, login: str, password: str) -> None:
        """Through the form; what was open before is left."""
        page.goto(f"{self.served}/sign-in")
        page.fill("#login", login)
        page.fill("#password", password)
        page.locator("main button").click()
        page.wait_for_url(re.compile("/clinic|/mine"))

    def worklist(self, page: Page) -> list[str]:
        """The lines of the work list from the top."""
        page.goto(f"{self.served}/clinic")
        return page.locator(".app-line").all_inner_texts()

    def open_patient(self, page: Page, name: str) -> str:
        """From the work list; the address of the record."""
        page.goto(f"{self.served}/clinic")
        page.get_by_role("link", name=name).click()
        expect(page.locator("h1")).to_contain_text(name)
        return page.url


def add_patient(page: Page, served: str, name: str) -> None:
    page.goto(f"{served}/clinic")
    page.get_by_text("Add a patient").click()
    page.fill("#name", name)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("h1")).to_contain_text(name)


def invited(page: Page) -> tuple[str, str]:
    """Link and code as the page shows them once."""
    page.get_by_role("button", name="Make a link and a code").click()
    link = page.locator(".app-ask-letter__link").first.inner_text()
    return link, page.locator(".app-ask-letter__code").inner_text()


def tab(page: Page, name: str) -> None:
    page.locator(".app-tabs").get_by_role("link", name=name, exact=True).click()


# --- the steps of the story -------------------------------------------------------------------------------------------


def an_urgent_answer_is_on_top_at_once_and_the_patient_goes_on_later(story: Story, doctor: Page) -> None:
    add_patient(doctor, story.served, URGENT)
    link, _ = invited(doctor)
    phone = story.device(PHONE)
    phone.goto(link)
    phone.click("main a.nhsuk-button")
    phone.check('[name="saddle_numbness"][value="present"]', force=True)
    phone.select_option('[name="saddle_numbness.since"]', "days")
    press(phone, "next")
    expect(phone.locator("h1")).to_have_text("Get help now")
    expect(phone.locator("main")).to_contain_text("Nobody reads your answers in real time.")
    number = phone.locator(".app-urgent .app-call").first.bounding_box()
    assert number is not None
    assert number["y"] + number["height"] < 844, "the number to call is above the fold"
    assert "Urgent answer" in story.worklist(doctor)[0]
    phone.click("main a.nhsuk-button")
    expect(phone.locator(".app-alarm")).to_be_visible()
    phone.click("text=Stop now, go on later")
    phone.goto(link)
    expect(phone.locator("main a.nhsuk-button")).to_have_text("Go on")


def ordinary_answers_begun_on_a_phone_are_sent_from_a_desk(story: Story, doctor: Page) -> None:
    add_patient(doctor, story.served, ORDINARY)
    link, code = invited(doctor)
    phone = story.device(PHONE)
    phone.goto(f"{story.served}/start")
    phone.fill("#code", code)
    phone.click("main button.nhsuk-button")
    phone.click("main a.nhsuk-button")
    press(phone, "none")
    stopped_at = phone.url
    phone.click("text=Stop now, go on later")
    desk = story.device(DESK)
    desk.goto(link)
    desk.click("main a.nhsuk-button")
    assert desk.url == stopped_at
    to_the_review(desk)
    with_total(desk, 48)
    send(desk)


def with_total(page: Page, total: int) -> None:
    """The result of the clinic's questionnaire, from the page of the answers."""
    page.get_by_text("Add the results of forms from your clinic").click()
    page.fill('[name="form.odi"]', str(total))
    press(page, "next")


def send(page: Page) -> None:
    page.get_by_role("button", name="Send to my clinic").click()
    page.wait_for_url("**/start/sent")


def the_answers_are_read_where_they_belong(story: Story, doctor: Page) -> str:
    top, below = story.worklist(doctor)[:2]
    assert URGENT in top
    assert ORDINARY in below
    assert "New answers" in below
    story.open_patient(doctor, ORDINARY)
    doctor.get_by_role("button", name="I have seen them").click()
    expect(doctor.locator("#answers")).to_have_count(0)
    expect(doctor.locator("main")).to_contain_text("walk the dog for half an hour")
    return doctor.locator(".app-main .app-chart tbody th").first.inner_text().split("\n")[0].strip()


def the_patient_gets_an_account(story: Story, doctor: Page) -> str:
    story.open_patient(doctor, ORDINARY)
    doctor.get_by_role("link", name="The patient's account").click()
    doctor.fill("#login", "olga")
    doctor.get_by_role("button", name="Make the account").click()
    return doctor.locator(".app-ask-letter__code").inner_text()


def nothing_is_seen_before_it_is_released(story: Story, password: str, record: str, leading: str) -> None:
    phone = story.device(PHONE)
    story.sign_in(phone, "olga", password)
    expect(phone.locator("main")).to_contain_text("has not shared a summary")
    for address in ("/mine", "/mine/answers"):
        phone.goto(story.served + address)
        assert leading.lower() not in phone.locator("body").inner_text().lower()
    answer = phone.goto(record)
    assert answer is not None
    assert answer.status == 403


def a_supposition_shows_what_would_change(story: Story, doctor: Page) -> None:
    record = story.open_patient(doctor, ORDINARY)
    tab(doctor, "What if")
    doctor.get_by_label(re.compile("Leg pain below the knee along one nerve root")).select_option(label="present")
    expect(doctor.locator("#result")).to_contain_text("Supposed, not observed")
    expect(doctor.locator("#result tbody tr").first).to_be_visible()
    assert doctor.url == f"{record}/what-if"


def an_examination_is_recorded(doctor: Page) -> None:
    tab(doctor, "Examination")
    doctor.check('[name="v.straight_leg_raise.left"][value="absent"]')
    doctor.check('[name="v.muscle_wasting.left"][value="absent"]')
    doctor.get_by_role("button", name="Record the examination").click()
    expect(doctor.get_by_role("status").filter(has_text="Recorded: 2")).to_be_visible()


def a_block_is_read_before_it_is_recorded(doctor: Page, day: str) -> None:
    tab(doctor, "Blocks")
    doctor.get_by_role("link", name="Enter a diary").click()
    doctor.select_option("#block", "sacroiliac_block")
    doctor.select_option("#side", "left")
    doctor.fill("#date", day)
    doctor.fill("#drug", "lidocaine")
    doctor.fill("#baseline", "7")
    for row, (time, score) in enumerate((("+30min", "1"), ("+1h", "1"), ("+2h", "3"), ("+4h", "7"))):
        doctor.fill(f"#row-{row}-time", time)
        doctor.fill(f"#row-{row}-score", score)
    doctor.get_by_role("button", name="Show plot and reading").click()
    expect(doctor.locator("svg.diary")).to_be_visible()
    expect(doctor.locator("main")).to_contain_text("Not recorded yet")
    doctor.get_by_role("button", name="Record the block").click()
    expect(doctor.locator("#recorded")).to_be_visible()
    expect(doctor.locator("svg.diary")).to_be_visible()


def a_step_of_the_plan_is_accepted(doctor: Page) -> None:
    tab(doctor, "Plan")
    step = doctor.locator(".app-steps > li").first
    step.get_by_text("Accept, change or decline").click()
    step.get_by_label("accepted").check()
    step.get_by_label("Reason").select_option(index=1)
    step.get_by_role("button", name="Record the decision").click()
    expect(doctor.locator(".app-decision .nhsuk-tag--green").first).to_have_text("accepted")


def half_a_year_later_the_score_has_moved(story: Story, doctor: Page) -> None:
    assert "Overdue" in next(line for line in story.worklist(doctor) if ORDINARY in line)
    story.open_patient(doctor, ORDINARY)
    link, _ = invited(doctor)
    phone = story.device(PHONE)
    phone.goto(link)
    phone.click("main a.nhsuk-button")
    to_the_review(phone, {**TYPICAL, "pain_back": ["2"], "pain_leg": ["3"]})
    with_total(phone, 22)
    send(phone)
    assert "New answers" in next(line for line in story.worklist(doctor) if ORDINARY in line)
    story.open_patient(doctor, ORDINARY)
    tab(doctor, "Course")
    for change in ("48 → 22", "7 → 3"):
        drawn = doctor.locator("main figure", has_text=change)
        expect(drawn).to_contain_text("better by what matters")
        expect(drawn.locator("svg").first).to_be_visible()


def what_is_released_is_what_the_patient_reads(story: Story, doctor: Page, password: str) -> None:
    tab(doctor, "Documents")
    doctor.get_by_role("link", name="Patient's summary: read, then release").click()
    doctor.get_by_role("button", name="I have read it").click()
    expect(doctor.locator("#release")).to_contain_text("Released: the patient sees it")
    phone = story.device(PHONE)
    story.sign_in(phone, "olga", password)
    expect(phone.locator("h1")).to_contain_text("Your pain after surgery")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_the_invitation_to_the_summary_that_the_patient_reads(site: Site, served: str, hands: Hands) -> None:
    with site.store.writing("test") as writing:
        make_account(writing, site.clinic_id, login="doc", name="Doc", role="clinician", password=PASSWORD)
    with chromium() as browser:
        story = Story(browser, served)
        doctor = story.device(DESK)
        story.sign_in(doctor, "doc", PASSWORD)
        an_urgent_answer_is_on_top_at_once_and_the_patient_goes_on_later(story, doctor)
        ordinary_answers_begun_on_a_phone_are_sent_from_a_desk(story, doctor)
        leading = the_answers_are_read_where_they_belong(story, doctor)
        password = the_patient_gets_an_account(story, doctor)
        record = story.open_patient(doctor, ORDINARY)
        nothing_is_seen_before_it_is_released(story, password, record, leading)
        a_supposition_shows_what_would_change(story, doctor)
        an_examination_is_recorded(doctor)
        a_block_is_read_before_it_is_recorded(doctor, hands().date().isoformat())
        a_step_of_the_plan_is_accepted(doctor)
        hands.on(days=183)
        story.sign_in(doctor, "doc", PASSWORD)
        half_a_year_later_the_score_has_moved(story, doctor)
        what_is_released_is_what_the_patient_reads(story, doctor, password)
