"""Cases for the documents, each assessed once, and what a rendered document says as bare text."""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import cache

from pypdf import PdfReader

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.case import Case
from sequela.case.files import case_of, read_bytes
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.report.letters.document import Document, Table, cleaned
from sequela.report.letters.release import fingerprint

from ..page import Element, read

FOOT_DROP = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 58, sex: female, language: en}
surgeries:
  - {procedure: posterolateral_fusion, levels: [L4-L5], side: both, implants: [pedicle_screws], when: {months_ago: 60},
     aim: leg_pain, relief: partial, pain_free_months: 24}
complaints:
  - {id: leg, region: lumbar, distribution: limb_more, sites: [lower_leg], side: right, roots: [L5],
     onset: {months_ago: 30}, course: better_then_worse}
facts:
  - {finding: foot_drop, value: present, side: right, when: 2024-05-20, since: {weeks_ago: 5}, trend: worse}
  - {finding: motor_deficit, value: present, side: left, when: 2022-03, trend: stable}
  - {finding: saddle_numbness, value: unknown}
  - {finding: fever, value: absent}
goals: [walk the dog for 30 minutes]
story: "It was good for two years, then the leg came back."
"""

CALM = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 61, sex: male, language: en}
setting: pain_clinic
surgeries:
  - {procedure: microdiscectomy, levels: [L4-L5], side: right, when: 2015, relief: complete, pain_free_months: 30}
  - {procedure: posterolateral_fusion, levels: [L4-L5, L5-S1], side: both, approach: posterior,
     implants: [pedicle_screws], when: {months_ago: 60}, aim: leg_pain, relief: partial, pain_free_months: 24}
complaints:
  - {id: leg, region: lumbar, distribution: limb_more, sites: [buttock, lower_leg], side: right, roots: [L5],
     onset: {months_ago: 30}, course: better_then_worse, like_before_surgery: no, new_injury: no}
facts:
  - {finding: straight_leg_raise, value: present, side: right, when: 2024-05-02, by: clinician}
  - {finding: mri_foraminal_stenosis, value: present, level: L5-S1, side: right, when: 2024-05}
  - {finding: mri_disc_herniation, value: present, level: L4-L5, side: right, when: 2015-01}
  - {finding: pain_worst, value: 8}
treatments:
  - {treatment: physical_therapy, weeks: 12, adequate: yes, effect: none, when: {months_ago: 2}}
  - {treatment: epidural_steroid_transforaminal, levels: [L5-S1], side: right, agent: dexamethasone, dose: 8, unit: mg,
     percent: 40, effect_weeks: 3, when: 2023-09}
  - {treatment: acupuncture, effect: not_tried}
medicines:
  - {name: gabapentin, dose: 300, unit: mg, per_day: 3, since: 2023}
  - {name: morphine, dose: 15, unit: mg, per_day: 2, route: oral}
  - {name: apixaban, dose: 5, unit: mg, per_day: 2}
allergies: [latex]
story: "It was good for two years, then the leg came back."
goals: [walk the dog for 30 minutes]
preferences: {injections: yes, surgery: only_if_needed, time_off_weeks: 2}
"""

EMPTY = "schema: sequela.case/1\nas_of: 2024-06-01\n"
NECK = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 47, sex: female, language: es}
surgeries: [{procedure: acdf, levels: [C5-C6], when: 2022-05, relief: partial}]
complaints: [{id: arm, region: cervical, distribution: limb_more, side: left, roots: [C7], onset: 2023-01}]
facts: [{finding: spurling, value: present, side: left, when: 2024-05}]
"""


@cache
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


@cache
def assessed(text: str, name: str = "patient.yaml") -> tuple[Assessment, Case]:
    case = case_of(read_bytes(text.encode(), name)[0], knowledge(), as_of=None, today=dt.date(2024, 6, 3))
    return assess(case, knowledge(), case.as_of), case


def released(text: str, **changes: str) -> tuple[Assessment, Case]:
    """The case as a clinician has released it; `changes` put another value into the release."""
    told = {"by": "Dr Example", "at": "2024-06-02", "assessment_sha256": fingerprint(*assessed(text)), **changes}
    return assessed(f"{text}released: {{{', '.join(f'{key}: {value}' for key, value in told.items())}}}\n")


# --- what is said ----------------------------------------------------------------------------------------------------


def texts(document: Document) -> str:
    """Every word of a document in one line, from its records."""
    return " ".join(_strings(document.to_json()))


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() if key not in {"is", "id"} for text in _strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return [value] if isinstance(value, str) else []


def section(document: Document, name: str) -> str:
    """The words of one section."""
    found = next(part for part in document.to_json()["sections"] if part["id"] == name)  # type: ignore[attr-defined]
    return " ".join(_strings(found))


def bare(text: str) -> str:
    """Text without blanks and without what only separates: lines may break anywhere."""
    return re.sub(r"[\s\u200b\ufeff]+", "", text)


def of_html(html: str) -> str:
    """The text of the main part, list numbers included, as a reader sees it."""
    return bare(_spoken(next(read(html).all("main"))))


def _spoken(element: Element) -> str:
    out = []
    number = 0
    for part in element.inside:
        if isinstance(part, str):
            out.append(part)
        elif part.tag == "li" and element.tag == "ol":
            number += 1
            out.append(f"{number}.{_spoken(part)}")
        else:
            out.append(_spoken(part))
    return "".join(out)


def of_markdown(text: str) -> str:
    """The text without comments, markup, and the foot."""
    body = re.sub(r"<!--.*?-->", "", text).rsplit("\n---\n", 1)[0]
    lines = []
    for line in body.replace(":** ", "").splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            lines.append("" if set(cells) == {"---"} else "".join(cells))
        else:
            lines.append(re.sub(r"^(#+ |- |>\s?)", "", line))
    unmarked = re.sub(r"(?<!\\)\*\*", "", "\n".join(lines))
    return bare(re.sub(r"\\([^\w\s])", r"\1", unmarked))


def of_pdf(content: bytes, document: Document) -> str:
    """The text of all pages without head, foot, bullets, and the headings that a table repeats on a new page."""
    foot = re.escape(bare(f"{' · '.join(document.stamp)} · {document.foot}"))
    heads = [bare("".join(b.head)) for s in cleaned(document).sections for b in s.blocks if isinstance(b, Table)]
    said = ""
    for page in PdfReader(io.BytesIO(content)).pages:
        text = bare(page.extract_text()).replace("•", "")
        text = re.sub(rf"{foot}(page|página)\d+(of|de)\d+$", "", text).removeprefix(
            bare(f"Sequela{document.stamp[-1]}")
        )
        repeated = next((head for head in heads if said and text.startswith(head)), "")
        said += text.removeprefix(repeated)
    return said
