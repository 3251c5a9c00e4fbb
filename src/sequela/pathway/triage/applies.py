"""Why a danger does not apply to a person: the operation, device or medicine without which it cannot occur, in words.

Nobody answered a question about a neck haematoma in a person operated on the lumbar spine; it cannot occur. That is
told as what it is, and not as an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.assessment import Statement
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Condition, FindingId

DOES_NOT_APPLY = "Does not apply"
"""How the reason of a danger begins that cannot occur in this person."""
JOINING = ("all", "any", "at_least", "of")


def not_applicable(condition: Condition, places: Iterable[str], knowledge: Knowledge) -> Statement:
    """Return "Does not apply: no ..." with the findings, medicines and operations that `condition` names.

    `places` are the facts that say so. A condition that names none of these (an age, a time) gives no reason in words.
    """
    named = dict.fromkeys(_named(condition, knowledge))
    reason = f": {'; '.join(f'no {name}' for name in named)}" if named else ""
    return Statement(text=f"{DOES_NOT_APPLY}{reason}", facts=tuple(dict.fromkeys(places)))


def _named(raw: object, knowledge: Knowledge) -> Iterable[str]:
    """What each statement of a condition is about, in reading order. What must *not* hold is left out."""
    if isinstance(raw, list | tuple):
        for part in raw:
            yield from _named(part, knowledge)
    elif isinstance(raw, Mapping):
        if "procedure" in raw:
            yield _operation(raw["procedure"], knowledge)
        elif "finding" in raw:
            known = knowledge.findings.get(FindingId(str(raw["finding"])))
            yield str(raw["finding"]) if known is None else _small(known.label.en)
        elif "taking" in raw:
            yield f"{raw['taking']} taken".replace("_", " ")
        else:
            for key in JOINING:
                yield from _named(raw.get(key), knowledge)


def _operation(asked: object, knowledge: Knowledge) -> str:
    """The operation that is asked for: by its names, its route, its implants, and how long ago it may be."""
    wanted = asked if isinstance(asked, Mapping) else {}
    known = [name for name in _several(wanted.get("id")) if name in knowledge.procedures]
    names = [_small(knowledge.procedures[procedure].label.en) for procedure in known]
    names += [f"{family} surgery".replace("_", " ") for family in _several(wanted.get("family"))]
    what = " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or "operation"
    if "approach" in wanted:
        what += f" by {'/'.join(_several(wanted['approach']))} approach"
    if "implants" in wanted:
        what += " with implants" if wanted["implants"] else " without implants"
    limit = wanted.get("within_days")
    return f"{what} in the last {limit['value']:g} days" if isinstance(limit, Mapping) and "value" in limit else what


def _several(names: object) -> tuple[str, ...]:
    """A rule may name one thing or a list of them."""
    return (names,) if isinstance(names, str) else tuple(names) if isinstance(names, list | tuple) else ()


def _small(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
