"""The file of published cause tables: what it may say, and what makes it wrong.

Whether a figure helped to set a number of the knowledge is no key of the file: it is worked out (`standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import ClassVar, Literal

from sequela.knowledge.check import Record
from sequela.knowledge.names import nearest
from sequela.knowledge.problem import KnowledgeError, Problem, in_order
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import FORBID_EXTRA, FactorId, FindingId, MechanismId, Region
from sequela.records import frozen
from sequela.validation.data_file import PACKAGED, publication, read_record, source_problems

Step = str | int
FILE = PACKAGED / "cause_tables.yaml"

Measure = Literal["main", "active", "finding", "undetermined"]
"""What a percentage means: dominant cause, a cause among others, a result of a test, no cause found."""

Code = Literal[
    "setting",
    "definition",
    "overlap_of_causes",
    "selection_by_test",
    "selection_for_operation",
    "era",
    "region",
    "single_centre",
    "small_numbers",
    "denominator",
    "knowledge_too_low",
    "knowledge_too_high",
]
"""The named reasons for a disagreement; the last two say that the knowledge itself is the likelier to be wrong."""

ROUNDING = 0.02
"""How far the shares of a mix may add up beside 1, since studies print whole percentages."""


@frozen
class Among:
    """Who of the study's patients is counted: all conditions hold. Mechanisms may be groups; any one of them counts."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    main: tuple[MechanismId, ...] = ()
    active: tuple[MechanismId, ...] = ()
    findings: Mapping[FindingId, tuple[str, ...]] = field(default_factory=dict)


@frozen
class Reason:
    """Why a study and we may well differ, given after looking, for one direction only.

    study_is
        in which direction it explains a difference: a reason for more explains no less.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    study_is: Literal["higher", "lower"]
    codes: tuple[Code, ...]
    text: str


@frozen
class Row:
    """One figure of a table: n of N.

    mechanisms
        for ``main`` and ``active``: any one of them counts.
    finding, levels
        for ``finding``: the levels that count.
    derived
        how n or N was worked out where the study does not print it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: str
    measure: Measure
    mechanisms: tuple[MechanismId, ...] = ()
    finding: FindingId | None = None
    levels: tuple[str, ...] = ()
    among: Among | None = None
    n: int
    N: int
    derived: str | None = None
    reason: Reason | None = None


@frozen
class CauseStudy:
    """One publication: who was in it, in terms of our context, and its rows.

    mix
        shares of the levels of a factor in the study, in place of those of the knowledge.
    inclusion
        how the mix was read from the publication.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    region: Region
    inclusion: str
    mix: Mapping[FactorId, Mapping[str, float]] = field(default_factory=dict)
    among: Among | None = None
    rows: tuple[Row, ...]


@frozen
class LeftOut:
    """A publication with percentages that cannot be compared, and why."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    because: str


@frozen
class CauseTables:
    """The whole file; `sources` are publications that the knowledge does not know."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    studies: tuple[CauseStudy, ...]
    left_out: tuple[LeftOut, ...] = ()
    sources: tuple[Source, ...] = ()

    def source(self, knowledge: Knowledge, name: str) -> Source:
        """The publication of a study. Every study of a file that was read has one."""
        found = publication(knowledge, name, {str(s.id): s for s in self.sources})
        if found is None:
            raise KeyError(name)
        return found


def read_cause_tables(knowledge: Knowledge, path: Path = FILE) -> CauseTables:
    """The checked file. Raises `KnowledgeError` with every fault, its place and its mend."""
    tables, record = read_record(path, CauseTables)
    problems = source_problems(knowledge, tables.sources, record)
    seen: set[str] = set()
    own = {str(s.id): s for s in tables.sources}
    for i, study in enumerate(tables.studies):
        at: tuple[Step, ...] = ("studies", i)
        if study.id in seen:
            problems.append(record.problem(f"{study.id!r} stands twice", "put its rows together", (*at, "id")))
        seen.add(study.id)
        if publication(knowledge, study.id, own) is None:
            mend = "add it under sources with cite and doi, pmid or url, or use the id the knowledge has for it"
            problems.append(record.problem(f"{study.id!r} is no publication known here", mend, (*at, "id")))
        problems.extend(_study(knowledge, study, record, at))
    if problems:
        raise KnowledgeError(in_order(problems))
    return tables


def _study(knowledge: Knowledge, study: CauseStudy, record: Record, at: tuple[Step, ...]) -> Iterator[Problem]:
    for name, shares in study.mix.items():
        here = (*at, "mix", name)
        factor = knowledge.factors.get(name)
        if factor is None:
            yield record.problem(f"{name!r} is no context factor", _accepted(name, knowledge.factors), here)
            continue
        levels = [level.id for level in factor.levels]
        for level in shares:
            if level not in levels:
                yield record.problem(f"{level!r} is no level of {name}", _accepted(level, levels), (*here, level))
        if abs(sum(shares.values()) - 1) > ROUNDING or min(shares.values()) < 0:
            yield record.problem(f"the shares of {name} do not add up to 1", "give every level that occurs", here)
    yield from _among(knowledge, study.region, study.among, record, (*at, "among"))
    for i, row in enumerate(study.rows):
        yield from _row(knowledge, study.region, row, record, (*at, "rows", i))
        if row.id in [other.id for other in study.rows[:i]]:
            yield record.problem(f"the row {row.id!r} stands twice", "give each its own id", (*at, "rows", i, "id"))


def _row(knowledge: Knowledge, region: Region, row: Row, record: Record, at: tuple[Step, ...]) -> Iterator[Problem]:
    if not 0 <= row.n <= row.N or row.N == 0:
        yield record.problem(f"{row.n} of {row.N} is no share", "n is counted among N people", (*at, "n"))
    if (row.finding is not None) != (row.measure == "finding") or (row.finding is None) == bool(row.levels):
        mend = "finding and levels belong to measure: finding, and only to it"
        yield record.problem(f"measure {row.measure} does not fit what is named", mend, (*at, "finding"))
    elif row.finding is not None:
        yield from _finding(knowledge, region, row.finding, row.levels, record, (*at, "finding"))
    if bool(row.mechanisms) != (row.measure in ("main", "active")):
        mend = "mechanisms belong to measure: main and active, and only to them"
        yield record.problem(f"measure {row.measure} does not fit what is named", mend, (*at, "mechanisms"))
    yield from _mechanisms(knowledge, region, row.mechanisms, record, (*at, "mechanisms"))
    yield from _among(knowledge, region, row.among, record, (*at, "among"))
    if row.reason is not None and not (row.reason.codes and row.reason.text.strip()):
        yield record.problem("a reason that names nothing", "give at least one code and say why", (*at, "reason"))


def _among(
    knowledge: Knowledge, region: Region, among: Among | None, record: Record, at: tuple[Step, ...]
) -> Iterator[Problem]:
    if among is None:
        return
    yield from _mechanisms(knowledge, region, among.main, record, (*at, "main"))
    yield from _mechanisms(knowledge, region, among.active, record, (*at, "active"))
    for finding, levels in among.findings.items():
        yield from _finding(knowledge, region, finding, levels, record, (*at, "findings", finding))


def _finding(
    knowledge: Knowledge,
    region: Region,
    name: FindingId,
    levels: tuple[str, ...],
    record: Record,
    at: tuple[Step, ...],
) -> Iterator[Problem]:
    finding = knowledge.findings.get(name)
    if finding is None or not linked(knowledge, region, name):
        here = [f for f in knowledge.findings if linked(knowledge, region, f)]
        yield record.problem(f"{name!r} is no finding with a cause in the {region} spine", _accepted(name, here), at)
        return
    for level in levels:
        if level not in finding.levels:
            yield record.problem(f"{level!r} is no level of {name}", _accepted(level, finding.levels), at)


def _mechanisms(
    knowledge: Knowledge, region: Region, names: tuple[MechanismId, ...], record: Record, at: tuple[Step, ...]
) -> Iterator[Problem]:
    for name in names:
        if not members(knowledge, region, (name,)):
            here = [m.id for m in knowledge.mechanisms.values() if region in m.regions]
            message = f"{name!r} is no mechanism or group of the {region} spine"
            yield record.problem(message, _accepted(name, [*here, *knowledge.groups]), at)


def members(knowledge: Knowledge, region: Region, names: tuple[MechanismId, ...]) -> tuple[MechanismId, ...]:
    """The mechanisms of a region that these names stand for: themselves, or the members of a group."""
    return tuple(
        m.id
        for m in knowledge.mechanisms.values()
        if region in m.regions and (m.id in names or (m.part_of is not None and m.part_of in names))
    )


def linked(knowledge: Knowledge, region: Region, finding: FindingId) -> tuple[MechanismId, ...]:
    """The mechanisms of a region that show in a finding."""
    return tuple(
        m.id for m in knowledge.mechanisms.values() if region in m.regions and finding in m.regions[region].findings
    )


def _accepted(word: str, known: Iterable[str]) -> str:
    words = list(known)
    near = nearest(word, words, limit=1)
    return f"did you mean {near[0]!r}?" if near else f"accepted: {', '.join(words)}"
