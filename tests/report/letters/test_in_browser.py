"""The documents as people open them: from disk, without a network, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from sequela.report.letters import html

from ..browser import chromium, offline
from ..test_html_in_browser import DESK, OUTSIDE, PHONE
from .test_same_text import KINDS, document


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("kind", "case"), [*((kind, "full") for kind in KINDS), ("referral", "hostile")])
def test_it_is_whole_on_every_width_and_open_to_everyone(
    browser: Browser, tmp_path: Path, kind: str, case: str, size: tuple[int, int]
) -> None:
    path = tmp_path / "letter.html"
    path.write_text(html.render(document(kind, case)), encoding="utf-8")
    with offline(browser, *size) as (context, asked):
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        assert page.evaluate(OUTSIDE) == []
        assert (faults, asked) == ([], [])
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]][:2]) for v in found] == []
