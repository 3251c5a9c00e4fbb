"""Who may do what, from where, with what: every route with every role, and what attackers send."""

from __future__ import annotations

import hmac
import importlib
import logging
import pkgutil
import re
import socket
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from sequela.store import audit
from sequela.store.accounts import make_account, make_clinic, sign_in
from sequela.store.patients import make_patient
from sequela.store.tables import ROLES
from sequela.web import routes
from sequela.web.access import MAY, Action, Role
from sequela.web.headers import Bucket
from sequela.web.site import Site
from sequela.web.visit import FORM, SAFE, SESSION

from .conftest import PASSWORD, Hands, SignedIn

JSON = {"accept": "application/json"}
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>{{7*7}}</b>"
ANSWERS_401 = ("POST", "/sign-in")
"""A refused password is answered with 401 to whoever may try."""


def routes_of(app: FastAPI) -> Iterator[tuple[str, str, Action]]:
    """Every route with its method and the action it names. A route that names none is a hole."""
    included = [getattr(route, "original_router", None) for route in app.routes]
    nested = [route for router in included if router is not None for route in router.routes]
    assert nested
    for route in (*nested, *(r for r, router in zip(app.routes, included, strict=True) if router is None)):
        if not isinstance(route, APIRoute):
            assert getattr(route, "path", "") in ("/static", "/openapi.json"), route
            continue
        named = [d.call.action for d in route.dependant.dependencies if hasattr(d.call, "action")]
        assert len(named) == 1, f"{route.path} names no action"
        for method in sorted(route.methods):
            yield method, route.path, named[0]


def filled(path: str, patient_id: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: patient_id if m[1] == "patient_id" else "1", path)


def token_of(app: FastAPI, browser: TestClient) -> str:
    bound = browser.cookies.get(SESSION) or browser.cookies.get(FORM) or ""
    return hmac.new(app.state.secret, bound.encode(), sha256).hexdigest()


def with_form_cookie(browser: TestClient) -> TestClient:
    browser.get("/sign-in")
    return browser


def test_every_action_says_which_roles_may_and_every_role_is_one_of_the_store() -> None:
    assert set(MAY) == set(get_args(Action))
    assert set(get_args(Role)) == {*ROLES, "nobody"}
    assert not {"patient", "nobody", "auditor", "admin", "maintainer"} & MAY["see_patient"]


@pytest.mark.parametrize("role", get_args(Role))
def test_every_route_lets_in_those_who_may_and_no_one_else(
    app: FastAPI, signed_in: SignedIn, patient_id: str, role: Role
) -> None:
    browser = with_form_cookie(signed_in(role))
    last = sorted(routes_of(app), key=lambda route: route[1] == "/sign-out")
    for method, path, action in last:
        token = {"form_token": token_of(app, browser)} if method not in SAFE else None
        answer = browser.request(method, filled(path, patient_id), data=token, headers=JSON)
        if role in MAY[action]:
            refused = {401, 403} if (method, path) != ANSWERS_401 else {403}
            assert answer.status_code not in refused | {500}, (method, path)
        else:
            assert answer.status_code == (401 if role == "nobody" else 403), (method, path)


def test_a_clinician_of_another_clinic_learns_not_even_that_the_patient_exists(
    app: FastAPI, site: Site, signed_in: SignedIn
) -> None:
    with site.store.writing("test") as writing:
        theirs = make_patient(writing, make_clinic(writing, "Another clinic", "{}"))
    browser = signed_in("clinician")
    for method, path, _ in routes_of(app):
        if "{patient_id}" in path:
            token = {"form_token": token_of(app, browser)} if method not in SAFE else None
            of_others = browser.request(method, filled(path, theirs), data=token, headers=JSON)
            of_nobody = browser.request(method, filled(path, "0" * 32), data=token, headers=JSON)
            assert (of_others.status_code, of_others.text) == (of_nobody.status_code, of_nobody.text), path
            assert of_others.status_code == 404


def test_every_page_of_a_patient_leaves_a_row_that_says_who_looked(
    app: FastAPI, site: Site, signed_in: SignedIn, patient_id: str
) -> None:
    browser = signed_in("clinician")
    seen = 0
    for method, path, _ in routes_of(app):
        if method != "GET" or "{patient_id}" not in path:
            continue
        with site.store.reading() as connection:
            before = audit.count(connection)
        answer = browser.get(filled(path, patient_id), headers=JSON)
        with site.store.reading() as connection:
            assert answer.status_code == 404 or audit.count(connection) > before, path
            assert answer.status_code == 404 or next(iter(audit.rows(connection))).patient_id == patient_id, path
        seen += 1
    assert seen > 10


def test_every_part_of_the_pages_is_served() -> None:
    parts = [importlib.import_module(f"{routes.__name__}.{m.name}") for m in pkgutil.iter_modules(routes.__path__)]
    assert [part.__name__ for part in parts if part.router not in routes.ROUTERS] == []


def test_a_page_that_needs_an_account_leads_to_signing_in_and_back(client: TestClient) -> None:
    answer = client.get("/clinic")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/clinic")


# --- forms -----------------------------------------------------------------------------------------------------------


def test_no_change_comes_without_the_token_of_its_own_session(
    app: FastAPI, site: Site, signed_in: SignedIn, patient_id: str
) -> None:
    browsers = {role: with_form_cookie(signed_in(role)) for role in get_args(Role)}
    other = with_form_cookie(TestClient(app))
    forged = ["", "0" * 64, "ü", token_of(app, other), token_of(app, browsers["clinician"])[:-1] + "g"]
    with site.store.reading() as connection:
        before = audit.count(connection)
    for method, path, action in routes_of(app):
        if method in SAFE:
            continue
        for role in MAY[action]:
            address, browser = filled(path, patient_id), browsers[role]
            assert browser.request(method, address, data={"x": "1"}).status_code == 403, (path, role)
            for token in forged:
                assert browser.request(method, address, data={"form_token": token}).status_code == 403, (path, role)
            right = {"form_token": token_of(app, browser)}
            for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
                answer = browser.request(method, address, data=right, headers={"origin": origin})
                assert answer.status_code == 403, (path, role, origin)
    with site.store.reading() as connection:
        assert audit.count(connection) == before


def test_a_form_from_before_signing_in_is_worth_nothing_afterwards(app: FastAPI, signed_in: SignedIn) -> None:
    browser = with_form_cookie(TestClient(app, follow_redirects=False))
    before = token_of(app, browser)
    browser.cookies.set(SESSION, signed_in("clinician").cookies[SESSION])
    assert browser.post("/clinic/patients", data={"form_token": before, "name": "A"}).status_code == 403


# --- sessions --------------------------------------------------------------------------------------------------------


def enter(app: FastAPI, browser: TestClient, login: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post(
        "/sign-in", data={"form_token": token_of(app, browser), "login": login, "password": password, **more}
    )


def test_a_session_that_was_planted_is_never_the_one_that_is_opened(app: FastAPI, signed_in: SignedIn) -> None:
    signed_in("clinician")
    browser = TestClient(app, follow_redirects=False)
    browser.cookies.set(SESSION, "planted-by-someone-else")
    answer = enter(app, browser, "clinician")
    assert answer.status_code == 303
    given = answer.cookies[SESSION]
    assert given != "planted-by-someone-else"
    planted = TestClient(app, cookies={SESSION: "planted-by-someone-else"}, follow_redirects=False)
    assert planted.get("/clinic").status_code == 303
    assert TestClient(app, cookies={SESSION: given}).get("/clinic").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_signing_in_leads_everyone_to_a_page_that_is_theirs(app: FastAPI, signed_in: SignedIn, role: str) -> None:
    signed_in(role)
    browser = with_form_cookie(TestClient(app, follow_redirects=False))
    address = enter(app, browser, role).headers["location"]
    assert browser.get(address).status_code == 200, address


def test_signing_in_again_ends_the_session_before(app: FastAPI, signed_in: SignedIn) -> None:
    browser = signed_in("clinician")
    before = browser.cookies[SESSION]
    assert enter(app, browser, "clinician").status_code == 303
    assert TestClient(app, cookies={SESSION: before}, follow_redirects=False).get("/clinic").status_code == 303


def test_cookies_are_kept_from_scripts_and_other_sites(app: FastAPI, site: Site, signed_in: SignedIn) -> None:
    signed_in("clinician")
    browser = with_form_cookie(TestClient(app, follow_redirects=False))
    said = enter(app, browser, "clinician").headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert site.secure_cookies or "secure" not in said


def test_an_idle_or_old_session_leads_to_signing_in(signed_in: SignedIn, hands: Hands) -> None:
    browser = signed_in("clinician")
    hands.on(minutes=20)
    assert browser.get("/clinic").status_code == 200
    hands.on(minutes=31)
    assert browser.get("/clinic").status_code == 303


def test_after_signing_out_the_cookie_opens_nothing(app: FastAPI, signed_in: SignedIn) -> None:
    browser = signed_in("clinician")
    stolen = browser.cookies[SESSION]
    assert browser.post("/sign-out", data={"form_token": token_of(app, browser)}).status_code == 303
    assert TestClient(app, cookies={SESSION: stolen}, follow_redirects=False).get("/clinic").status_code == 303


def test_all_refusals_of_a_sign_in_read_alike(app: FastAPI, signed_in: SignedIn) -> None:
    signed_in("clinician")
    browser = with_form_cookie(TestClient(app))
    unknown, wrong = enter(app, browser, "nobody", "a wrong password"), enter(app, browser, "clinician", "wrong one")
    for _ in range(4):
        enter(app, browser, "clinician", "wrong one")
    locked = enter(app, browser, "clinician")
    shown = [re.sub(r'value="(nobody|clinician)"', "", answer.text) for answer in (unknown, wrong, locked)]
    assert {answer.status_code for answer in (unknown, wrong, locked)} == {401}
    assert shown[0] == shown[1] == shown[2]


def test_too_many_tries_from_one_place_must_wait(app: FastAPI) -> None:
    app.state.sign_in_tries = Bucket(most=3, per_second=0)
    browser = with_form_cookie(TestClient(app))
    said = [enter(app, browser, "nobody", "a wrong password").status_code for _ in range(4)]
    assert said == [401, 401, 401, 429]


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away_after_signing_in(app: FastAPI, signed_in: SignedIn, address: str) -> None:
    signed_in("clinician")
    browser = with_form_cookie(TestClient(app, follow_redirects=False))
    assert enter(app, browser, "clinician", next=address).headers["location"] == "/clinic"
    gone = browser.post("/language", data={"form_token": token_of(app, browser), "language": "es", "back": address})
    assert urlsplit(gone.headers["location"]).netloc == ""
    assert gone.headers["location"] == "/"


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_markup_through_every_text_field_comes_back_as_text(app: FastAPI, signed_in: SignedIn) -> None:
    browser = signed_in("clinician")
    token = {"form_token": token_of(app, browser)}
    made = browser.post("/clinic/patients", data={**token, "name": MARKUP, "number": MARKUP})
    pages = [
        browser.get(made.headers["location"]),
        browser.post("/clinic", data={**token, "words": "script"}, follow_redirects=True),
        browser.post("/clinic", data={**token, "words": MARKUP, "view": MARKUP}, follow_redirects=True),
        browser.get("/clinic", params={"found": MARKUP, "view": MARKUP}),
        browser.get("/sign-in", params={"next": MARKUP}),
        browser.get("/sign-in", params={"next": "/" + MARKUP}),
        browser.get("/learn/" + "%3Cscript%3Ealert(1)%3C/script%3E"),
        enter(app, browser, MARKUP, MARKUP, next="/" + MARKUP),
    ]
    assert "&lt;script&gt;alert(1)" in pages[0].text
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<b>49</b>" not in page.text
        assert page.status_code < 500


def test_every_answer_carries_the_headers_that_keep_browsers_safe(client: TestClient, signed_in: SignedIn) -> None:
    clinician = signed_in("clinician")
    answers = [
        client.get("/"),
        client.get("/nothing"),
        client.get("/static/app.css"),
        client.get("/openapi.json"),
        clinician.get("/clinic"),
        client.post("/sign-in"),
        client.post("/sign-in", content=b"x" * 2_000_000),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
    assert clinician.get("/clinic").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "x"]
)
def test_five_megabytes_of_noise_are_refused_unread(client: TestClient, kind: str) -> None:
    noise = bytes(range(256)) * 20_000
    stated = client.post("/sign-in", content=noise, headers={"content-type": kind})
    assert stated.status_code == 413
    chunked = client.post(
        "/sign-in",
        content=(noise[i : i + 65_536] for i in range(0, len(noise), 65_536)),
        headers={"content-type": kind},
    )
    assert chunked.status_code == (413 if "form" in kind else 403), "what is no form is not read at all"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", bytes(range(256)) * 1000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=%d" % n for n in range(2000))),
        ("application/x-www-form-urlencoded", b"name=%ff%fe%00&name=%ed%a0%80"),
        ("multipart/form-data; boundary=x", bytes(range(256)) * 1000),
        ("multipart/form-data", b"--x\r\n\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--x--\r\n',
        ),
        ("application/json", b'{"a": 1}'),
        ("text/plain; charset=nonsense", b"\xff"),
    ],
)
def test_noise_in_a_form_is_refused_and_never_a_fault(client: TestClient, kind: str, body: bytes) -> None:
    assert client.post("/sign-in", content=body, headers={"content-type": kind}).status_code in (400, 403)


def test_letters_that_are_none_do_not_break_what_is_stored(app: FastAPI, signed_in: SignedIn) -> None:
    browser = signed_in("clinician")
    token = token_of(app, browser)
    for name in (b"%00", b"%ed%a0%80", b"%ff", b"%f0%9f%a6%b4", b"a%0d%0aset-cookie:+x=1"):
        answer = browser.post(
            "/clinic/patients",
            content=b"form_token=" + token.encode() + b"&name=" + name,
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code in (303, 400), name
        assert "x" not in answer.cookies


def test_a_real_server_survives_bytes_that_are_no_request(served: str) -> None:
    address = urlsplit(served)
    for sent in (
        b"\x00\xff" * 5000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ):
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
            connection.sendall(sent)
            status = connection.recv(64)
        assert status.startswith((b"HTTP/1.1 4", b"")), status
        assert b" 200 " not in status
        assert b" 500 " not in status


# --- what is told ----------------------------------------------------------------------------------------------------


def test_the_log_holds_nothing_of_a_patient(
    app: FastAPI,
    signed_in: SignedIn,
    patient_id: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG, "sequela")
    browser = signed_in("clinician")
    token = {"form_token": token_of(app, browser)}
    browser.post("/clinic/patients", data={**token, "name": "Quijano Ñuñez", "number": "MRN-4711"})
    browser.get(browser.post("/clinic", data={**token, "words": "Quijano"}).headers["location"])
    browser.get(f"/clinic/patients/{patient_id}")
    browser.get(f"/clinic/patients/{patient_id}", params={"as_of": "Quijano"})
    browser.get("/clinic/Quijano")
    enter(app, browser, "quijano@example.org", "Quijano typed this")
    monkeypatch.setattr("sequela.web.routes.patient.opened", lambda *_: {}["Quijano MRN-4711"])
    assert browser.get(f"/clinic/patients/{patient_id}").status_code == 500
    ours = [record.__dict__ for record in caplog.records if record.name.startswith("sequela")]
    assert ours
    told = repr(ours) + "".join(capfd.readouterr())
    told = told.lower()
    for word in ("quijano", "mrn-4711", "ana", patient_id, "typed"):
        assert not re.search(rf"\b{re.escape(word)}\b", told), word


def test_a_fault_on_a_real_server_prints_nothing_of_its_cause(
    served: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sequela.web.routes.learn.contents", lambda *_: {}["Quijano MRN-4711"])
    address = urlsplit(served)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(b"GET /learn HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert b" 500 " in answer.splitlines()[0]
    assert b"content-security-policy" in answer
    assert "Quijano" not in answer.decode() + "".join(capfd.readouterr())


def test_a_fault_tells_its_reader_nothing_of_its_cause(
    signed_in: SignedIn, patient_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("clinician")
    monkeypatch.setattr("sequela.web.routes.patient.opened", lambda *_: {}["Quijano"])
    for headers in ({}, JSON):
        answer = browser.get(f"/clinic/patients/{patient_id}", headers=headers)
        assert answer.status_code == 500
        assert "Quijano" not in answer.text
        assert "Traceback" not in answer.text


def test_a_store_that_cannot_be_reached_is_said_and_the_public_pages_still_stand(
    app: FastAPI, site: Site, signed_in: SignedIn
) -> None:
    browser = signed_in("clinician")
    clock = site.store.clock

    def back() -> Any:
        return clock().replace(year=2020)

    site.store.clock = back
    answer = browser.get("/clinic")
    assert answer.status_code in (400, 503)
    assert "Set the clock right" in answer.text
    assert TestClient(app).get("/help-now").status_code == 200
    site.store.clock = clock
    assert browser.get("/clinic").status_code == 200


def test_numbers_that_no_database_has_are_no_fault_of_ours(app: FastAPI, signed_in: SignedIn, patient_id: str) -> None:
    browser, record = signed_in("clinician"), f"/clinic/patients/{patient_id}"
    token = {"form_token": token_of(app, browser)}
    for digits in ("9" * 30, "9" * 4400):
        for address in (f"{record}/entries/{digits}", f"{record}/blocks/new?number={digits}"):
            assert browser.get(address).status_code in (404, 414, 422)
        for address, fields in (
            (f"{record}/decisions/{digits}/done", {"on": "2026-01-01"}),
            (f"{record}/seen", {"what": "alarm", "upto": digits}),
            (f"{record}/blocks", {"what": "record", "number": digits}),
        ):
            assert browser.post(address, data={**token, **fields}).status_code in (400, 404, 414, 422), address


def test_made_up_methods_are_counted_as_one(app: FastAPI, client: TestClient) -> None:
    for n in range(5):
        client.request(f"MADEUP{n}", "/")
    assert {method for method, _, _ in app.state.counts.requests} == {"OTHER"}


def test_whoever_signs_in_is_of_this_clinic(app: FastAPI, site: Site) -> None:
    with site.store.writing("test") as writing:
        other = make_clinic(writing, "Another clinic", "{}")
        make_account(writing, other, login="rival", name="R", role="admin", password=PASSWORD)
    browser = with_form_cookie(TestClient(app, follow_redirects=False))
    assert enter(app, browser, "rival").status_code == 401
    found = sign_in(site.store, "rival", PASSWORD)
    assert found is not None
    browser.cookies.set(SESSION, found[0])
    assert browser.get("/admin").status_code == 303


def test_signing_out_leaves_a_row_in_the_audit(app: FastAPI, site: Site, signed_in: SignedIn) -> None:
    browser = signed_in("clinician")
    browser.post("/sign-out", data={"form_token": token_of(app, browser)})
    with site.store.reading() as connection:
        assert next(iter(audit.rows(connection))).action == "signed out"


def test_views_and_refused_sign_ins_leave_rows_in_the_audit(
    app: FastAPI, site: Site, signed_in: SignedIn, patient_id: str
) -> None:
    browser = signed_in("clinician")
    browser.get(f"/clinic/patients/{patient_id}")
    enter(app, browser, "clinician", "a wrong password")
    with site.store.reading() as connection:
        done = [row.action for row in audit.rows(connection)]
        assert audit.verify(connection).broken is None
    assert "viewed record" in done
    assert "sign-in refused" in done


def test_the_account_of_a_patient_opens_their_own_things_alone(site: Site, patient_id: str) -> None:
    from sequela.store.patients import patient_row
    from sequela.web.access import may

    with site.store.writing("test") as writing:
        other = make_patient(writing, site.clinic_id)
        make_account(
            writing, site.clinic_id, login="p", name="P", role="patient", password=PASSWORD, patient_id=patient_id
        )
    found = sign_in(site.store, "p", PASSWORD)
    assert found is not None
    with site.store.reading() as connection:
        own, others = patient_row(connection, patient_id), patient_row(connection, other)
    assert may(found[1], "see_own_release", own)
    assert not may(found[1], "see_own_release", others)
