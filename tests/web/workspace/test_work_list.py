"""The work list: danger on top, then what is new, worse, overdue and waiting; quick among ten thousand."""

from __future__ import annotations

import html
import json
import re

from fastapi import FastAPI

from sequela.store.patients import make_patient
from sequela.store.summaries import Summary, put
from sequela.web.searches import Searches
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
    clinician.send("/clinic", "/clinic", {"words": "%_"})
    assert _names(clinician.see(clinician.went)) == ["Zoë Ärztin %_"]
    part = clinician.send("/clinic", "/clinic", {"words": "00042"}, 200, **{"hx-request": "true"})
    assert "<html" not in part
    assert _names(part) == ["Patient 00042"]


def test_no_address_holds_the_name_that_was_searched_for(clinician: Clinician, site: Site) -> None:
    _lines(site, *({"name": f"Quijano {n}"} for n in range(60)), {"name": "Somebody else", "urgency": 3})
    clinician.send("/clinic", "/clinic", {"words": "quijano", "view": "all"})
    shown = clinician.see(clinician.went)
    assert "Somebody else" not in shown
    addresses = [clinician.went, *re.findall(r'(?:href|action|hx-\w+)="([^"]+)"', shown)]
    assert not [address for address in addresses if "quijano" in address.lower()]
    following = html.unescape(re.search(r'href="([^"]+number=2[^"]*)"', shown)[1])  # type: ignore[index]
    assert len(_names(clinician.see(following))) == 10
    assert _names(clinician.see(clinician.went.replace("view=all", "view=danger"))) == []
    read = clinician.read(clinician.went)
    assert read["words"] == "quijano"
    asked = clinician.send("/clinic", "/clinic", {"words": "quijano 7"}, 200, accept="application/json")
    assert json.loads(asked)["counts"]["all"] == 1


def test_a_search_is_its_own_persons_and_one_that_is_not_known_lists_everybody(
    clinician: Clinician, site: Site, app: FastAPI
) -> None:
    _lines(site, {"name": "Ada"}, {"name": "Bo"})
    clinician.send("/clinic", "/clinic", {"words": "ada"})
    assert _names(clinician.see(clinician.went)) == ["Ada"]
    app.state.searches = Searches(b"started again")
    again = clinician.see(clinician.went)
    assert "not known any more" in again
    assert set(_names(again)) == {"Ada", "Bo"}


def test_searches_are_kept_for_who_made_them_and_the_oldest_forgotten() -> None:
    searches = Searches(b"secret", most=2)
    first, second = searches.keep("a", "ada"), searches.keep("b", "ada")
    assert first != second
    assert searches.keep("a", "ada") == first
    assert searches.words("b", first) == ""
    assert searches.keep("a", "") == ""
    searches.keep("a", "bo")
    assert searches.words("b", second) == ""
    assert searches.words("a", first) == "ada"


def test_a_patient_without_a_name_is_not_made(clinician: Clinician) -> None:
    assert "needs a name" in clinician.send("/clinic", "/clinic/patients", {"name": "  "}, 400)
