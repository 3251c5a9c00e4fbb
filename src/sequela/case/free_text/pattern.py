"""One search pattern out of several, so that each can stand on a line of its own."""

from __future__ import annotations

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """Whatever any of the patterns finds, in any case of letters."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
