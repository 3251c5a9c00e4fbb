"""Which operations bear on a pain: those of its own part of the spine, and those nobody can place."""

from __future__ import annotations

import pytest

from sequela.case.operated import seen_from
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region

from .conftest import ReadCase


@pytest.mark.parametrize(
    ("surgery", "region", "counts"),
    [
        ("{procedure: tlif, levels: [L4-L5]}", "lumbar", True),
        ("{procedure: tlif, levels: [L4-L5]}", "cervical", False),
        ("{procedure: tlif}", "cervical", False),
        ("{procedure: acdf}", "cervical", True),
        ("{procedure: acdf}", "lumbar", False),
        ("{procedure: lumbar_fusion, levels: [L1-L3]}", "thoracic", True),  # the level above it is T12-L1
        ("{procedure: lumbar_fusion, levels: [L2-L4]}", "thoracic", False),
        ("{procedure: scoliosis_fusion, levels: [T4-L2]}", "lumbar", True),
        ("{procedure: spine_surgery}", "cervical", True),
    ],
)
def test_an_operation_counts_where_it_was_done_or_may_have_been_done(
    read: ReadCase, knowledge: Knowledge, surgery: str, region: Region, counts: bool
) -> None:
    case = seen_from(read(f"surgeries: [{surgery}]"), region, knowledge)
    assert bool(case.surgeries) is counts
    assert case.never_operated is not counts
