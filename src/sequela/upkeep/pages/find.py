"""From what a reader types to the page that is meant; and pages that list what there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sequela.knowledge.names import names_of, nearest
from sequela.knowledge.schema.accuracy import Accuracy
from sequela.knowledge.schema.blocks import Anaesthetic, BlockGuide, Disturbance
from sequela.knowledge.schema.care import SharedGate
from sequela.knowledge.schema.codes import Code
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.coverage import CoverageProfile, Criterion
from sequela.knowledge.schema.education import EducationPage
from sequela.knowledge.schema.failure import FailureReason
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.instruments import Instrument
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Group, Mechanism, Pattern
from sequela.knowledge.schema.medicines import Interaction, Medicine, OpioidRule
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.risks import Risk
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import Convention
from sequela.knowledge.schema.tests import Test
from sequela.knowledge.schema.treatments import Procedure, Treatment
from sequela.upkeep.pages.accuracy import accuracy_page
from sequela.upkeep.pages.blocks import anaesthetic_page, block_page, disturbance_page
from sequela.upkeep.pages.care import (
    failure_reason_page,
    medicine_page,
    procedure_page,
    red_flag_page,
)
from sequela.upkeep.pages.education import education_page
from sequela.upkeep.pages.gates import Standing, gate_page, own_gates, standing_of
from sequela.upkeep.pages.mechanism import group_page, mechanism_page
from sequela.upkeep.pages.model import factor_page, finding_page, pattern_page
from sequela.upkeep.pages.origin import convention_page, every_record, source_page
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.payer import coverage_page, criterion_page
from sequela.upkeep.pages.records import code_page, instrument_page, interaction_page, opioid_rule_page, risk_page
from sequela.upkeep.pages.tests import test_page
from sequela.upkeep.pages.treatment import treatment_page


class UnknownNameError(LookupError):
    """No page has this name, or several have. `nearest` are the names that would have been understood."""

    def __init__(self, name: str, message: str, near: tuple[str, ...]) -> None:
        self.name, self.message, self.nearest = name, message, near
        super().__init__(f"{message}; did you mean {' or '.join(near)}?" if near else message)


def find_page(knowledge: Knowledge, name: str) -> Page:
    """The page of ``ID``, ``KIND:ID`` or, for what free text can name, of a name such as "straight leg raise".

    Raises `UnknownNameError` with the nearest names, also when several kinds share the id.
    """
    kind, _, identifier = name.rpartition(":")
    found = [
        (known_kind, record)
        for known_kind, known, record in every_record(knowledge)
        if known == identifier and kind in ("", known_kind)
    ]
    if not found:
        found = [(k, part) for k, known, part in _parts(knowledge) if known == identifier and kind in ("", k)]
    if not found and not kind:
        meant = {(match.kind, match.id) for match in names_of(knowledge).exact(name)}
        found = [(k, r) for k, known, r in every_record(knowledge) if (k, known) in meant]
    if len(found) == 1:
        return _page(knowledge, found[0][1])
    if found:
        names = tuple(f"{k}:{getattr(r, 'id', identifier)}" for k, r in found)
        raise UnknownNameError(name, f"{name!r} is the name of {len(found)} things", names)
    raise UnknownNameError(name, f"nothing is called {name!r}", _near(knowledge, kind, identifier))


def index(knowledge: Knowledge) -> Page:
    """Everything there is, by kind."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for kind, identifier, record in every_record(knowledge):
        label = getattr(getattr(record, "label", None), "en", getattr(record, "title", None))
        by_kind[kind].append(Row(label=label or str(getattr(record, "cite", identifier)), id=f"{kind}:{identifier}"))
    return Page(
        kind="knowledge",
        id=knowledge.version,
        label="What Sequela knows",
        about=f"Version {knowledge.version}, content {knowledge.sha256[:12]}.",
        sections=tuple(part for kind, rows in by_kind.items() for part in section(f"{kind} ({len(rows)})", rows)),
    )


def _page(knowledge: Knowledge, record: object) -> Page:
    match record:
        case Mechanism():
            return mechanism_page(knowledge, record)
        case Group():
            return group_page(knowledge, record)
        case Finding():
            return finding_page(knowledge, record)
        case RedFlag():
            return red_flag_page(knowledge, record)
        case FailureReason():
            return failure_reason_page(knowledge, record)
        case Factor():
            return factor_page(knowledge, record)
        case Pattern():
            return pattern_page(knowledge, record)
        case Procedure():
            return procedure_page(knowledge, record)
        case Treatment():
            return treatment_page(knowledge, record)
        case Test():
            return test_page(knowledge, record)
        case SharedGate():
            return gate_page(knowledge, record.id, standing_of(knowledge, record.gate, record.role))
        case Standing():
            return gate_page(knowledge, record.gate.id, record)
        case (CoverageProfile() as profile, Criterion() as criterion):
            return criterion_page(knowledge, profile, criterion)
        case Medicine():
            return medicine_page(knowledge, record)
        case Instrument():
            return instrument_page(knowledge, record)
        case Risk():
            return risk_page(knowledge, record)
        case Interaction():
            return interaction_page(knowledge, record)
        case OpioidRule():
            return opioid_rule_page(knowledge, record)
        case Code():
            return code_page(record)
        case Accuracy():
            return accuracy_page(knowledge, record)
        case EducationPage():
            return education_page(knowledge, record)
        case CoverageProfile():
            return coverage_page(knowledge, record)
        case BlockGuide():
            return block_page(knowledge, record)
        case Anaesthetic():
            return anaesthetic_page(knowledge, record)
        case Disturbance():
            return disturbance_page(knowledge, record)
        case Convention():
            return convention_page(record)
        case Source():
            return source_page(knowledge, record)
    raise TypeError(f"no page for a {type(record).__name__}")


def _parts(knowledge: Knowledge) -> Iterator[tuple[str, str, object]]:
    """What stands inside another record and still has a page: gates of a single test or treatment, payers' criteria."""
    for identifier, standing in own_gates(knowledge).items():
        yield "gate", identifier, standing
    for profile in knowledge.coverage.values():
        for criterion in profile.criteria:
            yield "criterion", criterion.id, (profile, criterion)


def _near(knowledge: Knowledge, kind: str, identifier: str) -> tuple[str, ...]:
    named = [(k, known) for k, known, _ in (*every_record(knowledge), *_parts(knowledge))]
    known = {known: f"{k}:{known}" if kind else known for k, known in named if kind in ("", k)}
    if not known:
        kinds = dict.fromkeys(k for k, _ in named)
        return tuple(f"{near}:{identifier}" for near in nearest(kind, kinds))
    return tuple(known[near] for near in nearest(identifier, known))
