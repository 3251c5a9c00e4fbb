"""What a panel expects of an answer, in kinds a program can judge: each is one record, told apart by its first key.

Names are the product's own (treatments, tests, red flags, ...) and are checked when the file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from .about_danger import AlertSaid, DangerSays, FlagIs, OpioidLoadSays, RiskNamed, TriageLevel
from .about_plan import Before, NeverStep, StatusOf, StepAmong, WaitingFor, WarningOf, Wording
from .about_tests import NotProposed, Sooner, TestAmong, Withheld

Expectation: TypeAlias = (
    StatusOf
    | WaitingFor
    | WarningOf
    | StepAmong
    | NeverStep
    | Before
    | TestAmong
    | Sooner
    | Withheld
    | NotProposed
    | TriageLevel
    | FlagIs
    | DangerSays
    | AlertSaid
    | OpioidLoadSays
    | RiskNamed
    | Wording
)

KINDS: Mapping[str, type[Expectation]] = {
    "status_of": StatusOf,
    "waiting": WaitingFor,
    "warning": WarningOf,
    "step": StepAmong,
    "never": NeverStep,
    "before": Before,
    "test": TestAmong,
    "sooner": Sooner,
    "withheld": Withheld,
    "not_proposed": NotProposed,
    "triage": TriageLevel,
    "flag": FlagIs,
    "danger_says": DangerSays,
    "alert": AlertSaid,
    "opioid_load": OpioidLoadSays,
    "risk": RiskNamed,
    "wording": Wording,
}
"""The key by which each kind is known in the file."""
