"""A tiny made-up knowledge with one of everything: ordered finding, inhibitor, table of one cause, link, contexts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace

from sequela.knowledge.schema.care import Judgement
from sequela.knowledge.schema.context import Factor, FactorLevel
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Link, Mechanism, MechanismRegion, Prior, RaisedBy
from sequela.knowledge.schema.terms import Convention, Estimate, FactorId, FindingId, MechanismId, Text
from sequela.knowledge.schema.treatments import Care, Treatment

ROOT, JOINT, SCREW, TENSE = (MechanismId(m) for m in ("pressed_root", "worn_joint", "loose_screw", "tense_muscle"))
LEG, DISTRESS, WALK, SCAN, SCAN_OLD, BLOCK = (
    FindingId(f) for f in ("raised_leg", "distress", "walking", "scan", "older_scan", "joint_block")
)


def guess(value: float, weight: float = 8) -> Estimate:
    return Estimate(value=value, weight=weight, elicited="made up for the test")


def _factor(name: str, shares: Mapping[str, float], *, ordered: bool = False, group: str | None = None) -> Factor:
    levels = tuple(FactorLevel(id=k, label=Text(en=k), share=guess(v)) for k, v in shares.items())
    return Factor(id=FactorId(name), label=Text(en=name), levels=levels, ordered=ordered, group=group)


def _present(value: float, weight: float = 8) -> Link:
    return Link(given={"present": guess(value, weight)})


def _mechanism(
    name: MechanismId,
    prior: tuple[float, float],
    findings: Mapping[FindingId, Link],
    context: Mapping[str, Mapping[str, Estimate]],
    salience: int = 1,
    raised_by: tuple[RaisedBy, ...] = (),
    impossible_when: Mapping[str, object] | None = None,
) -> Mechanism:
    return Mechanism(
        id=name,
        label=Text(en=name),
        about=Text(en=name),
        salience=salience,
        salience_reason="made up",
        patterns={},
        raised_by=raised_by,
        regions={
            "lumbar": MechanismRegion(
                prior=Prior(main_share=guess(prior[0]), co_cause=guess(prior[1])),
                impossible_when=impossible_when,
                context={FactorId(k): v for k, v in context.items()},
                findings=findings,
            )
        },
    )


def _care_before_all(target: MechanismId) -> Treatment:
    nothing = guess(0)
    care = Care(
        about=Text(en="made up"),
        acts="source",
        targets=(target,),
        stage="operation",
        starts=nothing,
        lasts=nothing,
        recovery=nothing,
        recovery_text=Text(en="made up"),
        judged=Judgement(weeks=nothing, success=Text(en=""), part=Text(en=""), failure=Text(en="")),
        before_all=True,
    )
    return Treatment(id="screw_care", label=Text(en="screw care"), kind="operation", care=care)


def weighing(knowledge: Knowledge, weight: float) -> Knowledge:
    """The same figures, every one believed as if seen in so many patients."""

    def changed(value: object) -> object:
        if isinstance(value, Estimate):
            return replace(value, weight=weight)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: changed(getattr(value, f.name)) for f in fields(value)})
        if isinstance(value, dict):
            return {key: changed(inner) for key, inner in value.items()}
        return tuple(changed(inner) for inner in value) if isinstance(value, tuple) else value

    return replace(
        knowledge,
        mechanisms={m: changed(one) for m, one in knowledge.mechanisms.items()},
        findings={f: changed(one) for f, one in knowledge.findings.items()},
        factors={f: changed(one) for f, one in knowledge.factors.items()},
    )


def tiny_knowledge(root_share: float = 0.2) -> Knowledge:
    """The knowledge; `root_share` is the share of patients whose main source is a pressed root.

    Its only danger, by the care that comes before all other, is the loose screw.
    """
    mechanisms = (
        _mechanism(
            ROOT,
            (root_share, 0.05),
            {
                LEG: _present(0.8),
                WALK: Link(given={"some": guess(0.3), "much": guess(0.4)}),
                DISTRESS: Link(inhibits=guess(0.5)),
            },
            {"onset": {"from_operation": guess(2.0), "over_7_years": guess(0.5)}, "smoking": {"current": guess(1.5)}},
            salience=2,
        ),
        _mechanism(
            JOINT,
            (0.15, 0.1),
            {
                LEG: _present(0.3),
                BLOCK: Link(given={"single": guess(0.3), "double": guess(0.5)}),
                SCAN: _present(0.6),
                SCAN_OLD: _present(0.5),
            },
            {"relief": {"none": guess(0.6), "complete": guess(1.8)}},
        ),
        _mechanism(
            SCREW,
            (0.1, 0.05),
            {SCAN: _present(0.7), WALK: Link(given={"some": guess(0.4), "much": guess(0.2)})},
            {"fused_to_sacrum": {"above": guess(1.4)}},
            impossible_when={"factor": "fused_to_sacrum", "in": ["no_fusion"]},
        ),
        _mechanism(
            TENSE,
            (0.05, 0.1),
            {DISTRESS: _present(0.7), LEG: _present(0.2)},
            {},
            raised_by=(RaisedBy(cause=ROOT, strength=guess(0.3)),),
        ),
    )
    binary = {
        LEG: ("examination", 0.1, None, 0),
        DISTRESS: ("patient", 0.4, None, 0),
        SCAN: ("imaging", 0.25, "scan", 1),
        SCAN_OLD: ("imaging", 0.2, "scan", 0),
    }
    findings = [
        Finding(id=f, label=Text(en=f), asked=asked, leak={"present": guess(leak)}, measures=group, measure_rank=rank)
        for f, (asked, leak, group, rank) in binary.items()
    ]
    for f, asked, levels, leak in (
        (WALK, "patient", ("none", "some", "much"), (0.2, 0.1)),
        (BLOCK, "block", ("negative", "single", "double"), (0.25, 0.05)),
    ):
        stated = {level: guess(p) for level, p in zip(levels[1:], leak, strict=True)}
        findings.append(Finding(id=f, label=Text(en=f), asked=asked, levels=levels, leak=stated))
    factors = (
        _factor("procedure", {"discectomy": 0.6, "fusion_short": 0.4}),
        _factor("fused_to_sacrum", {"no_fusion": 0.6, "above": 0.2, "to_sacrum": 0.2}),
        _factor(
            "onset",
            {"from_operation": 0.4, "from_6_to_24_months": 0.4, "over_7_years": 0.2},
            ordered=True,
            group="time_course",
        ),
        _factor("relief", {"none": 0.3, "partial": 0.4, "complete": 0.3}, ordered=True, group="time_course"),
        _factor("smoking", {"no": 0.7, "current": 0.3}),
    )
    conventions = {
        "interval_mass": 0.9,
        "draws": 200,
        "draws_of_main": 20,
        "prior_draws": 2000,
        "explanations_shown": 3,
        "time_course_power": 0.7,
        "context_limit": 10,
        "least_target_probability": 0.15,
        "seed": 7,
    }
    return Knowledge(
        version="2026.1.0",
        sha256="",
        mechanisms={m.id: m for m in mechanisms},
        findings={f.id: f for f in findings},
        factors={f.id: f for f in factors},
        red_flags={},
        failure_reasons={},
        patterns={},
        procedures={},
        treatments={"screw_care": _care_before_all(SCREW)},
        medicines={},
        conventions={k: Convention(id=k, value=v, unit="", reason="made up") for k, v in conventions.items()},
        sources={},
    )
