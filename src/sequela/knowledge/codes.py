"""Codes of public terminologies: which of them may leave the house.

A code whose page nobody has opened can be well formed and still mean something else; it is kept to be confirmed and is
never exported.
"""

from __future__ import annotations

from collections.abc import Iterable

from sequela.knowledge.schema.codes import Code


def exportable(codes: Iterable[Code]) -> tuple[Code, ...]:
    """The codes that were read, with their meaning, on a page that can be named; in their order."""
    return tuple(code for code in codes if code.opened is not None)


def unopened(codes: Iterable[Code]) -> tuple[Code, ...]:
    """The codes that wait for someone to open a page that shows them with their meaning."""
    return tuple(code for code in codes if code.opened is None)
