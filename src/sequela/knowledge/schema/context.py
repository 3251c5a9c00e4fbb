"""What conditions the prior: procedure, time course, pain distribution, age ..."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from sequela.knowledge.schema.terms import FORBID_EXTRA, Estimate, FactorId, Region, Text
from sequela.records import frozen


@frozen
class FactorLevel:
    """One level of a context factor and its share among patients in the reference setting.

    `share` holds for the lumbar spine, `share_in` for a region where it differs; so with the wording of `label_in`.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    share: Estimate
    share_in: Mapping[Region, Estimate] = field(default_factory=dict)
    label_in: Mapping[Region, Text] = field(default_factory=dict)

    def share_of(self, region: Region) -> Estimate:
        """The share among patients with pain of this region."""
        return self.share_in.get(region, self.share)

    def label_of(self, region: Region) -> Text:
        """What the level is called for pain of this region."""
        return self.label_in.get(region, self.label)


@frozen
class Factor:
    """What conditions the prior: procedure, time course, pain distribution, age ... `group` = ratios that overlap.

    Ratios of factors in one `group` are multiplied and raised to the group's power (a convention), since they overlap.
    `question_in` words the question for a region where it differs.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: FactorId
    label: Text
    question: Text | None = None
    question_in: Mapping[Region, Text] = field(default_factory=dict)
    levels: tuple[FactorLevel, ...]
    ordered: bool = False
    group: str | None = None
