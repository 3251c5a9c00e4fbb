"""Does triage still see a danger when answers are wrong? Simulated patients as case files, put through the red flags.

Red flags are rules over what is recorded; they do not look at the differential. A patient with a dangerous cause active
is written as a case file in which a share of the answers is wrong, and read back; what counts is whether the answer
calls him urgent, or raises a flag at all. As many patients without a dangerous cause say how often that happens anyway.
"""

from __future__ import annotations

import numpy as np

from sequela.case.files import case_of, read_bytes
from sequela.case.ledger import sort_facts
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.reading import triage_reading
from sequela.pathway.triage.red_flags import ROUTINE, triage
from sequela.records import frozen

from .batches import Batch, drawn, has_one_of
from .practice import Flags
from .round_trip import AS_OF, as_files, case_text
from .simulate import Patients


@frozen
class Triaged:
    """Patients (n,): has a dangerous cause, is called urgent, has some flag raised."""

    endangered: Flags
    urgent: Flags
    raised: Flags


def triaged(knowledge: Knowledge, batch: Batch) -> Triaged:
    """Those of the batch with a dangerous cause (`Batch.only`), and as many of the others, read and triaged."""
    patients = as_files(drawn(knowledge, batch))
    danger = has_one_of(knowledge, patients, batch.only)
    ill = np.flatnonzero(danger)
    who = np.concatenate([ill, np.flatnonzero(~danger)[: ill.size]])
    levels = [_level(knowledge, patients, int(i)) for i in who]
    return Triaged(
        endangered=danger[who],
        urgent=np.array([urgent for urgent, _ in levels], dtype=np.bool_),
        raised=np.array([raised for _, raised in levels], dtype=np.bool_),
    )


def _level(knowledge: Knowledge, patients: Patients, patient: int) -> tuple[bool, bool]:
    """Called urgent; any flag raised: the steps of `sequela.assess` up to triage."""
    text = case_text(patients, patient, knowledge)
    (item,) = read_bytes(text.encode(), f"simulated-{patient}.json")
    case = case_of(item, knowledge, as_of=AS_OF, today=AS_OF)
    found = triage(case, triage_reading(case, sort_facts(case, knowledge), knowledge), knowledge)
    return found.urgent, found.level != ROUTINE
