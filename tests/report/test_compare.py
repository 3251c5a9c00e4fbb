"""What a supposition changes, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from sequela.report.compare import compare

from . import samples


def test_the_same_answer_twice_has_no_changes() -> None:
    found = compare(samples.assessment(), samples.assessment(), ("fever=absent",))
    assert found.changes == ()
    assert found.flags == ()


def test_the_largest_change_comes_first() -> None:
    moved = (replace(samples.ADJACENT, probability=0.6), replace(samples.STENOSIS, probability=0.7), samples.SACROILIAC)
    before = samples.assessment(complaints=(samples.complaint(differential=(samples.ADJACENT, samples.STENOSIS)),))
    after = samples.assessment(complaints=(samples.complaint(differential=moved),))
    found = compare(before, after, ())
    assert [c.mechanism for c in found.changes] == [
        "central_stenosis",
        "sacroiliac_joint_pain",
        "adjacent_segment_disease",
    ]
    assert (found.changes[0].before, found.changes[0].after) == (0.35, 0.7)


def test_a_red_flag_that_is_answered_is_told() -> None:
    answered = replace(samples.CALM, flags=(replace(samples.TO_ASK[0], status="ruled_out"), *samples.TO_ASK[1:]))
    found = compare(samples.assessment(), samples.assessment(triage=answered), ("fever=absent",))
    assert [(f.id, f.before, f.after) for f in found.flags] == [("infection", "to_ask", "ruled_out")]


def test_a_red_flag_that_is_no_longer_considered_is_told() -> None:
    fewer = replace(samples.CALM, flags=samples.CALM.flags[1:])
    before = samples.assessment(triage=samples.CALM)
    found = compare(before, samples.assessment(triage=fewer), ())
    assert [(f.id, f.after) for f in found.flags] == [(samples.CALM.flags[0].id, "not considered")]
