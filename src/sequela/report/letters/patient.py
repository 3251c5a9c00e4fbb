"""The patient's summary: their story first, then what happens next, what to do, what to ask, when to get help.

Made only of a released assessment. It names no cause, ranks nothing and gives no share; what it says of medicine is
taken from the pages for patients.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from sequela.assessment import Assessment
from sequela.assessment.plan import Stage
from sequela.case.case import Case
from sequela.case.when import When
from sequela.knowledge.schema.education import EducationPage, PageSection
from sequela.knowledge.schema.education import Paragraph as PageParagraph
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Text
from sequela.pathway.dictation import sentence
from sequela.records import frozen
from sequela.report import next_steps, sections
from sequela.report.education import filled

from . import patient_signs
from .days import in_words
from .document import Block, Document, Paragraph, Points, Quote, Section, said
from .patient_words import WORDS, PatientWords
from .plain_names import TESTS, TREATMENTS, PlainName
from .release import release

_MOVING, _LIVING = "should_i_keep_moving", "living_with_it"
_CLAIMS = {
    "injection": ("injections_highly_effective",),
    "ablation": ("injections_highly_effective",),
    "neuromodulation": ("stimulation_cures",),
    "operation": ("repeat_surgery", "open_surgery_makes_more_scar", "laser_surgery"),
}
_MANUAL = frozenset({"chiropractic"})
_STEPS = 3
"""So many steps are told: a longer plan is not read."""
_LONG_STORY = 1200
"""Letters from which a story would push the signs that must not wait off the first page: then it stands after them."""
_ALWAYS_CLAIMED = "high_recovery_rates"


def patient(
    assessment: Assessment, case: Case, knowledge: Knowledge, language: str | None = None, *, draft: bool = False
) -> Document:
    """Return the summary in `language`, else in the patient's, else in English. Raises `NotReleasedError`.

    A `draft` is for the clinician to read before the release: it needs none, and says so above and at the foot.
    """
    released = None if draft else release(assessment, case)
    spoken = language_of(case, language)
    words = WORDS[spoken]
    steps = _steps(assessment)
    urgent = assessment.triage.urgent
    danger = _danger(assessment, knowledge, spoken)
    story, signs = _story(case, words), _marked(patient_signs.box(case, spoken), words, here=danger is None)
    begin = (signs, story) if len(case.story or "") > _LONG_STORY else (story, signs)
    return Document(
        kind="patient",
        language=spoken,
        case=assessment.case,
        as_of=assessment.as_of,
        title=words.title,
        lead="" if released is None else words.lead.format(released.by, in_words(released.at, spoken)),
        sections=said(
            (
                _draft(words) if draft else None,
                danger,
                *begin,
                Section(id="real", heading=words.real, blocks=tuple(Paragraph(text=t) for t in words.real_text)),
                _next(assessment, steps, knowledge, spoken),
                _questions(assessment, steps, case, words),
                # Whoever must be seen first is not told to train before that.
                None if urgent else _do(knowledge, spoken),
                _care(knowledge, spoken),
                None if urgent else _claims(steps, knowledge, spoken),
                *patient_signs.whole(case, knowledge, spoken),
            )
        ),
        foot=f"{words.draft}. {words.foot}" if draft else words.foot,
    )


def language_of(case: Case, language: str | None) -> str:
    """The language asked for, else the patient's as far as there are words for it, else English."""
    wanted = language or (case.patient.language or "").partition("-")[0].lower()
    return wanted if wanted in WORDS else "en"


def _draft(words: PatientWords) -> Section:
    text = (Paragraph(text=words.draft_text, weight="strong"),)
    return Section(id="draft", heading=words.draft, blocks=text, tone="alarm")


def _marked(section: Section, words: PatientWords, *, here: bool = True) -> Section:
    """The section with the remark that nobody has checked its language, once on the page and after the advice."""
    if not here or not words.unread:
        return section
    return dataclasses.replace(section, blocks=(*section.blocks, Paragraph(text=words.unread, weight="small")))


# --- danger, story ---------------------------------------------------------------------------------------------------


def _danger(assessment: Assessment, knowledge: Knowledge, language: str) -> Section | None:
    """What is raised, in the words of the page on getting help; it stands above everything else."""
    triage = assessment.triage
    words = WORDS[language]
    raised = [f"red_flag:{flag.id}" for flag in sections.raised(triage) if flag.urgency == triage.level]
    if not raised:
        return None
    page = _page(patient_signs.HELP, knowledge, language)
    parts = () if page is None else page.sections
    points = [point for part in parts for point in part.points if set(point.about) & set(raised)]
    blocks: list[Block] = [Paragraph(text=words.urgent_lead, weight="strong")] if triage.urgent else []
    blocks.append(Points(items=_texts(points, language)))
    section = Section(
        id="danger",
        heading=words.urgent if triage.urgent else words.soon,
        blocks=tuple(blocks),
        tone="alarm" if triage.urgent else "caution",
    )
    return _marked(section, words)


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
    return () if plan is None or plan.held is not None else plan.stages[:_STEPS]


def _next(assessment: Assessment, steps: Sequence[Stage], knowledge: Knowledge, language: str) -> Section:
    """The steps in the order of the plan, each with its test where it has one; then that the patient decides."""
    words = WORDS[language]
    blocks: list[Block] = []
    if assessment.triage.open_questions:
        blocks.append(Paragraph(text=words.danger_open))
    if assessment.triage.urgent or (assessment.plan is not None and assessment.plan.held is not None):
        blocks.append(Paragraph(text=words.held))
    else:
        blocks += _proposed(_next_test(assessment), steps, knowledge, language)
    if not assessment.triage.urgent:
        raised = sections.raised(assessment.triage)
        blocks.append(Paragraph(text=words.yours_after if raised else words.yours))
    return Section(id="next", heading=words.next, blocks=tuple(blocks))


def _proposed(test: str | None, steps: Sequence[Stage], knowledge: Knowledge, language: str) -> Iterator[Block]:
    words = WORDS[language]
    told = tuple(_step(step, place, knowledge, language) for place, step in enumerate(steps))
    if told:
        yield Points(items=tuple(step.text for step in told), numbered=True)
    named = None if test is None else _test(test, knowledge, language)
    if test is not None and named is not None and not any(test in step.tests for step in told):
        yield Paragraph(text=(words.test_later if steps else words.test).format(named.name, named.what))
    if not steps:
        yield Paragraph(text=words.talk)


@frozen
class _Step:
    """A step in words, and the tests that it names."""

    text: str
    tests: tuple[str, ...] = ()


def _step(stage: Stage, place: int, knowledge: Knowledge, language: str) -> _Step:
    """A step in plain words: what it is, what comes before it, when it is judged."""
    words = WORDS[language]
    tests = tuple(of for missing in stage.first if missing.need == "test" for of in missing.of)
    test = next(((t, name) for t in tests if (name := _test(t, knowledge, language)) is not None), None)
    needs = {missing.need for missing in stage.first}
    if stage.by_test is not None and test is not None:
        return _Step(text=words.by_test.format(test[1].name, test[1].what), tests=tests)
    told = [(words.later if place else words.first).format(*_treatment(stage, knowledge, language))]
    known = knowledge.treatments.get(stage.treatment)
    if known is not None and known.care is not None:
        told.append(words.stages[known.care.stage])
    if "ask" in needs:
        told.append(words.answers_first)
    if test is not None:
        told.append(words.test_first.format(test[1].name, test[1].what))
    elif needs - {"ask"}:
        told.append(words.other_first)
    told.append(words.judged.format(max(1, round(stage.judge_week - stage.begins_week))))
    return _Step(text=" ".join(told), tests=tests if test is not None else ())


def _treatment(stage: Stage, knowledge: Knowledge, language: str) -> tuple[str, str]:
    """Its plain name and what it is; its name in the knowledge where there is no plain one."""
    plain = TREATMENTS.get(stage.treatment)
    if plain is not None:
        return plain[language].name, plain[language].what
    known = knowledge.treatments.get(stage.treatment)
    return (stage.label if known is None else _label(known.label, language)), ""


def _test(test: str, knowledge: Knowledge, language: str) -> PlainName | None:
    """Its plain name and what it is; None for what is no test."""
    if test in TESTS:
        return TESTS[test][language]
    known = knowledge.tests.get(test)
    return None if known is None else PlainName(name=_label(known.label, language), what="")


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
        if step.by_test is not None:
            continue  # which procedure it will be is not told yet
        known = knowledge.treatments.get(step.treatment)
        stage = "" if known is None or known.care is None else known.care.stage
        names += _CLAIMS.get(stage, ())
        names += ["manipulation"] if step.treatment in _MANUAL else []
    pages = [_page(name, knowledge, language) for name in dict.fromkeys([*names, _ALWAYS_CLAIMED])]
    items = tuple(f"{page.title}: {page.summary}" for page in pages if page is not None)
    return Section(id="claims", heading=WORDS[language].hear, blocks=(Points(items=items),) if items else ())


def _questions(assessment: Assessment, steps: Sequence[Stage], case: Case, words: PatientWords) -> Section:
    """Three, not more: what they want, what the next thing changes or risks, how it is judged; or about the danger."""
    if assessment.triage.urgent:
        items = words.ask_urgent
    else:
        first = words.ask_goal.format(case.goals[0].rstrip(".")) if case.goals else words.ask_step
        tested = any(missing.need == "test" for missing in steps[0].first) if steps else bool(_next_test(assessment))
        items = (first, words.ask_test if tested else words.ask_harm, words.ask_judged)
    return Section(id="questions", heading=words.questions, blocks=(Points(items=items, numbered=True),))


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
