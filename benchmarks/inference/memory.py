"""Peak memory of a process that does only ours: import, plan, 1000 draws. Prints MiB."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from sequela.inference import plan, posterior_draws

from .generator import make_case, make_model
from .ours import as_network, evidence_of


def peak_mib() -> float:
    """High-water mark of this program (Linux); the resource module would count the parent's before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(row for row in status.splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    model = make_model(22, 0)
    case = make_case(model, 0, present=int(sys.argv[1]))
    posterior_draws(plan(as_network(model), evidence_of(case)), 1000, np.random.default_rng(0))
    print(peak_mib())
