"""The file of panel statements: what each says of a small patient, and where it was published.

One file holds the sources, backgrounds that several patients share, and the statements. A patient is written as in a
case file. The reader is strict: every fault is said with its place, what is accepted, and the mend.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Literal, TypeVar

from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.case.read import SCHEMA, read_case
from sequela.case.when import TimeError, read_day
from sequela.knowledge.check import checked
from sequela.knowledge.documents import Item
from sequela.knowledge.names import nearest
from sequela.knowledge.problem import Problem, in_order
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FORBID_EXTRA
from sequela.knowledge.strict import Place, StrictError, decode, parse_yaml
from sequela.records import frozen

from .expectations import KINDS, Expectation

FILE = Path(__file__).parent.parent / "data" / "panels.yaml"

Area = Literal[
    "triage",
    "imaging",
    "blocks",
    "injections",
    "radiofrequency",
    "neuromodulation",
    "medicines",
    "opioids",
    "rehabilitation",
    "operations",
]

Code = Literal["product_waits", "panels_differ", "other_patients", "newer_evidence", "knowledge_lacks", "model_differs"]
"""Why the product says otherwise:

product_waits
    it asks for something else first.
panels_differ
    another guideline says what the product says.
other_patients
    the statement is about people who are not those of this product.
newer_evidence
    studies published since say otherwise.
knowledge_lacks
    the knowledge does not hold what the statement rests on: to be mended.
model_differs
    the statement is followed in kind, but the ranking puts something else first.
"""

T = TypeVar("T")

KEYS = ("as_of", "sources", "backgrounds", "statements")


class PanelsError(ValueError):
    """A file of statements that cannot be used; `problems` holds every fault in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))


@frozen
class PanelSource:
    """Where statements were published. `cite` and the address stand here unless the knowledge has the source.

    read
        what of it was read: the guideline itself, an abstract, or what others say of it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    issuer: str
    year: int | None
    cite: str | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    read: Literal["guideline", "full_text", "abstract", "secondary"] | None = None


@frozen
class Reason:
    """Why the product disagrees, written after the disagreement was seen."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    code: Code
    text: str


@frozen
class _Written:
    """A statement as it stands in the file."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    area: Area
    source: str
    says: str
    patient: Mapping[str, object]
    expect: tuple[Mapping[str, object], ...]
    like: tuple[str, ...] = ()
    mended: str | None = None
    reason: Reason | None = None


@frozen
class Statement:
    """What a panel says of one patient; every expectation must be met.

    mended
        what was changed in the knowledge because this statement was not followed: it no longer tests it.
    """

    id: str
    area: Area
    source: PanelSource
    says: str
    case: Case
    expect: tuple[Expectation, ...]
    mended: str | None
    reason: Reason | None


def read_statements(path: Path, knowledge: Knowledge) -> tuple[Statement, ...]:
    """All statements of a file. Raises `PanelsError` with every fault."""
    problems: list[Problem] = []
    lines: dict[Place, int] = {}
    try:
        raw = parse_yaml(decode(path.read_bytes(), path.name), path.name, lines)
    except OSError as error:
        raise PanelsError([_whole(path.name, f"the file cannot be read: {error.strerror}", "name a file")]) from error
    except StrictError as error:
        problem = Problem(file=path.name, message=error.message, mend=error.mend, line=error.line)
        raise PanelsError([problem]) from error
    if not isinstance(raw, dict) or sorted(raw) != sorted(KEYS):
        raise PanelsError([_whole(path.name, "the file has not its four parts", f"write {', '.join(KEYS)}")])
    reader = _Reader(path.name, raw, lines, knowledge, problems)
    found = tuple(reader.statements())
    if problems:
        raise PanelsError(problems)
    return found


class _Reader:
    """The parts of one file; faults go to `problems`."""

    def __init__(
        self,
        name: str,
        raw: Mapping[str, object],
        lines: Mapping[Place, int],
        knowledge: Knowledge,
        problems: list[Problem],
    ) -> None:
        self._name, self._raw, self._lines, self._knowledge, self._problems = name, raw, lines, knowledge, problems
        self._sources = dict(self._read_sources())
        self._backgrounds = self._read_backgrounds()
        self._vocabulary = _vocabulary(knowledge)

    def statements(self) -> Iterator[Statement]:
        """Every statement that is sound."""
        try:
            as_of = read_day(self._raw["as_of"])
        except TimeError as error:
            self._problems.append(_whole(self._name, f"as_of: {error}", "write a day such as 2026-11-01"))
            return
        used: set[str] = set()
        for item in self._items("statements"):
            written = checked(item, _Written, self._problems)
            if written is None:
                continue
            if written.id in used:
                self._problems.append(item.problem(f"the id {written.id!r} is used twice", "rename one", ("id",)))
            used.add(written.id)
            source = self._known(item, "source", written.source, self._sources)
            like = [self._known(item, "like", name, self._backgrounds) for name in written.like]
            expect = self._expected(item, written)
            case = self._case(item, as_of, [b for b in like if b is not None], written)
            if source is not None and case is not None:
                yield Statement(
                    id=written.id,
                    area=written.area,
                    source=source,
                    says=written.says,
                    case=case,
                    expect=expect,
                    mended=written.mended,
                    reason=written.reason,
                )

    def _case(self, item: Item, as_of: dt.date, like: Sequence[Mapping[str, object]], written: _Written) -> Case | None:
        raw = patient_of(like, written.patient)
        try:
            return read_case(raw, written.id, self._knowledge, as_of=as_of, today=as_of)
        except CaseError as error:
            mend = "write the patient as in a case file; `sequela case new` shows every key"
            self._problems += [item.problem(str(problem), mend, ("patient",)) for problem in error.problems]
            return None

    def _items(self, part: str) -> Iterator[Item]:
        value = self._raw[part]
        if not isinstance(value, list):
            self._problems.append(_whole(self._name, f"{part} is no list", "write one entry after the other with -"))
            return
        for n, entry in enumerate(value):
            yield Item(kind=part, file=self._name, place=(part, n), value=entry, lines=self._lines)

    def _read_sources(self) -> Iterator[tuple[str, PanelSource]]:
        for item in self._items("sources"):
            source = checked(item, PanelSource, self._problems)
            if source is None:
                continue
            known = source.id in self._knowledge.sources
            own = (source.cite, source.doi, source.pmid, source.url, source.read)
            if known and any(own):
                mend = "leave out cite, doi, pmid, url and read"
                self._problems.append(item.problem("the knowledge has this source", mend, ("id",)))
            if not known and not (source.cite and source.read and (source.doi or source.pmid or source.url)):
                mend = "add cite, read, and doi, pmid or url"
                self._problems.append(item.problem("nobody could open this source", mend, ("id",)))
            yield source.id, source

    def _read_backgrounds(self) -> dict[str, Mapping[str, object]]:
        value = self._raw["backgrounds"]
        if isinstance(value, dict) and all(isinstance(part, dict) for part in value.values()):
            return value
        self._problems.append(_whole(self._name, "backgrounds are no patients", "write name: {facts: [..], ..}"))
        return {}

    def _known(self, item: Item, key: str, name: str, among: Mapping[str, T]) -> T | None:
        if name not in among:
            self._problems.append(item.problem(f"{name!r} is not known", did_you_mean(name, among), (key,)))
        return among.get(name)

    def _expected(self, item: Item, written: _Written) -> tuple[Expectation, ...]:
        if not written.expect:
            self._problems.append(item.problem("nothing is expected", "add an expectation", ("expect",)))
        found = []
        for n, raw in enumerate(written.expect):
            at = ("expect", n)
            kind = next((k for k in raw if k in KINDS), None)
            if kind is None:
                first = next(iter(raw), "")
                self._problems.append(item.problem(f"{first!r} is no expectation", did_you_mean(first, KINDS), at))
                continue
            expectation = checked(item, KINDS[kind], self._problems, at)
            if expectation is not None:
                self._check_names(item, at, expectation)
                found.append(expectation)
        return tuple(found)

    def _check_names(self, item: Item, at: tuple[str | int, ...], expectation: Expectation) -> None:
        for key, kind in expectation.vocabulary.items():
            value = getattr(expectation, key)
            for name in (value,) if isinstance(value, str) else value:
                if name not in self._vocabulary[kind]:
                    mend = did_you_mean(name, self._vocabulary[kind])
                    self._problems.append(item.problem(f"{name!r} is not one of the {kind}", mend, (*at, key)))


def patient_of(backgrounds: Sequence[Mapping[str, object]], own: Mapping[str, object]) -> Mapping[str, object]:
    """The case file of one patient: backgrounds in order, then his own keys; lists are joined.

    What is said of a finding, or that a treatment was tried, replaces what came before.
    """
    patient: dict[str, object] = {"schema": SCHEMA}
    for part in (*backgrounds, own):
        for key, value in part.items():
            before = patient.get(key)
            if key in _JOINED and isinstance(before, list) and isinstance(value, list):
                patient[key] = _joined(before, value, _JOINED[key])
            else:
                patient[key] = value
    return patient


_JOINED = {"facts": "finding", "treatments": "treatment", "blocks": "block", "medicines": "name"}
"""The lists of a case file that are added to, and the key by which an entry replaces an earlier one."""


def _joined(before: list[object], new: list[object], key: str) -> list[object]:
    said = {entry.get(key) for entry in new if isinstance(entry, dict)}
    return [entry for entry in before if not isinstance(entry, dict) or entry.get(key) not in said] + new


def _vocabulary(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    options = frozenset(t.id for t in knowledge.treatments.values() if t.care is not None)
    findings, tests = frozenset(map(str, knowledge.findings)), frozenset(map(str, knowledge.tests))
    return {
        "options": options,
        "tests": tests,
        "findings": findings,
        "anything": options | tests | findings,
        "red_flags": frozenset(map(str, knowledge.red_flags)),
        "interactions": frozenset(map(str, knowledge.interactions)),
        "opioid_rules": frozenset(map(str, knowledge.opioid_rules)),
        "risks": frozenset(map(str, knowledge.risks)),
    }


def did_you_mean(word: str, accepted: Mapping[str, object] | frozenset[str]) -> str:
    """The mend for a name that is not known."""
    near = nearest(word, sorted(accepted), limit=1)
    return f"did you mean {near[0]!r}?" if near else f"accepted: {', '.join(sorted(accepted))}"


def _whole(name: str, message: str, mend: str) -> Problem:
    return Problem(file=name, message=message, mend=mend, line=1)
