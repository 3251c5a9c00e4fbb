"""What a payer asks before it pays for one treatment, held against the record, as a letter for prior authorisation.

It carries no probability and no advice: a payer's rule is not clinical truth, and the two must not be taken for each
other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sequela.assessment import Assessment
from sequela.assessment.coverage import SAYS, STATUSES, CriterionResult, Status
from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.knowledge.schema.coverage import CoverageProfile
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.coverage.criteria import coverage
from sequela.pathway.dictation import counted, inside, listed, sentence
from sequela.pathway.headline import person_words

from .document import Block, Cell, Document, Paragraph, Points, Section, Table, said
from .question import first_stage, label_of
from .referral import FOOT, TO_FILL_IN

WORDS: Mapping[Status, str] = {"met": "Met", "not_met": "Not met", "not_documented": "Not documented"}
_ORDER: tuple[Status, ...] = ("not_met", "not_documented", "met")


def authorisation(assessment: Assessment, case: Case, knowledge: Knowledge, treatment: str | None = None) -> Document:
    """Return the checklist for `treatment` (a treatment, test or block), else for the first step of the plan."""
    asked = treatment or first_asked(assessment)
    result = _of(_criteria(assessment, case, knowledge), asked)
    name = "no treatment" if asked is None else inside(label_of(asked, knowledge))
    found = [criterion for criteria in result.values() for criterion in criteria]
    return Document(
        kind="authorisation",
        language="en",
        case=assessment.case,
        as_of=assessment.as_of,
        title=f"Prior authorisation: {name}",
        lead=SAYS,
        head=(
            ("To", TO_FILL_IN),
            ("From", TO_FILL_IN),
            ("Patient", f"{person_words(case, knowledge)}; name and number: {TO_FILL_IN}"),
            ("On the record", _counts(found) if found else f"no criterion on file speaks of {name}"),
        ),
        sections=said(
            (*(_profile(knowledge.coverage[profile], criteria) for profile, criteria in result.items()), _pages(found))
        ),
        foot=FOOT,
    )


def first_asked(assessment: Assessment) -> str | None:
    """The treatment of the first step, if there is one."""
    stage = first_stage(assessment)
    return None if stage is None else stage.treatment


def spoken_of(knowledge: Knowledge) -> tuple[str, ...]:
    """Every treatment, test and block of which some payer's criterion speaks."""
    return tuple(sorted({name for p in knowledge.coverage.values() for c in p.criteria for name in c.of}))


def _criteria(assessment: Assessment, case: Case, knowledge: Knowledge) -> Mapping[str, tuple[CriterionResult, ...]]:
    """The criteria as assessed; worked out here where the assessment stopped before them."""
    if assessment.coverage is not None:
        return assessment.coverage
    return coverage(case, sort_facts(case, knowledge), knowledge).profiles


def _of(
    criteria: Mapping[str, tuple[CriterionResult, ...]], asked: str | None
) -> dict[str, tuple[CriterionResult, ...]]:
    found = {
        profile: tuple(c for c in of_profile if asked is not None and asked in c.treatment)
        for profile, of_profile in criteria.items()
    }
    return {profile: criteria for profile, criteria in found.items() if criteria}


def _counts(criteria: Sequence[CriterionResult]) -> str:
    counts = ((status, sum(c.status == status for c in criteria)) for status in STATUSES)
    said_ = [f"{count} {WORDS[status].lower()}" for status, count in counts if count]
    return sentence(f"of {counted(len(criteria), 'criterion').replace('criterions', 'criteria')}: {listed(said_)}")


def _profile(profile: CoverageProfile, criteria: Sequence[CriterionResult]) -> Section:
    rows = tuple(
        _row(criterion, profile.jurisdiction)
        for status in _ORDER
        for criterion in criteria
        if criterion.status == status
    )
    table = Table(
        head=("On the record", "What is asked", "Date", "What the record says"), rows=rows, widths=(18, 36, 14, 32)
    )
    counts = Paragraph(text=f"Holds in {profile.jurisdiction}. {_counts(criteria)}")
    blocks: tuple[Block, ...] = (counts, table)
    return Section(id=f"payer-{profile.id}", heading=profile.label.en, blocks=blocks)


def _row(criterion: CriterionResult, jurisdiction: str) -> tuple[Cell, ...]:
    where = "" if criterion.jurisdiction == jurisdiction else f" Asked in {criterion.jurisdiction}."
    return (
        Cell(text=WORDS[criterion.status], strong=criterion.status != "met"),
        Cell(text=f"{criterion.label}" + (f" {sentence(criterion.note)}" if criterion.note else "") + where),
        Cell(text=day(criterion.date)),
        Cell(text=_record(criterion)),
    )


def _record(criterion: CriterionResult) -> str:
    told = "; ".join(statement.text for statement in criterion.because)
    if criterion.status == "not_documented":
        missing = f"missing: {'; '.join(criterion.missing)}"
        return sentence(f"{missing}; so far: {told}" if told else missing)
    return sentence(told or "by the policy itself, whatever the record")


def day(date: str | None) -> str:
    """The day of the deciding fact, or between which days it lies; a dash where none is dated."""
    if date is None:
        return "–"
    first, _, last = date.partition("/")
    return f"{first} to {last}" if last else first


def _pages(criteria: Iterable[CriterionResult]) -> Section:
    """The pages that were read, each once; policies change."""
    pages = dict.fromkeys(
        f"{c.issuer}{f' {c.year}' if c.year else ''}: {c.address or 'no address on file'}, read {c.read}."
        for c in criteria
    )
    warning = Paragraph(text="Policies change: open the page before relying on it.")
    blocks: tuple[Block, ...] = (warning, Points(items=tuple(pages))) if pages else ()
    return Section(id="pages", heading="Where this is asked", blocks=blocks, tone="quiet")
