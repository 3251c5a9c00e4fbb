"""Accounts, settings and the audit in a browser."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import text, update
from starlette.testclient import TestClient

from sequela.store.accounts import accounts_of, make_account, make_clinic
from sequela.store.tables import audit
from sequela.web.site import Site

from .conftest import PASSWORD, SignedIn
from .test_security import JSON, MARKUP, enter, token_of, with_form_cookie

OTHER, WEAK = "four other plain words", "short"
NEW = {"name": "Rosa Lind", "login": "rosa", "role": "clinician", "password": PASSWORD}


def send(app: FastAPI, browser: TestClient, address: str, **fields: str) -> TestClient:
    return browser.post(address, data={"form_token": token_of(app, browser), **fields})  # type: ignore[return-value]


def test_an_account_is_made_used_closed_and_opened_again(app: FastAPI, site: Site, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    assert send(app, admin, "/admin/accounts", **NEW).status_code == 303
    assert "Rosa Lind" in admin.get("/admin").text
    rosa = with_form_cookie(TestClient(app, follow_redirects=False))
    rosa.cookies.update(enter(app, rosa, "rosa").cookies)
    assert rosa.get("/clinic").status_code == 200
    with site.store.reading() as connection:
        made = next(a.id for a in accounts_of(connection, site.clinic_id) if a.login == "rosa")
    send(app, admin, f"/admin/accounts/{made}/close")
    assert rosa.get("/clinic").status_code == 303
    send(app, admin, f"/admin/accounts/{made}/open")
    assert send(app, admin, f"/admin/accounts/{made}/password", password=WEAK).status_code == 422
    assert send(app, admin, f"/admin/accounts/{made}/password", password=OTHER).status_code == 303
    assert enter(app, rosa, "rosa").status_code == 401
    assert enter(app, rosa, "rosa", OTHER).status_code == 303


def test_what_is_wrong_stands_on_top_with_a_link_to_its_field(app: FastAPI, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    answer = send(app, admin, "/admin/accounts", **{**NEW, "role": "king", "name": ""})
    assert answer.status_code == 422
    for field in ("role", "name"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
    assert 'value="rosa"' in answer.text
    weak = send(app, admin, "/admin/accounts", **{**NEW, "password": "short"})
    assert 'href="#password"' in weak.text
    assert "short" not in weak.text


def test_nobody_closes_their_own_account_or_one_of_another_clinic(
    app: FastAPI, site: Site, signed_in: SignedIn
) -> None:
    admin = signed_in("admin")
    with site.store.writing("test") as writing:
        elsewhere = make_clinic(writing, "Another clinic", "{}")
        theirs = make_account(writing, elsewhere, login="other", name="Other", role="clinician", password=PASSWORD)
    with site.store.reading() as connection:
        own = next(a.id for a in accounts_of(connection, site.clinic_id) if a.role == "admin")
    assert send(app, admin, f"/admin/accounts/{own}/close").status_code == 422
    for act in ("close", "open", "password"):
        assert send(app, admin, f"/admin/accounts/{theirs}/{act}", password=PASSWORD).status_code == 404
    assert "Other" not in admin.get("/admin").text


def test_new_numbers_to_call_are_shown_at_once(app: FastAPI, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    fields = {
        "name": "Spine clinic",
        "phone": "020 7946 0000",
        "country_0": "Spain",
        "emergency_0": "112",
        "same_day_0": "061",
        "invitation_days": "7",
    }
    saved = send(app, admin, "/admin/clinic", **fields)
    assert saved.status_code == 303
    assert "The settings are saved" in admin.get(saved.headers["location"]).text
    assert 'href="tel:112"' in TestClient(app).get("/help-now").text
    wrong = send(app, admin, "/admin/clinic", **{**fields, "emergency_0": "call them", "invitation_days": "x"})
    assert wrong.status_code == 422
    assert 'href="#emergency_0"' in wrong.text
    assert 'href="#invitation_days"' in wrong.text
    assert 'href="tel:112"' in TestClient(app).get("/help-now").text


def test_markup_in_names_and_settings_comes_back_as_text(app: FastAPI, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    send(app, admin, "/admin/accounts", **{**NEW, "name": MARKUP, "login": MARKUP})
    send(app, admin, "/admin/clinic", name=MARKUP, phone="112", invitation_days="7", self_harm_contact=MARKUP)
    wrong = send(app, admin, "/admin/clinic", name=MARKUP, phone=MARKUP, country_0=MARKUP)
    for page in (admin.get("/admin"), admin.get("/admin/clinic"), admin.get("/audit"), admin.get("/help-now"), wrong):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_the_audit_is_read_by_patient_and_by_account(
    app: FastAPI, site: Site, signed_in: SignedIn, patient_id: str
) -> None:
    signed_in("clinician").get(f"/clinic/patients/{patient_id}")
    auditor = signed_in("auditor")
    of_patient = auditor.get("/audit", params={"patient": patient_id}, headers=JSON).json()
    assert {row["patient_id"] for row in of_patient["rows"]} == {patient_id}
    with site.store.reading() as connection:
        who = next(a.id for a in accounts_of(connection, site.clinic_id) if a.role == "clinician")
    by_account = auditor.get("/audit", params={"account": who}, headers=JSON).json()
    assert {row["actor"] for row in by_account["rows"]} == {who}
    assert "viewed record" in {row["action"] for row in by_account["rows"]}
    assert auditor.get("/audit", params={"before": 3}, headers=JSON).json()["rows"][0]["number"] == 2
    assert app


def test_a_tampered_row_is_found_by_the_button(app: FastAPI, site: Site, signed_in: SignedIn) -> None:
    auditor = signed_in("auditor")
    assert "The audit is whole" in send(app, auditor, "/audit/verify").text
    with site.store.writing("intruder") as writing:
        writing.connection.execute(text("DROP TRIGGER audit_no_update"))
        writing.connection.execute(update(audit).where(audit.c.number == 2).values(about="nothing"))
    assert "The audit is broken at row 2" in send(app, auditor, "/audit/verify").text
