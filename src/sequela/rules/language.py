"""The language in which rules are written as data.

Groups
    ``{all: [...]}``  ``{any: [...]}``  ``{none: [...]}``  ``{at_least: {count: 2, of: [...]}}``
Findings
    ``{finding: id}`` above its lowest level; ``is: LEVEL`` or several; ``at_least: LEVEL``; its number
    ``ge|gt|le|lt: ESTIMATE``; ``change: new_or_worse``; ``within_days: ESTIMATE`` (it began at most so long ago).
    Together they must hold in one place.
Context
    ``{factor: id, in: [levels]}``  ``{quantity: name, ge|gt|le|lt: ESTIMATE}``
Treatment
    ``{taking: class or medicine}``
    ``{tried: treatment}``, several, or a kind of treatment (conservative, injection ...); ``effect: [none]``;
    ``adequate: true`` (recorded as enough); ``weeks|percent|effect_weeks: {ge|gt|le|lt: ESTIMATE}`` (how long it was
    given, how much of the pain it took away, for how long); ``within_days: ESTIMATE``. One record must meet all of it.
    ``{times: [treatments or blocks], within_days: ESTIMATE, ge|gt|le|lt: ESTIMATE}``: how many sessions are on record
    ``{since: [treatments or blocks], ge|gt|le|lt: ESTIMATE}``: days since the last session
    A treatment of which nothing is recorded leaves all three undecided; one recorded as not tried was given zero times
    and is longer ago than any limit.
Operations
    ``{procedure: {id|family|approach: [...], implants: true, within_days: ESTIMATE}}``: one operation fits all of it
Posterior
    ``{posterior: mechanism, ge|gt|le|lt: ESTIMATE}``: reasons of failure may ask for it, danger never does

`compile_condition` reads a rule and says what is wrong with it; the compiled rule is then asked of any patient. What
stands in the knowledge is compiled once (`rule_of`).
Numbers are estimates with an origin, never bare. The answer is a `Verdict`: true, false or unknown, with the facts
that decided it and what would settle it: a finding, factor, quantity or treatment by its id, or what is missing in a
record of a treatment (``physical_therapy.weeks``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

from sequela.knowledge.estimate import EstimateError, from_mapping, quantity
from sequela.knowledge.same import Same
from sequela.knowledge.schema.terms import Condition
from sequela.records import frozen
from sequela.rules.facts import Facts
from sequela.rules.kleene import Verdict, at_least, every, none_of
from sequela.rules.limits import Comparison, Limit
from sequela.rules.sessions import SinceStatement, TimesStatement, TriedStatement
from sequela.rules.statements import (
    FactorStatement,
    FindingStatement,
    OperationStatement,
    PosteriorStatement,
    QuantityStatement,
    Statement,
    TakingStatement,
)

COMPARISONS: tuple[Comparison, ...] = ("ge", "gt", "le", "lt")
CHANGES = ("new_or_worse",)
AMOUNTS = ("weeks", "percent", "effect_weeks")
"""The numbers of a treatment's record that a rule may compare."""

Place: TypeAlias = tuple[str | int, ...]


class RuleError(ValueError):
    """A mapping that states no rule. `place` leads to the fault inside it; `mend` says what is accepted."""

    def __init__(self, message: str, mend: str, place: Place = ()) -> None:
        self.message, self.mend, self.place = message, mend, place
        where = ".".join(str(step) for step in place)
        super().__init__(f"{where + ': ' if where else ''}{message}; {mend}")


@frozen
class Group:
    """Rules joined by all, none, or at least `count` of them; any is at least one."""

    kind: str
    parts: tuple[Rule, ...]
    count: int = 1

    def evaluate(self, facts: Facts) -> Verdict:
        """The verdict on the parts joined by the group's kind."""
        parts = [part.evaluate(facts) for part in self.parts]
        if self.kind == "all":
            return every(parts)
        if self.kind == "none":
            return none_of(parts)
        return at_least(self.count, parts)


Rule: TypeAlias = Group | Statement


def statements_of(rule: Rule) -> tuple[Statement, ...]:
    """The statements in which a rule ends."""
    if isinstance(rule, Group):
        return tuple(statement for part in rule.parts for statement in statements_of(part))
    return (rule,)


def holds(rule: Rule, facts: Facts) -> bool | None:
    """The value of the rule's verdict without its reasons, and so without asking more than decides it."""
    if not isinstance(rule, Group):
        return rule.evaluate(facts).value
    needed = {"all": len(rule.parts), "at_least": rule.count}.get(rule.kind, 1)
    true, possible = 0, len(rule.parts)
    decided: bool | None = None
    for part in rule.parts:
        value = holds(part, facts)
        true += value is True
        possible -= value is False
        if true >= needed or possible < needed:
            decided = true >= needed
            break
    if decided is None or rule.kind != "none":
        return decided
    return not decided


def compile_condition(raw: Condition) -> Rule:
    """The rule a mapping states; `RuleError` with the place inside the mapping if it states none."""
    return _compiled(raw, ())


def rule_of(raw: Condition) -> Rule:
    """As `compile_condition`, for a condition of the knowledge, which never changes: it is compiled once."""
    return _rule_of(Same(raw))


@lru_cache(maxsize=4096)
def _rule_of(same: Same[Condition]) -> Rule:
    return compile_condition(same.value)


# --- reading ---------------------------------------------------------------------------------------------------------


def _compiled(raw: object, place: Place) -> Rule:
    if not isinstance(raw, Mapping) or not raw:
        raise RuleError("this is no rule", f"start with one of {', '.join(_ACCEPTED)}", place)
    for kind in _GROUPS:
        if kind in raw:
            _only(raw, {kind}, place)
            return Group(kind=kind, parts=_parts(raw[kind], (*place, kind)))
    if isinstance(raw.get("at_least"), Mapping):
        _only(raw, {"at_least"}, place)
        return _counted(raw["at_least"], (*place, "at_least"))
    heads = [head for head in _STATEMENTS if head in raw]
    if len(heads) != 1:
        raise RuleError("a statement is about one thing", f"one of {', '.join(_ACCEPTED)}", place)
    read, beside = _STATEMENTS[heads[0]]
    _only(raw, {heads[0], *beside}, place)
    return read(raw, place)


def _parts(raw: object, place: Place) -> tuple[Rule, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        raise RuleError("an empty group", "list the rules it joins", place)
    return tuple(_compiled(part, (*place, index)) for index, part in enumerate(raw))


def _counted(raw: Mapping[str, object], place: Place) -> Group:
    _only(raw, {"count", "of"}, place)
    parts = _parts(raw.get("of"), (*place, "of"))
    count = raw.get("count")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= len(parts):
        raise RuleError(
            f"{count!r} of {len(parts)} cannot be counted",
            f"give a whole number from 1 to {len(parts)}",
            (*place, "count"),
        )
    return Group(kind="at_least", parts=parts, count=count)


def _finding(raw: Condition, place: Place) -> FindingStatement:
    change = raw.get("change")
    if change is not None and change not in CHANGES:
        raise RuleError(f"{change!r} is no change", f"accepted: {', '.join(CHANGES)}", (*place, "change"))
    at_least_level = raw.get("at_least")
    if at_least_level is not None and "is" in raw:
        raise RuleError("both 'is' and 'at_least' name its level", "write one of them", place)
    return FindingStatement(
        name=_word(raw["finding"], (*place, "finding")),
        levels=_words(raw["is"], (*place, "is")) if "is" in raw else None,
        at_least=None if at_least_level is None else _word(at_least_level, (*place, "at_least")),
        limits=_limits(raw, place),
        changed=change is not None,
        within_days=_within(raw, place),
    )


def _factor(raw: Condition, place: Place) -> FactorStatement:
    return FactorStatement(name=_word(raw["factor"], (*place, "factor")), levels=_words(raw.get("in"), (*place, "in")))


def _quantity(raw: Condition, place: Place) -> QuantityStatement:
    return QuantityStatement(
        name=_word(raw["quantity"], (*place, "quantity")), limits=_some_limits(raw, "quantity", place)
    )


def _posterior(raw: Condition, place: Place) -> PosteriorStatement:
    return PosteriorStatement(
        name=_word(raw["posterior"], (*place, "posterior")), limits=_some_limits(raw, "posterior", place)
    )


def _taking(raw: Condition, place: Place) -> TakingStatement:
    return TakingStatement(name=_word(raw["taking"], (*place, "taking")))


def _tried(raw: Condition, place: Place) -> TriedStatement:
    adequate = raw.get("adequate")
    if adequate is not None and adequate is not True:
        raise RuleError(f"{adequate!r} cannot be asked", "write true, or leave it out", (*place, "adequate"))
    amounts = []
    for key in AMOUNTS:
        if key in raw:
            limited, at = raw[key], (*place, key)
            if not isinstance(limited, Mapping):
                raise RuleError(f"{key!r} is compared with nothing", f"write {{{COMPARISONS[0]}: ESTIMATE}}", at)
            _only(limited, set(COMPARISONS), at)
            amounts += [(key, limit) for limit in _some_limits(limited, key, at)]
    return TriedStatement(
        names=_in_order(raw["tried"], (*place, "tried")),
        effects=_words(raw["effect"], (*place, "effect")) if "effect" in raw else frozenset(),
        adequate=adequate is True,
        amounts=tuple(amounts),
        within_days=_within(raw, place),
    )


def _times(raw: Condition, place: Place) -> TimesStatement:
    return TimesStatement(
        names=_in_order(raw["times"], (*place, "times")),
        limits=_some_limits(raw, "times", place),
        within_days=_within(raw, place),
    )


def _since(raw: Condition, place: Place) -> SinceStatement:
    return SinceStatement(names=_in_order(raw["since"], (*place, "since")), limits=_some_limits(raw, "since", place))


def _operation(raw: Condition, place: Place) -> OperationStatement:
    place = (*place, "procedure")
    wanted = raw["procedure"]
    if not isinstance(wanted, Mapping) or not wanted:
        raise RuleError("it names no operation", f"accepted: {', '.join(sorted(_OPERATION))}", place)
    _only(wanted, _OPERATION, place)
    implants = wanted.get("implants")
    if implants is not None and not isinstance(implants, bool):
        raise RuleError(f"{implants!r} is neither true nor false", "write true or false", (*place, "implants"))
    words = {key: _words(wanted[key], (*place, key)) if key in wanted else None for key in ("id", "family", "approach")}
    return OperationStatement(
        procedures=words["id"],
        families=words["family"],
        approaches=words["approach"],
        implants=implants,
        within_days=_within(wanted, place),
    )


def _limits(raw: Condition, place: Place) -> tuple[Limit, ...]:
    return tuple((key, _amount(raw[key], (*place, key))) for key in COMPARISONS if key in raw)


def _some_limits(raw: Condition, head: str, place: Place) -> tuple[Limit, ...]:
    limits = _limits(raw, place)
    if not limits:
        raise RuleError(f"{head!r} is compared with nothing", f"add one of {', '.join(COMPARISONS)}", place)
    return limits


def _within(raw: Mapping[str, object], place: Place) -> float | None:
    return _amount(raw["within_days"], (*place, "within_days")) if "within_days" in raw else None


def _amount(raw: object, place: Place) -> float:
    try:
        return quantity(from_mapping(raw))
    except EstimateError as error:
        raise RuleError(error.message, error.mend, place) from error


def _word(raw: object, place: Place) -> str:
    if not isinstance(raw, str) or not raw:
        raise RuleError(f"{raw!r} is no name", "write one id", place)
    return raw


def _words(raw: object, place: Place) -> frozenset[str]:
    return frozenset(_in_order(raw, place))


def _in_order(raw: object, place: Place) -> tuple[str, ...]:
    words = [raw] if isinstance(raw, str) else raw
    if not isinstance(words, list | tuple) or not words:
        raise RuleError("nothing is named", "name one or a list", place)
    return tuple(dict.fromkeys(_word(word, (*place, index)) for index, word in enumerate(words)))


def _only(raw: Mapping[str, object], accepted: set[str] | frozenset[str], place: Place) -> None:
    for key in raw:
        if key not in accepted:
            raise RuleError(f"unknown key {key!r}", f"accepted here: {', '.join(sorted(accepted))}", place)
        # An empty value would drop its demand without a word, and the rule would hold for more people than it says.
        if raw[key] is None:
            raise RuleError(f"nothing is written after {key!r}", "give it a value, or leave the key out", place)


_GROUPS = ("all", "any", "none")
_OPERATION = frozenset({"id", "family", "approach", "implants", "within_days"})
_STATEMENTS: Mapping[str, tuple[Callable[[Condition, Place], Statement], frozenset[str]]] = {
    "finding": (_finding, frozenset({"is", "at_least", "change", "within_days", *COMPARISONS})),
    "factor": (_factor, frozenset({"in"})),
    "quantity": (_quantity, frozenset(COMPARISONS)),
    "taking": (_taking, frozenset()),
    "tried": (_tried, frozenset({"effect", "adequate", "within_days", *AMOUNTS})),
    "times": (_times, frozenset({"within_days", *COMPARISONS})),
    "since": (_since, frozenset(COMPARISONS)),
    "procedure": (_operation, frozenset()),
    "posterior": (_posterior, frozenset(COMPARISONS)),
}
_ACCEPTED = (*_GROUPS, "at_least", *_STATEMENTS)
