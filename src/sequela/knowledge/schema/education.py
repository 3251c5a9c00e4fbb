"""Pages for patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Estimate, SourceId
from sequela.records import frozen


@frozen
class Paragraph:
    """One paragraph of a page for patients. ``{name}`` in the text stands for a figure, shown as "about 30 of 100".

    `about` names what a paragraph puts into plain words (``red_flag:cauda_equina``), so that it can be shown alone.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    text: str
    about: tuple[str, ...] = ()
    figures: Mapping[str, Estimate] = field(default_factory=dict)
    sources: tuple[SourceId, ...] = ()


@frozen
class PageSection:
    """A part of a page: its heading, paragraphs, and a list of short points after them."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    points: tuple[Paragraph, ...] = ()


@frozen
class EducationPage:
    """A page for patients in one language. Its id is ``language/topic``, the same topic in every language.

    `about` names what it explains (``mechanism:facet_joint_pain``). `checked` says whether a clinician who speaks the
    language has read it; urgent advice that has not been read says so to the reader.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    kind: Literal["topic", "mechanism", "treatment", "test", "question", "claim", "urgent"]
    title: str
    summary: str
    about: tuple[str, ...] = ()
    checked: bool = False
    sections: tuple[PageSection, ...]
