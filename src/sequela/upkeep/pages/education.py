"""Pages for patients, opened by whoever keeps the knowledge: the text as it is read, its sources, how sure it is."""

from __future__ import annotations

from sequela.knowledge.schema.education import EducationPage
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.report.education import WORDING, PageView, view
from sequela.upkeep.pages.page import Page, Row, section


def education_page(knowledge: Knowledge, page: EducationPage) -> Page:
    """The page as a patient reads it, then each figure with its range and study, then the sources by number."""
    shown = view(page, knowledge)
    wording = WORDING[shown.language]
    return Page(
        kind="page",
        id=page.id,
        label=page.title,
        about=f"{shown.unread} {page.summary}" if shown.unread else page.summary,
        sections=(
            *(part for read in shown.sections for part in section(read.heading, _rows(shown, read.id))),
            *section(wording.figures, _figures(shown)),
            *section(wording.sources, [Row(label=f"[{number}] {full}") for number, full in shown.sources]),
        ),
    )


def _rows(shown: PageView, identifier: str) -> list[Row]:
    return [
        Row(label=f"{sign}{said.marked}")
        for read in shown.sections
        if read.id == identifier
        for sign, group in (("", read.paragraphs), ("- ", read.points))
        for said in group
    ]


def _figures(shown: PageView) -> list[Row]:
    seen = {figure.name: figure for figure in shown.figures()}
    return [
        Row(
            label=f"{figure.mark} {figure.shown}" + (f": {figure.between}" if figure.between else ""),
            estimate=figure.estimate,
            language=shown.language,
        )
        for figure in seen.values()
    ]
