"""What is expected of the tests of the work-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sequela.knowledge.schema.terms import FORBID_EXTRA
from sequela.records import frozen

from .seen import Seen, Verdict


@frozen
class TestAmong:
    """One of these tests is among the first so many that may be done."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"test": "tests"}
    __test__: ClassVar[bool] = False

    test: tuple[str, ...]
    within: int

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up."""
        first = [t.test for t in seen.tests()[: self.within]]
        return Verdict(met=any(t in first for t in self.test), found=_tests(seen))


@frozen
class Sooner:
    """One test stands before another."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"sooner": "tests", "later": "tests"}

    sooner: str
    later: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up; a test that must not be done stands behind all others."""
        order = [t.test for t in seen.tests()]
        at = {t: n for n, t in reversed(list(enumerate(order)))}
        met = self.sooner in at and at[self.sooner] < at.get(self.later, len(order))
        return Verdict(met=met, found=_tests(seen))


@frozen
class Withheld:
    """A test must not be done."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"withheld": "tests"}

    withheld: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up."""
        workup = seen.assessment.workup
        rows = [t for t in workup.tests if t.test == self.withheld] if workup is not None else []
        held = [t.withheld.reason for t in rows if t.withheld is not None]
        return Verdict(met=bool(rows) and len(held) == len(rows), found=held[0] if held else "not withheld")


@frozen
class NotProposed:
    """None of these tests is proposed."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"not_proposed": "tests"}

    not_proposed: tuple[str, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up."""
        proposed = {t.test for t in seen.tests() if t.proposed}
        met = seen.assessment.workup is not None and not proposed.intersection(self.not_proposed)
        return Verdict(met=met, found=_tests(seen))


_SHOWN = 4


def _tests(seen: Seen) -> str:
    tests = seen.tests()
    first = ", ".join(f"{t.label}{'' if t.proposed else ' (not proposed)'}" for t in tests[:_SHOWN])
    return f"tests: {first or 'none'}"
