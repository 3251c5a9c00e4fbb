"""What an answer adds to the chart."""

from __future__ import annotations

import hashlib

from sequela.records import frozen
from sequela.store.kinds import IN_THE_CASE


@frozen
class Part:
    """A part of a case, or a remark beside it: its kind, its body as a case file has it, and what it is about.

    `about` tells it apart from other parts of its kind, so that a corrected answer replaces what it said before.
    """

    kind: str
    about: str
    body: object

    def thing(self, round_: int) -> str:
        """The name under which the store keeps it: the same in one round of answers, another in the next."""
        if self.kind in IN_THE_CASE and IN_THE_CASE[self.kind][1] == "one":
            return self.kind
        return PREFIX + hashlib.sha256(f"{round_} {self.kind} {self.about}".encode()).hexdigest()[:24]


PREFIX = "intake."
