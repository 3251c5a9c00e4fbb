"""What was found in the end in a published case, with what settled and what helped it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.names import nearest
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

from .entries import Entry, Problem

OTHER = "other"
"""What an id begins with where the vocabulary has no word for the thing."""
WORDS = {"yes": True, "no": False, "true": True, "false": False}
TEST, TREATMENT = "right_next_test", "effective_treatment"


@frozen
class Truth:
    """What was found.

    mechanisms
        ids of the knowledge, the dominant one first; a part of a group stands as its group.
    outside
        what was found and is no mechanism of the knowledge, as written.
    fit
        "approximate" where no mechanism of the vocabulary is exact.
    facts_known
        how many clinical facts the vignette tells, as its author counted them.
    tests, treatments
        ids of the tests that would settle it and of the treatments that helped, as written.
    step
        the confirming result in a sentence.
    """

    mechanisms: tuple[str, ...]
    outside: tuple[str, ...] = ()
    urgent: bool | None = None
    fit: str = "exact"
    facts_known: int | None = None
    tests: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    step: str = ""


def truth_of(entry: Entry, knowledge: Knowledge) -> tuple[Truth | None, tuple[Problem, ...]]:
    """The truth that an entry states, without the fields that are not as they should be; each of these is told.

    None without a list of mechanisms: nothing can be held against it. Keys that are not asked for are not looked at.
    """
    raw = entry.raw
    named = _ids(raw["truth"])
    if not named:
        mend = "write a list of mechanisms, the dominant one first"
        return None, (entry.problem("truth", f"not a list of names; {mend}"),)
    inside, outside = _mechanisms(named, knowledge)
    urgent, facts_known, step = _urgent(raw), _count(raw), raw.get("confirming_step")
    tests, treatments = (_ids(_listed(raw.get(field))) for field in (TEST, TREATMENT))
    problems = [*_unknown(entry, outside, knowledge)]
    if raw.get("urgent") is not None and urgent is None:
        problems.append(entry.problem("urgent", "neither true nor false; the danger call of this case is not judged"))
    if raw.get("facts_known") is not None and facts_known is None:
        problems.append(entry.problem("facts_known", "not a whole number; the case counts among all cases only"))
    for field, ids in ((TEST, tests), (TREATMENT, treatments)):
        if _listed(raw.get(field)) and not ids:
            problems.append(entry.problem(f"{field}.ids", "not a list of ids; what was offered is not judged"))
    truth = Truth(
        mechanisms=inside,
        outside=outside,
        urgent=urgent,
        fit=str(raw.get("vocab_fit", "exact")),
        facts_known=facts_known,
        tests=tests,
        treatments=treatments,
        step=step if isinstance(step, str) else "",
    )
    return truth, tuple(problems)


def _urgent(raw: Mapping[str, object]) -> bool | None:
    stated = raw.get("urgent")
    return stated if isinstance(stated, bool) else WORDS.get(str(stated).strip().lower())


def _count(raw: Mapping[str, object]) -> int | None:
    stated = raw.get("facts_known")
    return stated if isinstance(stated, int) and not isinstance(stated, bool) else None


def _listed(part: object) -> object:
    """The ids of a step, which stand alone or beside its details."""
    return part.get("ids") if isinstance(part, Mapping) else part


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        return ()
    return tuple(value)


def _mechanisms(named: tuple[str, ...], knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a differential that names stand for, and the names that stand for none."""
    parts = {str(m.id): str(m.part_of or m.id) for m in knowledge.mechanisms.values()}
    lines = {**parts, **{str(group): str(group) for group in knowledge.groups}}
    inside = dict.fromkeys(lines[name] for name in named if name in lines)
    return tuple(inside), tuple(name for name in named if name not in lines)


def _unknown(entry: Entry, names: tuple[str, ...], knowledge: Knowledge) -> Iterator[Problem]:
    """The names that look like a slip; one that says "other" is a statement."""
    accepted = [str(m) for m in (*knowledge.mechanisms, *knowledge.groups)]
    for name in names:
        if not name.startswith(OTHER):
            near = nearest(name, accepted, limit=1)
            guess = f"; did you mean {near[0]}?" if near else ""
            mend = f"write a mechanism of the vocabulary or {OTHER}:..."
            yield entry.problem("truth", f"{name} is no mechanism of the knowledge{guess} ({mend})")
