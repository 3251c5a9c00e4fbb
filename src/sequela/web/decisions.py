"""What was decided on a step or a test: accepted, changed or declined, why, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.store.entries import Entry

KIND = "decision"
About = Literal["step", "test"]
ABOUT: tuple[About, ...] = ("step", "test")
DECISIONS = ("accepted", "changed", "declined")
REASONS: Mapping[str, str] = {
    "agreed": "Agreed with the patient",
    "patient_does_not_want": "The patient does not want it",
    "patient_prefers_other": "The patient prefers something else",
    "tried_already": "Tried already, not on record",
    "risk_too_high": "Risk too high for this patient",
    "other_first": "Something else comes first",
    "waiting": "Waiting for a result or an opinion",
    "not_available": "Not available here",
    "not_covered": "Not paid for",
    "not_convinced": "The reasoning does not convince",
    "other": "Another reason",
}
"""Reasons to choose from, so that they can be counted; free words stand beside them."""
MOST_WORDS = 2000


@frozen
class Decision:
    """A decision that stands. `done_on` and `result` once it was carried out."""

    number: int
    about: str
    id: str
    label: str
    decision: str
    instead: str
    reason: str
    words: str
    on: dt.date
    done_on: str
    result: str

    @property
    def waits(self) -> bool:
        """Whether it was accepted or changed and nothing came of it yet."""
        return self.decision != "declined" and not self.done_on


def decisions_in(entries: Iterable[Entry]) -> dict[str, Decision]:
    """What was decided, by ``about/id``; the last decision on each stands."""
    found = {}
    for entry in entries:
        if entry.kind == KIND and isinstance(entry.body, Mapping):
            made = _read(entry, entry.body)
            found[f"{made.about}/{made.id}"] = made
    return found


@frozen
class Overtaken:
    """A decision that was accepted and is not carried out yet, and what the present assessment says against it.

    why
        ``declined``: the patient does not want it any more, `consent` says what (``surgery``, ``injections`` …);
        ``contraindicated``, ``not_indicated``; ``held``: the whole plan waits; ``gone``: no option any more;
        ``withheld``: a test that is not proposed.
    reasons
        the assessment's own words for it.
    """

    decision: Decision
    why: str
    consent: str
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """``about/id``, as `decisions_in` names it."""
        return f"{self.decision.about}/{self.decision.id}"


def overtaken(
    decisions: Mapping[str, Decision], assessment: Mapping[str, Any] | None, knowledge: Knowledge
) -> tuple[Overtaken, ...]:
    """What was accepted, waits, and must not be taken for settled any more, by the assessment that is kept."""
    waiting = [made for made in decisions.values() if made.decision == "accepted" and made.waits]
    found = (_against(made, assessment or {}, knowledge) for made in waiting)
    return tuple(one for one in found if one is not None)


def _against(made: Decision, assessment: Mapping[str, Any], knowledge: Knowledge) -> Overtaken | None:
    if made.about == "test":
        tests = (assessment.get("workup") or {}).get("tests", ())
        held = next((test["withheld"] for test in tests if test["test"] == made.id), None)
        reasons = (str(held["reason"]),) if held else ()
        return Overtaken(decision=made, why="withheld", consent="", reasons=reasons) if held else None
    plan = assessment.get("plan")
    if plan is None:  # nothing is modelled here, so nothing speaks against it
        return None
    option = next((option for option in plan.get("options", ()) if option["treatment"] == made.id), None)
    why = _why_not(made.id, option, plan)
    if why is None:
        return None
    treatment = knowledge.treatments.get(made.id)
    consent = treatment.care.consent if treatment is not None and treatment.care is not None else ""
    because = [plan["held"]] if why == "held" else [reason["text"] for reason in (option or {}).get("because", ())]
    return Overtaken(decision=made, why=why, consent=consent, reasons=tuple(map(str, because)))


def _why_not(treatment: str, option: Mapping[str, Any] | None, plan: Mapping[str, Any]) -> str | None:
    """What speaks against a treatment that was accepted; the patient's refusal before everything else."""
    if option is not None and option["preference"] == "declined":
        return "declined"
    if option is not None and option["status"] == "contraindicated":
        return "contraindicated"
    if any(stage["treatment"] == treatment for stage in plan.get("stages", ())):  # care of a danger is a step as well
        return None
    if plan.get("held"):
        return "held"
    if option is None:
        return "gone"
    return "not_indicated" if option["status"] == "not_indicated" else None


def _read(entry: Entry, body: Mapping[str, object]) -> Decision:
    done = body.get("done")
    told: Mapping[str, object] = done if isinstance(done, Mapping) else {}
    text = {key: str(body.get(key) or "") for key in ("about", "id", "label", "decision", "instead", "reason", "words")}
    return Decision(
        number=entry.number,
        on=entry.recorded_at.date(),
        done_on=str(told.get("on") or ""),
        result=str(told.get("result") or ""),
        **text,
    )
