"""The packaged knowledge, read once, and short ways to write a case and a vignette."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from sequela.case.case import Case
from sequela.case.files import case_of, read_bytes
from sequela.case.vignette import read_vignette
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge

TODAY = dt.date(2024, 6, 1)

ReadCase = Callable[..., Case]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


@pytest.fixture
def read(knowledge: Knowledge) -> ReadCase:
    """A case from the text of a file; the line with the schema may be left out."""

    def read_text(text: str, as_of: dt.date | None = None, name: str = "case.yaml") -> Case:
        whole = text if "schema:" in text else f"schema: sequela.case/1\n{text}"
        (item,) = read_bytes(whole.encode(), name)
        return case_of(item, knowledge, as_of=as_of, today=TODAY)

    return read_text


@pytest.fixture
def told(knowledge: Knowledge) -> ReadCase:
    """A case from what is known before, as a vignette tells it."""

    def read_known(region: str = "lumbar", **known: object) -> Case:
        raw = {"region": region, "known_before": known}
        return read_vignette(raw, "vignette", knowledge, as_of=None, today=TODAY)

    return read_known
