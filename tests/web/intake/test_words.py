"""Every word of the intake is there in both languages and plain enough to be read by anyone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sequela.web
from sequela.knowledge.schema.terms import Text
from sequela.upkeep.reading_level import ease_es, grade_en
from sequela.web.intake.filled import filled
from sequela.web.intake.page import Answer, Page, Words, say
from sequela.web.intake.questions import chosen_pages, next_page
from sequela.web.language import translations

from .typical import after, empty, finished, walk

WEB = Path(sequela.web.__file__).parent
PATIENT_PAGES = (
    "start",
    "stopped",
    "welcome",
    "page",
    "fields",
    "words",
    "urgent",
    "review",
    "print",
    "sent",
    "paused",
)
HARDEST_EN, EASIEST_ES = 8.0, 60.0
_MARKED = re.compile(r"""_\((["'])(.*?)\1\)""")


def written(template: str) -> list[str]:
    text = (WEB / "templates" / template).read_text(encoding="utf-8")
    return [words for _, words in _MARKED.findall(text)]


def said_in_code() -> Iterator[str]:
    """Every text in the modules of the intake that begins like a sentence and is no remark about the code."""
    for path in (*(WEB / "intake").glob("*.py"), WEB / "routes" / "intake_pages.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        apart |= {
            id(keyword.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text"
            for keyword in node.keywords
        }
        constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in apart)
        texts = (node.value for node in constants if isinstance(node.value, str))
        yield from (text for text in texts if re.match(r"[A-Z0-9“].*[a-z]", text))


def pages() -> Iterator[Page]:
    """Every page of a typical intake, and those of one with all that is optional."""
    yield from (page for page, _, _ in walk(empty()))
    basis = empty(self_harm=True, countries=("A", "B"))
    while (page := next_page(basis)) is not None:
        yield page
        basis = after(basis, _skipped(page))
    yield from chosen_pages(finished())


def _skipped(page: Page) -> Answer:
    return filled(page, "skip", {}, empty()).answer


def words_of(page: Page) -> Iterator[Words]:
    yield from (words for words in (page.title, page.why, page.lead, page.none) if words)
    for field in page.fields:
        yield from (words for words in (field.label, field.hint, *(o.label for o in field.options)) if words)


def test_every_word_of_the_templates_and_the_code_has_its_spanish() -> None:
    spanish = translations("es").gettext
    templates = [f"intake/{path.name}" for path in (WEB / "templates" / "intake").glob("*.j2")]
    found = {words for name in (*templates, "patient_invite.html.j2") for words in written(name)} | set(said_in_code())
    same_in_both = {"No", "Error:", "Error: "}
    assert sorted(words for words in found if spanish(words) == words and words not in same_in_both) == []


def test_every_question_of_the_knowledge_that_is_asked_has_its_spanish() -> None:
    missing = [w.en for page in pages() for w in words_of(page) if isinstance(w, Text) and not w.es]
    assert missing == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_patient_reads_is_plain(language: str) -> None:
    gettext = translations(language).gettext
    whole = [say(words, language, gettext) for page in pages() for words in words_of(page)]
    whole += [gettext(words) for name in PATIENT_PAGES for words in written(f"intake/{name}.html.j2")]
    distinct = list(dict.fromkeys(whole))
    if language == "en":
        assert grade_en(distinct) <= HARDEST_EN
    else:
        assert ease_es(distinct) >= EASIEST_ES


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_single_page_is_hard_to_read(language: str) -> None:
    gettext = translations(language).gettext
    hard = {}
    for page in pages():
        texts = [say(words, language, gettext) for words in dict.fromkeys(words_of(page))]
        score = grade_en(texts) if language == "en" else ease_es(texts)
        if (score > HARDEST_EN) if language == "en" else (score < EASIEST_ES):
            hard[page.id] = round(score, 1)
    assert hard == {}


def test_no_page_blames_or_names_a_diagnosis() -> None:
    english = " ".join(say(words, "en", str) for page in pages() for words in words_of(page)).lower()
    for word in ("diagnos", "your fault", "you failed", "refuse", "cauda equina", "stenosis", "psychosomatic"):
        assert word not in english


def test_a_question_speaks_to_its_reader() -> None:
    """A patient is no "person" of whom somebody else is asked."""
    for page in pages():
        for words in words_of(page):
            assert "the person" not in say(words, "en", str), page.id
            assert not isinstance(words, Text) or "la persona" not in say(words, "es", str), page.id
