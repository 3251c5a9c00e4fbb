"""`sequela coverage`: what payers ask before they pay, held against a case file, as a checklist for authorisation."""

from __future__ import annotations

import argparse

from sequela.assessment.coverage import SAYS, CoverageResult
from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.ledger import sort_facts
from sequela.knowledge.names import names_of, nearest
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.coverage.criteria import coverage
from sequela.records import frozen

from .each import each
from .faults import BAD_INPUT, tell_problems
from .inputs import knowledge_of
from .output import coloured, write_json


@frozen
class _Asked:
    """Which profiles are held against the case, and which treatment is asked for; None for all."""

    profiles: frozenset[str] | None
    treatment: str | None


def run(options: argparse.Namespace) -> int:
    """Check every case of every file and write the checklists in order. Returns the exit status."""
    knowledge = knowledge_of(options)
    try:
        asked = _asked(options, knowledge)
    except CaseError as error:
        tell_problems(error)
        if options.json:
            write_json(error.to_json(), one=True)
        return BAD_INPUT
    return each(
        options,
        knowledge,
        lambda case: _Answer(
            case=case,
            result=coverage(case, sort_facts(case, knowledge), knowledge, asked.profiles),
            asked=asked,
            knowledge=knowledge,
        ),
    )


@frozen
class _Answer:
    """The checklists of one case."""

    case: Case
    result: CoverageResult
    asked: _Asked
    knowledge: Knowledge

    def to_json(self) -> dict[str, object]:
        return _data(self.case, self.result, self.asked, self.knowledge)

    def text(self) -> str:
        from sequela.report.checklist import render

        as_of, only = self.case.as_of.isoformat(), self.asked.treatment
        return render(self.result, self.knowledge, case=self.case.name, as_of=as_of, only=only, colour=coloured())


def _data(case: Case, result: CoverageResult, asked: _Asked, knowledge: Knowledge) -> dict[str, object]:
    shown = CoverageResult(
        profiles={
            profile: tuple(c for c in criteria if asked.treatment is None or asked.treatment in c.treatment)
            for profile, criteria in result.profiles.items()
        }
    )
    return {
        "case": case.name,
        "as_of": case.as_of.isoformat(),
        "knowledge": {"version": knowledge.version, "sha256": knowledge.sha256},
        "says": SAYS,
        "coverage": shown.to_json(),
    }


def _asked(options: argparse.Namespace, knowledge: Knowledge) -> _Asked:
    """What the options name. Raises `CaseError` with what is accepted and the nearest word."""
    profiles = None
    if options.profile is not None:
        if options.profile not in knowledge.coverage:
            raise _unknown("--profile", "profile", options.profile, tuple(knowledge.coverage))
        profiles = frozenset({options.profile})
    spoken_of = {name for profile in knowledge.coverage.values() for c in profile.criteria for name in c.of}
    treatment = None if options.treatment is None else _named(options.treatment, spoken_of, knowledge)
    return _Asked(profiles=profiles, treatment=treatment)


def _named(word: str, spoken_of: set[str], knowledge: Knowledge) -> str:
    """The treatment, test or block of that id or name."""
    known = {*spoken_of, *knowledge.treatments, *knowledge.tests}
    if word in known:
        return word
    meant = {match.id for match in names_of(knowledge).exact(word, ["treatment", "finding"])} & known
    if len(meant) == 1:
        return meant.pop()
    raise _unknown("--for", "treatment, test or block", word, tuple(sorted(spoken_of)))


def _unknown(option: str, kind: str, word: str, accepted: tuple[str, ...]) -> CaseError:
    near = nearest(word, accepted, limit=1)
    shown = word if len(word) <= len(SAYS) else f"{word[: len(SAYS)]}..."
    problem = CaseProblem(
        code="unknown_name",
        field=option,
        message=f"{option} {shown!r}: there is no such {kind}",
        accepted=accepted,
        nearest=near[0] if near else None,
    )
    return CaseError(option, (problem,))
