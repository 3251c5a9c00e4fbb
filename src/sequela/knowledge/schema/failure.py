"""Why the operation did not help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sequela.knowledge.schema.terms import FORBID_EXTRA, Condition, SourceId, Text
from sequela.records import frozen


@frozen
class FailureReason:
    """Why the operation did not help: rules over course, operation record and posterior; never a probability of fault.

    `supported` and `possible` are conditions; besides findings they may test ``posterior: mechanism_id`` with a limit.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    supported: Condition
    possible: Condition
    sources: tuple[SourceId, ...] = ()
