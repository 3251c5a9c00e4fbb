"""Where this patient hurts: a body from the front and from behind, the places filled in, each with its number.

Seen from the front the patient's left is on the right of the picture, from behind on the left; both are written beside
the body. A place whose side is not stated is hatched on both halves: it is not known which, and none is invented. The
numbers lead to the same places in words beside the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sequela.case.location import Side
from sequela.records import frozen

from .body_shapes import DETAILS, HEAD_CENTRE, HEAD_SIZE, OUTLINE, PLACES, Band, Drawn, Point, View
from .svg import element, number, text

VIEWS: tuple[View, ...] = ("front", "back")
WIDTH, HEIGHT = 400, 462
_CENTRES = {"front": 100.0, "back": 300.0}
_TOP = 34.0
_RADIUS = 7.5
_WIDESPREAD = "widespread"


@frozen
class Pain:
    """A place that hurts: its number in the picture, the site's name, its side if stated, which complaint (from 0)."""

    number: int
    site: str
    side: Side | None
    complaint: int = 0


@frozen
class BodyWords:
    """The words in the picture. `whose` stands above `left` and `right`."""

    title: str = "Body map of the pain"
    front: str = "Front"
    back: str = "Back"
    whose: str = "patient's"
    left: str = "left"
    right: str = "right"


ENGLISH = BodyWords()


def is_drawn(site: str) -> bool:
    """True if the site has a place in the picture."""
    return site in PLACES or site == _WIDESPREAD


def has_side(site: str) -> bool:
    """True if the site has a left and a right; the tailbone has none."""
    return site in PLACES and PLACES[site].sided


def body_map(pains: Sequence[Pain], description: str, words: BodyWords = ENGLISH) -> str:
    """The picture. `description` says in words what it shows, for those who do not see it."""
    parts = [element("title", text(words.title)), element("desc", text(description)), _definitions()]
    for view in VIEWS:
        parts.append(
            element("g", *_view(view, pains, words), transform=f"translate({number(_CENTRES[view])} {number(_TOP)})")
        )
    return element("svg", *parts, class_="body-map", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")


def _view(view: View, pains: Sequence[Pain], words: BodyWords) -> Iterator[str]:
    named = {"front": words.front, "back": words.back}[view]
    yield element("text", text(named), class_="view", x=0, y=-16, text_anchor="middle")
    yield from _sides(view, words)
    head = {"cx": HEAD_CENTRE[0], "cy": HEAD_CENTRE[1], "rx": HEAD_SIZE[0], "ry": HEAD_SIZE[1]}
    yield element("path", class_="skin", d=_whole_outline())
    yield element("ellipse", class_="skin", **head)
    if any(pain.site == _WIDESPREAD for pain in pains):
        yield element("path", class_="widespread", d=_whole_outline())
        yield element("ellipse", class_="widespread", **head)
    yield from (
        element("path", class_="detail", d=_curve([(sign * x, y) for x, y in line], closed=False))
        for line in DETAILS[view]
        for sign in (1, -1)
    )
    seen = [(pain, PLACES[pain.site]) for pain in pains if pain.site in PLACES and PLACES[pain.site].view == view]
    areas = [_area(pain, drawn, sign) for pain, drawn in seen for sign in signs(view, pain.side, drawn)]
    if areas:
        yield element("g", *areas, clip_path="url(#body-outline)")
    taken: set[Point] = set()
    for pain, drawn in seen:
        for sign in signs(view, pain.side, drawn):
            yield _mark(pain, drawn, sign, taken)


def signs(view: View, side: Side | None, drawn: Drawn) -> tuple[int, ...]:
    """On which half of the picture: -1 is the viewer's left, 1 the viewer's right.

    Both for both sides and for a side that is not stated. From the front the patient's left is the viewer's right.
    """
    if not drawn.sided:
        return (1,)
    left = 1 if view == "front" else -1
    return {"left": (left,), "right": (-left,)}.get(side or "", (-1, 1))


def _sides(view: View, words: BodyWords) -> Iterator[str]:
    """The patient's left and right in words on the proper sides of the body."""
    for sign in (-1, 1):
        side = words.left if (sign == 1) == (view == "front") else words.right
        x = sign * 68
        for line, said in enumerate((words.whose, side)):
            yield element("text", text(said), class_="side", x=x, y=14 + 15 * line, text_anchor="middle")


def _area(pain: Pain, drawn: Drawn, sign: int) -> str:
    unsided = drawn.sided and pain.side is None
    kind = f"pain pain-{pain.complaint % 3 + 1}{' unsided' if unsided else ''}"
    shape = drawn.shape
    if isinstance(shape, Band):
        line = [(sign * x, y) for x, y in shape.points]
        return element("path", class_=kind, d=_ribbon(line, shape.width))
    turned = (
        None if not shape.turn else f"rotate({number(-sign * shape.turn)} {number(sign * shape.x)} {number(shape.y)})"
    )
    return element("ellipse", class_=kind, cx=sign * shape.x, cy=shape.y, rx=shape.rx, ry=shape.ry, transform=turned)


def _mark(pain: Pain, drawn: Drawn, sign: int, taken: set[Point]) -> str:
    """The number of a place; one that is `taken`, because two complaints share the place, moves to the side."""
    x, y = sign * drawn.mark[0], drawn.mark[1]
    while (x, y) in taken:
        x += 2 * _RADIUS
    taken.add((x, y))
    leader: tuple[str, ...] = ()
    if drawn.beside is not None:
        middle_x, middle_y = drawn.middle
        leader = (element("line", class_="leader", x1=sign * middle_x, y1=middle_y, x2=x, y2=y),)
    return element(
        "g",
        *leader,
        element("circle", cx=x, cy=y, r=_RADIUS),
        element("text", str(pain.number), x=x, y=y + 3.6, text_anchor="middle"),
        class_=f"number pain-{pain.complaint % 3 + 1}",
    )


def _definitions() -> str:
    """What is drawn outside the body is cut off at its outline."""
    head = element("ellipse", cx=HEAD_CENTRE[0], cy=HEAD_CENTRE[1], rx=HEAD_SIZE[0], ry=HEAD_SIZE[1])
    return element("defs", element("clipPath", element("path", d=_whole_outline()), head, id="body-outline"))


def _whole_outline() -> str:
    left = [(-x, y) for x, y in reversed(OUTLINE)]
    return _curve([*OUTLINE, *left[1:]], closed=True)


def _ribbon(line: Sequence[Point], width: float) -> str:
    """A limb's length as an area: the line moved half a width to either side, with round ends."""
    half = width / 2
    outer = [(x + half, y) for x, y in line]
    inner = [(x - half, y) for x, y in reversed(line)]
    top, bottom = (line[0][0], line[0][1] - half), (line[-1][0], line[-1][1] + half)
    return _curve([top, *outer, bottom, *inner], closed=True)


def _curve(points: Sequence[Point], *, closed: bool) -> str:
    """A smooth line through points (Catmull-Rom, written as Bezier curves)."""
    count = len(points)
    path = [f"M{_at(points[0])}"]
    for i in range(count if closed else count - 1):
        before, start, end, after = (_neighbour(points, i + step, closed=closed) for step in (-1, 0, 1, 2))
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        path.append(f"C{_at(first)} {_at(second)} {_at(end)}")
    return "".join(path) + ("Z" if closed else "")


def _neighbour(points: Sequence[Point], place: int, *, closed: bool) -> Point:
    return points[place % len(points)] if closed else points[min(max(place, 0), len(points) - 1)]


def _at(point: Iterable[float]) -> str:
    return " ".join(number(value) for value in point)
