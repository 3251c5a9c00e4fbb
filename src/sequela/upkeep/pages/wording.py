"""Numbers, rules and studies as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.estimate import EstimateError, from_mapping
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import Estimate
from sequela.records import frozen
from sequela.report.citations import address

_JOINED = {"all": "all of:", "any": "any of:", "none": "none of:"}
_COMPARED = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def short(value: float) -> str:
    """A number with as many digits as a reader can use: 0.004, 0.35, 2.1, 40."""
    if value == int(value):
        return str(int(value))
    if abs(value) >= 10:
        return f"{value:.0f}"
    if abs(value) >= 1:
        return f"{value:.1f}"
    return f"{value:.2f}" if round(value, 2) == round(value, 3) or abs(value) >= 0.1 else f"{value:.3f}"


@frozen
class _Frame:
    """What stands around a number that says where it comes from, in one language.

    notes
        whether notes and reasons are shown: they are written in English only.
    """

    counts: str
    interval: str
    published: str
    judged: str
    worth: str
    point: str
    notes: bool


_FRAMES: Mapping[str, _Frame] = {
    "en": _Frame(
        counts="{n} of {N} patients{worth}, {source}",
        interval="{value}, 95 % interval {low} to {high}{worth}, {source}",
        published="{value}, printed without an interval{worth}, {source}",
        judged="{value} in our judgement{worth}",
        worth=" (worth {} patients)",
        point=".",
        notes=True,
    ),
    "es": _Frame(
        counts="{n} de {N} pacientes{worth}, {source}",
        interval="{value}, intervalo del 95 % de {low} a {high}{worth}, {source}",
        published="{value}, publicado sin intervalo{worth}, {source}",
        judged="{value} a nuestro juicio{worth}",
        worth=" (vale por {} pacientes)",
        point=",",
        notes=False,
    ),
}


def in_words(estimate: Estimate, language: str = "en") -> str:
    """Where a number comes from and how sure it is, in a sentence or two."""
    e, frame = estimate, _FRAMES[language]

    def number(value: float | None) -> str:
        return short(value or 0).replace(".", frame.point)

    worth = frame.worth.format(number(e.weight)) if e.weight is not None else ""
    if e.n is not None and e.N is not None:
        text = frame.counts.format(n=number(e.n), N=number(e.N), worth=worth, source=e.source)
    elif e.ci95 is not None and e.value is not None:
        low, high = map(number, e.ci95)
        text = frame.interval.format(value=number(e.value), low=low, high=high, worth=worth, source=e.source)
    elif e.source is not None:
        text = frame.published.format(value=number(e.value), worth=worth, source=e.source)
    else:
        text = frame.judged.format(value=number(e.value), worth=worth)
        text = f"{text}: {e.elicited}" if frame.notes else text
    return f"{text.rstrip('.')}. {e.note}" if e.note and frame.notes else text


_READ = {
    "abstract": "abstract",
    "full_text": "full text",
    "secondary": "from another publication",
    "guideline": "guideline",
    "summary": "summary",
}
_OPERATED = {
    "yes": "operated patients",
    "no": "patients without an operation",
    "mixed": "some patients operated",
    "unknown": "operated or not: not said",
}


def in_brief(estimate: Estimate, source: Source | None) -> str:
    """Where a number comes from, as short as can be: counts or judgement, study, how much was read, who."""
    e = estimate
    if e.elicited is not None:
        return f"judged, worth {short(e.weight or 0)}"
    if e.n is not None and e.N is not None:
        number = f"{short(e.n)} of {short(e.N)}, "
    elif e.ci95 is not None:
        number = f"95 % interval {short(e.ci95[0])} to {short(e.ci95[1])}, "
    else:
        number = "" if e.weight is None else f"worth {short(e.weight)}, "
    known = "" if source is None else f": {_READ[source.read]}, {OPERATED_SHORT[source.operated]}"
    return f"{number}{e.source}{known}"


OPERATED_SHORT = {"yes": "operated", "no": "not operated", "mixed": "some operated", "unknown": "operated?"}


def studied(source: Source) -> str:
    """A study in full: citation, whom it studied, whether they were operated, how much of it was read, its link."""
    parts = [
        source.cite.rstrip("."),
        *((source.population.rstrip("."),) if source.population else ()),
        f"{_OPERATED[source.operated]}; read: {_READ[source.read]}",
        address(source) or "",
    ]
    return ". ".join(part for part in parts if part)


def rule_lines(rule: object, indent: str = "") -> Iterator[str]:
    """A rule as an indented list, each line one statement."""
    if not isinstance(rule, Mapping):
        yield f"{indent}{rule}"
        return
    for key, heading in _JOINED.items():
        if key in rule:
            yield f"{indent}{heading}"
            for part in _list(rule[key]):
                yield from rule_lines(part, indent + "  ")
            return
    counted = rule.get("at_least")
    if isinstance(counted, Mapping) and "of" in counted:
        yield f"{indent}at least {counted.get('count')} of:"
        for part in _list(counted["of"]):
            yield from rule_lines(part, indent + "  ")
        return
    yield indent + _statement(rule)


def _statement(leaf: Mapping[str, object]) -> str:
    words: list[str] = []
    for key, value in leaf.items():
        if key in _COMPARED:
            words.append(f"{_COMPARED[key]} {_limit(value)}")
        elif key == "within_days":
            words.append(f"begun at most {_limit(value)} days before")
        elif key == "change":
            words.append("new or worse")
        elif key == "at_least":
            words.append(f"at least {value}")
        elif key in ("is", "in"):
            words.append(f"is {_words(value)}")
        elif key == "effect":
            words.append(f"with the effect {_words(value)}")
        elif key == "finding":
            words.append(str(value))
        elif isinstance(value, Mapping):
            inner = ", ".join(f"{name} {_words(part)}" for name, part in value.items())
            words.append(f"{key} {inner}")
        else:
            words.append(f"{key} {_words(value)}")
    return " ".join(words)


def _limit(value: object) -> str:
    try:
        limit = from_mapping(value)
    except EstimateError:
        return str(value)
    origin = limit.source if limit.source is not None else "our judgement"
    return f"{short(limit.value or 0)} ({origin})"


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return _limit(value)
    return " or ".join(str(part) for part in _list(value)) if isinstance(value, list | tuple) else str(value)


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]
