"""Expected relief as a hundred people: who is helped, who may be, who is not; told apart by shape as well as colour."""

from __future__ import annotations

from sequela.assessment.plan import Relief

from .svg import element, text

_ROWS, _COLUMNS, _STEP, _RADIUS = 4, 25, 12, 4.2


def picture(relief: Relief) -> str:
    """Filled up to the lower end of the 90 % interval, ringed up to its upper end, dots beyond it."""
    low, high = (round(100 * end) for end in relief.interval)
    expected = round(100 * relief.probability)
    words = f"Of 100 people like this one {expected} are expected to be helped; between {low} and {high}"
    return element(
        "svg",
        element("title", text(words)),
        *(_one(number, low, expected, high) for number in range(_ROWS * _COLUMNS)),
        viewBox=f"0 0 {_COLUMNS * _STEP} {_ROWS * _STEP}",
        class_="hundred",
        role="img",
    )


def _one(number: int, low: int, expected: int, high: int) -> str:
    x, y = (number % _COLUMNS + 0.5) * _STEP, (number // _COLUMNS + 0.5) * _STEP
    if number < low:
        return element("circle", class_="helped", cx=x, cy=y, r=_RADIUS)
    if number < expected:
        return element("circle", class_="likely", cx=x, cy=y, r=_RADIUS - 0.5)
    if number < high:
        return element("circle", class_="maybe", cx=x, cy=y, r=_RADIUS - 0.5)
    return element("circle", class_="not", cx=x, cy=y, r=1.4)
