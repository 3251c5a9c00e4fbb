"""Everybody changes their own password, and nobody another's."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from .conftest import PASSWORD, SignedIn
from .test_admin import enter, send
from .test_security import with_form_cookie

NEW = "five new plain words here"


@pytest.mark.parametrize("role", ["clinician", "patient"])
def test_the_new_password_opens_and_every_session_from_before_is_over(
    app: FastAPI, signed_in: SignedIn, role: str
) -> None:
    browser = with_form_cookie(signed_in(role))
    elsewhere = with_form_cookie(TestClient(app, follow_redirects=False))
    elsewhere.cookies.update(enter(app, elsewhere, role).cookies)
    assert elsewhere.get("/password").status_code == 200
    done = send(app, browser, "/password", present=PASSWORD, wanted=NEW)
    assert done.headers["location"] == "/sign-in?changed=1"
    assert "Your password is changed" in browser.get(done.headers["location"]).text
    assert elsewhere.get("/password").status_code == 303
    fresh = with_form_cookie(TestClient(app, follow_redirects=False))
    assert enter(app, fresh, role, PASSWORD).status_code == 401
    assert enter(app, fresh, role, NEW).status_code == 303


@pytest.mark.parametrize(
    ("present", "wanted", "field", "words"),
    [
        ("not mine at all", NEW, "present", "not right"),
        (PASSWORD, "short", "wanted", "12 to 200"),
        (PASSWORD, PASSWORD, "wanted", "have already"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "wanted", "guessed at once"),
        ("", "", "present", "not right"),
    ],
)
def test_what_is_wrong_is_said_and_the_old_password_still_opens(
    app: FastAPI, signed_in: SignedIn, present: str, wanted: str, field: str, words: str
) -> None:
    browser = with_form_cookie(signed_in("clinician"))
    refused = send(app, browser, "/password", present=present, wanted=wanted)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert words in refused.text
    assert browser.get("/clinic").status_code == 200


def test_a_stolen_session_cannot_try_passwords_for_long(app: FastAPI, signed_in: SignedIn) -> None:
    browser = with_form_cookie(signed_in("clinician"))
    tried = [send(app, browser, "/password", present=f"a wrong password {n}", wanted=NEW) for n in range(11)]
    assert tried[-1].status_code == 429
