"""The course: scores over time with what change matters, what each treatment did, what is due, why to think again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from sequela.assessment.followup import FollowUp
from sequela.assessment.read_back import read_back
from sequela.records import frozen
from sequela.web.patient_head import Head, opened
from sequela.web.visit import SeePatient, page

router = APIRouter(prefix="/clinic/patients/{patient_id}")


@frozen
class CoursePage:
    """The follow-up as the assessment holds it. `followup` is the JSON that was kept."""

    head: Head
    followup: Mapping[str, Any] | None

    @property
    def result(self) -> FollowUp | None:
        """The follow-up; None where nothing on record speaks of a course."""
        return None if self.followup is None else read_back(FollowUp, self.followup)


@router.get("/course")
def course_page(visit: SeePatient, as_of: Annotated[str, Query(max_length=10)] = "") -> Response:
    """How it went and what is due."""
    now, head = opened(visit, "course", as_of)
    return page(visit, "patient_course.html.j2", CoursePage(head=head, followup=(now.assessment or {}).get("followup")))
