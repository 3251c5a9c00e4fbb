"""Beta laws as tables of quantiles, so that a draw is one look-up instead of two Gamma variables.

In the logit t = log(x / (1 - x)) every Beta density is log-concave, ``exp(a t) / (1 + exp(t))**(a + b)``, with
exponential tails at the rates a and b. It is evaluated at points that lie evenly in the signed root of the deviance
(the drop of the log density below its top is w**2 / 2), in which every such law is nearly normal however skewed it is
(Barndorff-Nielsen & Cox 1994), and integrated as if log-linear in between, which is exact in the tails. One success or
failure more multiplies the density by x or 1 - x, so the same points serve the law after an observation.

`QUANTILES` equally probable values stand for a law: at most half a share or 0.2 % of probability apart from it, and
interpolation adds no more than that for laws as skewed as Beta(0.04, 8).
"""

from __future__ import annotations

import numpy as np

from .network import Array

QUANTILES = 256
"""How many equally probable values stand for a law: one random byte picks one."""

UNSEEN, HAPPENED, FAILED = range(3)
"""The laws kept of one parameter: as the file states it, after one success more, after one failure more."""

_REACH = 5.5
_POINTS = 32
_STEPS = 4
_REMEMBERED = 1 << 12  # laws of all regions, 6 KiB each

_laws: dict[tuple[float, float], Array] = {}


def log_rest_quantiles(a: Array, b: Array) -> Array:
    """(n, 3, QUANTILES) log(1 - x) at the quantiles (k + 1/2) / QUANTILES of x ~ Beta(a, b), (n,).

    The middle axis: `UNSEEN`, `HAPPENED`, `FAILED`. Laws asked for before are remembered, since a network's
    parameters are the same for every patient.
    """
    keys = list(zip(a.tolist(), b.tolist(), strict=True))
    found = {key: _laws.get(key) for key in keys}
    fresh = [key for key, law in found.items() if law is None]
    if fresh:
        made = dict(zip(fresh, computed(*np.array(fresh).T), strict=True))
        if len(_laws) > _REMEMBERED:
            _laws.clear()
        _laws.update(made)
        found |= made
    return np.array([found[key] for key in keys])


def computed(a: Array, b: Array) -> Array:
    """The same as `log_rest_quantiles`, computed anew; each law apart, whichever are asked for together."""
    t = _points(a[:, None], b[:, None])
    small = np.log1p(np.exp(-np.abs(t)))
    log_x, log_rest = np.minimum(t, 0.0) - small, np.minimum(-t, 0.0) - small
    log_density = a[:, None] * log_x + b[:, None] * log_rest
    log_density -= log_density.max(axis=1, keepdims=True)
    seen = np.stack([log_density, log_density + log_x, log_density + log_rest], axis=1)
    mass = np.maximum(_between(t[:, None, :], seen), 1e-300)
    below, above = np.cumsum(mass, axis=2), np.cumsum(mass[:, :, ::-1], axis=2)[:, :, ::-1]
    odds = np.log(below[:, :, :-1] / above[:, :, 1:])
    # both scales become straight lines in the tails, so that interpolation is right there, too
    scale = np.log(np.maximum(-log_rest[:, 1:-1], 1e-300))
    shares = (np.arange(QUANTILES) + 0.5) / QUANTILES
    wanted = np.log(shares / (1.0 - shares))
    rows = zip(odds, scale, strict=True)
    return -np.exp([[np.interp(wanted, law, values) for law in laws] for laws, values in rows])


def _points(a: Array, b: Array) -> Array:
    """(n, 2 `_POINTS` + 1) logits on both sides of the top of each density, (n, 1)."""
    top = np.log(a) - np.log(b)
    drop = 0.5 * np.linspace(0.0, _REACH, _POINTS + 1)[1:] ** 2
    return np.concatenate([top - _distance(a, b, drop)[:, ::-1], top, top + _distance(b, a, drop)], axis=1)


def _distance(rate: Array, other: Array, drop: Array) -> Array:
    """(n, points) how far below the top of the density, on the side of the tail with this rate, its log has dropped.

    The drop at distance d is ``rate d + total log(1 - p + p exp(-d))``, p = rate / total: convex, near
    ``other (exp(d) - 1 - d)`` at first, later near its asymptote. Newton's method from where the first would have
    dropped so far, never beyond where the asymptote has; the points need not be exact.
    """
    total = rate + other
    p, rest = rate / total, other / total
    far = (drop - total * np.log(rest)) / rate
    d = np.log1p(drop / other + np.sqrt(2.0 * drop / other))
    for _ in range(_STEPS):
        left = p * np.exp(-d)
        slope = rate - total * left / (rest + left)
        d = np.minimum(d - (rate * d + total * np.log(rest + left) - drop) / slope, far)
    return d


def _between(t: Array, log_density: Array) -> Array:
    """The mass between neighbouring points of a density that is log-linear there: step * (f1 - f0) / log(f1 / f0)."""
    density = np.exp(log_density)
    rise = np.diff(log_density, axis=-1)
    flat = np.abs(rise) < 1e-6
    steep = np.diff(density, axis=-1) / np.where(flat, 1.0, rise)
    mean = np.where(flat, 0.5 * (density[..., 1:] + density[..., :-1]), steep)
    return mean * np.diff(t, axis=-1)
