"""Operations as lay people know them: what was done, where, when, and whether it helped.

A patient names families of operations, not procedures; what they do not know is left out and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.schema.terms import Region

from .basis import Basis
from .page import NOT_SURE, Answer, Field, Option, Page
from .part import Part
from .times import amount_fields, months_in

COUNT = "op-count"
MOST = 4
"""So many operations are asked one by one, the last ones first; a surgeon's letter tells of the rest."""
_TITLES: Mapping[int, str] = {
    1: "Your last spine operation",
    2: "The operation before that",
    3: "The third operation, counted back",
    4: "The fourth operation, counted back",
}
_WHERE: tuple[Option, ...] = (
    Option(value="lumbar", label="Low back"),
    Option(value="thoracic", label="Upper or middle back"),
    Option(value="cervical", label="Neck"),
    Option(value=NOT_SURE, label="Not sure"),
)
_WHAT: tuple[Option, ...] = (
    Option(value="disc", label="A slipped disc was taken out"),
    Option(value="room", label="Bone was cut away to free nerves"),
    Option(value="fused", label="Bones were joined (fusion), often with screws"),
    Option(value="disc_replaced", label="An artificial disc was put in"),
    Option(value="stimulator", label="A pain stimulator was put in"),
    Option(value="pump", label="A medicine pump was put in"),
    Option(value="cement", label="Cement was put into a broken bone"),
    Option(value="metal_out", label="Screws or metal were taken out"),
    Option(value="other", label="Something else"),
    Option(value=NOT_SURE, label="Not sure"),
)
_PROCEDURES: Mapping[str, str] = {
    "disc": "discectomy",
    "room": "decompression",
    "fused": "lumbar_fusion",
    "stimulator": "spinal_cord_stimulator",
    "pump": "intrathecal_pump_implant",
    "cement": "vertebroplasty",
    "metal_out": "hardware_removal",
}
_IN_THE_NECK: Mapping[tuple[str, str], str] = {
    ("fused", "anterior"): "acdf",
    ("fused", "posterior"): "posterior_cervical_fusion",
}
_REPLACED: Mapping[str, str] = {"lumbar": "lumbar_disc_replacement", "cervical": "cervical_disc_replacement"}
UNKNOWN_OPERATION = "spine_surgery"
_OWN_IMPLANT = frozenset({"stimulator", "pump", "disc_replaced"})
_FROM: tuple[Option, ...] = (
    Option(value="posterior", label="From the back"),
    Option(value="anterior", label="From the front (throat or belly)"),
    Option(value="lateral", label="From the side"),
    Option(value=NOT_SURE, label="Not sure"),
)
_SIDE: tuple[Option, ...] = (
    Option(value="left", label="Left"),
    Option(value="right", label="Right"),
    Option(value="both", label="Both sides or the middle"),
    Option(value=NOT_SURE, label="Not sure"),
)
_YES_NO: tuple[Option, ...] = (
    Option(value="yes", label="Yes"),
    Option(value="no", label="No"),
    Option(value=NOT_SURE, label="Not sure"),
)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
_MONTH: tuple[Option, ...] = tuple(
    Option(value=f"{number:02}", label=name) for number, name in enumerate((*_MONTHS, "November", "December"), 1)
)
_RELIEF: tuple[Option, ...] = (
    Option(value="none", label="No, not at all"),
    Option(value="partial", label="Yes, some of the pain went"),
    Option(value="complete", label="Yes, the pain went"),
    Option(value=NOT_SURE, label="Not sure"),
)
FIRST_YEAR = 1940


def pages(basis: Basis) -> Iterator[Page]:
    """How many, then each; nothing if the clinic has the operations on record."""
    if basis.has("surgery") or basis.has("never_operated"):
        return
    counts = tuple(Option(value=str(n), label=str(n)) for n in range(MOST))
    yield Page(
        id=COUNT,
        chapter="operations",
        title="How many operations have you had on your spine?",
        why="What was done decides which causes are possible.",
        fields=(
            Field(
                name=COUNT,
                kind="choice",
                label="How many operations have you had on your spine?",
                options=(
                    *counts,
                    Option(value=str(MOST), label="4 or more"),
                    Option(value=NOT_SURE, label="Not sure"),
                ),
            ),
        ),
    )
    for number in range(1, _told(basis) + 1):
        yield from _about(number, basis)


def _told(basis: Basis) -> int:
    """How many operations are asked one by one."""
    said = basis.one(COUNT, COUNT)
    return 1 if said == NOT_SURE else int(said or 0)


def _about(number: int, basis: Basis) -> Iterator[Page]:
    title, why = _TITLES[number], "What was done decides which causes are possible."
    name = f"op{number}"
    yield Page(
        id=f"{name}-what",
        chapter="operations",
        title=title,
        why=why,
        fields=(
            Field(name=f"{name}.where", kind="choice", label="Where was it?", options=_WHERE),
            Field(name=f"{name}.what", kind="choice", label="What was done?", options=_WHAT),
        ),
    )
    yield Page(
        id=f"{name}-when",
        chapter="operations",
        title=title,
        why="This helps to read your scans.",
        fields=(
            Field(name=f"{name}.year", kind="number", label="Which year?", low=FIRST_YEAR, high=basis.today.year),
            Field(name=f"{name}.month", kind="select", label="Which month?", options=_MONTH, optional=True),
            Field(name=f"{name}.side", kind="choice", label="Which side?", options=_SIDE, optional=True),
            Field(name=f"{name}.from", kind="choice", label="From where did they operate?", options=_FROM),
            Field(
                name=f"{name}.implants",
                kind="choice",
                label="Was metal or another implant left in?",
                options=_YES_NO,
            ),
        ),
    )
    yield Page(
        id=f"{name}-after",
        chapter="operations",
        title=title,
        why="How it went at first points to the cause.",
        fields=(
            Field(name=f"{name}.relief", kind="choice", label="Did it help at first?", options=_RELIEF),
            *amount_fields(f"{name}.well", "If it helped: for how long?"),
        ),
    )


def parts(basis: Basis) -> Iterator[Part]:
    """The operations told, the oldest first; that there was none, if that was said."""
    if basis.has("surgery") or basis.has("never_operated"):
        return
    if basis.one(COUNT, COUNT) == "0":
        yield Part(kind="never_operated", about="never_operated", body=True)
        return
    for number in range(_told(basis), 0, -1):
        yield Part(kind="surgery", about=f"op{number}", body=_body(f"op{number}", basis))


def _body(name: str, basis: Basis) -> dict[str, object]:
    empty = Answer(page="", on=basis.today)
    what, when, after = (basis.answers.get(f"{name}-{part}", empty) for part in ("what", "when", "after"))
    where, kind, route = what.one(f"{name}.where"), what.one(f"{name}.what"), when.one(f"{name}.from")
    body: dict[str, object] = {"procedure": procedure(where, kind, route)}
    if where and where != NOT_SURE:
        body["note"] = where
    body |= {
        key: said
        for key, said in (("side", when.one(f"{name}.side")), ("approach", route))
        if said and said != NOT_SURE
    }
    implants = when.one(f"{name}.implants")
    if implants == "no":
        body["implants"] = ["none"]
    elif implants == "yes" and kind not in _OWN_IMPLANT:
        body["implants"] = ["other"]
    year, month = when.one(f"{name}.year"), when.one(f"{name}.month")
    if year:
        body["when"] = _not_after(f"{int(year):04}-{month}" if month else f"{int(year):04}", basis)
    relief = after.one(f"{name}.relief")
    if relief:
        body["relief"] = "unknown" if relief == NOT_SURE else relief
    well = months_in(after, f"{name}.well")
    if well is not None and relief in ("partial", "complete"):
        body["pain_free_months"] = well
    return body


def _not_after(when: str, basis: Basis) -> str:
    """The time as told; a month of this year that is still to come says no more than the year."""
    return when[:4] if when > basis.today.isoformat()[: len(when)] else when


def procedure(where: str, what: str, route: str) -> str:
    """The procedure that stands for what a patient can tell; an unspecified one where that says too little."""
    if what == "disc_replaced":
        return _REPLACED.get(where, UNKNOWN_OPERATION)
    if where == "cervical" and (what, route) in _IN_THE_NECK:
        return _IN_THE_NECK[what, route]
    return _PROCEDURES.get(what, UNKNOWN_OPERATION)


def region_operated(basis: Basis) -> Region | None:
    """Where the latest operation was, if the patient said so."""
    where = basis.one("op1-what", "op1.where")
    regions: Mapping[str, Region] = {"lumbar": "lumbar", "thoracic": "thoracic", "cervical": "cervical"}
    return regions.get(where)
