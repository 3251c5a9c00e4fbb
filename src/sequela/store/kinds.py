"""What can be recorded of a patient, and where it stands in a case file.

An entry is a part of a case file as its format has it, so that whatever the store holds is read by the one reader of
cases and nothing is stated in two forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Holds = Literal["one", "many"]

IN_THE_CASE: Mapping[str, tuple[str, Holds]] = {
    "patient": ("patient", "one"),
    "setting": ("setting", "one"),
    "surgery": ("surgeries", "many"),
    "complaint": ("complaints", "many"),
    "fact": ("facts", "many"),
    "score": ("scores", "many"),
    "treatment": ("treatments", "many"),
    "block": ("blocks", "many"),
    "medicine": ("medicines", "many"),
    "allergies": ("allergies", "one"),
    "visit": ("visits", "many"),
    "story": ("story", "one"),
    "goals": ("goals", "one"),
    "preferences": ("preferences", "one"),
    "released": ("released", "one"),
    "never_operated": ("surgeries", "one"),
}
"""Kind of entry: the key of the case file, and whether it holds one body or a list of them."""

BESIDE_THE_CASE = ("identity", "decision", "disagreement", "answer", "alarm", "seen", "note")
"""What belongs to the clinic's work and is no part of a case: names, decisions on the plan, answers of an intake as
they were given, urgent answers and who has dealt with them, remarks."""

KINDS = (*IN_THE_CASE, *BESIDE_THE_CASE)
SOURCES = ("patient", "clinician", "ehr", "note")
