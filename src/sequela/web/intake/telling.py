"""The questions expected to tell most about the causes, one page each, until they tell too little to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sequela.assess import differentials
from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.case.sites import SITES
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId

from .basis import Basis
from .page import Page, Words
from .rows import asked_of_patients, members, row

PREFIX = "ask-"
LEAST_BITS, MOST_PAGES = "intake_least_bits", "intake_pages"
WHY: Words = "Your answer helps to tell likely causes apart."
_TITLES: Mapping[str, Words] = {
    "claudication_features": "Walking and standing",
    "vascular_claudication_features": "Calf pain on walking",
    "load_features": "Moving and resting",
    "neuropathic_features": "How the pain feels",
    "sensitisation_features": "Sleep, energy and senses",
    "distress": "How you have been",
    "visceral_features": "Other complaints",
}
_MAP = frozenset(site.finding for site in SITES if site.finding is not None) | {
    "bilateral_leg_pain",
    "bilateral_arm_symptoms",
}
"""What the body map has asked already."""


def put(basis: Basis) -> Iterator[Page]:
    """The pages of this kind that were put already, in their order."""
    for answer in basis.answers.values():
        if answer.page.startswith(PREFIX):
            name = answer.page.removeprefix(PREFIX)
            yield _page(name, [FindingId(row_) for row_ in answer.put], basis.knowledge)


def next_page(basis: Basis, case: Case) -> Page | None:
    """The page whose answer is expected to tell most; None once that is too little, or enough was asked."""
    conventions = basis.knowledge.conventions
    asked = sum(page.startswith(PREFIX) for page in basis.answers)
    if asked >= conventions[MOST_PAGES].value or case.never_operated:
        return None
    worked = differentials(case, sort_facts(case, basis.knowledge), basis.knowledge)
    inferred = worked[0].inferred if worked else None
    if inferred is None:
        return None
    told = [(outcome.bits, finding) for finding, outcome in inferred.outcomes.items()]
    for bits, finding in sorted(told, key=lambda one: (-one[0], one[1])):
        if bits < conventions[LEAST_BITS].value:
            return None
        rows = _open_rows(finding, basis, case)
        if rows:
            return _page(finding, rows, basis.knowledge)
    return None


def _open_rows(finding: FindingId, basis: Basis, case: Case) -> Sequence[FindingId]:
    """What is to be asked for a finding: itself, or of a cluster the parts that were not asked yet."""
    knowledge = basis.knowledge
    if PREFIX + finding in basis.answers:
        return ()
    names = members(knowledge.findings[finding]) or (finding,)
    known = {fact.finding for fact in case.facts} | {FindingId(name) for name in basis.put}
    kept = _MAP | _responses(knowledge) | known
    return [name for name in asked_of_patients(names, knowledge) if name not in kept]


def _responses(knowledge: Knowledge) -> frozenset[str]:
    """What the pages about treatments ask."""
    return frozenset(t.response.finding for t in knowledge.treatments.values() if t.response is not None)


def _page(finding: str, rows: Sequence[FindingId], knowledge: Knowledge) -> Page:
    fields = tuple(row(known, sided=known.located == "side") for known in (knowledge.findings[name] for name in rows))
    single = len(fields) == 1
    return Page(
        id=PREFIX + finding,
        chapter="pain",
        title=_TITLES.get(finding, "More about the pain"),
        why=WHY,
        fields=fields,
        none="" if single else "None of these",
        layout="rows",
    )
