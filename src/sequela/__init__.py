"""Sequela: evaluation and care planning for persistent pain after spine surgery.

>>> import datetime as dt, sequela
>>> knowledge = sequela.load_knowledge()
>>> today = dt.date(2026, 11, 21)
>>> case = sequela.load_case("examples/cases/example-11.yaml", knowledge, as_of=today)
>>> assessment = sequela.assess(case, knowledge, as_of=today)
>>> assessment.complaints[0].differential[0].mechanism
'adjacent_segment_disease'

It ranks explanations for a clinician, who sees the basis of each statement; it makes no diagnosis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

# At once, and light: the module of the same name would otherwise hide the function when it is imported later.
from sequela.assess import assess

__version__ = "0.1.0"

__all__ = ["Assessment", "Case", "CaseError", "Knowledge", "KnowledgeError", "assess", "load_case", "load_knowledge"]

_WHERE = {
    "Assessment": "sequela.assessment",
    "Case": "sequela.case.case",
    "CaseError": "sequela.case.errors",
    "Knowledge": "sequela.knowledge.schema.knowledge",
    "KnowledgeError": "sequela.knowledge.problem",
    "load_case": "sequela.case.files",
    "load_knowledge": "sequela.knowledge.load",
}

if TYPE_CHECKING:
    from sequela.assessment import Assessment
    from sequela.case.case import Case
    from sequela.case.errors import CaseError
    from sequela.case.files import load_case
    from sequela.knowledge.load import load_knowledge
    from sequela.knowledge.problem import KnowledgeError
    from sequela.knowledge.schema.knowledge import Knowledge


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: asking for help must not wait for the arrays."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value
