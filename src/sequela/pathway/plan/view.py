"""What the plan knows of one complaint: the differential as a distribution over main generators, and the record.

The plan asks of the differential which mechanism is the main generator. That question has one answer per patient, so
treatments can be compared, and the failure of one counted, in a plain distribution over mechanisms and "none of them".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sequela.assessment import Place
from sequela.case.case import Case
from sequela.case.complaint import Complaint
from sequela.case.fact import Fact
from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, MechanismId
from sequela.knowledge.schema.treatments import Care
from sequela.pathway.differential.answer import Worked
from sequela.pathway.differential.posterior import Inferred
from sequela.records import frozen
from sequela.rules.facts import Facts

Floats = NDArray[np.float64]


@frozen
class View:
    """One complaint as the plan sees it.

    causes
        the mechanisms of its network; arrays over M are in this order.
    main
        (M,) P(main generator); what is missing to one is "no modelled cause".
    draws
        (D, M) the same under D draws of all figures.
    active
        P(active) by mechanism and group.
    levels
        (levels,) P(level) of every finding not yet known, as the network expects it.
    where
        the places that the facts support, by mechanism or group.
    shows
        (M, patterns) the share of each mechanism's pain that shows each pattern; `patterns` in this order.
    facts
        the reading of the case that rules are asked of; `recorded` the facts by their place.
    """

    case: Case
    complaint: Complaint
    knowledge: Knowledge
    causes: tuple[MechanismId, ...]
    main: Floats
    draws: Floats
    active: Mapping[str, float]
    levels: Mapping[FindingId, Floats]
    where: Mapping[str, tuple[Place, ...]]
    patterns: tuple[str, ...]
    shows: Floats
    facts: Facts
    recorded: Mapping[str, Fact]


def view_of(
    worked: Worked,
    inferred: Inferred,
    case: Case,
    facts: Facts,
    recorded: Mapping[str, Fact],
    knowledge: Knowledge,
) -> View:
    """The complaint as the plan sees it, after its differential is known."""
    return View(
        case=case,
        complaint=worked.complaint,
        knowledge=knowledge,
        causes=inferred.region.causes,
        main=inferred.cause_main,
        draws=inferred.main_draws,
        active=worked.active,
        levels={finding: outcome.probability for finding, outcome in inferred.outcomes.items()},
        patterns=tuple(map(str, knowledge.patterns)),
        shows=_shows(knowledge, inferred.region.causes),
        where={ranked.mechanism: ranked.where for ranked in worked.result.differential},
        facts=facts,
        recorded=recorded,
    )


def members(knowledge: Knowledge, names: tuple[MechanismId, ...]) -> frozenset[MechanismId]:
    """The mechanisms that these names stand for: themselves, or the members of a group."""
    wanted = set(names)
    return frozenset(
        m.id for m in knowledge.mechanisms.values() if m.id in wanted or (m.part_of is not None and m.part_of in wanted)
    )


def reach(view: View, care: Care) -> Floats:
    """(M,) how far a treatment reaches the pain if this mechanism is its main generator, 0 to 1.

    A treatment aimed at sources reaches its targets and nothing else; a palliative one reaches the share of a
    mechanism's pain that shows its patterns.
    """
    if care.acts == "source":
        aimed = members(view.knowledge, care.targets)
        return np.array([1.0 if m in aimed else 0.0 for m in view.causes])
    return pattern_share(view, frozenset(map(str, care.patterns)))


def pattern_share(view: View, patterns: frozenset[str]) -> Floats:
    """(M,) the share of each mechanism's pain that shows one of these patterns."""
    return np.asarray(view.shows[:, [name in patterns for name in view.patterns]].sum(axis=1))


def _shows(knowledge: Knowledge, causes: tuple[MechanismId, ...]) -> Floats:
    shares = np.array(
        [
            [
                estimate.probability(found[pattern]).mean if pattern in found else 0.0
                for pattern in knowledge.patterns
                for found in (knowledge.mechanisms[m].patterns,)
            ]
            for m in causes
        ]
    )
    total = shares.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(shares, total, out=np.zeros_like(shares), where=total > 0))
