"""Days as people say them: 2 November 2026, 2 de noviembre de 2026."""

from __future__ import annotations

import datetime as dt

_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


def in_words(day: dt.date, language: str) -> str:
    """The day with the name of its month."""
    if language == "es":
        return f"{day.day} de {_ES[day.month - 1]} de {day.year}"
    return f"{day.day} {_EN[day.month - 1]} {day.year}"
