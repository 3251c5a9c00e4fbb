"""From an assessment to the file: the views are worked out here, the templates only lay them out.

Every word that is not ours goes through autoescape, and through `clean` before it: no text of a case can become
markup, a link or a turn of the writing direction. The page forbids itself every address by its own policy; only its
style, known by its hash, is let in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path, PurePath

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sequela.assessment import Argument, Assessment, ComplaintResult, Ranked, Statement
from sequela.case.case import Case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import MechanismId
from sequela.pathway.dictation import first_sentence, inside, listed, percent, sentence
from sequela.report import blocks as block_words
from sequela.report import next_steps, sections
from sequela.report.citations import OPERATED_WORDS, READ_WORDS, Citations, address
from sequela.report.compare import WhatIf
from sequela.report.figures import arguments as argument_figure
from sequela.report.figures import diary as diary_figure
from sequela.report.figures import differential as differential_figure
from sequela.report.figures import outcomes as outcomes_figure
from sequela.report.figures import timeline as timeline_figure
from sequela.report.figures import tradeoff as tradeoff_figure
from sequela.report.figures.svg import clean

from . import MARK
from .basis import BY_DEFINITION, COMPETING, Basis, card_name, name
from .history import history
from .person import person
from .places import Places, ledger_parts

_LEVEL = re.compile(r"\b[CTLS]\d{1,2}-[CTLS]?\d{1,2}\b")
HERE = Path(__file__).parent

LEADING = 3
"""So many mechanisms have their facts laid open at once; those of the others are a click away, and always printed."""
FACTS = 6
"""So many facts of a mechanism have their line at once, the strongest; the weaker ones are a click away."""
TESTS, RESULTS = 4, 6
"""So many tests, and results of each, are laid out; all of them stand in the JSON."""
QUESTIONS = 6
"""So many open questions about danger stand in the panel itself; the others are a click away, and always printed."""
CONVENTIONS = (
    "interval_mass",
    "order_flip_share",
    "unexplained",
    "dominant_pattern",
    "background_bits",
    "least_bits_shown",
)
"""The choices of ours that shape what is shown."""


def render(assessment: Assessment, case: Case, knowledge: Knowledge, *, what_if: WhatIf | None = None) -> str:
    """Return the HTML of one assessment. `case` and `knowledge` are those that it was made from."""
    citations = Citations(knowledge.sources)
    basis = Basis(assessment, knowledge, citations)
    style = (HERE / "style.css").read_text(encoding="utf-8") + diary_figure.STYLE
    first = first_sentence(assessment.headline)
    ledger = ledger_parts(assessment)
    who, course = person(case), history(case, knowledge)
    places = Places(ledger, {"map": who.map is not None, "history": course is not None})
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            a=assessment,
            case_name=_short(assessment.case),
            what_if=what_if,
            mark=Markup(MARK),  # noqa: S704 - words of ours
            style=Markup(style),  # noqa: S704 - styles of ours
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            title=sentence(first),
            rest=assessment.headline[len(first) :].lstrip(". "),
            person=who,
            history=course,
            basis=basis,
            cite=citations.number,
            citable=citations.known,
            cited=lambda: [(number, source, address(source)) for number, source in citations.cited()],
            reasons=_reasons(assessment, knowledge, citations),
            ledger=ledger,
            references=places.references,
            flag_labels={flag.id: flag.label for flag in assessment.triage.flags},
            conventions=[c for c in knowledge.conventions.values() if c.id in CONVENTIONS],
            knowledge_sources=knowledge.sources,
            leading=leading,
            chart=chart,
            treatment_names=_treatment_names(knowledge),
            mechanism_name=_mechanism_name(knowledge),
        )
    )


def _treatment_names(knowledge: Knowledge) -> Callable[[Iterable[str]], str]:
    """What turns ids of treatments into words: the first, then the second."""

    def names(ids: Iterable[str]) -> str:
        known = [
            knowledge.treatments[i].label.en if i in knowledge.treatments else _plain(i) for i in dict.fromkeys(ids)
        ]
        return ", then ".join(inside(label) for label in known)

    return names


def _mechanism_name(knowledge: Knowledge) -> Callable[[str], str]:
    def named(mechanism: str) -> str:
        known = knowledge.mechanisms.get(MechanismId(mechanism))
        return _plain(mechanism) if known is None else known.label.en

    return named


def leading(complaint: ComplaintResult) -> tuple[tuple[Ranked, ...], tuple[Ranked, ...]]:
    """The mechanisms whose facts are laid open, and the others that have any."""
    first = tuple(entry for entry in sections.shown(complaint, LEADING) if entry.for_ or entry.against)
    rest = [entry for entry in complaint.differential if entry not in first and (entry.for_ or entry.against)]
    return first, tuple(rest)


def chart(complaint: ComplaintResult) -> tuple[tuple[Ranked, ...], tuple[Ranked, ...]]:
    """The mechanisms shown at once in the chart: all that the facts raise, and at least three; and the others."""
    first = sections.shown(complaint, len(complaint.differential))
    told = [entry for entry in complaint.differential if entry in first]
    return tuple(told), tuple(entry for entry in complaint.differential if entry not in told)


def _reasons(
    assessment: Assessment, knowledge: Knowledge, citations: Citations
) -> list[tuple[str, list[tuple[object, tuple[str, ...]]]]]:
    """The failure reasons by verdict, each with the publications it rests on."""
    out: list[tuple[str, list[tuple[object, tuple[str, ...]]]]] = []
    for verdict in ("supported", "possible"):
        found: list[tuple[object, tuple[str, ...]]] = []
        for reason in sections.supported(assessment.failure_reasons, verdict):
            known = knowledge.failure_reasons.get(reason.id)
            sources = known.sources if known is not None else ()
            found.append((reason, tuple(s for s in sources if citations.known(s))))
        if found:
            out.append((verdict, found))
    return out


def weighed(entry: Ranked) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
    """The strongest facts for and against a mechanism, and the weaker ones; what speaks for it comes first in both."""
    every = (*entry.for_, *entry.against)
    strongest = sorted(every, key=lambda reason: -abs(reason.bits))[:FACTS]
    if len(every) - len(strongest) <= 1:
        return every, ()
    return tuple(r for r in every if r in strongest), tuple(r for r in every if r not in strongest)


def bits_words(bits: float) -> str:
    """Bits with their sign: ``+1.2 bits``, ``−0.3 bits``."""
    return f"{bits:+.1f} bits".replace("-", "−")


def odds_words(reason: Argument) -> str:
    """A fact's weight as a factor of the odds: ``odds × 4.3``, ``odds ÷ 1.5``."""
    factor = 2 ** abs(reason.bits)
    shown = f"{factor:.0f}" if factor >= 9.95 else f"{factor:.1f}"
    return f"odds {'×' if reason.bits > 0 else '÷'} {shown}"


def merged(statements: Iterable[Statement]) -> list[Statement]:
    """Statements with the same words as one, resting on all their places."""
    found: dict[str, list[str]] = {}
    for statement in statements:
        found.setdefault(statement.text, []).extend(statement.facts)
    return [Statement(text=text, facts=tuple(dict.fromkeys(facts))) for text, facts in found.items()]


@cache
def _environment() -> Environment:
    """The templates. `StrictUndefined`: a misspelt name must not become an empty place in a report."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    helpers: dict[str, Callable[..., object]] = {
        "percent": percent,
        "inside": inside,
        "listed": listed,
        "sentence": sentence,
        "svg": Markup,
        "anchor": name,
        "card_name": card_name,
        "odds_words": odds_words,
        "bits_words": bits_words,
        "weighed": weighed,
        "axis": differential_figure.axis,
        "interval_strip": differential_figure.strip,
        "member_strip": differential_figure.member_strip,
        "key_shape": timeline_figure.shape,
        "bits_scale": argument_figure.scale,
        "bits_strip": argument_figure.strip,
        "longest": tradeoff_figure.longest,
        "relief_strip": tradeoff_figure.relief,
        "recovery_strip": tradeoff_figure.recovery,
        "harm_strip": tradeoff_figure.harm,
        "diary_svg": diary_figure.diary_svg,
        "diary_words": diary_figure.diary_words,
        "course_scale": outcomes_figure.scale,
        "course_chart": outcomes_figure.chart,
        "course_words": outcomes_figure.words,
        "plain": _plain,
        "merged": merged,
        "whole": whole,
    }
    made.globals.update(helpers)
    made.globals.update(
        sections=sections,
        steps=next_steps,
        block_words=block_words,
        TESTS=TESTS,
        RESULTS=RESULTS,
        READ=READ_WORDS,
        OPERATED=OPERATED_WORDS,
        COMPETING=COMPETING,
        BY_DEFINITION=BY_DEFINITION,
        QUESTIONS=QUESTIONS,
    )
    return made


def _finalize(value: object) -> object:
    """What a template prints: words of others without the characters that act instead of being seen."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return clean(value).replace(" %", "\N{NO-BREAK SPACE}%")


def whole(words: str) -> Markup:
    """Words in which no line ends within a level such as L4-S1."""
    text = str(escape(_finalize(words)))
    return Markup(_LEVEL.sub(r'<span class="whole">\g<0></span>', text))  # noqa: S704 - escaped above


def _plain(words: str) -> str:
    """An id as words."""
    return words.replace("_", " ")


def _short(case: str) -> str:
    """The last two parts of a case's name: two patients may both be called case.yaml."""
    parts = PurePath(case).parts
    return "/".join(parts[-2:]) or case
