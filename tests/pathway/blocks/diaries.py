"""Diaries and cases in short, read by the real readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sequela.assessment.blocks import BlockReading
from sequela.case.case import Case
from sequela.case.files import case_of, read_bytes, read_file
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.blocks.answer import block_readings

EXAMPLES = Path(__file__).parents[3] / "examples" / "diaries"
TODAY = dt.date(2024, 6, 1)
CASE = """\
schema: sequela.case/1
as_of: 2024-06-01
surgeries: [{procedure: posterolateral_fusion, levels: [L4-L5], when: 2019-03}]
complaints: [{id: back, region: lumbar, distribution: axial_more, side: right, onset: {months_ago: 14}}]
"""
LIDOCAINE_RELIEF = ((0.5, 2), (1, 1), (1.5, 2), (2, 3), (3, 7))
BUPIVACAINE_RELIEF = ((0.5, 2), (1, 1), (2, 1), (4, 2), (6, 2), (7, 7))
NO_RELIEF = ((0.5, 7), (1, 6), (1.5, 7), (2, 7), (3, 7))


@cache
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


def case_from(text: str) -> Case:
    (item,) = read_bytes(text.encode(), "case.yaml")
    return case_of(item, knowledge(), as_of=None, today=TODAY)


def example(name: str) -> Case:
    (item,) = read_file(EXAMPLES / name)
    return case_of(item, knowledge(), as_of=None, today=TODAY)


def block(
    scores: Iterable[tuple[float, float]],
    *,
    kind: str = "medial_branch_block",
    drug: str = "lidocaine",
    side: str = "right",
    level: str = "L5-S1",
    date: str = "2024-04-08",
    baseline: str = "7",
    sedation: str = "none",
    extra: str = "",
    medicines: dict[float, str] | None = None,
) -> str:
    """A line under ``blocks`` of a case file, with its diary inside."""
    took = medicines or {}
    rows = ", ".join(
        f"{{time: '+{hours}h', score: {score}{f', medicine: {took[hours]}' if hours in took else ''}}}"
        for hours, score in scores
    )
    place = f"levels: [{level}], " if level else ""
    heads = "".join(
        f"{key}: {value}, "
        for key, value in (("date", date), ("drug", drug), ("baseline", baseline), ("sedation", sedation))
        if value
    )
    return f"  - {{block: {kind}, {place}side: {side}, {extra}diary: {{{heads}rows: [{rows}]}}}}\n"


def with_lines(*blocks: str, before: str = CASE) -> Case:
    return case_from(f"{before}blocks:\n{''.join(blocks)}")


def readings(*blocks: str, before: str = CASE) -> tuple[BlockReading, ...]:
    return block_readings(with_lines(*blocks, before=before), knowledge())


def said(reading: BlockReading) -> str:
    return " ".join(statement.text for statement in reading.because)
