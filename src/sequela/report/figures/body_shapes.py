"""The drawn body: its outline, and where each named site lies on it. Coordinates only; `body_map` draws them.

One half is written down, the other is its mirror image. x counts from the midline outwards, y from the crown down, in
units of which the body is about 420 high.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from sequela.records import frozen

View: TypeAlias = Literal["front", "back"]
Point: TypeAlias = tuple[float, float]

HEAD_CENTRE: Point = (0.0, 32.0)
HEAD_SIZE: Point = (18.5, 24.0)

OUTLINE: tuple[Point, ...] = (
    (9.5, 50), (10, 60), (13, 68), (24, 74), (38, 78), (48, 86), (53, 100), (55, 122), (58, 146), (63, 170),
    (68, 194), (72, 207), (77, 220), (78, 232), (74, 243), (69, 240), (66, 229), (62, 221), (62, 208), (57, 190),
    (51, 168), (47, 148), (43, 128), (39, 112), (37, 126), (34, 144), (32, 160), (34, 178), (38, 196), (40, 216),
    (39, 244), (35, 274), (31, 298), (31, 314), (33, 334), (30, 358), (25, 380), (26, 392), (31, 402), (29, 409),
    (16, 409), (11, 402), (12, 388), (13, 376), (10, 350), (9, 328), (11, 308), (10, 290), (7, 256), (2.5, 224),
    (0, 216),
)  # fmt: skip
"""The right half of the outline as the viewer sees it, from the neck round the arm and leg to the crotch."""


@frozen
class Ellipse:
    """An area around (x, y) with half-axes rx, ry, turned by so many degrees."""

    x: float
    y: float
    rx: float
    ry: float
    turn: float = 0.0


@frozen
class Band:
    """A limb's length: a thick line through points."""

    points: tuple[Point, ...]
    width: float


@frozen
class Drawn:
    """A site as it is drawn: in which view, what shape, and where its number stands.

    `sided` is False for a site on the midline, which has no left and no right. `beside` is where the number of a small
    site stands, which it would hide.
    """

    view: View
    shape: Ellipse | Band
    sided: bool = True
    beside: Point | None = None

    @property
    def mark(self) -> Point:
        """Where the number stands."""
        return self.beside or self.middle

    @property
    def middle(self) -> Point:
        """The middle of the site."""
        if isinstance(self.shape, Ellipse):
            return self.shape.x, self.shape.y
        return self.shape.points[len(self.shape.points) // 2]


def _ellipse(
    view: View, x: float, y: float, rx: float, ry: float, turn: float = 0.0, beside: Point | None = None
) -> Drawn:
    return Drawn(view=view, shape=Ellipse(x=x, y=y, rx=rx, ry=ry, turn=turn), sided=x > 0, beside=beside)


PLACES: Mapping[str, Drawn] = {
    "low_back": _ellipse("back", 14, 163, 14, 17),
    "midline_low_back": _ellipse("back", 0, 163, 6, 20, beside=(41, 152)),
    "mid_lumbar": _ellipse("back", 14, 148, 14, 11),
    "flank": _ellipse("back", 25, 160, 8, 17, beside=(43, 166)),
    "sacrum": _ellipse("back", 8, 190, 8, 11, 12, beside=(44, 184)),
    "tailbone": _ellipse("back", 0, 207, 5, 7, beside=(51, 222)),
    "saddle": _ellipse("back", 0, 220, 7, 7, beside=(0, 247)),
    "buttock": _ellipse("back", 20, 204, 16, 16),
    "groin": _ellipse("front", 14, 207, 11, 6, -35, beside=(50, 214)),
    "lateral_hip": _ellipse("back", 36, 204, 7, 15, beside=(52, 197)),
    "anterior_thigh": _ellipse("front", 22, 254, 13, 33, 4),
    "thigh": _ellipse("back", 22, 256, 13, 33, 4),
    "leg": Drawn(view="back", shape=Band(points=((24, 226), (21, 300), (20, 372)), width=19)),
    "knee": _ellipse("front", 21, 302, 10, 12, beside=(44, 302)),
    "lower_leg": _ellipse("back", 21, 342, 11, 30, 2),
    "foot": _ellipse("front", 20, 400, 12, 11, beside=(45, 398)),
    "neck": _ellipse("back", 5.5, 63, 6, 11, beside=(34, 58)),
    "midline_neck": _ellipse("back", 0, 64, 4, 12, beside=(0, 86)),
    "shoulder_blade": _ellipse("back", 25, 106, 12, 19, -8),
    "occiput": _ellipse("back", 7.5, 44, 8, 8, beside=(33, 38)),
    "head": _ellipse("back", 0, 24, 17, 15),
    "shoulder": _ellipse("front", 44, 90, 11, 11, beside=(64, 80)),
    "arm": Drawn(
        view="front", shape=Band(points=((48, 104), (51, 128), (53, 150), (64, 204)), width=15), beside=(49, 124)
    ),
    "forearm": Drawn(view="front", shape=Band(points=((53, 153), (57, 178), (66, 204)), width=15)),
    "hand": _ellipse("front", 70, 227, 9, 17, -12, beside=(91, 218)),
    "thoracic_back": _ellipse("back", 13, 122, 13, 22),
    "thoracic_midline": _ellipse("back", 0, 122, 5, 24, beside=(0, 155)),
    "chest_wall": _ellipse("front", 21, 128, 17, 13, 10),
    "chest": _ellipse("front", 17, 99, 15, 13),
    "abdominal_wall": _ellipse("front", 25, 165, 8, 22, beside=(43, 170)),
    "abdomen": _ellipse("front", 9, 167, 10, 22),
}
"""Every site that has a place on the body. "widespread" has none: it is said in words and drawn as dots all over."""

DETAILS: Mapping[View, tuple[tuple[Point, ...], ...]] = {
    "front": (
        ((4, 76), (16, 78), (34, 82)),
        ((0, 168), (0, 171)),
        ((33, 190), (20, 202), (4, 214)),
        ((15, 296), (21, 293), (27, 297)),
        ((16, 132), (24, 131), (31, 126)),
    ),
    "back": (
        ((0, 64), (0, 120), (0, 184)),
        ((14, 92), (17, 106), (20, 120), (31, 112)),
        ((0, 192), (0, 204), (0, 216)),
        ((4, 220), (16, 222), (30, 217)),
        ((15, 306), (21, 308), (27, 305)),
    ),
}
"""Fine lines that tell the views apart; each is drawn on both halves."""
