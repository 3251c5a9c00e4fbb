"""A part of the knowledge as a key to what was made of it.

The knowledge never changes while it is used, and comparing its content would take longer than using it: two keys are
the same if they hold one and the same object, which a key keeps alive.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """A value by its identity."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        """`value` must not change as long as the key is in use."""
        self.value = value

    def __hash__(self) -> int:
        """By identity."""
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same object."""
        return isinstance(other, Same) and other.value is self.value
