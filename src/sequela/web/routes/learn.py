"""Pages for patients, open to everyone: topics, causes, tests, treatments, and when to get help now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as InAddress
from fastapi.responses import Response

from sequela.web.learn.contents import URGENT, contents
from sequela.web.learn.tests import page_of_test
from sequela.web.learn.topic import MemberPage, help_now, topic_page
from sequela.web.learn.treatments import page_of_treatment
from sequela.web.visit import ReadPublic, go, page

router = APIRouter()

Named = Annotated[str, InAddress(max_length=60)]


@router.get("/learn")
def index(visit: ReadPublic) -> Response:
    """Everything there is to read."""
    return page(visit, "learn/contents.html.j2", contents(visit.site.knowledge, visit.language))


@router.get("/learn/tests/{name}")
def test(visit: ReadPublic, name: Named) -> Response:
    """One test."""
    found = page_of_test(name, visit.site.knowledge, visit.language)
    if found is None:
        raise HTTPException(404)
    return page(visit, "learn/test.html.j2", found)


@router.get("/learn/treatments/{name}")
def treatment(visit: ReadPublic, name: Named) -> Response:
    """One treatment."""
    found = page_of_treatment(name, visit.site.knowledge, visit.language)
    if found is None:
        raise HTTPException(404)
    return page(visit, "learn/treatment.html.j2", found)


@router.get("/learn/{topic}")
def topic(visit: ReadPublic, topic: Named) -> Response:
    """One topic or cause."""
    if topic == URGENT:
        return go("/help-now")
    found = topic_page(topic, visit.site.knowledge, visit.language)
    if found is None:
        raise HTTPException(404)
    return page(visit, "learn/member.html.j2" if isinstance(found, MemberPage) else "learn/topic.html.j2", found)


@router.get("/help-now")
def urgent(visit: ReadPublic) -> Response:
    """When to get help now, and whom to call."""
    settings = visit.site.settings
    found = help_now(visit.site.knowledge, visit.language, settings.name, settings.phone, settings.numbers)
    return page(visit, "learn/help_now.html.j2", found)
