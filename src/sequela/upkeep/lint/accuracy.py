"""Published sensitivities and specificities that the tables do not reproduce, without a word why."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.inference import InferenceError
from sequela.knowledge.estimate import EstimateError
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.accuracy import Accuracy
from sequela.upkeep.accuracy import AccuracyError, recompute


def outside_without_reason(reading: Reading) -> Iterator[Problem]:
    """A published accuracy that our tables miss, or that cannot be recomputed; a reason that is no longer needed."""
    for record, accuracy in reading.of(Accuracy):
        try:
            found = recompute(reading.knowledge, accuracy)
        except AccuracyError as error:
            yield record.problem(error.message, error.mend, (error.key,))
            continue
        except (EstimateError, InferenceError):
            continue  # a fault of the finding's own numbers, said by numbers and tables
        reason = (accuracy.outside_because or "").strip()
        outside = [figure for figure in found if not figure.inside]
        for figure in outside if not reason else []:
            message = (
                f"the {figure.what} recomputes to {figure.computed:.2f}, "
                f"outside {figure.low:.2f} to {figure.high:.2f} as published"
            )
            mend = "mend the mechanism's or the finding's number, or say in outside_because how the study differs"
            yield record.problem(message, mend, (figure.what,))
        if reason and not outside:
            message = "a reason for lying outside, but every figure recomputes inside its interval"
            yield record.problem(message, "remove it", ("outside_because",))
