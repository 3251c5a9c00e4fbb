"""The publications and guidelines that figures come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, SourceId
from sequela.records import frozen


@frozen
class Funding:
    """Who paid for a study, in a few words ("the maker of the device"), and the page where that was read."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    by: str
    url: str


@frozen
class Source:
    """A publication or guideline. `population` and `read` let a reader weigh it: who was studied, how much was read."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: SourceId
    cite: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    read: Literal["abstract", "full_text", "secondary", "guideline", "summary"]
    design: str | None = None
    population: str | None = None
    operated: Literal["yes", "no", "mixed", "unknown"] = "unknown"
    funding: Funding | None = None
