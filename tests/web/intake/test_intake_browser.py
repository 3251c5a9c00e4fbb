"""The intake in a real browser: an urgent answer without scripts, the body map, keyboard. The rest: the whole story."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sequela.web.app import make_app
from sequela.web.front.build import STATIC

from .conftest import Clinic
from .test_intake_pages import lines
from .typical import NOTHING_TO_TELL, TYPICAL

pytestmark = pytest.mark.skipif(not (STATIC / "app.css").exists(), reason="the pages are not built")
PHONE, DESK = 390, 1280
PATIENCE = 180_000  # milliseconds: a busy machine is no fault of the page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Clinic], str]]:
    """Serve a clinic on a free port; its address."""
    running = []

    def start(clinic: Clinic) -> str:
        config = uvicorn.Config(make_app(clinic.site), port=0, log_level="error", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        running.append((server, thread))
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(timeout=20)


def device(chromium: Browser, width: int = PHONE, language: str = "en", *, script: bool = True) -> BrowserContext:
    locale = {"en": "en-GB", "es": "es-ES"}[language]
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, locale=locale, java_script_enabled=script, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    return context


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.click(f"button[name=do][value={button}]")


def fill_in(page: Page, said: Mapping[str, Sequence[str]] = TYPICAL) -> None:
    """The typical patient's answers to whatever stands on the page; rows that are not known are answered with no."""
    for row in page.query_selector_all(".app-row"):
        name = row.get_attribute("id") or ""
        page.check(f'[name="{name}"][value="{said.get(name, ["absent"])[0]}"]')
    for name, values in said.items():
        for element in page.query_selector_all(f'[name="{name}"]')[:1]:
            _put(page, name, values, element.evaluate("e => e.type"))


def _put(page: Page, name: str, values: Sequence[str], kind: str) -> None:
    if kind in ("radio", "checkbox"):
        for value in values:
            page.check(f'[name="{name}"][value="{value}"]', force=True)
    elif kind == "select-one":
        page.select_option(f'[name="{name}"]', values[0])
    else:
        page.fill(f'[name="{name}"]', values[0])


def to_the_review(page: Page, said: Mapping[str, Sequence[str]] = TYPICAL) -> None:
    while "/start/review" not in page.url:
        name = page.url.rsplit("/", 1)[1]
        if name.startswith(NOTHING_TO_TELL):
            press(page, "none")
        else:
            fill_in(page, said)
            press(page, "next")
        assert page.query_selector(".nhsuk-error-summary") is None, name


def test_an_urgent_answer_on_a_phone_without_scripts(
    chromium: Browser, serve: Callable[[Clinic], str], intake_clinic: Clinic
) -> None:
    address, (token, _) = serve(intake_clinic), intake_clinic.invitation()
    page = device(chromium, script=False).new_page()
    page.goto(f"{address}/start/{token}")
    assert token not in page.url
    page.click("main a.nhsuk-button")
    page.check('[name="saddle_numbness"][value="present"]')
    page.select_option('[name="saddle_numbness.since"]', "days")
    press(page, "next")
    assert page.url.endswith("/start/urgent")
    assert page.is_visible("text=Nobody reads your answers in real time.")
    number = page.locator(".app-urgent .app-call").first.bounding_box()
    assert number is not None
    assert number["y"] < 844, "the number to call is above the fold"
    assert lines(intake_clinic) == [(True, False, "emergency_now")]
    page.click("main a.nhsuk-button")
    assert page.is_visible(".app-alarm")
    assert page.is_visible("text=Continue")


def test_what_was_ticked_before_stopping_is_there_again_without_scripts(
    chromium: Browser, serve: Callable[[Clinic], str], intake_clinic: Clinic
) -> None:
    address, (token, _) = serve(intake_clinic), intake_clinic.invitation()
    page = device(chromium, script=False).new_page()
    page.goto(f"{address}/start/{token}")
    page.click("main a.nhsuk-button")
    page.check('[name="bladder_retention"][value="absent"]')
    press(page, "stop")
    assert page.url.endswith("/start/paused")
    page.goto(f"{address}/start/{token}")
    page.goto(f"{address}/start/next")
    assert page.is_checked('[name="bladder_retention"][value="absent"]')


def test_the_body_map_shows_at_once_what_is_ticked(
    chromium: Browser, serve: Callable[[Clinic], str], intake_clinic: Clinic
) -> None:
    address, (token, _) = serve(intake_clinic), intake_clinic.invitation()
    page = device(chromium, DESK).new_page()
    page.goto(f"{address}/start/{token}")
    page.goto(f"{address}/start/page/where")
    assert page.locator("#body-map .number").count() == 0
    page.check('[name="where"][value="buttock.left"]')
    page.wait_for_selector("#body-map .number")
    assert page.locator("#body-map .number").count() == 1


def test_a_page_is_answered_with_the_keyboard_alone(
    chromium: Browser, serve: Callable[[Clinic], str], intake_clinic: Clinic
) -> None:
    address, (token, _) = serve(intake_clinic), intake_clinic.invitation()
    page = device(chromium, DESK).new_page()
    page.goto(f"{address}/start/{token}")
    page.goto(f"{address}/start/next")
    focused = "document.activeElement.name + '=' + document.activeElement.value"
    for _ in range(60):
        page.keyboard.press("Tab")
        now = page.evaluate(focused)
        if str(now).startswith(("bladder_", "urinary_", "bowel_", "saddle_", "sexual_")) and not now.endswith("="):
            page.keyboard.press("ArrowRight")  # from yes to no
            assert page.evaluate(focused).endswith("=absent")
        if now == "do=next":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "danger-bladder" not in page.url
