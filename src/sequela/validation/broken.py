"""Part `broken`: what happens when the model's assumptions fail, one at a time, and from where on advice is unsafe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .broken_pictures import pictures
from .crossing import Crossing
from .degradation import (
    CLAIMS_TRUE,
    MORE_KEPT_LOW,
    Measured,
    Triage,
    by_rules,
    dangers_unsafe,
    measured,
    statements_unsafe,
)
from .faults import FAULTS, WRONG, Fault, FaultId, Place, place_of
from .part import Cell, Figure, Part, Study, Table
from .scores import Ratio
from .simulated import error, shared

Crossings = Mapping[FaultId, tuple[Crossing, Crossing]]
"""Of each fault of three strengths or more: where statements, and where dangers, turn unsafe."""


def part(study: Study) -> Part:
    """Measure every strength of every fault, and triage under wrong answers."""
    found = measured(study)
    rules = by_rules(study)
    crossings = {
        fault.id: (statements_unsafe(fault, found), dangers_unsafe(fault, found))
        for fault in FAULTS
        if len(fault.strengths) > 2
    }
    return Part(
        id="broken",
        title="Simulated patients: when the model is wrong",
        question="How fast does advice lose its worth when answers are wrong, travel together or come selectively?",
        answer=_answer(found, crossings[WRONG.id], rules),
        figures=tuple(_figures(found, crossings, rules)),
        tables=(*(_table(fault, found) for fault in FAULTS), _rules_table(rules), _unsafe_table(crossings)),
        pictures=tuple(pictures(found, rules)),
        limits=_LIMITS,
    )


_LIMITS = (
    "A wrong answer is any other level, each as likely, whatever the finding. Four in five known findings are absent, "
    "so wrong answers are mostly false alarms. How real errors are spread over false alarms and missed "
    "signs is not known here.",
    "Real faults come together and no one knows how large they are; each is shown alone, in lumbar patients.",
    "An interval is held against the answer under the patient's own figures in the same model. It covers uncertain "
    "figures, not a wrong model: it can go on holding while the answer itself is wrong.",
    "A danger in a vessel or an organ is not among the dangerous causes here: it is shown inside sources outside the "
    "spine, and left to the red flags.",
    "A case file made from a simulated patient names clusters of signs as a whole (infection features: marked) and "
    "gives no dates, while most red flags ask for single, new signs. The share called urgent is therefore lower than "
    "with a file a clinician fills in; what counts is how it changes as answers become wrong. Slow dangers (low-grade "
    "infection, fracture, tumour) are flagged for two weeks, which does not count as urgent.",
)


# --- what is said -----------------------------------------------------------------------------------------------------


def _answer(found: Mapping[Place, Measured], unsafe: tuple[Crossing, Crossing], rules: Mapping[float, Triage]) -> str:
    said = ", ".join(f"{_said(found[place_of(WRONG, s)].claims)} with {s:.0%} wrong" for s in WRONG.strengths if s > 0)
    right = found[place_of(WRONG, 0.0)]
    most = WRONG.strengths[-1]
    before, after = rules[0.0], rules[most]
    return (
        f"About {right.known:.0f} findings are known of each patient. Of the causes stated above 70 %, "
        f"{_said(right.claims)} are truly active if every answer is right, {said}. "
        f"Statements turn unsafe from a share of wrong answers of {_in_words(WRONG, unsafe[0])}; dangers are kept too "
        f"low from {_in_words(WRONG, unsafe[1])}. A red flag is raised in {_said(before.raised)} of patients with a "
        f"dangerous cause if all is right and in {_said(after.raised)} with {most:.0%} wrong, but then also in "
        f"{_said(after.others_raised)} of the others (before: {_said(before.others_raised)})."
    )


def _said(r: Ratio) -> str:
    return f"{r.value:.0%}" if r.n else "(none seen)"


def _figures(found: Mapping[Place, Measured], crossings: Crossings, rules: Mapping[float, Triage]) -> Iterator[Figure]:
    for fault in FAULTS:
        if fault.id in crossings:
            yield from _unsafe_figures(fault, crossings[fault.id])
        for strength in fault.strengths[1:]:
            here = found[place_of(fault, strength)]
            name, said = f"{fault.id}_{_name(fault, strength)}", f"{fault.title} ({_strength(fault, strength)})"
            # no goals: under a broken assumption the loss is measured, not met
            yield shared(f"claims_{name}", f"Stated above 70 % and truly active. {said}", here.claims)
            yield replace(error(f"error_{name}", f"Expected calibration error. {said}", here.everything), goal=None)
    for wrong, one in rules.items():
        share = f"{100 * wrong:.0f}"
        yield shared(f"urgent_wrong_{share}", f"Dangers called urgent, {share} % of answers wrong", one.urgent)
        yield shared(f"flagged_wrong_{share}", f"Dangers with any red flag, {share} % of answers wrong", one.raised)


def _name(fault: Fault, strength: float) -> str:
    return f"{100 * strength:.0f}" if fault.percent else f"{strength:.0f}"


def _unsafe_figures(fault: Fault, crossed: tuple[Crossing, Crossing]) -> Iterator[Figure]:
    for what, label, c in zip(
        ("claims", "dangers"), ("statements are unsafe", "dangers are kept low"), crossed, strict=True
    ):
        yield Figure(
            id=f"unsafe_{what}_{fault.id}",
            label=f"{fault.title}: from where on {label}",
            value=c.at,
            unit="share" if fault.percent else "score",
            low=None if c.at is None else c.low,
            high=None if c.at is None else c.high,
            note=f"{fault.across}: {_in_words(fault, c)}",
        )


def _table(fault: Fault, found: Mapping[Place, Measured]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for strength in fault.strengths:
        m = found[place_of(fault, strength)]
        row: list[Cell] = [strength, m.patients, m.everything.error, m.everything.error_se, m.likely.error, m.claims.n]
        for one in (m.claims, m.covered, m.first_three, m.gain, m.low):
            row += [one.value, one.se]
        rows.append((*row, m.low.n))
    return Table(
        id=f"broken_{fault.id}",
        title=fault.title,
        columns=(
            fault.across,
            "patients",
            "calibration error",
            "SE",
            "error above 30 %",
            "stated above 70 %",
            "of these true",
            "SE",
            "intervals hold",
            "SE",
            "true cause in first three",
            "SE",
            "bits gained by findings",
            "SE",
            "dangers kept low",
            "SE",
            "of dangers",
        ),
        rows=tuple(rows),
        about=(
            f"The model assumes that {fault.assumed}. Bits gained: by how much P(active) of all causes together beats "
            "what context alone says; below 0 it would have been better not to ask. Dangers kept low: truly active "
            "dangerous causes stated too low for their treatment to be considered, in patients drawn for it. Standard "
            "errors (SE) are over patients."
        ),
    )


def _rules_table(rules: Mapping[float, Triage]) -> Table:
    return Table(
        id="broken_rules",
        title="Red flags when answers are wrong",
        columns=(
            "share of wrong answers",
            "patients with a dangerous cause",
            "called urgent",
            "SE",
            "any flag raised",
            "SE",
            "others called urgent",
            "SE",
            "others with any flag",
            "SE",
        ),
        rows=tuple(
            (
                wrong,
                t.urgent.n,
                *(v for r in (t.urgent, t.raised, t.others_urgent, t.others_raised) for v in (r.value, r.se)),
            )
            for wrong, t in rules.items()
        ),
        about="Simulated patients written as case files and triaged; others are patients without a dangerous cause.",
    )


def _in_words(fault: Fault, c: Crossing) -> str:
    if c.at is None:
        most = _strength(fault, fault.strengths[-1])
        return f"not reached up to {most} (in {c.reached:.0%} of resamples it is)"
    low = _strength(fault, c.low) if c.low is not None else "beyond"
    high = _strength(fault, c.high) if c.high is not None else f"beyond {_strength(fault, fault.strengths[-1])}"
    return f"{_strength(fault, c.at)} (90 % interval {low} to {high})"


def _strength(fault: Fault, value: float) -> str:
    return f"{value:.0%}" if fault.percent else f"{value:.1f}"


def _unsafe_table(crossings: Crossings) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for fault in FAULTS:
        for what, c in zip(("statements", "dangers"), crossings.get(fault.id, ()), strict=False):
            rows.append((fault.title, what, fault.across, c.at, c.low, c.high, c.reached))
    return Table(
        id="unsafe",
        title="From where on advice is unsafe",
        columns=(
            "fault",
            "by",
            "measured as",
            "from",
            "interval from",
            "interval to",
            "share of resamples reaching it",
        ),
        rows=tuple(rows),
        about=(
            f"Statements: of the causes stated above 70 % fewer than {CLAIMS_TRUE:.0%} are truly active. Dangers: "
            f"{MORE_KEPT_LOW:.0%} more of the truly active dangerous causes than with the right model are stated too "
            "low for their treatment to be considered. Read off straight lines between the strengths measured; empty: "
            "not reached."
        ),
    )
