"""A block's pain diary as a form: the head, rows of time and score, and the block of a case file that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sequela.case.location import LEVELS, ROOTS, SIDES
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

LEAST_ROWS, MORE, MOST_ROWS = 12, 8, 200
COLUMNS = ("time", "score", "activity", "medicine")
IN_DIARY = ("date", "time", "drug", "volume", "sedation", "steroid", "index_activity", "baseline")
"""Keys of the head that stand in the diary; block and place stand with the block itself."""


@frozen
class BlockForm:
    """What stands in the form: the head by key, and the rows."""

    head: dict[str, str]
    rows: tuple[dict[str, str], ...]


@frozen
class BlockChoices:
    """What the head can name."""

    blocks: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    roots: tuple[str, ...]
    sides: tuple[str, ...]
    drugs: tuple[str, ...]


def choices(knowledge: Knowledge) -> BlockChoices:
    """Blocks, places and drugs by name."""
    named = ((str(guide.finding), guide.label.en) for guide in knowledge.blocks.values())
    return BlockChoices(
        blocks=tuple(sorted(named, key=lambda item: item[1])),
        levels=LEVELS,
        roots=ROOTS,
        sides=SIDES,
        drugs=tuple(sorted(knowledge.anaesthetics)),
    )


def from_fields(form: Mapping[str, Sequence[str]], *, more: bool = False) -> BlockForm:
    """What was sent; with `more` some empty rows after it."""
    columns = {key: list(form.get(f"row.{key}", ())) for key in COLUMNS}
    count = min(max((len(values) for values in columns.values()), default=0), MOST_ROWS)
    rows = [{key: _at(values, n) for key, values in columns.items()} for n in range(count)]
    head = {key: (values or [""])[0].strip() for key, values in form.items() if not key.startswith("row.")}
    return BlockForm(head=head, rows=_padded(rows, MORE if more else 0))


def blank() -> BlockForm:
    """An empty form."""
    return BlockForm(head={}, rows=_padded([], 0))


def from_body(body: Mapping[str, object]) -> BlockForm:
    """The form of a block as it was recorded."""
    diary = body.get("diary")
    told: Mapping[str, object] = diary if isinstance(diary, Mapping) else {}
    head = {key: _text(value) for key, value in {**told, **body}.items() if key not in ("rows", "diary", "when")}
    listed = told.get("rows")
    rows = [
        {key: _text(row.get(key)) for key in COLUMNS}
        for row in (listed if isinstance(listed, list) else ())
        if isinstance(row, Mapping)
    ]
    return BlockForm(head=head, rows=_padded(rows, 0))


def body_of(form: BlockForm) -> dict[str, object]:
    """The block as a case file has it."""
    head = form.head
    rows = [{k: v for k, v in row.items() if v} for row in form.rows if any(row.values())]
    levels = [part.strip() for part in head.get("levels", "").replace(";", ",").split(",") if part.strip()]
    place = {"block": head.get("block"), "levels": levels, "root": head.get("root"), "side": head.get("side")}
    diary = {key: head[key] for key in IN_DIARY if head.get(key)} | {"rows": rows}
    body = {**place, "when": head.get("date"), "diary": diary}
    return {key: value for key, value in body.items() if value}


def _padded(rows: list[dict[str, str]], more: int) -> tuple[dict[str, str], ...]:
    wanted = max(LEAST_ROWS, len(rows) + more)
    return (*rows, *(dict.fromkeys(COLUMNS, "") for _ in range(wanted - len(rows))))


def _at(values: Sequence[str], place: int) -> str:
    return values[place].strip() if place < len(values) else ""


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
