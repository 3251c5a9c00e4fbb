"""Every treatment of the knowledge as an option for this patient: status, expected relief, recovery, risk, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.assessment import Place
from sequela.assessment.plan import STATUSES, Option, Reason
from sequela.knowledge import estimate
from sequela.knowledge.schema.treatments import Care, Treatment
from sequela.records import frozen

from .eligibility import eligibility
from .response import Response, relief, response, tried_in_vain
from .utility import DECLINED, Weights, preference, recovery, risk, score
from .view import View

FAILED = "tried without effect"


@frozen
class Considered:
    """An option with what the staged plan needs of it."""

    option: Option
    care: Care
    response: Response | None
    failed: bool

    @property
    def wanted(self) -> bool:
        """False if the patient has declined it, or if it was tried adequately and did nothing."""
        return self.option.preference != DECLINED and not self.failed


def consider(view: View, weighed: Weights, preferences: Mapping[str, object]) -> tuple[Considered, ...]:
    """All treatments of the plan, in order: what can be done first, the most worthwhile of it first."""
    found = [
        _considered(view, treatment, treatment.care, weighed, preferences)
        for treatment in view.knowledge.treatments.values()
        if treatment.care is not None
    ]
    return tuple(sorted(found, key=order))


def order(considered: Considered) -> tuple[int, bool, bool, float, str]:
    """Status, then what is wanted, then what has a score, highest first; ties by id."""
    option = considered.option
    worth = 0.0 if option.score is None else option.score.total
    return STATUSES.index(option.status), not considered.wanted, option.score is None, -worth, option.treatment


def _considered(
    view: View, treatment: Treatment, care: Care, weighed: Weights, preferences: Mapping[str, object]
) -> Considered:
    status = eligibility(view, treatment)
    wish = preference(care, preferences)
    tried, failed = _tried(view, treatment)
    answer = None if status.status == "not_indicated" else response(view, treatment, again=failed)
    before = response(view, treatment) if failed and answer is not None else None
    option = Option(
        treatment=treatment.id,
        label=treatment.label.en,
        stage=care.stage,
        acts=care.acts,
        where=_where(view, care),
        status=status.status,
        missing=status.missing,
        because=status.because,
        relief=None if answer is None else relief(view, answer),
        relief_before=None if before is None else relief(view, before),
        not_known=None if care.no_evidence is None else care.no_evidence.en,
        lasts_months=estimate.quantity(care.lasts),
        recovery=recovery(care),
        risk=risk(care, view.knowledge),
        for_=(*_aim(view, care), *_good(answer), *(tried if not failed else ())),
        against=(*status.relative, *_bad(answer), *(tried if failed else ())),
        preference=wish,
        score=None if answer is None else score(care, view.knowledge, weighed, wish, answer.gained(view.main)),
        judged_weeks=estimate.quantity(care.judged.weeks),
    )
    return Considered(option=option, care=care, response=answer, failed=failed)


def _where(view: View, care: Care) -> tuple[Place, ...]:
    """The places at which the facts support what it is aimed at; none where none does."""
    if care.located == "no":
        return ()
    places = [place for m in care.targets for place in view.where.get(str(m), ())]
    side_only = care.located == "side"
    shown = [Place(level=None, side=p.side) if side_only else p for p in places]
    return tuple(dict.fromkeys(p for p in shown if p.level is not None or p.side is not None))


def _aim(view: View, care: Care) -> tuple[Reason, ...]:
    """What it is aimed at, with its probability here; for palliative treatments the pattern."""
    if care.acts != "source":
        return ()
    likely = sorted(((view.active.get(str(m), 0.0), str(m)) for m in care.targets), reverse=True)
    said = [f"{_name(view, m)} {p:.0%}" for p, m in likely[:2] if p > 0]
    return (Reason(text=f"aimed at {' and '.join(said)}"),) if said else ()


def _name(view: View, mechanism: str) -> str:
    known = view.knowledge.mechanisms.get(mechanism) or view.knowledge.groups.get(mechanism)  # type: ignore[call-overload]
    label = mechanism if known is None else known.label.en
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _good(answer: Response | None) -> Iterable[Reason]:
    return () if answer is None else tuple(r for r, ratio in answer.predictors if ratio > 1)


def _bad(answer: Response | None) -> Iterable[Reason]:
    return () if answer is None else tuple(r for r, ratio in answer.predictors if ratio <= 1)


def _tried(view: View, treatment: Treatment) -> tuple[tuple[Reason, ...], bool]:
    """What earlier trials of it say, and whether an adequate one did nothing. Repeats count once."""
    records = [t for t in view.case.treatments if t.treatment == treatment.id]
    if not records:
        return (), False
    helped = [t for t in records if t.effect in ("good", "partial")]
    if helped:
        best = "well" if any(t.effect == "good" for t in helped) else "in part"
        return (Reason(text=f"it helped {best} before", facts=tuple(t.id for t in helped)),), False
    if tried_in_vain(view, treatment):
        return (Reason(text=FAILED, facts=tuple(t.id for t in records if t.adequate == "yes")),), True
    inadequate = [t for t in records if t.effect == "none"]
    if inadequate:
        said = "tried without effect, but dose, time or place were not shown to be adequate"
        return (Reason(text=said, facts=tuple(t.id for t in inadequate)),), False
    return (), False
