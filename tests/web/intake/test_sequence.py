"""One thing per page, only what can still matter, in under ten minutes."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from sequela.store.entries import Entry
from sequela.web.intake.filled import filled
from sequela.web.intake.page import Answer, Page, say
from sequela.web.intake.questions import next_page, place_of, sequence
from sequela.web.intake.telling import PREFIX

from .typical import KNOWLEDGE, after, empty, finished, form, walk

WORDS_A_MINUTE, SECONDS_AN_ANSWER = 200, 4
MOST_PAGES, MOST_CLICKS, MOST_MINUTES = 32, 90, 10


def texts_on(page: Page, language: str = "en") -> list[str]:
    """What is to be read on a page: title, reason, questions and answers; lists that open are not read."""
    texts = [page.title, page.why, page.lead, page.none]
    for field in page.fields:
        if page.layout == "medicines" and not field.name.startswith("medicine1."):
            continue
        texts += [field.label, field.hint, *(o.label for o in field.options if field.kind != "select")]
    return [say(text, language, str) for text in texts if text]


def presses(answer: Answer) -> int:
    """One for every answer that was chosen or typed, one for the button; "none of these" is the button alone."""
    typed = {name: values for name, values in answer.given.items() if name != "none"}
    all_no = len(typed) > 1 and {values[:1] for values in typed.values()} == {("absent",)}
    return 1 if all_no else sum(len(values) for values in typed.values()) + 1


def test_a_typical_patient_is_done_in_under_ten_minutes(record_property: pytest.FixtureRequest) -> None:
    pages = clicks = answers = 0
    read: set[str] = set()  # "not sure" and the reasons that come again are read once
    for page, answer, _ in walk(empty()):
        pages += 1
        clicks += presses(answer)
        read |= set(texts_on(page))
        answers += max(1, presses(answer) - 1)
    words = sum(len(text.split()) for text in read)
    minutes = words / WORDS_A_MINUTE + answers * SECONDS_AN_ANSWER / 60
    figures = f"{pages} pages, {clicks} clicks, {words} words, {answers} answers, {minutes:.1f} minutes"
    record_property("typical intake", figures)  # type: ignore[operator]
    print(figures)
    assert pages <= MOST_PAGES, figures
    assert clicks <= MOST_CLICKS, figures
    assert minutes <= MOST_MINUTES, figures


def test_no_more_pages_that_only_tell_causes_apart_than_the_convention_allows() -> None:
    put = [page for page in finished().answers if page.startswith(PREFIX)]
    assert 1 <= len(put) <= KNOWLEDGE.conventions["intake_pages"].value


def test_what_was_asked_once_is_not_asked_again_in_other_words() -> None:
    names = [name for answer in finished().answers.values() for name in answer.put]
    assert len(names) == len(set(names))


def test_every_page_says_why_and_every_page_can_be_skipped() -> None:
    basis = empty(self_harm=True, countries=("A", "B"))
    count = 0
    while (page := next_page(basis)) is not None:
        assert page.why, page.id
        result = filled(page, "skip", {}, basis)
        assert result.faults == ()
        basis = after(basis, result.answer)
        count += 1
    assert count > 15


def test_what_the_clinic_has_on_record_is_not_asked_again() -> None:
    known = tuple(
        Entry(
            number=number,
            patient_id="p",
            kind=kind,
            thing=kind,
            body=body,
            withdrawn=False,
            supersedes=None,
            source="clinician",
            account_id=None,
            recorded_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        )
        for number, (kind, body) in enumerate(
            (
                ("patient", {"age": 58, "sex": "male"}),
                ("surgery", {"procedure": "discectomy", "levels": ["L4-L5"], "when": "2023"}),
                ("complaint", {"id": "leg", "region": "lumbar", "sites": ["lower_leg"], "side": "left"}),
            ),
            1,
        )
    )
    ids = {page.id for page in sequence(empty(told=known))}
    assert not {"you", "op-count", "where", "course", "began"} & ids
    assert {"scores", "danger-bladder"} <= ids


@pytest.mark.parametrize("known", [(), ("patient",), ("patient", "surgery")])
def test_the_parts_are_counted_as_this_person_meets_them(known: tuple[str, ...]) -> None:
    """What the clinic has on record is no part: the number stays or rises by one, up to the number of parts."""
    bodies = {"patient": {"age": 58, "sex": "male"}, "surgery": {"procedure": "discectomy", "when": "2023"}}
    basis = empty(told=tuple(_on_record(kind, bodies[kind]) for kind in known), countries=("A", "B"))
    places = []
    while (page := next_page(basis)) is not None:
        places.append(place_of(page, basis))
        basis = after(basis, filled(page, "skip", {}, basis).answer)
    numbers = [part for part, _ in places]
    assert all(later - earlier in (0, 1) for earlier, later in pairwise([1, *numbers]))
    assert places[-1][0] == places[-1][1]
    assert len({parts for _, parts in places}) == 1


def test_danger_that_comes_up_late_has_no_number() -> None:
    basis = empty()
    while (page := next_page(basis)) is not None and page.id != "op-count":
        basis = after(basis, filled(page, "skip", {}, basis).answer)
    said = {"op-count": ["1"], "op1.where": ["lumbar"], "op1.what": ["pump"]}
    while (page := next_page(basis)) is not None and page.chapter != "danger":
        basis = after(basis, filled(page, "next" if page.id != "op1-when" else "skip", form(page, said), basis).answer)
    assert page is not None
    assert place_of(page, basis)[0] == 0


def test_a_never_operated_person_is_not_asked_to_tell_causes_apart() -> None:
    basis = empty()
    while (page := next_page(basis)) is not None:
        said = {"op-count": ["0"]} if page.id == "op-count" else {}
        did = "next" if page.id == "op-count" else "skip"
        basis = after(basis, filled(page, did, said, basis).answer)  # type: ignore[arg-type]
    assert not [page for page in basis.answers if page.startswith((PREFIX, "op1", "course"))]


def _on_record(kind: str, body: object) -> Entry:
    return Entry(
        number=1,
        patient_id="p",
        kind=kind,
        thing=kind,
        body=body,
        withdrawn=False,
        supersedes=None,
        source="clinician",
        account_id=None,
        recorded_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )


def test_the_country_is_asked_first_where_it_decides_whom_to_call() -> None:
    first = next_page(empty(countries=("United Kingdom", "España")))
    assert first is not None
    assert first.id == "country"
