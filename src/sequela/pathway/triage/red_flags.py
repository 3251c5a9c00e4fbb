"""Danger first: every red flag of the knowledge, decided for one case.

present
    the rule is true.
possible
    it is undecided and an alarming fact is recorded, or it would be true if a sign of unknown age had come with an
    operation of the last weeks; the questions that would settle it are named.
to_ask
    it is undecided and nothing alarming is recorded. It never raises the level: silence is neither danger nor safety.
ruled_out
    the rule is false by recorded answers or examinations, or the danger cannot occur in this person (no such
    operation, no such device). A note may raise a flag and never rules one out.

The level is the most urgent of what is present and possible. Flags are rules: they say what must be looked at and by
when, whatever the differential says, and are no diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from sequela.assessment import FlagResult, Question, Statement, TriageResult
from sequela.case.case import Case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.red_flags import RedFlag, Urgency
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import CaseFacts, TriageReading
from sequela.pathway.triage import seek_care
from sequela.pathway.triage.applies import not_applicable
from sequela.pathway.triage.questions import fewest
from sequela.pathway.wording import statements
from sequela.records import frozen
from sequela.rules.kleene import Verdict, every, some
from sequela.rules.language import Group, Rule, rule_of

Status = Literal["present", "possible", "to_ask", "ruled_out"]

URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
"""Most urgent first."""
STATUSES: tuple[Status, ...] = get_args(Status)
"""Most telling first."""
ROUTINE: Urgency = "routine"


@frozen
class Decided:
    """A flag with its status, the urgency that follows, and the questions that would settle it.

    applies
        whether the danger can occur in this person at all; None where that is not known.
    """

    flag: RedFlag
    status: Status
    urgency: Urgency
    because: tuple[str, ...]
    settle: tuple[FindingId, ...]
    applies: bool | None = True


def triage(case: Case, reading: TriageReading, knowledge: Knowledge) -> TriageResult:
    """Return every red flag that bears on the regions of the case, the questions still open, and when to seek care.

    Pure. `reading` holds the facts usable on the day of assessment. Flags are ordered by status, urgency, id.
    """
    decided = [decide(flag, reading, knowledge) for flag in knowledge.red_flags.values() if _concerns(flag, case)]
    decided.sort(key=lambda d: (STATUSES.index(d.status), URGENCIES.index(d.urgency), d.flag.id))
    raised = [d.urgency for d in decided if d.status in ("present", "possible")]
    questions = _questions(decided, knowledge)
    return TriageResult(
        level=min(raised, key=URGENCIES.index, default=ROUTINE),
        open_questions=len(questions),
        flags=tuple(_result(d, case, reading, knowledge) for d in decided),
        questions=questions,
        seek_care=seek_care.reasons(case, reading, knowledge),
    )


def decide(flag: RedFlag, reading: TriageReading, knowledge: Knowledge) -> Decided:
    """Decide one flag.

    First over all facts as stated: if the rule is true, the flag is present. Otherwise without what notes deny: only
    if it is false even then is the flag ruled out.
    """
    gate = () if flag.applies_when is None else (rule_of(flag.applies_when),)
    rules = (*gate, rule_of(flag.rule))
    stated = _over(rules, reading.stated)
    verdict = stated if stated.value is True else _over(rules, reading.careful)
    if verdict.value is True:
        return Decided(flag=flag, status="present", urgency=flag.urgency, because=verdict.because, settle=())
    applies = _over(gate, reading.careful)
    if verdict.value is False:
        because = applies.because if applies.value is False else verdict.because
        return Decided(
            flag=flag, status="ruled_out", urgency=ROUTINE, because=because, settle=(), applies=applies.value
        )
    settle = _to_settle(flag, rules, verdict, reading.careful, knowledge)
    raised = _raised(flag, rules, reading)
    if raised is not None:
        urgency, because = raised
        return Decided(flag=flag, status="possible", urgency=urgency, because=because, settle=settle)
    return Decided(flag=flag, status="to_ask", urgency=flag.urgency, because=(), settle=settle, applies=applies.value)


def _raised(flag: RedFlag, rules: Sequence[Rule], reading: TriageReading) -> tuple[Urgency, tuple[str, ...]] | None:
    """How urgent an undecided flag is and why, if anything recorded alarms; the more urgent of the two reasons.

    Right after an operation a sign of unknown age counts as its doing: then the flag is as urgent as if it were true.
    """
    reasons = []
    presumed = _over(rules, reading.presumed)
    if presumed.value is True:
        reasons.append((flag.urgency, presumed.because))
    alarm = some([_over([rule_of(condition)], reading.alarm) for condition in flag.alarming])
    if alarm.value is True:
        reasons.append((flag.urgency_possible, alarm.because))
    return min(reasons, key=lambda reason: URGENCIES.index(reason[0]), default=None)


def _over(rules: Iterable[Rule], views: Iterable[CaseFacts]) -> Verdict:
    """All rules together, for any of the complaints."""
    compiled = tuple(rules)
    return some([every([rule.evaluate(facts) for rule in compiled]) for facts in views])


def _to_settle(
    flag: RedFlag, rules: Sequence[Rule], verdict: Verdict, views: Sequence[CaseFacts], knowledge: Knowledge
) -> tuple[FindingId, ...]:
    """The fewest open questions that could rule the flag out: its own in their order, then whatever else is open."""
    wanted = tuple(FindingId(name) for name in verdict.settle if FindingId(name) in knowledge.findings)
    own = tuple(finding for finding in flag.asks if finding in wanted)
    return fewest(Group(kind="all", parts=tuple(rules)), (*own, *wanted), views)


def _concerns(flag: RedFlag, case: Case) -> bool:
    """True unless every complaint lies in a region where this danger does not occur."""
    regions = {complaint.region for complaint in case.complaints}
    return not regions or bool(regions & set(flag.regions))


def _result(decided: Decided, case: Case, reading: TriageReading, knowledge: Knowledge) -> FlagResult:
    flag = decided.flag
    because: tuple[Statement, ...] = statements(decided.because, case, reading.facts, knowledge)
    if decided.applies is False and flag.applies_when is not None:
        because = (not_applicable(flag.applies_when, decided.because, knowledge),)
    return FlagResult(
        id=flag.id,
        label=flag.label.en,
        status=decided.status,
        urgency=decided.urgency,
        because=because,
        settle=tuple(decided.settle),
        action=flag.action.en,
        within=flag.within_label.en,
        sources=tuple(flag.sources),
    )


def _questions(decided: Iterable[Decided], knowledge: Knowledge) -> tuple[Question, ...]:
    """Every distinct question of the undecided flags, each with its flags.

    The most urgent come first, and among equals those that bear on most dangers. Last come those that only bear on
    dangers of which it is not known whether they can occur in this person.
    """
    undecided = [d for d in decided if d.status in ("possible", "to_ask")]
    undecided.sort(key=lambda d: (URGENCIES.index(_stake(d)), STATUSES.index(d.status), d.flag.id))
    asked: dict[FindingId, list[Decided]] = {}
    for item in undecided:
        for finding in item.settle:
            asked.setdefault(finding, []).append(item)

    def rank(finding: FindingId) -> tuple[bool, int, int]:
        bearing = asked[finding]
        return all(d.applies is None for d in bearing), URGENCIES.index(_stake(bearing[0])), -len(bearing)

    return tuple(
        Question(finding=f, question=_wording(f, knowledge), flags=tuple(d.flag.id for d in asked[f]))
        for f in sorted(asked, key=rank)
    )


def _stake(decided: Decided) -> Urgency:
    """How urgent it would be if the answer were yes."""
    return min(decided.flag.urgency, decided.flag.urgency_possible, key=URGENCIES.index)


def _wording(finding: FindingId, knowledge: Knowledge) -> str:
    known = knowledge.findings[finding]
    return known.label.en if known.question is None else known.question.en
