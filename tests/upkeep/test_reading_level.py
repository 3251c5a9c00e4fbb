"""What patients read is short and plain, and the lint says where it is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyphen
import pytest

from sequela.knowledge.check import parts
from sequela.knowledge.load import Reading, read_knowledge
from sequela.knowledge.schema.education import EducationPage
from sequela.upkeep.lint import lint_folder, reading
from sequela.upkeep.reading_level import ease_es, grade_en, syllables_en, syllables_es

COUNTED_BY_HAND_EN = {
    1: "pain nerve nerves bone bones spine disc once since helped called moved asked caused worse tried don't eye year",
    2: "changes nurses muscle muscles settled rested sometimes safely something doctor walking trying carried layer "
    "region question couldn't because pieces fusion loosen gentle clearly movement quiet people business",
    3: "surgery medicine hospital injection however evidence previous serious usual earlier weakening vertebra area",
    4: "operation emergency sciatica diabetes pneumonia exercises stimulation society reliable usually material",
    5: "arachnoiditis instability myelopathy sacroiliac",
    6: "physiotherapist rehabilitation",
}
COUNTED_BY_HAND_ES = {
    1: "que quien muy hoy y pie bien ley",
    2: "dolor nervio día país pierna hueso leer caer causa agua peor guía reír",
    3: "columna médico estudio ahora ciática cicatriz ceguera oído línea siguiente orgullo",
    4: "operación cirugía articular resonancia todavía psicóloga",
    5: "articulación radiografía fisioterapia sacroilíaca enfermería",
}


def _by_hand(counted: dict[int, str]) -> list[tuple[str, int]]:
    return [(word, count) for count, words in counted.items() for word in words.split()]


@pytest.fixture(scope="module")
def packaged() -> Reading:
    return read_knowledge()


@pytest.mark.parametrize(("word", "count"), _by_hand(COUNTED_BY_HAND_EN))
def test_english_syllables_are_those_counted_by_hand(word: str, count: int) -> None:
    assert syllables_en(word) == count


@pytest.mark.parametrize(("word", "count"), _by_hand(COUNTED_BY_HAND_ES))
def test_spanish_syllables_are_those_counted_by_hand(word: str, count: int) -> None:
    assert syllables_es(word) == count


@pytest.mark.parametrize(("language", "dictionary", "own"), [("en", "en_GB", syllables_en), ("es", "es", syllables_es)])
def test_syllables_of_all_pages_agree_with_a_dictionary_of_hyphens(
    packaged: Reading, language: str, dictionary: str, own: Callable[[str], int]
) -> None:
    """A dictionary never parts off a single letter, so it finds fewer; over many words the two stay close."""
    pages = [page for _, page in packaged.of(EducationPage) if page.id.startswith(f"{language}/")]
    text = " ".join(words for page in pages for part in reading.page_words(page).values() for words in part)
    words = Counter(re.findall(r"[^\W\d_]{3,}", text.lower()))
    hyphens = pyphen.Pyphen(lang=dictionary, left=1, right=1)
    theirs = sum(count * (1 + len(hyphens.positions(word))) for word, count in words.items())
    ours = sum(count * own(word) for word, count in words.items())
    assert 0.97 < ours / theirs < 1.12


def test_short_words_in_short_sentences_are_easier() -> None:
    plain = ["The pain comes back. You can ask for help.", "Move a bit each day."]
    heavy = ["Persisting postoperative radiculopathy necessitates multidisciplinary reevaluation including imaging."]
    assert grade_en(plain) < 3 < 12 < grade_en(heavy)
    assert ease_es(["El dolor vuelve. Pida ayuda."]) > 80
    assert ease_es(["La radiculopatía postoperatoria persistente requiere reevaluación multidisciplinaria."]) < 0


def test_nothing_to_read_is_not_hard() -> None:
    assert grade_en([]) == 0
    assert ease_es([""]) > 200


def test_every_page_is_within_eight_years_of_school_and_its_spanish_is_plain(packaged: Reading) -> None:
    for _, page in packaged.of(EducationPage):
        words = [text for part in reading.page_words(page).values() for text in part]
        if page.id.startswith("en/"):
            assert grade_en(words) <= 8, page.id
        else:
            assert ease_es(words) >= 60, page.id


def test_questions_to_patients_and_advice_on_dangers_are_plain_in_both_languages(packaged: Reading) -> None:
    for words in (reading.asked_words(packaged), reading.danger_words(packaged)):
        texts = [text for _, found in words for text in found]
        assert grade_en([text.en for text in texts]) <= 8
        assert ease_es([text.es for text in texts if text.es is not None]) >= 60


# --- the lint refuses -------------------------------------------------------------------------------------------------

PAGE = """\
id: {language}/scar
kind: {kind}
title: Scar
summary: Scar is normal.
about: ["mechanism:pressed_root"]
{checked}sections:
  - id: what
    heading: What it is
    paragraphs:
      - text: "{text}"
        figures: {{share: {figure}}}
        sources: {sources}
"""
PLAIN = {
    "kind": "mechanism",
    "checked": "checked: false\n",
    "text": "It was seen in {share} people. It is normal.",
    "figure": "{n: 6, N: 20, source: clinic2010}",
    "sources": "[clinic2010]",
}


def problems(folder: Path, *, languages: tuple[str, ...] = ("en", "es"), **changed: str) -> list[str]:
    (folder / "education").mkdir(exist_ok=True)
    for language in languages:
        text = PAGE.format(language=language, **{**PLAIN, **(changed if language == "en" else {})})
        (folder / "education" / f"{language}.yaml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in lint_folder(folder) if problem.file.startswith("education/")]


def test_a_plain_page_in_both_languages_is_accepted(folder: Path) -> None:
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("hard to read: Flesch-Kincaid", {"text": "Postoperative radiculopathy in {share} necessitates reevaluation."}),
        ("a number without its source", {"text": "It was seen in 30 of 100 people, or {share}."}),
        ("stands in the text or among the figures", {"text": "It is normal."}),
        ("stands in the text or among the figures", {"text": "It was {share}, then {later}."}),
        ("has no source", {"figure": '{value: 0.3, weight: 5, elicited: "we believe it is common"}'}),
        ("does not say whether a clinician read it", {"kind": "urgent", "checked": ""}),
        ("built otherwise", {"figure": "{n: 7, N: 20, source: clinic2010}"}),
        ("there is no source 'nobody2000'", {"sources": "[nobody2000]"}),
    ],
)
def test_lint_refuses_a_page(folder: Path, said: str, changed: dict[str, str]) -> None:
    assert any(said in problem for problem in problems(folder, **changed))


def test_lint_refuses_a_page_in_one_language_only(folder: Path) -> None:
    assert any("there is no page es/scar" in problem for problem in problems(folder, languages=("en",)))


def test_lint_refuses_a_page_without_any_source(folder: Path) -> None:
    problems(folder)
    for path in (folder / "education").iterdir():
        text = path.read_text(encoding="utf-8").replace("{share}", "many")
        path.write_text(re.sub(r"\n        (figures|sources): .*", "", text), encoding="utf-8")
    found = [str(problem) for problem in lint_folder(folder)]
    assert any("the page names no source" in problem for problem in found)


def test_lint_asks_for_words_for_patients_on_every_danger_and_mechanism(folder: Path) -> None:
    problems(folder)
    found = [str(problem) for problem in lint_folder(folder)]
    assert any("red_flags/pressed_tail.yaml" in p and "no urgent page tells patients" in p for p in found)
    assert any("mechanisms/worn_joint.yaml" in p and "no page explains this" in p for p in found)
    assert not any("mechanisms/pressed_root.yaml" in p for p in found)


def test_lint_refuses_a_page_about_nothing(folder: Path) -> None:
    problems(folder)
    path = folder / "education" / "en.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("pressed_root", "pressed_boot"), encoding="utf-8")
    found = [str(problem) for problem in reading.about_nothing(read_knowledge(folder))]
    assert any("'mechanism:pressed_boot', which does not exist" in problem for problem in found)
    assert all("did you mean 'mechanism:pressed_root'?" in problem for problem in found)


def test_lint_says_which_page_is_the_urgent_one_where_it_is_missing(folder: Path) -> None:
    found = problems(folder, languages=("en",), kind="urgent")
    assert any("there is no page es/scar, and it is the urgent page" in problem for problem in found)


def test_every_figure_on_a_page_was_counted_in_a_study(packaged: Reading) -> None:
    from sequela.knowledge.schema.terms import Estimate

    for _, page in packaged.of(EducationPage):
        assert all(estimate.source for _, estimate in parts(page, Estimate)), page.id
