"""What patients read: short enough words and sentences, the same in both languages, every number with its source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from sequela.knowledge.check import Record, parts
from sequela.knowledge.load import Reading
from sequela.knowledge.names import nearest
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.education import EducationPage, Paragraph
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.mechanisms import Group, Mechanism
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.terms import Text
from sequela.report.education import PLACEHOLDER, WORDING, filled, language_of, paragraphs_of
from sequela.upkeep.reading_level import ease_es, grade_en

GRADE_LIMIT, SECTION_GRADE_LIMIT = 8.0, 9.5
"""Flesch-Kincaid: a whole page, and one section of it, in which a few long words weigh more."""
EASE_LIMIT, SECTION_EASE_LIMIT = 60.0, 50.0
"""Fernandez-Huerta, the same for Spanish."""

_ID = re.compile(rf"(?:{'|'.join(WORDING)})/[a-z0-9]+(?:_[a-z0-9]+)*")
_DIGITS = re.compile(r"(?<![A-Za-z])\d")  # L5 and C3 are names
_MEND = "shorten the sentences, and say it in everyday words"


def page_words(page: EducationPage) -> dict[str, list[str]]:
    """The running text of a page by section, figures filled in; headings are left out, since they flatter."""
    language = language_of(page)
    found = {section.id: [filled(p, language) for p in paragraphs_of(section)] for section in page.sections}
    return {"summary": [page.summary], **found}


def hard_pages(reading: Reading) -> Iterator[Problem]:
    """A page, or a section of one, that asks for more than eight years of school."""
    for record, page in reading.of(EducationPage):
        language = language_of(page)
        words = page_words(page)
        yield from _hard(record, (), language, [text for part in words.values() for text in part], whole=True)
        for index, section in enumerate(page.sections):
            yield from _hard(record, ("sections", index), language, words[section.id], whole=False)


def hard_questions(reading: Reading) -> Iterator[Problem]:
    """Questions to patients and advice on dangers, each judged as a whole: single phrases are too short to judge."""
    for name, records in (("the questions to patients", asked_words), ("the advice on dangers", danger_words)):
        found = list(records(reading))
        for language in WORDING:
            texts = [text for _, words in found for text in _in(language, words)]
            if found and _too_hard(language, texts, whole=True):
                worst = max(found, key=lambda pair: _hardness(language, _in(language, pair[1])))[0]
                yield worst.problem(f"{name}: {_level(language, texts, whole=True)}; this is the hardest", _MEND)


def asked_words(reading: Reading) -> Iterator[tuple[Record, list[Text]]]:
    """What patients are asked and see named."""
    for record, finding in reading.of(Finding):
        if finding.asked == "patient":
            yield record, [text for text in (finding.question, finding.label) if text is not None]
    for record, factor in reading.of(Factor):
        if factor.question is not None:
            yield record, [factor.question, *factor.question_in.values()]


def danger_words(reading: Reading) -> Iterator[tuple[Record, list[Text]]]:
    """What is said to be done about a danger, and how soon."""
    for record, flag in reading.of(RedFlag):
        yield record, [flag.action, flag.within_label]


def one_language_only(reading: Reading) -> Iterator[Problem]:
    """A topic that is missing in a language, or told there in other sections or with other figures."""
    by_topic: dict[str, dict[str, tuple[Record, EducationPage]]] = defaultdict(dict)
    for record, page in reading.of(EducationPage):
        if not _ID.fullmatch(page.id):
            yield record.problem(f"{page.id!r} is no id of a page", "write language/topic, such as en/scar", ("id",))
            continue
        language, _, topic = page.id.partition("/")
        by_topic[topic][language] = record, page
    for topic, pages in by_topic.items():
        record, page = next(iter(pages.values()))
        for language in WORDING.keys() - pages.keys():
            message = f"there is no page {language}/{topic}"
            if page.kind == "urgent":
                message += ", and it is the urgent page: it tells patients when to get help now"
            yield record.problem(message, "write it with the same sections", ("id",))
        for other_record, other in list(pages.values())[1:]:
            if _skeleton(other) != _skeleton(page):
                mend = "give both the same kind, subject, section ids, numbers of paragraphs and figures"
                yield other_record.problem(f"it is built otherwise than {page.id}", mend, ("sections",))


def figures_astray(reading: Reading) -> Iterator[Problem]:
    """A placeholder without its figure, a figure that is not shown, a number written out, a figure that is judged."""
    for record, page in reading.of(EducationPage):
        for at, paragraph in parts(page, Paragraph):
            named = set(PLACEHOLDER.findall(paragraph.text))
            for name in sorted(named ^ paragraph.figures.keys()):
                message = f"{name!r} stands in the text or among the figures, but not in both"
                yield record.problem(message, "write {name} where the figure belongs", at)
            if {"{", "}"} & set(PLACEHOLDER.sub("", paragraph.text)):
                yield record.problem("a brace that belongs to no figure", "write {name}, nothing else in braces", at)
            if _DIGITS.search(PLACEHOLDER.sub("", paragraph.text)):
                yield record.problem("a number without its source", "make it a figure, or say it without", at)
            for name, estimate in paragraph.figures.items():
                if estimate.source is None:
                    mend = "patients are shown only what was counted in studies"
                    yield record.problem(f"the figure {name!r} has no source", mend, (*at, "figures", name))


def without_source(reading: Reading) -> Iterator[Problem]:
    """A page that rests on nothing a reader can look up."""
    for record, page in reading.of(EducationPage):
        if not any(p.sources or p.figures for _, p in parts(page, Paragraph)):
            yield record.problem("the page names no source", "add sources to what it says", ("sections",))


def unsaid(reading: Reading) -> Iterator[Problem]:
    """Urgent advice that does not say whether it was read; a danger or a mechanism without words for patients."""
    said: set[str] = set()
    for record, page in reading.of(EducationPage):
        if page.kind == "urgent":
            if not (isinstance(record.item.value, dict) and "checked" in record.item.value):
                yield record.problem("urgent advice does not say whether a clinician read it", "add checked: false")
            said.update(name for _, paragraph in parts(page, Paragraph) for name in paragraph.about)
        said.update(page.about)
    if not said:
        return
    for record, flag in reading.of(RedFlag):
        if f"red_flag:{flag.id}" not in said:
            mend = f"name it in `about` of a point of an urgent page: red_flag:{flag.id}"
            yield record.problem("no urgent page tells patients of this danger", mend, ("id",))
    for record in _explained(reading):
        if f"mechanism:{record.id}" not in said:
            mend = f"write education/en/{record.id}.yaml, and the same in es, with about: [mechanism:{record.id}]"
            yield record.problem("no page explains this to patients", mend, ("id",))


def about_nothing(reading: Reading) -> Iterator[Problem]:
    """A page or paragraph about something that does not exist."""
    k = reading.knowledge
    known: Mapping[str, set[str]] = {
        "mechanism": {*k.mechanisms, *k.groups},
        "red_flag": {*k.red_flags},
        "treatment": {*k.treatments},
        "finding": {*k.findings},
        "risk": {*k.risks},
    }
    names = [f"{kind}:{identifier}" for kind, identifiers in known.items() for identifier in identifiers]
    for record, page in reading.of(EducationPage):
        inside = ((at, p.about) for at, p in parts(page, Paragraph))
        for at, about in (((), page.about), *inside):
            for index, name in enumerate(about):
                if name not in names:
                    kind, _, identifier = name.partition(":")
                    same_kind = [f"{kind}:{found}" for found in nearest(identifier, known.get(kind, ()), limit=1)]
                    near = next(iter([*same_kind, *nearest(name, names, limit=1)]), None)
                    mend = f"did you mean {near!r}?" if near else f"name kind:id, kind one of {', '.join(known)}"
                    problem = f"it is about {name!r}, which does not exist"
                    yield record.problem(problem, mend, (*at, "about", index))


def _explained(reading: Reading) -> Iterator[Record]:
    """What needs a page: each group, and each mechanism that is not explained with its group."""
    yield from (record for record, _ in reading.of(Group))
    yield from (record for record, mechanism in reading.of(Mechanism) if mechanism.part_of is None)


def _skeleton(page: EducationPage) -> object:
    return (
        page.kind,
        page.about,
        [
            (
                section.id,
                [[(p.about, p.figures, p.sources) for p in group] for group in (section.paragraphs, section.points)],
            )
            for section in page.sections
        ],
    )


_MEASURES: Mapping[str, tuple[Callable[[Iterable[str]], float], str]] = {
    "en": (grade_en, "Flesch-Kincaid grade"),
    "es": (ease_es, "Fernandez-Huerta ease"),
}


def _hard(
    record: Record, at: tuple[str | int, ...], language: str, texts: list[str], *, whole: bool
) -> Iterator[Problem]:
    if texts and _too_hard(language, texts, whole=whole):
        yield record.problem(f"hard to read: {_level(language, texts, whole=whole)}", _MEND, at)


def _too_hard(language: str, texts: list[str], *, whole: bool) -> bool:
    limit = _limit(language, whole=whole)
    return grade_en(texts) > limit if language == "en" else ease_es(texts) < limit


def _limit(language: str, *, whole: bool) -> float:
    if language == "en":
        return GRADE_LIMIT if whole else SECTION_GRADE_LIMIT
    return EASE_LIMIT if whole else SECTION_EASE_LIMIT


def _hardness(language: str, texts: list[str]) -> float:
    return grade_en(texts) if language == "en" else -ease_es(texts)


def _level(language: str, texts: list[str], *, whole: bool) -> str:
    measure, name = _MEASURES[language]
    bound = "at most" if language == "en" else "at least"
    return f"{name} {measure(texts):.1f}, {bound} {_limit(language, whole=whole):g} is asked"


def _in(language: str, texts: Iterable[Text]) -> list[str]:
    return [words for text in texts if (words := getattr(text, language)) is not None]
