"""The patient's summary: their story first, then what happens next, what to do, what to ask, when to get help.

Made only of a released assessment. It names no cause, ranks nothing and gives no share; what it says of medicine is
taken from the pages for patients.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sequela.assessment import Assessment
from sequela.assessment.plan import Stage
from sequela.case.case import Case
from sequela.case.location import region_of
from sequela.case.when import When
from sequela.knowledge.schema.education import EducationPage, PageSection
from sequela.knowledge.schema.education import Paragraph as PageParagraph
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Text
from sequela.pathway.dictation import sentence
from sequela.report import next_steps, sections
from sequela.report.education import filled

from .document import Block, Document, Paragraph, Points, Quote, Section, said
from .patient_words import WORDS, PatientWords
from .release import Release, release

_HELP, _MOVING, _LIVING = "help_now", "should_i_keep_moving", "living_with_it"
_HELP_PARTS = ("call_now", "today")
_CLAIMS = {
    "injection": ("injections_highly_effective",),
    "ablation": ("injections_highly_effective",),
    "neuromodulation": ("stimulation_cures",),
    "operation": ("repeat_surgery", "open_surgery_makes_more_scar", "laser_surgery"),
}
_MANUAL = frozenset({"chiropractic"})
_ALWAYS_CLAIMED = "high_recovery_rates"
_NECK_ONLY = frozenset({"red_flag:neck_haematoma", "red_flag:oesophageal_injury"})


def patient(assessment: Assessment, case: Case, knowledge: Knowledge, language: str | None = None) -> Document:
    """Return the summary in `language`, else in the patient's, else in English. Raises `NotReleasedError`."""
    released = release(assessment, case)
    spoken = language_of(case, language)
    words = WORDS[spoken]
    steps = _steps(assessment)
    return Document(
        kind="patient",
        language=spoken,
        case=assessment.case,
        as_of=assessment.as_of,
        title=words.title,
        lead=_lead(words, released),
        sections=said(
            (
                _danger(assessment, knowledge, spoken),
                _story(case, words),
                Section(id="real", heading=words.real, blocks=tuple(Paragraph(text=t) for t in words.real_text)),
                _next(assessment, steps, knowledge, spoken),
                _questions(assessment, case, words),
                # Whoever must be seen first is not told to train before that.
                None if assessment.triage.urgent else _do(knowledge, spoken),
                _care(knowledge, spoken),
                None if assessment.triage.urgent else _claims(steps, knowledge, spoken),
                *_help(case, knowledge, spoken),
            )
        ),
        foot=words.foot,
    )


def language_of(case: Case, language: str | None) -> str:
    """The language asked for, else the patient's as far as there are words for it, else English."""
    wanted = language or (case.patient.language or "").partition("-")[0].lower()
    return wanted if wanted in WORDS else "en"


def _lead(words: PatientWords, released: Release) -> str:
    return words.lead.format(released.by, released.at.isoformat())


# --- danger, story ---------------------------------------------------------------------------------------------------


def _danger(assessment: Assessment, knowledge: Knowledge, language: str) -> Section | None:
    """What is raised, in the words of the page on getting help; it stands above everything else."""
    triage = assessment.triage
    words = WORDS[language]
    raised = [f"red_flag:{flag.id}" for flag in sections.raised(triage) if flag.urgency == triage.level]
    if not raised:
        return None
    page = _page(_HELP, knowledge, language)
    parts = () if page is None else page.sections
    points = [point for part in parts for point in part.points if set(point.about) & set(raised)]
    blocks: list[Block] = [Paragraph(text=words.urgent_lead, weight="strong")] if triage.urgent else []
    blocks.append(Points(items=_texts(points, language)))
    if page is not None and not page.checked:
        blocks.append(Paragraph(text=words.unread, weight="small"))
    return Section(
        id="danger",
        heading=words.urgent if triage.urgent else words.soon,
        blocks=tuple(blocks),
        tone="alarm" if triage.urgent else "caution",
    )


def _story(case: Case, words: PatientWords) -> Section:
    told = tuple(part.strip() for part in re.split(r"\n+", case.story or "") if part.strip())
    blocks: list[Block] = [Quote(paragraphs=told)] if told else [Paragraph(text=words.no_story)]
    operations = case.spine_operations()
    if operations:
        count = words.one_operation if len(operations) == 1 else words.operations.format(len(operations))
        last = case.latest_surgery()
        year = None if last is None else _year(last.when)
        blocks.append(Paragraph(text=" ".join([count, *([words.last.format(year)] if year else [])])))
    goals = "; ".join(goal.rstrip(".") for goal in case.goals)
    blocks.append(Paragraph(text=words.goals.format(goals) if goals else words.no_goals))
    return Section(id="story", heading=words.story, blocks=tuple(blocks))


def _year(when: When | None) -> str | None:
    """The year of a time, if it is known to within one."""
    if when is None or when.latest.year - when.earliest.year > 1:
        return None
    return str(when.middle.year)


# --- what happens next -----------------------------------------------------------------------------------------------


def _steps(assessment: Assessment) -> tuple[Stage, ...]:
    plan = assessment.plan
    return () if plan is None or plan.held is not None else plan.stages[:2]


def _next(assessment: Assessment, steps: Sequence[Stage], knowledge: Knowledge, language: str) -> Section:
    words = WORDS[language]
    told: list[str] = []
    if assessment.triage.open_questions:
        told.append(words.danger_open)
    if assessment.triage.urgent or (assessment.plan is not None and assessment.plan.held is not None):
        told.append(words.held)
    else:
        test = _next_test(assessment)
        if test is not None and test in knowledge.tests:
            told.append(words.test.format(_label(knowledge.tests[test].label, language)))
        told += _step(steps, knowledge, language) if steps else [words.talk]
    told.append(words.yours)
    return Section(id="next", heading=words.next, blocks=(Points(items=tuple(told)),))


def _step(steps: Sequence[Stage], knowledge: Knowledge, language: str) -> Iterator[str]:
    """The first step in plain words: what it is, what comes before it, when it is judged, what follows."""
    words = WORDS[language]
    first = steps[0]
    said_ = [words.step.format(_treatment(first, knowledge, language))]
    care = knowledge.treatments[first.treatment].care if first.treatment in knowledge.treatments else None
    if care is not None:
        said_.append(words.stages[care.stage])
    yield " ".join(said_)
    needs = {missing.need for missing in first.first}
    before = (("ask", words.answers_first), ("test", words.test_first), ("do", words.other_first))
    wanted = [text for need, text in before if need in needs]
    if wanted:
        yield " ".join(wanted)
    weeks = max(1, round(first.judge_week - first.begins_week))
    judged = words.judged.format(weeks)
    rest = steps[1:]
    yield f"{judged} {words.then.format(_treatment(rest[0], knowledge, language))}" if rest else judged


def _treatment(stage: Stage, knowledge: Knowledge, language: str) -> str:
    known = knowledge.treatments.get(stage.treatment)
    return stage.label if known is None else _label(known.label, language)


def _next_test(assessment: Assessment) -> str | None:
    tests = () if assessment.workup is None else next_steps.proposed(assessment.workup)
    return tests[0].test if tests else None


# --- what to do, to hear, to ask -------------------------------------------------------------------------------------


def _do(knowledge: Knowledge, language: str) -> Section:
    items = _texts(_part(_MOVING, "how", knowledge, language).points, language)
    return Section(id="do", heading=WORDS[language].do, blocks=(Points(items=items),) if items else ())


def _care(knowledge: Knowledge, language: str) -> Section:
    care = _part(_MOVING, "care", knowledge, language).paragraphs[:1]
    medicines = _part(_LIVING, "medicines", knowledge, language)
    told = (f"{medicines.heading}: {text}" for text in _texts(medicines.paragraphs, language))
    items = (*told, *_texts(care, language))
    return Section(id="care", heading=WORDS[language].do_not, blocks=(Points(items=items),) if items else ())


def _claims(steps: Sequence[Stage], knowledge: Knowledge, language: str) -> Section:
    """Common claims about the steps that are stronger than the evidence, beside what was found."""
    names: list[str] = []
    for step in steps:
        known = knowledge.treatments.get(step.treatment)
        stage = "" if known is None or known.care is None else known.care.stage
        names += _CLAIMS.get(stage, ())
        names += ["manipulation"] if step.treatment in _MANUAL else []
    pages = [_page(name, knowledge, language) for name in dict.fromkeys([*names, _ALWAYS_CLAIMED])]
    items = tuple(f"{page.title}: {page.summary}" for page in pages if page is not None)
    return Section(id="claims", heading=WORDS[language].hear, blocks=(Points(items=items),) if items else ())


def _questions(assessment: Assessment, case: Case, words: PatientWords) -> Section:
    """Three, not more: what they want, what the next thing changes or risks, how it is judged."""
    first = words.ask_goal.format(case.goals[0].rstrip(".")) if case.goals else words.ask_step
    second = words.ask_harm if _next_test(assessment) is None or assessment.triage.urgent else words.ask_test
    items = (first, second, words.ask_judged)
    return Section(id="questions", heading=words.questions, blocks=(Points(items=items, numbered=True),))


# --- when to get help ------------------------------------------------------------------------------------------------


def _help(case: Case, knowledge: Knowledge, language: str) -> Iterator[Section]:
    """The signs that must not wait; only those that cannot concern this patient are left out."""
    page = _page(_HELP, knowledge, language)
    if page is None:
        return
    words = WORDS[language]
    for part in page.sections:
        if part.id not in _HELP_PARTS:
            continue
        points = [point for point in part.points if _concerns(point, case)]
        paragraphs: list[Block] = [Paragraph(text=filled(p, language)) for p in part.paragraphs]
        if part.id == _HELP_PARTS[0] and not page.checked:
            paragraphs.insert(0, Paragraph(text=words.unread, weight="small"))
        yield Section(
            id=f"help-{part.id}",
            heading=part.heading,
            blocks=(*paragraphs, Points(items=_texts(points, language))),
            columns=True,
        )


def _concerns(point: PageParagraph, case: Case) -> bool:
    """False only for what follows a neck operation, in someone whose operations are all known to be elsewhere."""
    if not point.about or not set(point.about) <= _NECK_ONLY:
        return True
    operations = case.surgeries
    if case.never_operated:
        return False
    known = operations and all(surgery.levels for surgery in operations)
    return not known or any(region_of(level) == "cervical" for surgery in operations for level in surgery.levels)


# --- pages -----------------------------------------------------------------------------------------------------------


def _page(topic: str, knowledge: Knowledge, language: str) -> EducationPage | None:
    return knowledge.education.get(f"{language}/{topic}")


def _part(topic: str, part: str, knowledge: Knowledge, language: str) -> PageSection:
    """A section of a page; an empty one where the knowledge does not have it."""
    page = _page(topic, knowledge, language)
    found = () if page is None else page.sections
    return next((section for section in found if section.id == part), PageSection(id=part, heading=""))


def _texts(paragraphs: Iterable[PageParagraph], language: str) -> tuple[str, ...]:
    return tuple(filled(paragraph, language) for paragraph in paragraphs)


def _label(label: Text, language: str) -> str:
    words = label.es if language == "es" and label.es else label.en
    return sentence(words).rstrip(".")
