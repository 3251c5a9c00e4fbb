"""The demonstration: thirty made-up patients whose records run over two years up to the day on which it starts."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sequela.cli.demonstration import FOLDER, open_demonstration
from sequela.cli.place import FOLDER as FOLDER_SETTING
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.store import audit
from sequela.store.accounts import accounts_of, sign_in
from sequela.store.chart import case_of_chart
from sequela.store.entries import Entry, history
from sequela.store.kinds import IN_THE_CASE
from sequela.store.patients import patients_of
from sequela.store.store import Store
from sequela.store.summaries import WANTED, counts
from sequela.web.app import make_app
from sequela.web.clinic import open_clinic
from sequela.web.decisions import decisions_in
from sequela.web.demo.story import Story, stories
from sequela.web.documents import summary
from sequela.web.record import record
from sequela.web.site import Site
from sequela.web.visit import SESSION

_LINE = re.compile(r'class="app-line__name" href="(/clinic/patients/[0-9a-f]+)">([^<]+)<')
_MADE_UP = "made up</span>"
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_SETTING, str(folder))
        yield folder


@pytest.fixture(scope="module")
def started(data: Path, knowledge: Knowledge) -> Iterator[tuple[Store, str]]:
    """The store after the first start, and the password that was told. An earlier start was broken off."""
    left = data / f"{FOLDER}-broken-off"
    left.mkdir()
    os.utime(left, (0, 0))
    store, password = open_demonstration(knowledge)
    yield store, password
    store.close()
    assert [path.name for path in data.iterdir()] == [FOLDER], "nothing half made is left behind"


@pytest.fixture(scope="module")
def clinic(started: tuple[Store, str], knowledge: Knowledge) -> Site:
    return open_clinic(started[0], knowledge, demo=True, host="127.0.0.1")


@pytest.fixture(scope="module")
def browser(clinic: Site, started: tuple[Store, str]) -> Iterator[TestClient]:
    """A clinician who signed in with the password that was told."""
    found = sign_in(clinic.store, "demo", started[1])
    assert found is not None
    with TestClient(make_app(clinic), follow_redirects=False) as made:
        made.cookies.set(SESSION, found[0])
        yield made


def _entries(clinic: Site) -> dict[str, list[Entry]]:
    with clinic.store.reading() as connection:
        return {p.id: list(history(connection, p.id)) for p in patients_of(connection, clinic.clinic_id)}


# --- the stories, before any store -----------------------------------------------------------------------------------


def _chart(story: Story) -> list[Entry]:
    """What stands of a story at its end, without what is answered at home."""
    found: dict[tuple[str, str], Entry] = {}
    for occasion in story.occasions:
        for part in occasion.parts():
            number = len(found) + 1
            single = IN_THE_CASE[part.kind][1] == "one"
            thing = part.thing or (part.kind if single else str(number))
            found[part.kind, thing] = Entry(
                number=number,
                patient_id="",
                kind=part.kind,
                thing=thing,
                body=part.body,
                withdrawn=False,
                supersedes=None,
                source=occasion.source,
                account_id=None,
                recorded_at=occasion.at,
            )
    return list(found.values())


@pytest.mark.parametrize("day", ["2027-01-01", "2028-02-29", "2031-10-26"])
def test_every_story_is_a_sound_case_on_whatever_day_it_is_started(day: str, knowledge: Knowledge) -> None:
    now = dt.datetime.fromisoformat(f"{day}T00:01:00+00:00")
    told = stories(now)
    assert len(told) == 30
    assert len({story.number for story in told}) == len({story.name for story in told}) == 30
    for story in told:
        times = [occasion.at for occasion in story.occasions]
        assert times == sorted(times), story.name
        assert times[-1] <= now, story.name
        case_of_chart(_chart(story), story.name, knowledge, now.date(), now.date())
    assert stories(now) == told


def test_names_say_that_nobody_is_meant() -> None:
    for story in stories(dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC)):
        assert re.fullmatch(r"\w+ (Example|Ejemplo)", story.name)
        assert re.fullmatch(r"D-\d{4}", story.number)


# --- the clinic that they make ---------------------------------------------------------------------------------------


def test_there_are_thirty_patients_all_marked_as_made_up(clinic: Site, browser: TestClient) -> None:
    with clinic.store.reading() as connection:
        patients = patients_of(connection, clinic.clinic_id)
    assert len(patients) == 30
    assert all(patient.synthetic for patient in patients)
    page = browser.get("/clinic").text
    lines = _LINE.findall(page)
    assert len(lines) == 30
    assert all(name.endswith((" Example", " Ejemplo")) for _, name in lines)
    assert "Demonstration" in page


def test_every_view_of_the_work_list_has_a_line_and_some_patients_need_nothing(clinic: Site) -> None:
    with clinic.store.reading() as connection:
        found = counts(connection, clinic.clinic_id, clinic.today().isoformat())
    assert all(found[wanted] for wanted in WANTED), found
    assert 2 <= found["danger"] <= 6
    assert sum(found[wanted] for wanted in WANTED if wanted != "all") <= found["all"], "most lines are calm"


def test_an_urgent_answer_from_home_stands_on_top(browser: TestClient) -> None:
    first, _ = _LINE.findall(browser.get("/clinic").text)[0]
    page = browser.get(first).text
    assert "cauda equina" in page
    assert 'name="what" value="alarm"' in page


def test_every_patient_opens_without_a_problem_and_says_that_it_is_made_up(clinic: Site, browser: TestClient) -> None:
    for address, name in _LINE.findall(browser.get("/clinic").text):
        page = browser.get(address)
        assert page.status_code == 200, name
        assert _MADE_UP in page.text, name
        found = record(clinic, address.rpartition("/")[2])
        assert found.problems == (), name
        assert found.assessment is not None, name
        assert found.assessment["ledger"]["not_understood"] == [], name
        assert found.assessment["ledger"]["contradictory"] == [], name


@pytest.mark.parametrize(
    "part", ["examination", "facts", "blocks", "work-up", "plan", "course", "documents", "history"]
)
def test_every_page_of_a_long_record_opens(part: str, clinic: Site, browser: TestClient) -> None:
    longest = max(_entries(clinic).items(), key=lambda item: len(item[1]))[0]
    page = browser.get(f"/clinic/patients/{longest}/{part}")
    assert page.status_code == 200
    assert _MADE_UP in page.text


def test_the_records_run_over_two_years_and_each_entry_was_recorded_at_its_own_time(clinic: Site) -> None:
    now = clinic.store.clock()
    times = [entry.recorded_at for entries in _entries(clinic).values() for entry in entries]
    assert dt.timedelta(days=700) < now - min(times) < dt.timedelta(days=760)
    assert now - max(times) < 2 * DAY
    months = {time.strftime("%Y-%m") for time in times}
    assert len(months) >= 20
    with clinic.store.reading() as connection:
        assert audit.verify(connection).broken is None


def test_the_past_of_a_patient_can_be_seen(clinic: Site, browser: TestClient) -> None:
    """Before the denervation the blocks are on record, and the relief is not yet."""
    (patient_id,) = (p for p, entries in _entries(clinic).items() if _is(entries, "D-4104"))
    day = (clinic.today() - dt.timedelta(days=600)).isoformat()
    then = browser.get(f"/clinic/patients/{patient_id}?as_of={day}", headers={"accept": "application/json"})
    assert then.status_code == 200
    found = record(clinic, patient_id, dt.date.fromisoformat(day))
    kinds = [entry.kind for entry in found.entries]
    assert kinds.count("block") == 2
    assert "treatment" in kinds
    assert not any(isinstance(e.body, dict) and e.body.get("treatment") == "medial_branch_rfa" for e in found.entries)
    assert found.assessment is not None
    assert found.assessment["complaints"][0]["differential"][0]["mechanism"] == "facet_joint_pain"


def _is(entries: list[Entry], number: str) -> bool:
    return any(isinstance(e.body, dict) and e.body.get("number") == number for e in entries)


def test_there_is_something_of_everything_to_show(clinic: Site) -> None:
    every = [entry for entries in _entries(clinic).values() for entry in entries]
    kinds = {entry.kind for entry in every}
    assert {"released", "disagreement", "block", "decision", "alarm", "answer"} <= kinds
    decided = [d for entries in _entries(clinic).values() for d in decisions_in(entries).values()]
    assert {d.decision for d in decided} == {"accepted", "changed", "declined"}
    assert any(d.waits for d in decided)
    assert any(d.done_on for d in decided)
    bodies = [entry.body for entry in every if isinstance(entry.body, dict)]
    assert {"lumbar", "cervical", "thoracic"} <= {str(body.get("region")) for body in bodies}
    assert {"en", "es"} <= {str(body.get("language")) for body in bodies}
    assert {"none", "partial", "good"} <= {str(body.get("effect")) for body in bodies}


def test_one_patient_may_read_the_summary_that_was_released(clinic: Site) -> None:
    readable = [patient for patient, entries in _entries(clinic).items() if summary(clinic, entries, patient, "es")]
    assert len(readable) == 1


def test_a_second_start_opens_the_same_clinic_and_tells_a_new_password(
    started: tuple[Store, str], clinic: Site, knowledge: Knowledge, capsys: pytest.CaptureFixture[str]
) -> None:
    store, password = open_demonstration(knowledge)
    said = capsys.readouterr().err
    with store.reading() as connection:
        assert len(patients_of(connection, clinic.clinic_id)) == 30
        assert len(accounts_of(connection, clinic.clinic_id)) == 1
    assert "opened again" in said
    assert "remove" in said
    assert password != started[1]
    assert sign_in(store, "demo", started[1]) is None
    assert sign_in(store, "demo", password) is not None
    store.close()
