"""Names for files that are made for cases."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

LONGEST_STEM = 100
_BREAKS = re.compile(r"[^A-Za-z0-9]+")


def free_name(name: str, taken: Collection[str]) -> str:
    """A file name for `name` that no other has."""
    stem = _BREAKS.sub("-", name).strip("-").lower()[:LONGEST_STEM] or "case"
    return next(free for n in count(1) if (free := stem if n == 1 else f"{stem}-{n}") not in taken)
