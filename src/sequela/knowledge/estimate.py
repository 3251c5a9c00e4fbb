"""From an estimate in a file to a distribution: how sure the number is, worked out from where it came from.

Pure and small. Three readings of an `Estimate`, chosen by what the number is used for:

* `probability`: a share between 0 and 1, as a Beta distribution with a mean and a weight in patients' worth;
* `ratio`: a positive factor (a context ratio), log-normal with a median;
* `quantity`: a threshold, duration or limit, used as it stands.

Means of probabilities are held within 0.001 and 0.999: no study is large enough to call a finding impossible,
and a zero in a table would overrule every other fact for ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Literal

from sequela.knowledge.schema.terms import Estimate, SourceId
from sequela.records import frozen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Form = Literal["counts", "interval", "published", "elicited"]

LOWEST, HIGHEST = 0.001, 0.999
ELICITED_WEIGHT_LIMIT = 10.0
_QUANTILE_90 = 1.644854  # a 90 % interval of a normal distribution reaches so many standard deviations to each side
_INTERVAL_WIDTH = 2 * 1.959964  # a 95 % interval of a normal distribution spans this many standard deviations


class EstimateError(ValueError):
    """A number that does not say where it comes from, or says it twice. `mend` tells what is accepted."""

    def __init__(self, message: str, mend: str) -> None:
        self.message, self.mend = message, mend
        super().__init__(f"{message}; {mend}")


@frozen
class Beta:
    """A probability: Beta(mean * weight, (1 - mean) * weight). `weight` is worth as many patients."""

    mean: float
    weight: float


@frozen
class LogNormal:
    """A positive ratio: ln(ratio) is normal with mean ln(median) and standard deviation `log_sd`."""

    median: float
    log_sd: float

    @property
    def mean(self) -> float:
        """Expected ratio, median * exp(log_sd^2 / 2)."""
        return self.median * math.exp(self.log_sd**2 / 2)


def form(estimate: Estimate) -> Form:
    """Which of the four forms of `schema.Estimate` this is; `EstimateError` if it is none or several."""
    e = estimate
    if e.source is not None and e.elicited is not None:
        raise EstimateError("both a source and an elicited reason", "keep the one the number comes from")
    if e.weight is not None and not e.weight > 0:
        raise EstimateError(f"weight {e.weight:g} is not positive", "weight counts patients' worth of belief")
    if e.n is not None or e.N is not None:
        return _counts(e)
    if e.value is None:
        raise EstimateError("no number", "give value, or n and N")
    if e.ci95 is not None:
        return _interval(e)
    if e.weight is None:
        raise EstimateError("the number says nothing of its uncertainty", "give ci95 or weight")
    if e.source is not None:
        return "published"
    if e.elicited is None or not e.elicited.strip():
        raise EstimateError("the number has no origin", "give source, or elicited with the reason it is believed")
    if e.weight > ELICITED_WEIGHT_LIMIT:
        raise EstimateError(f"a judgement weighs {e.weight:g}", f"at most {ELICITED_WEIGHT_LIMIT:g}")
    return "elicited"


def _counts(e: Estimate) -> Form:
    if e.n is None or e.N is None:
        raise EstimateError("counts need both n and N", "give n of N patients")
    if not 0 <= e.n <= e.N or e.N == 0:
        raise EstimateError(f"{e.n:g} of {e.N:g} is no share", "n lies between 0 and N, and N is positive")
    if e.value is not None or e.ci95 is not None:
        raise EstimateError("counts and a value", "keep n and N; the value follows from them")
    if e.source is None:
        raise EstimateError("counts without a source", "name the source they were counted in")
    return "counts"


def _interval(e: Estimate) -> Form:
    if e.value is None or e.ci95 is None or not e.ci95[0] <= e.value <= e.ci95[1] or e.ci95[0] == e.ci95[1]:
        raise EstimateError(f"the value {e.value} lies outside its interval {e.ci95}", "give [low, high] around it")
    if e.source is None:
        raise EstimateError("an interval without a source", "name the source; for a judgement give weight instead")
    return "interval"


def probability(estimate: Estimate) -> Beta:
    """The estimate as a probability.

    counts
        mean (n + 1/2) / (N + 1) and weight N + 1: the posterior under Jeffreys' prior, which never reaches 0
        or 1.
    interval
        mean = value; a Beta with that mean has variance m (1 - m) / (w + 1), so w = m (1 - m) / sd^2 - 1 with
        the standard deviation read from the width of the interval; at least 1, since an interval is never
        worth less than one patient.
    published, elicited
        mean = value, weight as stated.

    A stated weight beside counts or an interval is an upper limit. Raises `EstimateError` outside 0 to 1.
    """
    kind = form(estimate)
    if kind == "counts" and estimate.n is not None and estimate.N is not None:
        return Beta(mean=_within((estimate.n + 0.5) / (estimate.N + 1)), weight=_capped(estimate.N + 1, estimate))
    value = _value(estimate)
    if not 0 <= value <= 1:
        raise EstimateError(f"{value:g} is no probability", "give a share between 0 and 1")
    mean = _within(value)
    if kind == "interval" and estimate.ci95 is not None:
        low, high = estimate.ci95
        sd = (high - low) / _INTERVAL_WIDTH
        return Beta(mean=mean, weight=_capped(max(1.0, mean * (1 - mean) / sd**2 - 1), estimate))
    return Beta(mean=mean, weight=_stated(estimate))


def ratio(estimate: Estimate) -> LogNormal:
    """The estimate as a positive factor with a log-normal distribution.

    interval
        log_sd = ln(high / low) / 3.92: intervals of ratios are made on the log scale.
    published, elicited
        log_sd = sqrt(2 / weight): our ratios are one share over another (a level's share among those with
        the mechanism over its share among all), each believed as if seen in `weight` patients; near one
        half a share seen in w patients has the log-variance (1 - p) / (p w) = 1 / w.

    A stated weight beside an interval is an upper limit, so the wider of the two holds. Counts are no ratio.
    """
    kind = form(estimate)
    if kind == "counts":
        raise EstimateError("counts give a share, not a ratio", "give value with ci95 or weight")
    value = _value(estimate)
    if not value > 0:
        raise EstimateError(f"{value:g} is no ratio", "a ratio is positive")
    from_weight = 0.0 if estimate.weight is None else math.sqrt(2 / estimate.weight)
    if kind == "interval" and estimate.ci95 is not None:
        low, high = estimate.ci95
        if not low > 0:
            raise EstimateError(f"the interval of a ratio starts at {low:g}", "a ratio is positive")
        return LogNormal(median=value, log_sd=max(math.log(high / low) / _INTERVAL_WIDTH, from_weight))
    return LogNormal(median=value, log_sd=from_weight)


def quantity(estimate: Estimate) -> float:
    """The estimate as a threshold, duration or limit in the unit of its place. Counts are none."""
    if form(estimate) == "counts":
        raise EstimateError("counts give a share, not a quantity", "give value with ci95 or weight")
    return _value(estimate)


def from_mapping(raw: object) -> Estimate:
    """An estimate as it stands inside a rule, read there as plain data; `EstimateError` if it is none."""
    if not isinstance(raw, Mapping):
        raise EstimateError(f"{raw!r} is a bare number or word", "write it as {value: .., weight: .., elicited: ..}")
    known = {item.name for item in fields(Estimate)}
    unknown = sorted(str(key) for key in raw if key not in known)
    if unknown:
        raise EstimateError(f"unknown key {unknown[0]!r}", f"accepted: {', '.join(sorted(known))}")
    interval = raw.get("ci95")
    ci95: tuple[float, float] | None = None
    if interval is not None:
        if not isinstance(interval, list | tuple) or len(interval) != 2:
            raise EstimateError("ci95 is no pair", "give [low, high]")
        ci95 = (_number(interval[0], "ci95"), _number(interval[1], "ci95"))
    source = _text(raw, "source")
    made = Estimate(
        n=_optional(raw, "n"),
        N=_optional(raw, "N"),
        value=_optional(raw, "value"),
        ci95=ci95,
        weight=_optional(raw, "weight"),
        source=None if source is None else SourceId(source),
        elicited=_text(raw, "elicited"),
        note=_text(raw, "note"),
    )
    form(made)
    return made


def draws(distribution: Beta | LogNormal, random: np.random.Generator, size: int) -> NDArray[np.float64]:
    """`size` independent values, shape (size,). Probabilities stay within 0.001 and 0.999, as means do."""
    if isinstance(distribution, LogNormal):
        return random.lognormal(math.log(distribution.median), distribution.log_sd, size)
    a = distribution.mean * distribution.weight
    b = (1 - distribution.mean) * distribution.weight
    return random.beta(a, b, size).clip(LOWEST, HIGHEST)


INTERVAL_DRAWS = 1000


def intervals(distributions: Sequence[Beta], mass: float, random: np.random.Generator) -> list[tuple[float, float]]:
    """The central interval that holds `mass` of each share's distribution, from a thousand draws."""
    import numpy as np

    outside = int(INTERVAL_DRAWS * (1 - mass) / 2)
    out = []
    for distribution in distributions:
        ordered = np.sort(draws(distribution, random, INTERVAL_DRAWS))
        low, high = float(ordered[outside]), float(ordered[-1 - outside])
        out.append((min(low, distribution.mean), max(high, distribution.mean)))
    return out


def wilson(share: float, of: float) -> tuple[float, float]:
    """Wilson's 90 % interval of a share seen in `of` people, or believed as if it were."""
    spread = _QUANTILE_90**2 / of
    centre = (share + spread / 2) / (1 + spread)
    half = _QUANTILE_90 * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def _within(share: float) -> float:
    return min(max(share, LOWEST), HIGHEST)


def _capped(weight: float, estimate: Estimate) -> float:
    return weight if estimate.weight is None else min(weight, estimate.weight)


def _value(estimate: Estimate) -> float:
    if estimate.value is None:
        raise EstimateError("no number", "give value")
    return estimate.value


def _stated(estimate: Estimate) -> float:
    if estimate.weight is None:
        raise EstimateError("the number says nothing of its uncertainty", "give ci95 or weight")
    return estimate.weight


def _number(raw: object, key: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise EstimateError(f"{key}: {raw!r} is no number", "write a plain number without quotes")
    return float(raw)


def _optional(raw: Mapping[object, object], key: str) -> float | None:
    value = raw.get(key)
    return None if value is None else _number(value, key)


def _text(raw: Mapping[object, object], key: str) -> str | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, str):
        raise EstimateError(f"{key}: {value!r} is no text", "put it in quotes")
    return value
