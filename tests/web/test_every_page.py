"""Every page in a real browser, in both languages, on a phone and a desk: accessible, whole, nothing from outside.

The pages are those that the application has: one that is neither visited here nor named as no page fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Response
from starlette.routing import compile_path

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.store.accounts import make_account, sign_in
from sequela.store.entries import add
from sequela.store.invitations import invite, opened
from sequela.store.patients import make_patient, standing
from sequela.store.store import Writing
from sequela.web.front.build import STATIC
from sequela.web.intake.questions import chosen_pages, sequence
from sequela.web.intake.round import open_round
from sequela.web.intake.visiting import COOKIE
from sequela.web.record import refresh
from sequela.web.site import HelpNumbers, Site
from sequela.web.visit import SESSION
from tests.report.browser import WCAG, barriers, chromium
from tests.web.conftest import PASSWORD, Hands
from tests.web.intake.conftest import Clinic
from tests.web.intake.test_intake_pages import answer_all
from tests.web.intake.typical import TYPICAL
from tests.web.test_security import routes_of
from tests.web.workspace.conftest import charted

pytestmark = pytest.mark.skipif(not (STATIC / "app.css").exists(), reason="the pages are not built")
WIDTHS = (1280, 390)
RULES = (*WCAG, "best-practice")
SLOW = 120_000
MOST_BYTES = 200_000
"""What a page for patients may load, style sheet and scripts included."""
PATIENT_SIDE = re.compile(r"^/($|\?|start|learn|help-now|mine|sign-in)")
NO_PAGES = {
    "/healthz": "for monitors",
    "/metrics": "for monitors",
    "/start/next": "leads to the next question",
}
LOADED = """() => [performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')]
    .reduce((all, one) => all + one.encodedBodySize, 0)"""


@pytest.fixture
def hands() -> Hands:
    """The clock stands a month after the charts were written."""
    return Hands(Hands().now.replace(month=11, day=29))


@dataclass
class People:
    """A clinic with something on every page: a patient in danger, one of whom nothing is known, one who answers."""

    site: Site
    in_danger: str
    unknown: str
    answering: str
    link: str
    tokens: Mapping[str, str]


@pytest.fixture
def people(site: Site, hands: Hands, patient_id: str, app: FastAPI) -> People:
    in_danger = charted(site, "danger_before_preference")
    logins = {"clinician": None, "admin": None, "auditor": None, "maintainer": None, "patient": in_danger}
    with site.store.writing("test") as writing:
        answering = make_patient(writing, site.clinic_id, synthetic=True)
        add(writing, answering, "identity", {"name": "Ann Example", "number": "7"}, source="clinician")
        made = {role: _account(writing, site, role, own) for role, own in logins.items()}
        for when, total in (("2026-05-01", 52), ("2026-11-10", 24)):
            add(writing, in_danger, "score", {"instrument": "odi", "total": total, "when": when}, source="patient")
    with site.store.writing(made["clinician"]) as writing:
        link, _ = invite(writing, answering)
    refresh(site, in_danger)
    two = (*site.settings.numbers, HelpNumbers(country="Elsewhere", emergency="112", same_day="061"))
    app.state.site = replace(site, settings=replace(site.settings, numbers=two))
    clinic = Clinic(site=app.state.site, clock=hands, clinician="", patient=answering)  # type: ignore[arg-type]
    answer_all(clinic, link, {**TYPICAL, "country": [two[0].country]})
    tokens = {role: found[0] for role in logins if (found := sign_in(site.store, role, PASSWORD)) is not None}
    return People(site=site, in_danger=in_danger, unknown=patient_id, answering=answering, link=link, tokens=tokens)


def _account(writing: Writing, site: Site, role: str, own: str | None) -> str:
    return make_account(
        writing, site.clinic_id, login=role, name=f"The {role}", role=role, password=PASSWORD, patient_id=own
    )


@dataclass
class Round:
    """One walk through the pages in one language: what was seen, and what was wrong with it."""

    browser: Browser
    served: str
    language: str
    seen: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    colours: set[str] = field(default_factory=set)

    @contextmanager
    def person(self, **cookies: str) -> Iterator[Visitor]:
        """A browser of somebody, with their cookies."""
        context = self.browser.new_context(locale=self.language, reduced_motion="reduce")
        context.set_default_timeout(SLOW)
        context.add_cookies([{"name": name, "value": value, "url": self.served} for name, value in cookies.items()])
        page = context.new_page()
        page.on("request", self._asked)
        page.on("console", self._complained)
        yield Visitor(self, page)
        context.close()

    def _asked(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.served, "data:")):
            self.faults.append(f"asked outside for {url}")

    def _complained(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        if getattr(message, "type", "") == "error" and "status of 4" not in text and "status of 5" not in text:
            self.faults.append(f"the browser complains: {text[:200]}")


@dataclass
class Visitor:
    """Somebody who opens pages; every page is looked at."""

    round: Round
    page: Page

    def open(self, *addresses: str) -> None:
        for address in addresses:
            answer = self.page.goto(self.round.served + address)
            assert isinstance(answer, Response)
            assert answer.status < 500, address
            assert answer.status < 400 or "nowhere" in address, (address, answer.status)
            self.look()

    def press(self, button: str) -> None:
        """Press a button, folded away or not, and look at what comes."""
        self.send(button)
        self.look()

    def send(self, button: str) -> None:
        """Press a button."""
        with self.page.expect_navigation():
            self.page.locator(button).first.evaluate("b => b.click()")

    def look(self) -> None:
        page, at = self.page, self.page.url.removeprefix(self.round.served)
        self.round.seen.append(at.partition("?")[0].partition("#")[0])
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        faults = []
        if page.locator("h1").count() != 1:
            faults.append("not one main heading")
        if page.locator("html").get_attribute("lang") != self.round.language:
            faults.append("the language is not named right")
        if PATIENT_SIDE.match(at) and (loaded := page.evaluate(LOADED)) > MOST_BYTES:
            faults.append(f"loads {loaded} bytes")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"scrolls sideways at {width}")
            faults += [f"{found} at {width}" for found in barriers(page, RULES, self.round.colours)]
        self.round.faults += [f"{at} ({page.title()}): {fault}" for fault in faults]


# --- who opens what ---------------------------------------------------------------------------------------------------


def _anyone(round_: Round) -> None:
    with round_.person() as anyone:
        anyone.open("/", "/sign-in", "/help-now", "/learn", "/learn/facet_joint_pain", "/learn/why_it_hurts")
        anyone.open("/learn/tests/mri_gadolinium", "/learn/treatments/spinal_cord_stimulation", "/nowhere")
        anyone.open("/sign-in")
        anyone.page.fill("#login", "nobody")
        anyone.page.fill("#password", "a wrong password")
        anyone.press("main button")
        anyone.open("/start", "/start/paused", "/start/nowhere")
        anyone.open("/start")
        anyone.page.fill("#code", "ABCDE-23456")
        anyone.press("main button")


def _kinds_of_questions(site: Site, people: People) -> list[str]:
    """A page of every kind that the questions have, and the odd ones at the end."""
    with site.store.reading() as connection:
        basis = open_round(site, opened(connection, site.clock(), people.link), "en").basis
    first: dict[tuple[object, ...], str] = {}
    for asked in (*sequence(basis), *chosen_pages(basis)):
        first.setdefault((asked.layout, len(asked.fields) == 1, *sorted({f.kind for f in asked.fields})), asked.id)
    return list(first.values())


def _at_home(round_: Round, people: People, app: FastAPI) -> None:
    with round_.person(**{COOKIE: people.link}) as patient:
        questions = _kinds_of_questions(app.state.site, people)
        patient.open("/start", "/start/welcome", *(f"/start/page/{name}" for name in questions))
        patient.page.goto(f"{round_.served}/start/page/you")
        patient.page.fill('[name="age"]', "900")
        patient.press('button[value="next"]')
        patient.open("/start/review", "/start/print")
        patient.page.goto(f"{round_.served}/start/page/danger-bladder")
        patient.page.check('[name="bladder_retention"][value="present"]', force=True)
        patient.press('button[value="next"]')
        patient.open("/start/page/danger-bladder")
        patient.page.goto(f"{round_.served}/start/review")
        patient.press('form[action="/start/send"] button')
        patient.page.goto(f"{round_.served}/start/welcome")
        patient.look()
        site = app.state.site
        app.state.site = replace(site, settings=replace(site.settings, numbers=()))
        patient.page.goto(f"{round_.served}/start")
        patient.look()
        app.state.site = site


def _clinician(round_: Round, people: People, knowledge: Knowledge) -> None:
    with round_.person(**{SESSION: people.tokens["clinician"]}) as doc:
        doc.open("/clinic", "/clinic/disagreements", "/password")
        doc.press("main form button")
        doc.page.goto(f"{round_.served}/clinic")
        doc.page.fill("#words", "nobody of this name")
        doc.press('main form[role="search"] button')
        _a_record(doc, f"/clinic/patients/{people.in_danger}", people)
        doc.open(f"/clinic/patients/{people.answering}", f"/clinic/patients/{people.answering}/facts")
        unknown = f"/clinic/patients/{people.unknown}"
        parts = ("", "/what-if", "/facts", "/examination", "/blocks", "/work-up", "/plan", "/course", "/documents")
        doc.open(*(unknown + part for part in parts), f"{unknown}/invitations", f"{unknown}/account")
        doc.page.goto(f"{round_.served}{unknown}/invitations")
        doc.press("main form button")
        doc.page.goto(f"{round_.served}{unknown}/account")
        doc.page.fill("#login", "clinician")
        doc.press("main form button")
        doc.page.fill("#login", "ana")
        doc.press("main form button")
        doc.open(f"{unknown}/invitations", f"{unknown}/account")
        source = next(iter(knowledge.sources))
        named = ("mechanism/pseudarthrosis", "finding/motor_deficit", f"source/{source}", "red_flag/cauda_equina")
        # The long list of all there is and its pages are in English for everybody; the frame around them is not.
        pages = [f"/evidence/{name}" for name in named]
        doc.open(*(["/evidence/knowledge", *pages] if round_.language == "en" else pages[:1]), "/clinic/disagreements")


def _a_record(doc: Visitor, record: str, people: People) -> None:
    parts = ("", "/what-if", "/facts", "/facts/new?finding=motor_deficit", "/entries/new/surgery", "/history")
    more = ("/examination", "/blocks", "/work-up", "/plan", "/course", "/documents", "?as_of=2026-11-01")
    letters = ("/documents/clinician", "/documents/referral", "/documents/authorisation", "/documents/patient")
    address = doc.round.served + record
    doc.page.goto(address)
    doc.send('form[action$="/disagree"] button')
    doc.open(*(record + part for part in (*parts, *more, *letters)))
    doc.page.goto(f"{address}/what-if")
    doc.page.locator("main select").first.select_option(index=1)
    doc.press("#what-if button")
    doc.page.goto(f"{address}/entries/new/surgery")
    doc.press("main form.app-form button")
    doc.page.goto(f"{address}/examination")
    doc.page.check('[name="v.muscle_wasting.left"][value="absent"]')
    doc.press("form.app-exam .app-stay button")
    doc.page.goto(f"{address}/blocks/new")
    doc.press('button[value="record"]')
    doc.page.goto(f"{address}/blocks/new")
    doc.look()
    for key, value in (("date", "2026-11-20"), ("drug", "lidocaine"), ("baseline", "7")):
        doc.page.fill(f"#{key}", value)
    doc.page.select_option("#block", "sacroiliac_block")
    for row, (time, score) in enumerate((("+30min", "1"), ("+2h", "3"), ("+4h", "7"))):
        doc.page.fill(f"#row-{row}-time", time)
        doc.page.fill(f"#row-{row}-score", score)
    doc.press('button[value="read"]')
    doc.press('button[value="record"]')
    doc.page.goto(f"{address}/work-up")
    doc.page.locator('[name="decision"][value="accepted"]').first.evaluate("e => e.checked = true")
    doc.page.locator('[name="reason"]').first.evaluate("e => e.selectedIndex = 1")
    doc.press('form[action$="/decisions"] button')
    _two_at_once(doc, address, people)
    doc.page.goto(f"{address}/documents/patient")
    doc.press('form[action$="/release"] button')


def _two_at_once(doc: Visitor, address: str, people: People) -> None:
    """Somebody else corrects the entry that is being corrected."""
    store = people.site.store
    with store.reading() as connection:
        score = next(e for e in standing(connection, people.in_danger) if e.kind == "score")
    doc.page.goto(f"{address}/entries/{score.number}")
    doc.look()
    assert isinstance(score.body, Mapping)
    with store.writing("another") as writing:
        body = {**score.body, "total": 50}
        add(writing, people.in_danger, "score", body, source="clinician", thing=score.thing, supersedes=score.number)
    doc.page.locator('[name="total"]').fill("51")
    doc.press("main form.app-form button")


def _the_others(round_: Round, people: People) -> None:
    with round_.person(**{SESSION: people.tokens["patient"]}) as patient:
        patient.open("/mine", "/mine/answers")
    with round_.person(**{SESSION: people.tokens["admin"]}) as admin:
        admin.open("/admin", "/admin/clinic")
        admin.page.fill("#emergency_0", "call them")
        admin.press("main form button")
        admin.open("/admin")
        admin.press('form[action="/admin/accounts"] button')
    with round_.person(**{SESSION: people.tokens["auditor"]}) as auditor:
        auditor.open("/audit")
        auditor.press('form[action="/audit/verify"] button')


def _patterns(app: FastAPI) -> dict[str, Callable[[str], object]]:
    """Every address pattern that is got, in the order in which they are tried."""
    return {path: compile_path(path)[0].match for method, path, _ in routes_of(app) if method == "GET"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_there_is(app: FastAPI, served: str, people: People, knowledge: Knowledge, language: str) -> None:
    with chromium() as browser:
        round_ = Round(browser, served, language)
        with round_.person(**{SESSION: people.tokens["patient"]}) as patient:
            patient.open("/mine")  # nothing is released yet
        _anyone(round_)
        _at_home(round_, people, app)
        _clinician(round_, people, knowledge)
        _the_others(round_, people)
    patterns = _patterns(app)
    visited = {next((path for path, fits in patterns.items() if fits(at)), at) for at in round_.seen}
    english = set() if language == "en" else {"/evidence/knowledge"}
    assert set(patterns) - visited - set(NO_PAGES) - english == set(), "pages that nobody looked at"
    assert not round_.faults, "\n".join(round_.faults)
