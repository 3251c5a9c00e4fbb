"""The questions of the intake, one page at a time, and where to go when an answer is urgent."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from sequela.records import frozen
from sequela.report.figures.body_map import BodyWords, body_map
from sequela.web.intake import places
from sequela.web.intake.advice import Advice
from sequela.web.intake.filled import DIDS, Did, Fault, filled
from sequela.web.intake.medicines import LINES, MOST, names
from sequela.web.intake.page import Answer, Option, Page, Words, done, say
from sequela.web.intake.questions import chosen_pages, next_page, place_of, sequence
from sequela.web.intake.review import SAID
from sequela.web.intake.round import Round, open_round, store_answer
from sequela.web.intake.rows import SIDES, SINCE_OPTIONS
from sequela.web.intake.visiting import NEXT, REVIEW, URGENT, WELCOME, AnswerIntake, alarm, pausing, round_of
from sequela.web.language import translations
from sequela.web.visit import Visit, go, page

router = APIRouter()


@frozen
class Asked:
    """A page with what was answered on it.

    part, parts
        where it stands among the parts that this person meets; part 0 is a question about danger that came up late.
    lines, more
        how many lines for medicines are shown, and whether more can be.
    answers, sinces, sides, groups, sided
        what rows and the body map offer to choose from.
    """

    page: Page
    answer: Answer
    faults: tuple[Fault, ...]
    back: str
    part: int
    parts: int
    reviewing: bool
    alarm: Advice | None
    picture: str = ""
    lines: int = 0
    more: bool = False
    answers: tuple[tuple[str, Words], ...] = tuple(SAID.items())
    sinces: tuple[Option, ...] = SINCE_OPTIONS
    sides: tuple[Option, ...] = SIDES
    groups: tuple[places.PlaceGroup, ...] = places.GROUPS
    sided: frozenset[str] = places.SIDED


@router.get("/start/next")
def go_on(visit: AnswerIntake) -> Response:
    """To the next question, or to the end."""
    found = round_of(visit)
    if isinstance(found, Response):
        return found
    coming = next_page(found.basis)
    return go(REVIEW if coming is None else f"/start/page/{coming.id}")


@router.get("/start/page/{page_id}")
def one_page(visit: AnswerIntake, page_id: str, review: str = "") -> Response:
    """A question, with what was answered to it before."""
    found = round_of(visit)
    if isinstance(found, Response):
        return found
    pages = (*sequence(found.basis), *chosen_pages(found.basis))
    asked = _named(pages, page_id)
    if asked is None:
        return go(NEXT)
    answer = found.basis.answers.get(page_id, Answer(page=page_id, on=found.basis.today))
    return page(visit, "intake/page.html.j2", _asked(visit, found, pages, asked, answer, reviewing=bool(review)))


@router.post("/start/page/{page_id}")
def answered(visit: AnswerIntake, page_id: str) -> Response:
    """Keep what was answered, whatever else is wrong with the page; danger first, then faults, then what comes next."""
    found = round_of(visit)
    if isinstance(found, Response):
        return found
    pages = (*sequence(found.basis), *chosen_pages(found.basis))
    asked = _named(pages, page_id)
    if asked is None:
        return go(NEXT)
    said = visit.said("do")
    did: Did = next((known for known in DIDS if known == said), "next")
    result = filled(asked, did, visit.form, found.basis)
    nothing_said = did == "stop" and not result.answer.given and page_id not in found.basis.answers
    if not nothing_said and store_answer(visit.site, found, result.answer) is not None:
        return go(URGENT)
    if did == "stop":
        return pausing()
    reviewing = bool(visit.said("review"))
    if result.faults or did == "more":
        now = open_round(visit.site, found.invitation, visit.language)
        view = _asked(visit, now, pages, asked, result.answer, result.faults, reviewing=reviewing, more=did == "more")
        return page(visit, "intake/page.html.j2", view, status=422 if result.faults else 200)
    return go(REVIEW if reviewing or asked in chosen_pages(found.basis) else NEXT)


def _named(pages: tuple[Page, ...], page_id: str) -> Page | None:
    """The page of that name, if it was put or is known to come."""
    return next((page for page in pages if page.id == page_id), None)


def _asked(
    visit: Visit,
    found: Round,
    pages: tuple[Page, ...],
    asked: Page,
    answer: Answer,
    faults: tuple[Fault, ...] = (),
    *,
    reviewing: bool,
    more: bool = False,
) -> Asked:
    before = [p.id for p in pages if done(p, found.basis.answers)]
    at = next((n for n, p in enumerate(pages) if p.id == asked.id), 0)
    earlier = [p.id for p in pages[:at] if p.id in before]
    picture = _picture(visit, answer.given.get(places.WHERE, ())) if asked.layout == "places" else ""
    part, parts = place_of(asked, found.basis)
    back = REVIEW if reviewing else f"/start/page/{earlier[-1]}" if earlier else WELCOME
    return Asked(
        page=asked,
        answer=answer,
        faults=faults,
        back=back,
        part=part,
        parts=parts,
        reviewing=reviewing,
        alarm=alarm(visit, found),
        picture=picture,
        lines=(lines := _lines(answer, more=more)),
        more=lines < MOST,
    )


def _lines(answer: Answer, *, more: bool) -> int:
    filled_ = max((int(key.removeprefix("medicine")) for key, _ in names(answer)), default=0)
    return min(MOST, max(LINES, filled_) + (LINES if more else 0))


@router.post("/start/picture")
def picture(visit: AnswerIntake) -> Response:
    """The body map of what is ticked, for a page that shows it at once; nothing is stored."""
    return HTMLResponse(_picture(visit, tuple(visit.form.get(places.WHERE, ()))))


def _picture(visit: Visit, ticked: tuple[str, ...]) -> str:
    _ = translations(visit.language).gettext
    pains = places.pains(ticked)
    named = ", ".join(say(places.NAMES[pain.site], visit.language, _) for pain in pains)
    words = BodyWords(
        title=_("The places you ticked"),
        front=_("Front"),
        back=_("Back view"),
        whose=_("your"),
        left=_("left"),
        right=_("right"),
    )
    return body_map(pains, named or _("No place is ticked yet"), words)


@router.get("/start/urgent")
def urgent_page(visit: AnswerIntake) -> Response:
    """Where to go now."""
    found = round_of(visit)
    if isinstance(found, Response):
        return found
    advice = alarm(visit, found)
    return go(NEXT) if advice is None else page(visit, "intake/urgent.html.j2", advice)
