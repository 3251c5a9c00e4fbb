"""Codes of public terminologies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA
from sequela.records import frozen


@frozen
class Code:
    """A code of a public terminology for something here. `opened` is the page on which code and meaning were read.

    A code without `opened` is listed by `evidence coverage` and left out of every export. `of` is ``kind:id``.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    of: str
    system: Literal["ICD-10-CM", "ICD-11", "LOINC", "SNOMED CT", "RxNorm", "UCUM"]
    code: str
    display: str
    opened: str | None = None
    note: str | None = None
