"""Operations as histories tell them: "L4-5 posterolateral fusion with cement-augmented screws (8 years ago)"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sequela.case.free_text.mentions import SKIPPED
from sequela.case.free_text.pattern import any_of
from sequela.case.free_text.places import levels_in, side_of_text, vertebrae_in
from sequela.case.free_text.times import TimeSaid, amount_of, times_in
from sequela.case.location import LEVELS
from sequela.knowledge.names import Kind, Match, Names
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.treatments import Procedure
from sequela.records import frozen

PROCEDURE: Kind = "procedure"

RANK: Mapping[str, int] = {
    "fusion": 5,
    "disc_replacement": 4,
    "discectomy": 3,
    "decompression": 2,
    "implant": 1,
    "other": 0,
}
"""Which of several procedures named together is the operation: the one that changes the spine most."""

UNSPECIFIC = frozenset({"lumbar_fusion", "revision_surgery", "spine_surgery", "decompression", "discectomy"})
"""Procedures that say less than any other of their family."""

_IMPLANTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("pedicle_screws", r"\bscrews?\b|\binstrumented\b|\binstrumentation\b|\btornillos?"),
        ("rods", r"\brods?\b"),
        ("cage", r"\bcages?\b|\binterbody\b|\bspacer\b"),
        ("plate", r"\bplat(?:e|es|ing)\b"),
        ("hooks", r"\bhooks?\b"),
        ("cement", r"\bcement\w*"),
        ("bone_graft", r"\b(?:allo|auto)?graft\w*"),
    )
)
_NO_IMPLANTS = any_of(
    r"\b(?:non|un)-?\s?instrumented", r"\bwithout (?:implants|instrumentation|hardware)", r"\bin situ\b"
)
_APPROACHES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, any_of(*patterns))
    for name, patterns in (
        (
            "combined",
            (r"\b(?:360|circumferential|front and back|combined)", r"\banterior(?:[- ](?:and|&|/))+[- ]?posterior"),
        ),
        ("oblique", (r"\boblique|\bOLIF",)),
        ("lateral", (r"\b(?:trans-?psoas|lateral)\s+(?:lumbar|interbody|approach)", r"\bLLIF|\bXLIF|\bDLIF")),
        ("anterior", (r"\banterior|\bALIF|\bACDF|\bretroperitoneal",)),
        ("transforaminal", (r"\btransforaminal|\bTLIF",)),
        ("interlaminar", (r"\binterlaminar",)),
        ("posterior", (r"\bposterior\b|\bposterolateral|\bPLIF|\bPLF\b|\blamin",)),
        ("endoscopic", (r"\bendoscop\w+",)),
    )
)
_EXTENT = any_of(
    r"\b(single|one|two|three|four|five|six|1|2|3|4|5|6)[- ]?(?:level|segment)s?\b",
    r"\b(bi|mono|multi)-?(?:level|segmental)\b",
    r"\bmultiple levels?\b",
)
_COUNT = any_of(
    r"\b(two|three|four|five|several|multiple|2|3|4|5)\b(?!\s*[-–/]?\s*(?:level|segment))",
    r"[x×]\s?([2-5])\b",
    r"\b(twice)\b",
)
_PLURAL = any_of(
    r"\b(?:operations|surgeries|discectomies|microdiscectomies|laminectomies|fusions|decompressions|procedures)\b",
    r"\b(?:revisions|times|cirugías|twice)\b",
    r"[x×]\s?[2-5]",
)
_PART = re.compile(
    r"\s*(?:;|\bthen\b|\bfollowed\s+(?:\w+\s+)?by\b|\bsubsequently\b|\blater\b(?=\s+[a-zA-Z])|\bafter which\b)\s*",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?<=\band )(?:an?|one|two|three|later|subsequent|a second|revision|another)\s(?=\w)(?!\w+[- ]level)",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:without|no|not)\s+(?:any\s+|a\s+|additional\s+|spinal\s+|lumbar\s+)?$", re.IGNORECASE)
_NONE_DONE = re.compile(r"\s*(?:no|none|never|without)\b", re.IGNORECASE)
_AIM = re.compile(
    r"\b(?:for\s+(?:the\s+|a\s+|an\s+|his\s+|her\s+)?|due to\s+|because of\s+)(.+?)(?=\(|,|;|$)", re.IGNORECASE
)
_WELL = (2.0, 24.0)
"""Levels that "multilevel" can mean."""


@frozen
class OperationSaid:
    """One operation in a text: its entry for a case file, its time, the text of its aim, and the stretches used."""

    entry: Mapping[str, object]
    time: TimeSaid | None
    aim: str | None
    used: tuple[tuple[int, int], ...]


def operations_in(text: str, names: Names, knowledge: Knowledge) -> tuple[OperationSaid, ...]:
    """The operations that a text tells, in its order; empty if it names none."""
    found: list[OperationSaid] = []
    for start, end in _parts(text, names):
        operation = _operation(text, start, end, names, knowledge)
        if operation is not None:
            found.extend([operation] * _count(text[start:end]))
    return tuple(found)


def _parts(text: str, names: Names) -> list[tuple[int, int]]:
    """Where one operation ends and the next begins: at "then", or after a time where another operation follows."""
    cuts = [0]
    for sign in _PART.finditer(text):
        cuts.append(sign.end())
    for time in times_in(text):
        rest = re.match(r"[\s,.)]*(?:and|,)?\s*", text[time.end :])
        after = time.end + (rest.end() if rest else 0)
        if time.kind in ("ago", "calendar", "later") and names.find(text[after:], [PROCEDURE]):
            before = text[cuts[-1] : time.start]
            if names.find(before, [PROCEDURE]):
                cuts.append(after)
    for sign in _ANOTHER.finditer(text):
        if names.find(text[: sign.start()], [PROCEDURE], SKIPPED) and names.find(text[sign.start() :], [PROCEDURE]):
            cuts.append(sign.start())
    cuts = sorted(set(cuts))
    pairs = list(zip(cuts, [*cuts[1:], len(text)], strict=True))
    named = [(a, b) for a, b in pairs if names.find(text[a:b], [PROCEDURE], SKIPPED)]
    return named if len(named) > 1 else [(0, len(text))]


def _operation(text: str, start: int, end: int, names: Names, knowledge: Knowledge) -> OperationSaid | None:
    part = text[start:end]
    aim = _AIM.search(part)
    every = names.find(part, [PROCEDURE], SKIPPED)
    matches = [m for m in every if not _WITHOUT.search(part, 0, m.start)]
    if not matches and not _NONE_DONE.match(part):
        matches = list(every)
    named = [m for m in matches if not (aim and aim.start() < m.start < aim.end())] or list(matches)
    if not named:
        return None
    best = max(named, key=lambda m: _rank(m, knowledge.procedures[m.id]))
    time = next((t for t in times_in(part) if t.kind in ("ago", "calendar", "later", "after_surgery")), None)
    aim_text = aim[1] if aim else None
    head = part if aim is None else part[: aim.start()] + " " * (aim.end() - aim.start()) + part[aim.end() :]
    spots = levels_in(head) or levels_in(part)
    levels = [level for level in LEVELS if any(level in spot.levels for spot in spots)]
    entry: dict[str, object] = {"procedure": best.id, "levels": levels}
    for key, value in (
        ("level_count", None if levels else _extent(part)),
        ("side", side_of_text(head)),
        ("approach", next((name for name, pattern in _APPROACHES if pattern.search(part)), None)),
        ("implants", _implants(part, named, knowledge)),
        ("note", part.strip(" ,;.")),
    ):
        if value:
            entry[key] = value
    return OperationSaid(
        entry={key: value for key, value in entry.items() if value},
        time=time,
        aim=aim_text,
        used=_used(part, start, named, time),
    )


def _rank(match: Match, procedure: Procedure) -> tuple[int, bool, int]:
    return RANK[procedure.family], procedure.id not in UNSPECIFIC, match.end - match.start


def _used(part: str, offset: int, named: list[Match], time: TimeSaid | None) -> tuple[tuple[int, int], ...]:
    spans = [(m.start, m.end) for m in named]
    spans += [(s.start, s.end) for s in levels_in(part)]
    spans += [(a, b) for a, b, _ in vertebrae_in(part)]
    spans += [(time.start, time.end)] if time else []
    for _, pattern in (*_IMPLANTS, *_APPROACHES):
        spans += [m.span() for m in pattern.finditer(part)]
    for pattern in (_NO_IMPLANTS, _EXTENT, _COUNT):
        spans += [m.span() for m in pattern.finditer(part)]
    return tuple((a + offset, b + offset) for a, b in spans)


def _implants(part: str, named: list[Match], knowledge: Knowledge) -> list[str]:
    if _NO_IMPLANTS.search(part):
        return ["none"]
    told = [name for name, pattern in _IMPLANTS if pattern.search(part)]
    left = [implant for m in named for implant in knowledge.procedures[m.id].implants]
    return list(dict.fromkeys((*told, *left)))


def _extent(part: str) -> float | list[float] | None:
    found = _EXTENT.search(part)
    if found is None:
        return None
    word = (found[1] or found[2] or "multi").lower()
    if word == "multi":
        return list(_WELL)
    return {"single": 1.0, "mono": 1.0, "bi": 2.0}.get(word) or amount_of(word)


def _count(part: str) -> int:
    """How many operations of one kind a text tells ("two discectomies", "discectomy x2")."""
    found = _COUNT.search(part)
    if found is None or not _PLURAL.search(part):
        return 1
    word = next(group for group in found.groups() if group).lower()
    return {"several": 2, "multiple": 2, "twice": 2}.get(word) or int(amount_of(word))
