"""Whether this is the product's business: an adult, a spine operation, pain that persists or came back.

in
    yes.
early
    the latest operation is less than three months ago: danger, causes and tests, but no plan for lasting pain.
out
    under age, or never operated on: said, and the assessment stops after triage.
unknown
    something that decides it is not recorded; the assessment goes on and says so.

Pregnancy and active cancer do not end the assessment; they are said on top, and no intervention is proposed.
"""

from __future__ import annotations

from sequela.assessment import ScopeResult, Statement
from sequela.case.case import Case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import CaseFacts, TriageReading
from sequela.pathway.wording import fact_words

ADULT_AGE, EARLY_MONTHS = "adult_age", "early_months"
"""Conventions: years and months."""
ON_TOP = {
    FindingId("pregnancy"): "Pregnancy is recorded: no intervention is proposed",
    FindingId("active_cancer"): "Active cancer is recorded: no intervention is proposed",
}
CANCER = FindingId("cancer_history")


def scope(case: Case, reading: TriageReading, knowledge: Knowledge) -> ScopeResult:
    """Return the scope with its reasons; `notes` are said on top of everything that follows."""
    view = reading.stated[0]
    notes = _notes(reading, view)
    outside = [reason for reason in (_age(view, knowledge), _never_operated(case)) if reason]
    if outside:
        return ScopeResult(status="out", because=tuple(outside), notes=notes)
    open_ = _open(case, view, knowledge)
    since = view.quantity("months_since_surgery")
    limit = knowledge.conventions[EARLY_MONTHS].value
    if since is not None and since.high < limit:
        text = f"Operated less than {limit:g} months ago: danger, causes and tests, no plan for lasting pain yet"
        return ScopeResult(status="early", because=(Statement(text=text, facts=since.facts), *open_), notes=notes)
    if since is not None and since.low < limit:
        text = f"The latest operation may be less than {limit:g} months ago: its date decides"
        open_ = (*open_, Statement(text=text, facts=since.facts))
    age = view.quantity("age")
    if open_ or age is None:
        return ScopeResult(status="unknown", because=open_, notes=notes)
    reasons = (
        Statement(text="Adult", facts=age.facts),
        Statement(text="Operated on the spine", facts=tuple(surgery.id for surgery in case.surgeries)),
        Statement(text="Pain is told", facts=tuple(complaint.place for complaint in case.complaints)),
    )
    return ScopeResult(status="in", because=reasons, notes=notes)


def _age(view: CaseFacts, knowledge: Knowledge) -> Statement | None:
    age, limit = view.quantity("age"), knowledge.conventions[ADULT_AGE].value
    if age is None or age.high >= limit:
        return None
    return Statement(text=f"Under {limit:g} years: the knowledge was made from studies of adults", facts=age.facts)


def _never_operated(case: Case) -> Statement | None:
    if not case.never_operated or case.surgeries:
        return None
    return Statement(text="Never operated on the spine: this is about pain after spine surgery", facts=("surgeries",))


def _open(case: Case, view: CaseFacts, knowledge: Knowledge) -> tuple[Statement, ...]:
    """What decides the scope and is not recorded."""
    age, limit = view.quantity("age"), knowledge.conventions[ADULT_AGE].value
    missing = []
    if age is None:
        missing.append(Statement(text="Age is not recorded"))
    elif age.low < limit:
        missing.append(Statement(text=f"The age given may be under {limit:g}", facts=age.facts))
    if not case.surgeries:
        missing.append(Statement(text="No spine operation is recorded"))
    elif view.quantity("months_since_surgery") is None:
        missing.append(
            Statement(text="The date of the latest operation is not recorded", facts=(case.surgeries[-1].id,))
        )
    if not case.complaints:
        missing.append(Statement(text="No complaint is recorded"))
    return tuple(missing)


def _notes(reading: TriageReading, view: CaseFacts) -> tuple[Statement, ...]:
    """Pregnancy and cancer; a history of cancer that nobody calls active or past might be active, and is asked."""
    notes = []
    for finding, text in ON_TOP.items():
        places = tuple(place for seen in view.finding(finding) if seen.low > 0 for place in seen.facts)
        if places:
            notes.append(Statement(text=text, facts=places))
    cancer = tuple(place for seen in view.finding(CANCER) if seen.low > 0 for place in seen.facts)
    if cancer and not view.finding("active_cancer"):
        said = fact_words(reading.facts[cancer[0]], view.knowledge)
        text = f"{said}: ask whether it is active; if it is, no intervention is proposed"
        notes.append(Statement(text=text, facts=cancer))
    return tuple(notes)
