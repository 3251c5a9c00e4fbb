"""Case texts for the tests of the differential, and the way from a text to an answer."""

from __future__ import annotations

import datetime as dt
from functools import cache

import yaml

from sequela import assess, load_knowledge
from sequela.assessment import Assessment, ComplaintResult, Ranked
from sequela.case.read import read_case
from sequela.knowledge.schema.knowledge import Knowledge

AS_OF = dt.date(2026, 6, 1)


@cache
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


def case_text(*facts: dict[str, object], **changes: object) -> dict[str, object]:
    """A discectomy two years ago that helped; right leg pain came back three months ago."""
    body: dict[str, object] = {
        "schema": "sequela.case/1",
        "as_of": AS_OF.isoformat(),
        "patient": {"age": 48, "sex": "female"},
        "surgeries": [
            {
                "procedure": "discectomy",
                "levels": ["L4-L5"],
                "side": "right",
                "when": {"months_ago": 24},
                "relief": "complete",
                "pain_free_months": 20,
            }
        ],
        "complaints": [
            {
                "id": "leg",
                "region": "lumbar",
                "distribution": "limb_more",
                "side": "right",
                "roots": ["L5"],
                "onset": {"months_ago": 3},
                "course": "better_then_worse",
            }
        ],
        "facts": list(facts),
    }
    body.update(changes)
    return body


def fact(finding: str, value: object = "present", **more: object) -> dict[str, object]:
    return {"finding": finding, "value": value, "when": {"months_ago": 1}, "by": "clinician", **more}


def assessed(body: dict[str, object], known: Knowledge | None = None) -> Assessment:
    """Read the body as a file would be read (through YAML, strictly) and assess it."""
    from sequela.knowledge.strict import parse_yaml

    known = known or knowledge()
    raw = parse_yaml(yaml.safe_dump(body), "case.yaml")
    return assess(read_case(raw, "case.yaml", known, as_of=None, today=AS_OF), known, AS_OF)


def answer(body: dict[str, object], known: Knowledge | None = None) -> ComplaintResult:
    return assessed(body, known).complaints[0]


def entry(result: ComplaintResult, mechanism: str) -> Ranked:
    return next(r for r in result.differential if r.mechanism == mechanism)


def probability(result: ComplaintResult, mechanism: str) -> float:
    """P(active) of a mechanism, also where it is shown inside a group; 0 where it cannot be and is not shown."""
    shown = {m.mechanism: m.probability for r in result.differential for m in r.members}
    return shown.get(mechanism) or probabilities(result).get(mechanism, 0.0)


def probabilities(result: ComplaintResult) -> dict[str, float]:
    return {r.mechanism: r.probability for r in result.differential}
