"""Exact inference in a network of hidden causes and observed findings. Knows no medicine; needs NumPy only.

Build a `Network` and `Evidence`, make a `plan` once per patient, then ask: `posterior`, `main_generator`,
`leave_one_out`, `outcomes`, `joint_outcomes`, `sample_sets`, `posterior_draws`, `explanations`, `unexplained`, `union`.
"""

from .draws import Draws, posterior_draws
from .explain import Explanation, explanations, unexplained
from .joint import Joint, joint_outcomes
from .network import (
    CauseLink,
    Evidence,
    Finding,
    ImpossibleEvidenceError,
    InferenceError,
    Network,
    NoisyMax,
    SingleCause,
    TooDenseError,
    contribution,
)
from .posterior import LeaveOneOut, MainGenerator, Posterior, leave_one_out, main_generator, posterior
from .reading import Plan, plan
from .sampling import sample_sets
from .union import union
from .value import Outcome, outcomes

__all__ = [
    "CauseLink",
    "Draws",
    "Evidence",
    "Explanation",
    "Finding",
    "ImpossibleEvidenceError",
    "InferenceError",
    "Joint",
    "LeaveOneOut",
    "MainGenerator",
    "Network",
    "NoisyMax",
    "Outcome",
    "Plan",
    "Posterior",
    "SingleCause",
    "TooDenseError",
    "contribution",
    "explanations",
    "joint_outcomes",
    "leave_one_out",
    "main_generator",
    "outcomes",
    "plan",
    "posterior",
    "posterior_draws",
    "sample_sets",
    "unexplained",
    "union",
]
