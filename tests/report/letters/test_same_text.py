"""HTML, PDF and Markdown say the same words, the same bytes each time, and nothing of a case becomes markup."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from pypdf import PdfReader

from sequela.report.letters import html, markdown, pdf
from sequela.report.letters.authorisation import authorisation
from sequela.report.letters.clinician import clinician
from sequela.report.letters.document import Document, Paragraph, Section
from sequela.report.letters.patient import patient
from sequela.report.letters.referral import referral

from ..page import read
from ..patients import FULL, HOSTILE
from .made import CALM, EMPTY, FOOT_DROP, NECK, assessed, knowledge, of_html, of_markdown, of_pdf, released

CASES = {"calm": CALM, "empty": EMPTY, "foot drop": FOOT_DROP, "full": FULL, "hostile": HOSTILE, "neck": NECK}
KINDS = ("clinician", "referral", "authorisation", "patient en", "patient es")
EVERY = [(kind, case) for kind in KINDS for case in CASES]


def document(kind: str, case: str) -> Document:
    if kind.startswith("patient"):
        return patient(*released(CASES[case]), knowledge(), kind[-2:])
    assessment, facts = assessed(CASES[case])
    if kind == "authorisation":
        return authorisation(assessment, facts, knowledge(), "spinal_cord_stimulation")
    return {"clinician": clinician, "referral": referral}[kind](assessment, facts, knowledge())


@pytest.mark.parametrize(("kind", "case"), EVERY)
def test_all_forms_say_the_same(kind: str, case: str) -> None:
    made = document(kind, case)
    said = of_html(html.render(made)).replace("•", "")
    assert said == of_pdf(pdf.render(made).content, made)
    assert said == of_markdown(markdown.render(made))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_input_gives_the_same_bytes(kind: str) -> None:
    made = document(kind, "calm")
    assert html.render(made) == html.render(made)
    assert markdown.render(made) == markdown.render(made)
    first, second = pdf.render(made), pdf.render(made)
    assert first.content == second.content
    assert PdfReader(io.BytesIO(first.content)).metadata["/CreationDate"].startswith("D:20240601")  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_no_address_and_runs_nothing(kind: str) -> None:
    page = html.render(document(kind, "hostile"))
    root = read(page)
    assert not list(root.all("script", "img", "link", "iframe", "a", "form"))
    assert not [key for element in root.all() for key in element.attributes if key.startswith("on") or key == "style"]
    policy = next(m for m in root.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy.attributes["content"]
    assert "\u202e" not in page
    assert not [e for e in root.all() if {"src", "href", "srcset", "data"} & set(e.attributes)]
    assert not re.search(r"url\(|@import", next(root.all("style")).text())


def test_markdown_lets_no_word_of_a_case_act() -> None:
    text = markdown.render(document("referral", "hostile"))
    unescaped = re.sub(r"\\.", "", re.sub(r"^<!--.*-->$", "", text, flags=re.MULTILINE))
    assert "<" not in unescaped.replace("<!--", "")
    assert "`" not in unescaped
    assert "[" not in unescaped


def test_a_line_of_a_case_begins_no_list_and_no_heading() -> None:
    for words in ("# no heading", "1. no list", "- no list", "=== no rule", "+ no list"):
        first = markdown.render(_one(words)).split("\n\n")[3]
        assert re.match(r"\\|\d+\\", first), words
        assert of_markdown(markdown.render(_one(words))) == of_html(html.render(_one(words)))


def test_a_day_or_a_number_is_written_without_escapes() -> None:
    for words in ("2026-10-10: seen", "1.5 mg a day"):
        assert words in markdown.render(_one(words))


def test_a_character_that_no_font_has_is_shown_by_its_number_and_told() -> None:
    made = pdf.render(_one("seen by 王小明 and 😀, then 王"))
    assert made.lacking == ("王", "小", "明", "😀")
    text = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert "seen by [U+738B][U+5C0F][U+660E] and [U+1F600], then [U+738B]" in text


def test_hundreds_of_characters_that_no_font_has_still_make_a_letter() -> None:
    """Set anew for each of them, it would keep a server busy for minutes."""
    words = " a ".join(chr(0x4E00 + 3 * place) for place in range(400))
    made = pdf.render(_one(f"ñ {words}"))
    assert len(made.lacking) == 400
    assert "ñ" not in made.lacking


@pytest.mark.parametrize("sign", ["\u0378", "\ufdd0", "\ufffe"])
def test_a_character_that_is_not_assigned_costs_no_letter(sign: str) -> None:
    made = pdf.render(_one(f"a {sign}b u378 {{}} \\u{{378}} \\u0378"))
    assert made.lacking == (sign,)
    text = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert f"a {pdf.number_of(sign)}b u378 {{}} \\u{{378}} \\u0378" in " ".join(text.split())


def test_the_pdf_can_be_read_aloud() -> None:
    for kind in KINDS:
        reader = PdfReader(io.BytesIO(pdf.render(document(kind, "calm")).content))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
        assert root["/Lang"] == ("es" if kind.endswith("es") else "en")  # type: ignore[index]
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()  # type: ignore[index]


def test_a_word_without_end_stays_on_the_paper() -> None:
    made = _one("x" * 600)
    page = PdfReader(io.BytesIO(pdf.render(made).content)).pages[0]
    assert max(map(len, page.extract_text().splitlines())) < 200
    assert of_pdf(pdf.render(made).content, made) == of_html(html.render(made))


def _one(words: str) -> Document:
    base = document("referral", "empty")
    return dataclasses.replace(
        base, head=(), sections=(Section(id="one", heading="One", blocks=(Paragraph(text=words),)),)
    )
