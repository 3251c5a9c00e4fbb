"""Exact inference beside pyAgrum and plain enumeration, in one run: time, error, memory."""

from .compare import measure

__all__ = ["measure"]
