"""What groups of processes use of the machine, from /proc: known on Linux, empty elsewhere."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """At one moment: processor seconds so far by group, those of the whole machine, and memory by group."""

    at: float
    seconds: Mapping[str, float]
    machine: float
    taken: float
    memory_mib: Mapping[str, float]

    @staticmethod
    def cores(before: Usage, after: Usage) -> dict[str, float]:
        """Processors kept busy on average between the two, by group; by anyone else; and taken by the host machine."""
        span = after.at - before.at
        own = {name: (after.seconds[name] - before.seconds[name]) / span for name in before.seconds}
        else_ = (after.machine - before.machine) / span - sum(own.values())
        found = own | {"other work": max(0.0, else_), "taken by the host": (after.taken - before.taken) / span}
        return {name: round(value, 3) for name, value in found.items()}


def usage(groups: Mapping[str, Sequence[int]]) -> Usage:
    """Of these processes with all that they started; a process belongs to the first group that it is found in."""
    ticks = os.sysconf("SC_CLK_TCK")
    below = _children()
    found: dict[str, list[int]] = {}
    for name, pids in groups.items():
        counted = {pid for others in found.values() for pid in others}
        found[name] = [pid for pid in _with_children(pids, below) if pid not in counted]
    machine = [int(part) / ticks for part in _read(PROC / "stat").split("\n", 1)[0].split()[1:9]] or [0.0] * 8
    user, nice, system, _, _, irq, soft, stolen = machine
    return Usage(
        at=time.perf_counter(),
        seconds={name: sum(map(_ticks, pids)) / ticks for name, pids in found.items()},
        machine=user + nice + system + irq + soft,
        taken=stolen,
        memory_mib={name: round(sum(map(_memory, pids)), 1) for name, pids in found.items()},
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _fields(pid: int) -> list[str]:
    """What /proc says of a process, from its state on; empty if it has ended."""
    return _read(PROC / str(pid) / "stat").rpartition(")")[2].split()


def _ticks(pid: int) -> int:
    """Processor time of a process and of those it started that have ended."""
    return sum(map(int, _fields(pid)[11:15]))


def _memory(pid: int) -> float:
    """MiB; what several processes share is divided among them."""
    lines = _read(PROC / str(pid) / "smaps_rollup").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _children() -> dict[int, list[int]]:
    below: dict[int, list[int]] = {}
    for pid in (int(path.name) for path in PROC.glob("[0-9]*")):
        fields = _fields(pid)
        if fields:
            below.setdefault(int(fields[1]), []).append(pid)
    return below


def _with_children(pids: Sequence[int], below: Mapping[int, Sequence[int]]) -> Iterator[int]:
    for pid in pids:
        yield pid
        yield from _with_children(below.get(pid, ()), below)
