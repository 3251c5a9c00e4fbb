"""What the store can refuse, in words for the person in front of the screen. Nothing is lost when one is raised."""

from __future__ import annotations


class StoreError(Exception):
    """The store refuses or cannot answer; the message is for people and holds nothing of a patient."""


class DatabaseKeyError(StoreError):
    """The key is missing, unreadable, or not that of the database."""


class UnavailableError(StoreError):
    """The database cannot be reached or cannot write: lost connection, full disk, lock held too long."""


class ClockError(StoreError):
    """The clock of the machine stands before what was recorded last."""


class ConflictError(StoreError):
    """Someone else changed the same thing meanwhile. `head` is the number of the entry that stands now."""

    def __init__(self, head: int) -> None:
        super().__init__("someone else has changed this meanwhile; both versions are kept, choose which is right")
        self.head = head


class NotFoundError(StoreError):
    """There is no such thing, or none that this account may see: the two are not told apart."""
