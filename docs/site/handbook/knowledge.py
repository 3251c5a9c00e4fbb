"""A page for each mechanism, test, treatment, red flag and finding, made from the knowledge."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import SourceId
from sequela.report.citations import address
from sequela.upkeep.pages import Page, Section, find_page
from sequela.upkeep.pages.gates import own_gates
from sequela.upkeep.pages.origin import every_record

from .addresses import FOLDERS, GATHERED, Addresses, anchor, page_of
from .document import Document, plain, raw, relative
from .pieces import piece
from .rows import shown
from .wording import Wording

SOURCES = "Sources"
NAMES = {
    "mechanism": "Mechanisms",
    "group": "Groups of mechanisms",
    "test": "Tests",
    "treatment": "Treatments",
    "red_flag": "Red flags",
    "finding": "Findings",
    "pattern": "Patterns of pain",
    "factor": "Context before any finding",
    "failure_reason": "Reasons why an operation may not have helped",
    "risk": "Risks that can be changed",
    "interaction": "Medicines that do not go together",
    "instrument": "Questionnaires",
    "gate": "Gates before tests and treatments",
    "accuracy": "Published accuracies, recomputed",
    "block": "How diaries of blocks are read",
    "convention": "Conventions",
}
"""Each kind as a reader calls it."""
ORPHAN = "---\norphan: true\n---\n"
"""Pages beside the contents at the left: their kind's own page lists them."""


def pages(knowledge: Knowledge, addresses: Addresses) -> Iterator[Document]:
    """Every record that has a page to itself."""
    for kind, identifier, _ in every_record(knowledge):
        if kind in FOLDERS:
            yield _alone(knowledge, addresses, find_page(knowledge, f"{kind}:{identifier}"))


def gathered(knowledge: Knowledge, addresses: Addresses) -> Iterator[Document]:
    """The kinds whose records stand together on one page."""
    for kind, name in GATHERED.items():
        path = f"knowledge/{name}"
        wording = Wording(knowledge, addresses, path)
        found = [identifier for known, identifier, _ in every_record(knowledge) if known == kind]
        if kind == "gate":
            found += own_gates(knowledge)
        parts = [_crumbs(path, kind, name), f"# {NAMES[kind]}\n"]
        for identifier in sorted(found):
            parts.append(_among_others(find_page(knowledge, f"{kind}:{identifier}"), wording))
        yield Document(path=path, text=ORPHAN + "\n".join(parts))


def _alone(knowledge: Knowledge, addresses: Addresses, page: Page) -> Document:
    path = page_of(page.kind, page.id)
    wording = Wording(knowledge, addresses, path)
    parts = [_crumbs(path, page.kind, f"{page.kind}:{page.id}"), f"# {plain(page.label)}\n"]
    if page.about:
        parts.append(raw(f'<p class="about-it">{wording.text(page.about)}</p>'))
    for section in page.sections:
        parts += [f"## {plain(section.heading)}\n", _body(section, wording, knowledge)]
    return Document(path=path, text=ORPHAN + "\n".join(parts))


def _among_others(page: Page, wording: Wording) -> str:
    """A record on a page of many: headings that the contents at the side leave out, since there are hundreds."""
    sections = [(s.heading, s.note, s.rows) for s in page.sections]
    shown_sections = [(heading, note, [shown(row, wording) for row in rows]) for heading, note, rows in sections]
    about = None if page.about is None else wording.text(page.about)
    return raw(piece("record", anchor=anchor(page.kind, page.id), page=page, about=about, sections=shown_sections))


def _body(section: Section, wording: Wording, knowledge: Knowledge) -> str:
    note = "" if section.note is None else raw(piece("note", note=section.note))
    if section.heading == SOURCES:
        return note + raw(_sources(section, wording, knowledge))
    rows = [shown(row, wording) for row in section.rows]
    top = len(rows) if section.top is None else section.top
    leads = any(row.lead for row in rows)
    return note + raw(piece("rows", first=rows[:top], rest=rows[top:], leads=leads))


def _sources(section: Section, wording: Wording, knowledge: Knowledge) -> str:
    found = []
    for row in section.rows:
        source = knowledge.sources.get(SourceId((row.id or "").removeprefix("source:")))
        link = wording.link(row.id)
        found.append({"cite": row.label, "link": link, "address": None if source is None else address(source)})
    return piece("sources", sources=found)


def _crumbs(path: str, kind: str, name: str) -> str:
    above = [("What Sequela knows", relative(path, "knowledge/index.html"))]
    if kind in FOLDERS:
        above.append((NAMES[kind], relative(path, f"knowledge/{FOLDERS[kind]}/index.html")))
    return raw(piece("crumbs", above=above, name=name))
