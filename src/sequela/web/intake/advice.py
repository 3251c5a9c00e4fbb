"""What to do about an urgent answer: where to go, whom to call, what to tell them. No diagnosis is named."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.schema.terms import FindingId, RedFlagId
from sequela.records import frozen
from sequela.report.education import view
from sequela.web.site import HelpNumbers

from .basis import Basis
from .danger import Urgent
from .page import YES, Words
from .rows import row
from .topics import SELF_HARM

PAGE = "help_now"


@frozen
class Advice:
    """An urgent answer as the patient is told of it.

    level
        ``emergency_now`` or ``same_day``.
    said
        the patient's own answers to pass on: each question that was answered with yes.
    meanwhile
        what the page on getting help says of such signs.
    """

    level: str
    said: tuple[Words, ...]
    meanwhile: tuple[str, ...]
    despair: bool
    numbers: tuple[HelpNumbers, ...] = ()
    countries: tuple[str, ...] = ()
    clinic: str = ""
    phone: str = ""


def advice(urgent: Urgent, basis: Basis) -> Advice:
    """The advice without the numbers to call, which are the clinic's."""
    return Advice(
        level=urgent.level,
        said=tuple(_said(urgent, basis)),
        meanwhile=tuple(_meanwhile(urgent, basis)),
        despair=bool(SELF_HARM & set(urgent.flags)),
    )


def _said(urgent: Urgent, basis: Basis) -> Iterator[Words]:
    flags = (basis.knowledge.red_flags.get(RedFlagId(name)) for name in urgent.flags)
    asked = {name for flag in flags if flag is not None for name in flag.asks}
    for answer in basis.answers.values():
        for name, given in answer.given.items():
            if name in asked and given[:1] == (YES,):
                yield row(basis.knowledge.findings[FindingId(name)]).label


def _meanwhile(urgent: Urgent, basis: Basis) -> Iterator[str]:
    page = basis.knowledge.education.get(f"{basis.language}/{PAGE}") or basis.knowledge.education.get(f"en/{PAGE}")
    if page is None:
        return
    wanted = {f"red_flag:{flag}" for flag in urgent.flags}
    for section in view(page, basis.knowledge).sections:
        for point in section.points:
            if wanted & set(point.about):
                yield point.text
