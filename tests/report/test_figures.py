"""The pictures: a mirrored patient gives a mirrored map, a side not stated is not invented, vague times are wide."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.case.case import Case, Patient, Surgery
from sequela.case.complaint import Complaint, PainSite
from sequela.case.location import Side, mirrored
from sequela.case.sites import SITES
from sequela.case.when import When, read_when
from sequela.knowledge.load import load_knowledge
from sequela.report.figures import arguments, differential, timeline
from sequela.report.figures.body_map import BodyWords, Pain, body_map, has_side, is_drawn, signs
from sequela.report.figures.body_shapes import PLACES
from sequela.report.html.history import history
from sequela.report.html.person import AS_FAR_AS_STATED, pain_map

from . import samples

DAY = dt.date(2024, 6, 1)
NAMES = [site.name for site in SITES]
ELLIPSE = re.compile(r'<ellipse class="pain [^"]*" cx="([-\d.]+)" cy="([-\d.]+)"')
VIEW = re.compile(r'<g transform="translate\([^)]*\)">')


def case(**changes: object) -> Case:
    made = Case(name="x", schema="sequela.case/1", as_of=DAY, written=DAY, patient=Patient())
    return replace(made, **changes)  # type: ignore[arg-type]


def complaint(*sites: tuple[str, Side | None], **changes: object) -> Complaint:
    places = tuple(PainSite(id=f"s{n}", name=name, side=side) for n, (name, side) in enumerate(sites))
    made = Complaint(id="main", place="complaints[0]", region="lumbar", sites=places)
    return replace(made, **changes)  # type: ignore[arg-type]


def ellipses(svg: str) -> list[list[tuple[float, float]]]:
    """The middles of the filled places, view by view."""
    return [[(float(x), float(y)) for x, y in ELLIPSE.findall(part)] for part in VIEW.split(svg)[1:]]


# --- body map


@pytest.mark.parametrize("name", NAMES)
def test_every_site_that_the_product_knows_is_drawn(name: str) -> None:
    assert is_drawn(name)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["left", "right", "both", None])), max_size=8))
def test_a_mirrored_patient_gives_a_mirrored_map(places: list[tuple[str, Side | None]]) -> None:
    pains = [Pain(number=n, site=site, side=side) for n, (site, side) in enumerate(places, 1)]
    other = [replace(pain, side=mirrored(pain.side)) for pain in pains]
    here, there = ellipses(body_map(pains, "")), ellipses(body_map(other, ""))
    for ours, theirs in zip(here, there, strict=True):
        assert sorted(ours) == sorted((-x if x else x, y) for x, y in theirs)


def test_the_left_is_right_of_the_midline_from_the_front_and_left_of_it_from_behind() -> None:
    assert signs("front", "left", PLACES["groin"]) == (1,)
    assert signs("back", "left", PLACES["buttock"]) == (-1,)
    svg = body_map([], "")
    labels = re.findall(r'<text class="side" x="([-\d.]+)"[^>]*>([^<]+)</text>', svg)
    assert [(float(x) > 0, words) for x, words in labels if words != "patient&#x27;s"] == [
        (False, "right"),
        (True, "left"),
        (False, "left"),
        (True, "right"),
    ]


def test_a_side_not_stated_is_hatched_on_both_and_said_in_words() -> None:
    drawn = pain_map(case(complaints=(complaint(("buttock", None)),)))
    assert drawn is not None
    assert drawn.picture.count('class="pain pain-1 unsided"') == 2
    assert drawn.any_unsided
    assert [(place.name, place.side) for place in drawn.places] == [("buttock", "side not stated")]


def test_a_stated_side_is_filled_on_that_side_alone() -> None:
    drawn = pain_map(case(complaints=(complaint(("buttock", "left")),)))
    assert drawn is not None
    assert drawn.picture.count('class="pain pain-1"') == 1
    assert "unsided" not in drawn.picture
    assert "buttock, left" in drawn.picture


def test_the_midline_has_no_side() -> None:
    drawn = pain_map(case(complaints=(complaint(("tailbone", None)),)))
    assert drawn is not None
    assert not has_side("tailbone")
    assert drawn.places[0].side == ""
    assert not drawn.any_unsided


def test_in_back_and_leg_pain_the_side_is_that_of_the_leg() -> None:
    drawn = pain_map(case(complaints=(complaint(("low_back", None), ("lower_leg", None), side="right"),)))
    assert drawn is not None
    assert [place.side for place in drawn.places] == ["side not stated", "right"]


def test_a_site_that_is_a_finding_lies_on_the_side_of_the_complaint() -> None:
    drawn = pain_map(case(complaints=(complaint(("sacrum", None), ("leg", None), side="left"),)))
    assert drawn is not None
    assert [place.side for place in drawn.places] == ["left", "left"]
    assert not drawn.any_unsided


def test_a_site_on_the_midline_has_no_side_in_words_either() -> None:
    places = (("thoracic_midline", None), ("chest_wall", None))
    drawn = pain_map(case(complaints=(complaint(*places, region="thoracic", side="left"),)))
    assert drawn is not None
    assert [place.side for place in drawn.places] == ["", "left"]


def test_pain_whose_places_nobody_named_is_drawn_roughly_and_said_to_be() -> None:
    drawn = pain_map(case(complaints=(complaint(distribution="limb_more", side="left"),)))
    assert drawn is not None
    assert [(place.name, place.side, place.note) for place in drawn.places] == [
        ("low back", "side not stated", AS_FAR_AS_STATED),
        ("leg", "left", AS_FAR_AS_STATED),
    ]


def test_a_complaint_of_which_nothing_is_stated_is_not_drawn() -> None:
    assert pain_map(case(complaints=(complaint(),))) is None


def test_two_complaints_in_one_place_keep_their_own_numbers() -> None:
    pains = [Pain(number=1, site="buttock", side="left"), Pain(number=2, site="buttock", side="left", complaint=1)]
    marks = re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="7.5"/>', body_map(pains, ""))
    assert len(set(marks)) == 2


# --- timeline


def strip_of(raw: object, **more: object) -> str:
    when = read_when(raw, DAY)
    return timeline.strip(timeline.scale([when], DAY), "operation", when, "Operation", **more)  # type: ignore[arg-type]


def test_a_vague_time_is_as_wide_as_it_is_vague() -> None:
    year, month, day = (
        re.search(r'class="vague operation" x="[\d.]+%" y="3" width="([\d.]+)%"', timeline.strip(
            timeline.scale([read_when("2022", DAY)], DAY), "operation", read_when(raw, DAY), ""
        ))
        for raw in ("2023", "2023-05", "2023-05-04")
    )  # fmt: skip
    assert year is not None
    assert month is not None
    assert day is None
    assert float(year[1]) > 5 * float(month[1])


@given(st.dates(dt.date(1950, 1, 1), DAY))
def test_every_day_stands_inside_the_picture_in_the_order_of_time(day: dt.date) -> None:
    scale = timeline.scale([When(earliest=day, latest=day, text="")], DAY)
    assert 0 <= scale.place(day) <= scale.place(DAY) == 1
    assert scale.place(day) <= scale.place(min(day + dt.timedelta(days=30), DAY))
    places = [at for _, at in scale.ticks()]
    assert places == sorted(places)


def test_what_has_no_time_stands_beside_the_line() -> None:
    told = case(
        surgeries=(
            Surgery(id="surgeries[0]", family="fusion", when=read_when("2020", DAY)),
            Surgery(id="surgeries[1]", family="fusion"),
        )
    )
    found = history(told, load_knowledge())
    assert found is not None
    assert [line.label for line in found.lines] == ["Fusion, operation 1 of 2"]
    assert found.undated == ("Fusion, operation 2 of 2",)
    assert not found.even


def test_an_onset_counted_from_the_operation_is_placed_by_it() -> None:
    told = case(
        surgeries=(Surgery(id="surgeries[0]", when=read_when("2022-01", DAY)),),
        complaints=(complaint(onset_after_surgery=(6.0, 9.0)),),
    )
    found = history(told, load_knowledge())
    assert found is not None
    assert found.lines[-1].when == "6 to 9 months after the operation"
    assert 'class="vague onset"' in found.lines[-1].picture


def test_one_of_a_unit_is_not_several() -> None:
    assert [read_when({"years_ago": n}, DAY).text for n in (1, 2, 0.5)] == [
        "1 year ago", "2 years ago", "0.5 years ago",
    ]  # fmt: skip


def test_nothing_that_happened_gives_no_timeline() -> None:
    assert history(case(complaints=(complaint(),)), load_knowledge()) is None


# --- charts


def test_the_chart_says_in_words_what_it_draws() -> None:
    assert "<title>62 %, 90 % interval 40 to 80 %; before these facts 10 %</title>" in differential.strip(
        samples.ADJACENT
    )


def test_against_goes_left_and_for_goes_right_by_their_bits() -> None:
    edge = arguments.scale([samples.ADJACENT, samples.NONUNION])
    assert edge == 4
    assert '<rect class="for" x="50%" y="4" width="25%"' in arguments.strip(2.0, edge)
    assert '<rect class="against" x="37.5%" y="4" width="12.5%"' in arguments.strip(-1.0, edge)
    assert arguments.scale([samples.SACROILIAC]) == arguments.LEAST_SCALE


def test_the_body_map_speaks_the_words_it_is_given() -> None:
    spanish = BodyWords(
        title="Dónde duele", front="Por delante", back="Por detrás", whose="su", left="izquierda", right="derecha"
    )
    drawn = body_map((Pain(number=1, site="buttock", side="left"),), "nalga", spanish)
    assert all(word in drawn for word in ("Por delante", "Por detrás", "izquierda", "derecha"))
    assert not any(word in drawn for word in ("Front", "patient", "left<", "right<"))
