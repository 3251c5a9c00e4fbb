"""Assessments written by hand, so that the wording can be tested apart from the model."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sequela.assessment import (
    Argument,
    AskNext,
    Assessment,
    ComplaintResult,
    Explanation,
    FailureReasonResult,
    FlagResult,
    KnowledgeStamp,
    LedgerEntry,
    LedgerResult,
    PatternResult,
    Place,
    Question,
    Ranked,
    ScopeResult,
    Statement,
    TriageResult,
    Unexplained,
    WouldChange,
)

AS_OF = dt.date(2024, 6, 1)


def argument(
    label: str, bits: float, *, value: str = "present", where: str | None = None, source: str = "clinic2010"
) -> Argument:
    return Argument(
        fact=label.lower().replace(" ", "_"),
        label=label,
        value=value,
        where=where,
        bits=bits,
        source=source,
        places=("facts[0]",),
    )


def ranked(
    mechanism: str,
    label: str,
    probability: float,
    interval: tuple[float, float],
    main: float,
    *,
    where: tuple[Place, ...] = (),
    background: bool = False,
    for_: tuple[Argument, ...] = (),
    against: tuple[Argument, ...] = (),
) -> Ranked:
    """A mechanism of the differential."""
    return Ranked(
        mechanism=mechanism,
        label=label,
        probability=probability,
        interval=interval,
        main=main,
        background=background,
        prior=0.1,
        where=where,
        for_=for_,
        against=against,
    )


ADJACENT = ranked(
    "adjacent_segment_disease",
    "Adjacent segment disease",
    0.62,
    (0.40, 0.80),
    0.45,
    where=(Place(level="L3-L4", side="right"),),
    for_=(
        argument("Degeneration next to the operated level on imaging", 2.13, where="L3-L4"),
        argument("When this pain began", 1.02, value="2 to 7 years after", source="elicited"),
        argument("Femoral stretch test reproduces thigh pain", 0.84, where="right"),
    ),
    against=(argument("Straight leg raise reproduces leg pain", -0.41, value="absent", where="right"),),
)
STENOSIS = ranked(
    "central_stenosis",
    "Central canal stenosis",
    0.35,
    (0.17, 0.58),
    0.22,
    for_=(argument("Leg symptoms on walking that ease on sitting or bending", 1.31, value="typical"),),
    against=(argument("Sitting makes it worse", -0.63, source="competing explanation"),),
)
SACROILIAC = ranked(
    "sacroiliac_joint_pain",
    "Sacroiliac joint pain",
    0.18,
    (0.07, 0.33),
    0.08,
    where=(Place(level=None, side="right"),),
    for_=(argument("Buttock pain", 0.33, where="right"),),
)
FACET = ranked("facet_joint_pain", "Facet joint pain", 0.14, (0.05, 0.27), 0.06, background=True)
NONUNION = ranked(
    "pseudarthrosis",
    "Fusion that has not healed (pseudarthrosis)",
    0.0004,
    (0.0, 0.01),
    0.0001,
    background=True,
    against=(argument("No bony bridge on CT", -3.4, value="absent", where="L4-L5"),),
)


def flag(
    identifier: str, label: str, status: str, urgency: str, action: str = "Refer for MRI and a surgical opinion."
) -> FlagResult:
    """A red flag as triage tells it."""
    return FlagResult(
        id=identifier,
        label=label,
        status=status,
        urgency=urgency,
        because=(Statement(text=f"{label} by its rule", facts=("facts[3]",)),)
        if status in {"present", "ruled_out"}
        else (),
        settle=("urinary_retention",) if status == "possible" else (),
        action=action,
        within={"emergency_now": "within hours", "same_day": "today"}.get(urgency, "within two weeks"),
        sources=("guideline2020",),
    )


TO_ASK = tuple(
    flag(identifier, label, "to_ask", "routine")
    for identifier, label in (("infection", "Spinal infection"), ("fracture", "Fracture"), ("tumour", "Tumour"))
)
QUESTIONS = (
    Question(
        finding="urinary_retention",
        question="Is it harder to pass urine than before, or has feeling for it gone?",
        flags=("cauda_equina",),
    ),
    Question(
        finding="saddle_numbness",
        question="Is there numbness between the legs or around the back passage?",
        flags=("cauda_equina",),
    ),
    Question(
        finding="fever",
        question="Has there been fever, chills or night sweats since the operation?",
        flags=("infection",),
    ),
    Question(finding="weight_loss", question="Any weight loss that nobody tried for?", flags=("tumour",)),
)


def entry(
    label: str, *, value: str = "present", where: str | None = None, why: str | None = None, fact: str = "facts[0]"
) -> LedgerEntry:
    return LedgerEntry(
        fact=fact,
        finding=label.lower().replace(" ", "_"),
        label=label,
        value=value,
        where=where,
        when="2024-05",
        why=why,
    )


LEDGER = LedgerResult(
    used=(
        entry("Degeneration next to the operated level on imaging", where="L3-L4"),
        entry("Femoral stretch test reproduces thigh pain", where="right", fact="facts[1]"),
        entry("Straight leg raise reproduces leg pain", value="absent", where="right", fact="facts[2]"),
    ),
    not_understood=(
        LedgerEntry(
            fact="known_before.tests.mri",
            finding=None,
            label="odd shadow near the facet",
            value="",
            why="no name in the knowledge matches",
        ),
    ),
    contradictory=(entry("Foot drop", why="present and absent on the same day", fact="facts[7]"),),
    stale=(entry("C-reactive protein", value="12 mg/L", why="too soon after the operation", fact="facts[8]"),),
    before_last_surgery=(
        entry("Disc herniation on MRI or CT", where="L4-L5", why="seen before the last operation", fact="facts[9]"),
    ),
    unknown=(entry("Fever", value="unknown", fact="facts[10]"),),
)


def complaint(**changes: object) -> ComplaintResult:
    """A complaint with a full answer, changed as named."""
    base = ComplaintResult(
        id="main",
        region="lumbar",
        side="right",
        label="Back and right leg pain",
        information_bits=3.21,
        differential=(ADJACENT, STENOSIS, SACROILIAC, FACET, NONUNION),
        no_modelled_cause=0.05,
        expected_active=1.7,
        indistinguishable=(("adjacent_segment_disease", "central_stenosis"),),
        explanations=(
            Explanation(mechanisms=("adjacent_segment_disease",), probability=0.31),
            Explanation(mechanisms=("adjacent_segment_disease", "central_stenosis"), probability=0.18),
            Explanation(mechanisms=(), probability=0.05),
        ),
        unexplained=(Unexplained(finding="groin_pain", label="Groin pain", probability=0.7),),
        pattern=PatternResult(
            dominant="mixed", probabilities={"mechanical_back_pain": 0.42, "persistent_radiculopathy": 0.38}
        ),
        ask_next=(
            AskNext(
                finding="sitting_worse",
                question="Does sitting make the pain worse?",
                bits=0.21,
                why="if so: discogenic pain 12 % would become 31 %",
                asked="patient",
            ),
            AskNext(
                finding="extension_rotation",
                question="Extension with rotation: does it bring on the back pain?",
                bits=0.14,
                why="if so: facet joint pain 14 % would become 30 %",
                asked="examination",
            ),
        ),
        would_change=(
            WouldChange(
                finding="walking",
                label="Relief on bending forward",
                result="present",
                leading="central_stenosis",
                probability=0.4,
                kind="result",
            ),
        ),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


UNCOVERED = ComplaintResult(
    id="neck",
    region="cervical",
    side=None,
    label="Neck pain",
    information_bits=0.0,
    differential=(),
    no_modelled_cause=None,
    expected_active=None,
    indistinguishable=(),
    explanations=(),
    unexplained=(),
    pattern=None,
    ask_next=(),
    would_change=(),
    because="region not covered yet",
)

CALM = TriageResult(level="routine", open_questions=14, flags=TO_ASK, questions=QUESTIONS)
URGENT = TriageResult(
    level="emergency_now",
    open_questions=9,
    flags=(
        flag(
            "cauda_equina",
            "Possible cauda equina syndrome",
            "present",
            "emergency_now",
            "Send to an emergency department with MRI and spine surgery now.",
        ),
        flag(
            "motor_deficit",
            "Possible growing weakness",
            "possible",
            "same_day",
            "Examine strength today; refer if it has fallen.",
        ),
        *TO_ASK,
    ),
    questions=QUESTIONS,
)

REASONS = (
    FailureReasonResult(
        id="progression_at_adjacent_level",
        label="Wear next to the operated level",
        verdict="supported",
        because=(Statement(text="Degeneration next to the operated level", facts=("facts[0]",)),),
    ),
    FailureReasonResult(
        id="incomplete_surgery",
        label="The nerve was not fully freed",
        verdict="possible",
        because=(Statement(text="Never better after the operation", facts=("complaints[0].course",)),),
    ),
    FailureReasonResult(id="wrong_level", label="The lesion lies at another level", verdict="no_evidence", because=()),
)

HEADLINE = (
    "67-year-old woman, two years after L4-S1 decompression and fusion; back and right leg pain, better at first, then "
    "worse. Danger not yet ruled out (14 questions open). Leading explanations: adjacent segment disease at L3-L4 "
    "right (62 %, 90 % interval 40 to 80), central canal stenosis (35 %). Next: answer the open danger questions, then "
    "ask: sitting makes it worse."
)


def assessment(**changes: object) -> Assessment:
    """An assessment of one complaint, changed as named."""
    base = Assessment(
        case="example",
        as_of=AS_OF,
        knowledge=KnowledgeStamp(version="2026.11.1", sha256="0" * 64),
        scope=ScopeResult(
            status="in", because=(Statement(text="Adult with pain after a spine operation", facts=("surgeries[0]",)),)
        ),
        headline=HEADLINE,
        ledger=LEDGER,
        triage=CALM,
        complaints=(complaint(),),
        failure_reasons=REASONS,
    )
    return replace(base, **changes)  # type: ignore[arg-type]
