"""The work list: danger on top, then what is new, worse, overdue and waiting; quick among ten thousand."""

from __future__ import annotations

import re

from sequela.store.patients import make_patient
from sequela.store.summaries import Summary, put
from sequela.web.site import Site
from tests.web.workspace.conftest import Clinician

PLAIN = {"urgency": 0, "level": "routine", "worse": False, "alarm": False, "arrived": False, "waiting": False}


def _lines(site: Site, *told: dict[str, object]) -> None:
    with site.store.writing("test") as writing:
        for number, line in enumerate(told):
            fields = {**PLAIN, "due_on": None, "name": f"Patient {number:05d}", **line}
            made = make_patient(writing, site.clinic_id)
            summary = Summary(
                patient_id=made,
                clinic_id=site.clinic_id,
                headline="",
                leading="",
                upto=0,
                changed_at=writing.at,
                **fields,  # type: ignore[arg-type]
            )
            put(writing, summary)


def _names(page: str) -> list[str]:
    return re.findall(r'class="app-line__name" href="[^"]+">([^<]+)<', page)


def test_danger_comes_first_then_new_worse_overdue_and_waiting(clinician: Clinician, site: Site) -> None:
    _lines(
        site,
        {"name": "plain"},
        {"name": "waiting", "waiting": True},
        {"name": "overdue", "due_on": "2026-01-01"},
        {"name": "worse", "worse": True},
        {"name": "new", "arrived": True},
        {"name": "same day", "urgency": 2, "level": "same_day"},
        {"name": "emergency", "urgency": 3, "level": "emergency_now"},
        {"name": "urgent answer", "alarm": True},
    )
    order = ["urgent answer", "emergency", "same day", "new", "worse", "overdue", "waiting", "plain"]
    assert _names(clinician.see("/clinic")) == order
    assert _names(clinician.see("/clinic?view=danger")) == order[:3]


def test_a_thousand_patients_are_fifty_to_a_page_and_found_by_name(clinician: Clinician, site: Site) -> None:
    _lines(site, *({} for _ in range(1000)), {"name": "Zoë Ärztin %_"})
    first = clinician.see("/clinic")
    assert len(_names(first)) == 50
    assert "1–50 of 1001" in first
    assert "Next page" in first
    last = clinician.see("/clinic?number=21")
    assert len(_names(last)) == 1
    assert "Next page" not in last
    assert _names(clinician.see("/clinic?words=%25_")) == ["Zoë Ärztin %_"]
    part = clinician.browser.get("/clinic?words=00042", headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert _names(part) == ["Patient 00042"]


def test_a_patient_without_a_name_is_not_made(clinician: Clinician) -> None:
    assert "needs a name" in clinician.send("/clinic", "/clinic/patients", {"name": "  "}, 400)
