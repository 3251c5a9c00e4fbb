"""What a number rests on: the page of a finding, mechanism, test, treatment, source and so on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse, Response

from sequela.records import frozen
from sequela.report.citations import address
from sequela.upkeep.pages.find import UnknownNameError, find_page, index
from sequela.upkeep.pages.page import Page, Row, page_data
from sequela.upkeep.pages.wording import in_words, short
from sequela.web.visit import Visit, needs, page

router = APIRouter()

SeeKnowledge = Annotated[Visit, needs("see_knowledge")]


@frozen
class Evidence:
    """A page of the knowledge as it is laid out."""

    of: Page

    def numbers(self, row: Row) -> str:
        """The numbers of a row in words."""
        return "  ".join(f"{name} {short(value)}".strip() for name, value in row.numbers.items())

    def origin(self, row: Row) -> str:
        """What the estimate of a row was made from."""
        return in_words(row.estimate, row.language) if row.estimate is not None else ""

    def link(self, row: Row) -> str | None:
        """Where the row leads: its own page."""
        kind, _, identifier = (row.id or "").partition(":")
        return f"/evidence/{kind}/{identifier}" if identifier else None

    def publication(self, row: Row) -> tuple[str, str | None] | None:
        """The publication of a row, with its address."""
        return (row.source.cite, address(row.source)) if row.source is not None else None


@router.get("/evidence/knowledge")
def everything(visit: SeeKnowledge) -> Response:
    """All there is, by kind."""
    return _shown(visit, index(visit.site.knowledge))


@router.get("/evidence/{kind}/{identifier}")
def evidence(visit: SeeKnowledge, kind: str, identifier: str) -> Response:
    """One page of the knowledge; as JSON what `sequela evidence --json` writes."""
    try:
        found = find_page(visit.site.knowledge, f"{kind}:{identifier}")
    except UnknownNameError as error:
        raise HTTPException(404) from error
    return _shown(visit, found)


def _shown(visit: Visit, found: Page) -> Response:
    if visit.wants_json:
        return JSONResponse(page_data(found))
    return page(visit, "evidence.html.j2", Evidence(of=found))
