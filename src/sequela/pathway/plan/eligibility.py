"""Eligible, not yet, contraindicated or not indicated: what the gates of a treatment say for one patient.

contraindicated
    an absolute contraindication is true.
not_indicated
    it is not done in this region, what it is aimed at is too improbable, or its own condition is false.
not_yet
    something is missing: a prerequisite that is not met, a limit reached, or a gate that nothing on record decides.
    Each names what would settle it and the shortest way.
eligible
    none of these. Relative contraindications that are true stand among the arguments against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.assessment.plan import Missing, Reason
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.knowledge.schema.treatments import Care, Treatment
from sequela.pathway import gates
from sequela.records import frozen
from sequela.rules.facts import Facts
from sequela.rules.language import rule_of

from .view import View, members, reach

INDICATED = "indicated"
NEEDS = ("ask", "test", "do")
"""From what costs a minute to what takes weeks."""
_ASKED: Mapping[str, str] = {
    "patient": "ask",
    "record": "ask",
    "examination": "ask",
    "score": "ask",
    "imaging": "test",
    "laboratory": "test",
    "electrodiagnosis": "test",
    "block": "test",
}


@frozen
class Eligibility:
    """The status of one treatment with its reasons. `relative`: cautions that are true of this patient."""

    status: str
    missing: tuple[Missing, ...]
    because: tuple[Reason, ...]
    relative: tuple[Reason, ...]


def eligibility(view: View, treatment: Treatment, facts: Facts | None = None) -> Eligibility:
    """The status of a treatment for what is on record, or for `facts` in its place (a result supposed)."""
    care = treatment.care
    assert care is not None  # noqa: S101 - asked only of treatments of the plan
    seen = view.facts if facts is None else facts
    judged = gates.judged(gates.of_treatment(view.knowledge, treatment.id), seen)
    absolute = tuple(reason(j) for j in judged if j.role == "never" and j.state == "broken")
    relative = tuple(reason(j) for j in judged if j.role == "caution" and j.state == "broken")
    missing = tuple(
        missed(j, view.knowledge)
        for j in judged
        if j.state == "open" or (j.state == "broken" and j.role in gates.DEMANDS)
    )
    missing = tuple(sorted(_united(missing), key=lambda m: -NEEDS.index(m.need)))
    if absolute:
        return Eligibility(status="contraindicated", missing=missing, because=absolute, relative=relative)
    unfit, open_ = _indicated(view, care, seen)
    if unfit is not None:
        return Eligibility(status="not_indicated", missing=missing, because=(unfit,), relative=relative)
    missing = (*missing, *open_)
    status = "not_yet" if missing else "eligible"
    return Eligibility(status=status, missing=missing, because=(), relative=relative)


def _indicated(view: View, care: Care, facts: Facts) -> tuple[Reason | None, tuple[Missing, ...]]:
    """Why it is not indicated, if so, and what is still open about it."""
    if view.complaint.region not in care.regions:
        return Reason(text=f"not done in the {view.complaint.region} spine"), ()
    share = float(view.main @ reach(view, care))
    if care.acts == "source":
        aimed = [view.active.get(str(m), 0.0) for m in (*care.targets, *members(view.knowledge, care.targets))]
        likely = max(aimed, default=0.0)
        if max(likely, share) < view.knowledge.conventions["least_target_probability"].value:
            return Reason(text=f"what it is aimed at is improbable here ({likely:.0%})"), ()
    elif share < view.knowledge.conventions["least_pattern_share"].value:
        return Reason(text=f"little of the pain shows the pattern that it eases ({share:.0%})"), ()
    if care.indicated is None:
        return None, ()
    verdict = rule_of(care.indicated).evaluate(facts)
    if verdict.value is False:
        return Reason(text="what it is done for is not on record here", facts=verdict.because), ()
    if verdict.value is None:
        return None, settling(verdict.settle, INDICATED, "", (), view.knowledge)
    return None, ()


def reason(judged: gates.Judged) -> Reason:
    """A gate as an argument."""
    gate = judged.gate
    instead = f" Instead: {gate.instead.en}" if gate.instead is not None else ""
    return Reason(
        text=f"{gate.text.en}{instead}",
        facts=judged.because,
        sources=tuple(map(str, gate.sources)),
        unsourced=gate.unsourced,
    )


def missed(judged: gates.Judged, knowledge: Knowledge) -> Missing:
    """What an open gate or an unmet prerequisite waits for, and the shortest way to it."""
    gate = judged.gate
    need, of = need_of(judged, knowledge)
    return Missing(
        text=gate.text.en,
        what=naming(of, knowledge) or gate.text.en,
        need=need,
        gate=gate.id,
        role=judged.role,
        of=of,
        waits=tuple(dict.fromkeys((*judged.settle, *judged.lifts))),
        tried=need == "ask" and any(name.split(".")[0] in knowledge.treatments for name in of),
        sources=tuple(map(str, gate.sources)),
    )


def need_of(judged: gates.Judged, knowledge: Knowledge) -> tuple[str, tuple[str, ...]]:
    """The kind of way to what is missing, and the findings, tests or treatments that are the way.

    A prerequisite that tests or treatments meet waits for these, whether it is known to be unmet or not on record; any
    other waits for answers.
    """
    gate = judged.gate
    if judged.role in gates.DEMANDS and gate.met_by:
        return ("test" if all(name in knowledge.tests for name in gate.met_by) else "do"), gate.met_by
    if judged.state == "broken":
        return "do", ()
    of = tuple(dict.fromkeys(judged.settle))
    return max((_need(name, knowledge) for name in of), key=NEEDS.index, default="ask"), of


def settling(
    names: Iterable[str], gate: str, text: str, sources: tuple[str, ...], knowledge: Knowledge
) -> tuple[Missing, ...]:
    """One thing missing, for these names that would settle it."""
    of = tuple(dict.fromkeys(names))
    need = max((_need(name, knowledge) for name in of), key=NEEDS.index, default="ask")
    what = naming(of, knowledge)
    return (
        Missing(text=text or what, what=what, need=need, gate=gate, role=INDICATED, of=of, waits=of, sources=sources),
    )


def naming(names: Iterable[str], knowledge: Knowledge) -> str:
    """What findings, treatments or numbers are called, in a row."""
    return ", ".join(label(name, knowledge) for name in names)


def label(name: str, knowledge: Knowledge) -> str:
    """What a finding, test or treatment is called; a number or factor by its id in words."""
    finding = knowledge.findings.get(FindingId(name.split(".")[0]))
    if finding is not None:
        return finding.label.en.rstrip("?")
    record = knowledge.tests.get(name) or knowledge.treatments.get(name.split(".")[0])
    return name.replace("_", " ").replace(".", ": ") if record is None else record.label.en


def _need(name: str, knowledge: Knowledge) -> str:
    finding = knowledge.findings.get(FindingId(name))
    return "ask" if finding is None else _ASKED.get(finding.asked, "ask")


def _united(missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """Without gates that wait for the same things in the same words."""
    return tuple({(m.text, m.of): m for m in missing}.values())
