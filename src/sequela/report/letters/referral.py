"""The referral letter: what is asked and how soon, then all that the reader would otherwise have to ask back.

At most a page and a half. It carries no reason that blames anyone, and what nobody asked is said to be not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sequela.assessment import Assessment, FlagResult
from sequela.case.case import Case
from sequela.case.fact import ABSENT, UNKNOWN, Fact
from sequela.case.when import When
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.dictation import first_sentence, inside, listed, sentence
from sequela.pathway.headline import course_words, person_words
from sequela.pathway.triage.applies import DOES_NOT_APPLY
from sequela.report import next_steps, sections

from . import recorded, safety
from .document import Block, Cell, Document, Pairs, Paragraph, Points, Section, Table, cells, said
from .question import Request, label_of, request, urgency

FOOT = "Sequela supports a clinician; it makes no diagnosis."
TO_FILL_IN = "……………………………………"
MISSING_SHOWN, DANGERS_SHOWN, SYMPTOMS_SHOWN = 6, 4, 10
_NOT_OF_THE_PAIN = ("distress",)

NEUROLOGY: Mapping[str, tuple[str, ...]] = {
    "Strength": ("motor_deficit", "foot_drop", "c5_palsy", "bilateral_leg_weakness", "progressive_weakness"),
    "Feeling": ("sensory_deficit", "sensory_level", "allodynia"),
    "Reflexes": ("reflex_loss",),
    "Nerve tension": ("straight_leg_raise", "crossed_slr", "femoral_stretch", "spurling", "upper_limb_tension_test"),
    "Bladder, bowel, saddle": (
        "bladder_retention",
        "urinary_incontinence_new",
        "bowel_incontinence_new",
        "saddle_numbness",
        "reduced_anal_tone",
        "post_void_residual",
    ),
    "Cord": ("gait_disturbance", "hand_clumsiness", "hyperreflexia", "hoffmann", "babinski", "clonus", "lhermitte"),
}
"""What a neurological examination reports, and the findings that say it."""


def referral(assessment: Assessment, case: Case, knowledge: Knowledge, treatment: str | None = None) -> Document:
    """Return the letter about `treatment` (a treatment or test), else about the first step of the plan."""
    asked = request(assessment, knowledge, treatment)
    urgent = assessment.triage.urgent
    return Document(
        kind="referral",
        language="en",
        case=assessment.case,
        as_of=assessment.as_of,
        title=_title(assessment, asked, knowledge),
        head=(
            ("To", "On-call service for what is asked below" if urgent else asked.to),
            ("From", TO_FILL_IN),
            ("Patient", f"{person_words(case, knowledge)}; name and number: {TO_FILL_IN}"),
        ),
        sections=said(
            (
                _ask(assessment, asked),
                _operations(case, knowledge),
                _pain(case, knowledge),
                _neurology(case, knowledge),
                _danger(assessment),
                _tests(case, knowledge),
                _tried(assessment, case, knowledge),
                _safety(assessment, case, knowledge),
                _wishes(case),
                _told(case),
            )
        ),
        foot=FOOT,
    )


def _title(assessment: Assessment, asked: Request, knowledge: Knowledge) -> str:
    raised = sections.raised(assessment.triage)
    if assessment.triage.urgent and raised:
        return f"Urgent referral: {inside(raised[0].label)}"
    return f"Referral: {inside(label_of(asked.about, knowledge))}" if asked.about else "Referral"


# --- the ask ---------------------------------------------------------------------------------------------------------


def _ask(assessment: Assessment, asked: Request) -> Section:
    urgent = assessment.triage.urgent
    rows = [("How soon", urgency(assessment))]
    if urgent:
        flag = sections.raised(assessment.triage)[0]
        rows.append(("What is asked", sentence(flag.action)))
        if asked.about is not None:
            rows.append(("After that", asked.question))
    else:
        rows.append(("The question", asked.question))
    plan = assessment.plan
    if plan is not None and plan.held is not None:
        rows.append(("Plan held", sentence(plan.held)))
    settle = _to_settle(asked)
    if settle:
        rows.append(("To settle first", settle))
    rows.append(("What we think", _thought(assessment)))
    return Section(
        id="ask", heading="What we ask", blocks=(Pairs(rows=tuple(rows)),), tone="alarm" if urgent else "plain"
    )


def _to_settle(asked: Request) -> str:
    """What the treatment still waits for, shortly; and against it, if it may not be done."""
    option = asked.option
    if option is None:
        return ""
    if option.status == "contraindicated":
        return sentence(f"contraindicated on what is recorded: {'; '.join(r.text for r in option.because)}")
    if option.status == "not_indicated":
        return sentence(f"not indicated on what is recorded: {'; '.join(r.text for r in option.because)}")
    told = [f"{next_steps.NEED_WORDS[m.need]}: {_short(m.text)}" for m in asked.missing[:MISSING_SHOWN]]
    more = len(asked.missing) - len(told)
    return sentence("; ".join([*told, *([f"and {more} more"] if more > 0 else [])])) if told else ""


def _short(text: str) -> str:
    """A gate's text up to its reason."""
    return inside(first_sentence(text).rstrip(".").split(": ", 1)[0].split("; ", 1)[0])


def _thought(assessment: Assessment) -> str:
    """The leading explanations with their intervals; never called more than that."""
    for complaint in assessment.complaints[:1]:
        told = [e for e in complaint.differential if not e.background][:2]
        if told:
            words = [
                f"{inside(sections.named(e))} ({100 * e.probability:.0f} %, interval {sections.interval(e)})"
                for e in told
            ]
            return f"Leading explanations, ranked and not proven: {listed(words)}."
    return "No recorded fact points to a source yet."


# --- history and findings --------------------------------------------------------------------------------------------


def _operations(case: Case, knowledge: Knowledge) -> Section:
    if not case.surgeries:
        words = "Never operated on the spine." if case.never_operated else "No operation is recorded."
        return Section(id="operations", heading="Operations", blocks=(Paragraph(text=words),))
    rows = tuple(
        cells(
            recorded.on_day(surgery.when),
            recorded.operation_words(surgery, knowledge),
            recorded.plain(surgery.aim or recorded.NOT_RECORDED),
            sentence(recorded.result_words(surgery)),
        )
        for surgery in case.surgeries
    )
    table = Table(head=("When", "Operation and level", "For", "Afterwards"), rows=rows, widths=(13, 42, 12, 33))
    return Section(id="operations", heading="Operations", blocks=(table,))


def _pain(case: Case, knowledge: Knowledge) -> Section:
    pains = [sentence(course_words(complaint, case)) for complaint in case.complaints]
    blocks: list[Block] = [Paragraph(text=" ".join(pains) or "No pain is described.")]
    scores = _scores(case, knowledge)
    blocks.append(Paragraph(text=f"Scores: {'; '.join(scores)}." if scores else "Scores: none recorded."))
    symptoms = _symptoms(case, knowledge)
    if symptoms:
        blocks.append(Paragraph(text=f"Also recorded: {'; '.join(symptoms)}."))
    return Section(id="pain", heading="Pain and function", blocks=tuple(blocks))


def _symptoms(case: Case, knowledge: Knowledge) -> list[str]:
    """What else was found of this pain, of symptoms and signs: what is there, not what is not, the latest first."""
    elsewhere = {*(name for names in NEUROLOGY.values() for name in names), *safety.ASKED, *_NOT_OF_THE_PAIN}
    found = [
        fact.finding
        for fact in recorded.asked_as(("patient", "examination"), case, knowledge)
        if fact.finding not in elsewhere and fact.number is None and _bears_on_sources(fact.finding, knowledge)
    ]
    there = [f for f in recorded.facts_of(found, case, knowledge) if f.value not in (ABSENT, UNKNOWN)]
    words = dict.fromkeys(
        ", ".join(
            part for part in (inside(recorded.value_words(fact, knowledge)), fact.level or "", fact.side or "") if part
        )
        + (" (before the last operation)" if recorded.was_before(fact, case) else "")
        for fact in there
    )
    told = list(words)[:SYMPTOMS_SHOWN]
    return [*told, *([f"and {len(words) - len(told)} more"] if len(words) > len(told) else [])]


def _bears_on_sources(finding: FindingId, knowledge: Knowledge) -> bool:
    """True for what the differential may rest on; the rest is history, which other parts of the letter tell."""
    known = knowledge.findings[finding]
    return bool(known.leak or known.cluster)


def _scores(case: Case, knowledge: Knowledge) -> list[str]:
    """Totals and ratings, the latest first, each with its day."""
    totals = {instrument.finding for instrument in knowledge.instruments.values()}
    rated = [f.finding for f in case.facts if f.finding in totals or _is_rating(f.finding, knowledge)]
    found = recorded.facts_of(rated, case, knowledge)
    return [
        f"{recorded.value_words(fact, knowledge)}{f', {fact.side}' if fact.side else ''} ({recorded.seen_words(fact)})"
        for fact in found
    ]


def _is_rating(finding: FindingId, knowledge: Knowledge) -> bool:
    known = knowledge.findings.get(finding)
    return known is not None and (known.unit or "").startswith("points")


def _neurology(case: Case, knowledge: Knowledge) -> Section:
    rows, silent = [], []
    for name, findings in NEUROLOGY.items():
        facts = recorded.facts_of(findings, case, knowledge)
        if facts:
            rows.append((name, _neurological(facts, case, knowledge)))
        else:
            silent.append(inside(name))
    if silent:
        rows.append(("Not recorded", sentence("; ".join(silent))))
    return Section(id="neurology", heading="Neurology", blocks=(Pairs(rows=tuple(rows)),))


def _neurological(facts: Sequence[Fact], case: Case, knowledge: Knowledge) -> str:
    """What is there before what is not, each with its date."""
    there = [fact for fact in facts if fact.value not in (ABSENT, UNKNOWN)]
    rest = [fact for fact in facts if fact not in there]
    words = dict.fromkeys(inside(recorded.fact_words(fact, case, knowledge)) for fact in (*there, *rest))
    return sentence("; ".join(words))


def _danger(assessment: Assessment) -> Section:
    """What is raised with its action (that of the first stands above if it is urgent), what is ruled out, not asked."""
    triage = assessment.triage
    raised = sections.raised(triage)
    points = []
    for place, flag in enumerate(raised):
        told = place < DANGERS_SHOWN and not (triage.urgent and place == 0)
        state = f"{flag.label}: {sections.FLAG_WORDS[flag.status]}, {flag.within}."
        points.append(f"{state} {flag.action}" if told else state)
    blocks: list[Block] = [Points(items=tuple(points))] if points else []
    for status, heading in (
        ("ruled_out", "Ruled out by a recorded answer or examination"),
        ("to_ask", "Not asked, so not ruled out"),
    ):
        names = [_danger_name(flag.label) for flag in triage.flags if flag.status == status and not _foreign(flag)]
        if names:
            blocks.append(Paragraph(text=f"{heading}: {', '.join(dict.fromkeys(names))}.", weight="small"))
    return Section(id="danger", heading="Dangers", blocks=tuple(blocks))


def _foreign(flag: FlagResult) -> bool:
    """Whether a danger cannot occur in this person at all: that is no answer, and a letter need not list it."""
    return any(because.text.startswith(DOES_NOT_APPLY) for because in flag.because)


def _danger_name(label: str) -> str:
    """A danger as it stands in a list: without "possible", and up to its explanation."""
    return inside(inside(label).removeprefix("possible ").split(": ", 1)[0])


# --- what was done ---------------------------------------------------------------------------------------------------


def _tests(case: Case, knowledge: Knowledge) -> Section:
    """Images, blood and nerve tests, together by their day."""
    by_day: dict[str, list[str]] = {}
    for fact in recorded.asked_as(("imaging", "laboratory", "electrodiagnosis"), case, knowledge):
        before = ", before the last operation" if recorded.was_before(fact, case) else ""
        where = " ".join(part for part in (fact.level or fact.root or "", fact.side or "") if part)
        words = ", ".join(part for part in (recorded.value_words(fact, knowledge), where) if part)
        by_day.setdefault(f"{_day(fact)}{before}", []).append(words)
    items = tuple(f"{day}: {'; '.join(dict.fromkeys(words))}." for day, words in by_day.items())
    blocks: tuple[Block, ...] = (Points(items=items),) if items else (Paragraph(text="None recorded."),)
    return Section(id="tests", heading="Tests", blocks=blocks)


def _day(fact: Fact) -> str:
    return recorded.dated(fact.when) if fact.when is not None else "No date recorded"


def _tried(assessment: Assessment, case: Case, knowledge: Knowledge) -> Section:
    rows = tuple(_tried_rows(assessment, case, knowledge))
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(head=("When", "What", "Effect"), rows=rows, widths=(18, 52, 30)))
    not_tried = [inside(label_of(tried.treatment or "", knowledge)) for tried in case.treatments if not tried.given]
    if not_tried:
        blocks.append(Paragraph(text=f"Asked and not tried: {listed(not_tried)}."))
    if not rows and not not_tried:
        blocks.append(Paragraph(text="None recorded."))
    return Section(id="tried", heading="Treatments and blocks", blocks=tuple(blocks))


def _tried_rows(assessment: Assessment, case: Case, knowledge: Knowledge) -> Iterator[tuple[Cell, ...]]:
    """Treatments and blocks from the latest to the first; those without a date last."""
    told: list[tuple[When | None, str, str]] = [
        (t.when, recorded.treatment_words(t, knowledge), recorded.effect_words(t)) for t in case.treatments if t.given
    ]
    told += [
        (recorded.block_when(b, assessment), recorded.block_words(b, knowledge), recorded.block_result(b, assessment))
        for b in case.blocks
    ]
    dated = sorted((entry for entry in told if entry[0] is not None), key=_latest, reverse=True)
    for when, what, effect in [*dated, *(entry for entry in told if entry[0] is None)]:
        yield cells(recorded.on_day(when), what, effect)


def _latest(entry: tuple[When | None, str, str]) -> str:
    return "" if entry[0] is None else entry[0].latest.isoformat()


# --- safety, wishes --------------------------------------------------------------------------------------------------


def _safety(assessment: Assessment, case: Case, knowledge: Knowledge) -> Section:
    rows = safety.rows(assessment, case, knowledge)
    return Section(id="safety", heading="Before a needle, a scanner or an operation", blocks=(Pairs(rows=rows),))


def _wishes(case: Case) -> Section:
    goals = listed([goal.rstrip(".") for goal in case.goals]) or recorded.NOT_ASKED
    wishes = "; ".join(
        f"{recorded.plain(key)}: {recorded.plain(_wish(value))}" for key, value in case.preferences.items()
    )
    rows = (("Goals", sentence(goals)), ("Willing to", sentence(wishes or recorded.NOT_ASKED)))
    return Section(id="wishes", heading="What the patient wants", blocks=(Pairs(rows=rows),))


def _wish(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _told(case: Case) -> Section:
    released = case.released
    if released and released.by and released.at:
        words = f"A written summary was released to the patient by {released.by} on {released.at}."
    else:
        words = f"No written summary has been released. Told by word of mouth: {TO_FILL_IN}"
    return Section(id="told", heading="What the patient was told", blocks=(Paragraph(text=words),))
