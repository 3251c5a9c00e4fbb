"""What the files of a knowledge folder hold: which kind of record, its plain data, and where each thing stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sequela.knowledge.problem import Problem, path_text
from sequela.knowledge.schema.accuracy import Accuracy
from sequela.knowledge.schema.blocks import Anaesthetic, BlockGuide, Disturbance
from sequela.knowledge.schema.care import SharedGate
from sequela.knowledge.schema.codes import Code
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.coverage import CoverageProfile
from sequela.knowledge.schema.education import EducationPage
from sequela.knowledge.schema.failure import FailureReason
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.instruments import Instrument
from sequela.knowledge.schema.mechanisms import Group, Mechanism, Pattern
from sequela.knowledge.schema.medicines import Interaction, Medicine, OpioidRule
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.risks import Risk
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import Convention
from sequela.knowledge.schema.tests import Test
from sequela.knowledge.schema.treatments import Procedure, Treatment
from sequela.knowledge.strict import Place, StrictError, decode, parse_yaml
from sequela.records import frozen

KINDS: Mapping[str, type] = {
    "mechanisms": Mechanism,
    "groups": Group,
    "findings": Finding,
    "red_flags": RedFlag,
    "factors": Factor,
    "patterns": Pattern,
    "failure_reasons": FailureReason,
    "procedures": Procedure,
    "treatments": Treatment,
    "tests": Test,
    "gates": SharedGate,
    "medicines": Medicine,
    "interactions": Interaction,
    "opioid_rules": OpioidRule,
    "instruments": Instrument,
    "risks": Risk,
    "codes": Code,
    "accuracy": Accuracy,
    "education": EducationPage,
    "coverage": CoverageProfile,
    "blocks": BlockGuide,
    "anaesthetics": Anaesthetic,
    "disturbances": Disturbance,
    "conventions": Convention,
    "sources": Source,
}
"""What a file holds is said by its first folder, or by its own name at the top: ``findings/x.yaml``,
``factors.yaml``.

A file holds one record or a list of them.
"""

VERSION_FILE = "version.yaml"


@frozen
class Item:
    """One record as read: its kind, where it stands and its plain data."""

    kind: str
    file: str
    place: Place
    value: object
    lines: Mapping[Place, int]

    @property
    def id(self) -> str | None:
        """The id as written, if there is one."""
        found = self.value.get("id") if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else None

    def problem(self, message: str, mend: str, at: Iterable[str | int] = ()) -> Problem:
        """A problem inside this record, with the line of the nearest thing that has one."""
        steps = list(at)
        place = (*self.place, *steps)
        known = (self.lines.get(place[:n]) for n in range(len(place), 0, -1))
        line = next((number for number in known if number is not None), 1)
        name = [self.id] if self.id is not None and self.place else []
        return Problem(file=self.file, path=path_text([*name, *steps]), message=message, mend=mend, line=line)


def kind_of(name: str) -> str:
    """What the file of this name would hold; not always one of `KINDS`."""
    return name.split("/", 1)[0].removesuffix(".yaml")


def items(files: Iterable[tuple[str, bytes]], problems: list[Problem]) -> Iterator[Item]:
    """The records in the files, in order; what cannot be read is added to `problems`."""
    for name, data in files:
        if name == VERSION_FILE:
            continue
        kind = kind_of(name)
        if kind not in KINDS:
            message = f"no kind of knowledge is called {kind!r}"
            problems.append(Problem(file=name, message=message, mend=_nearest_kind(kind)))
            continue
        lines: dict[Place, int] = {}
        value = _parsed(name, data, lines, problems)
        if isinstance(value, list):
            for index, entry in enumerate(value):
                yield Item(kind=kind, file=name, place=(index,), value=entry, lines=lines)
        elif isinstance(value, dict):
            yield Item(kind=kind, file=name, place=(), value=value, lines=lines)
        elif value is not None:
            mend = "write one record with its keys, or a list of them"
            problems.append(Problem(file=name, message="the file holds a single word", mend=mend, line=1))


def version_of(files: Iterable[tuple[str, bytes]], problems: list[Problem]) -> str:
    """The version written in ``version.yaml``; a missing or odd one is added to `problems`."""
    for name, data in files:
        if name == VERSION_FILE:
            value = _parsed(name, data, {}, problems)
            if isinstance(value, dict) and isinstance(value.get("version"), str) and len(value) == 1:
                return str(value["version"])
    mend = "write one line, such as version: 2026.11.1"
    problems.append(Problem(file=VERSION_FILE, message="the knowledge has no version", mend=mend))
    return ""


def _parsed(name: str, data: bytes, lines: dict[Place, int], problems: list[Problem]) -> object:
    try:
        return parse_yaml(decode(data, name), name, lines)
    except StrictError as error:
        problems.append(Problem(file=name, message=error.message, mend=error.mend, line=error.line))
        return None


def _nearest_kind(kind: str) -> str:
    from sequela.knowledge.names import nearest

    near = nearest(kind, KINDS, limit=1)
    return f"did you mean {near[0]!r}?" if near else f"accepted: {', '.join(KINDS)}"
