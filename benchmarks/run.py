"""Run the benchmarks of this folder, each in a process of its own, and print one table for each.

    python benchmarks/run.py [NAME ...] [--quick] [--json] [--list]

A benchmark is a module or package here with ``measure(quick: bool) -> list[Measure]``; its name is its
file's.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from measures import Measure, table  # noqa: E402

NOT_BENCHMARKS = {"run", "measures"}


def names() -> list[str]:
    """Every benchmark of the folder, by file name; a file without ``measure`` is a script of its own."""
    files = [p for p in HERE.glob("*.py") if "\ndef measure(" in p.read_text(encoding="utf-8")]
    modules = {p.stem for p in files} - NOT_BENCHMARKS
    packages = {p.parent.name for p in HERE.glob("*/__init__.py")}
    return sorted(name for name in modules | packages if not name.startswith("_"))


def measured_apart(name: str, quick: bool) -> list[Measure]:
    """Run one benchmark in a fresh interpreter, so that memory and caches are its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", name, *(["--quick"] if quick else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"benchmark {name} failed:\n{done.stderr}")
    rows = json.loads(done.stdout.splitlines()[-1])
    return [Measure(**{k: v for k, v in row.items() if k != "met"}) for row in rows]


def main() -> int:
    """Run the named benchmarks, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", help="which benchmarks; all if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer cases, for a first look")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--list", action="store_true", help="only name the benchmarks")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        rows = importlib.import_module(options.one).measure(options.quick)
        print(json.dumps([row.as_dict() for row in rows]))
        return 0
    if options.list:
        print("\n".join(names()))
        return 0
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(names())}")
    found = {name: measured_apart(name, options.quick) for name in options.names or names()}
    if options.json:
        print(json.dumps({name: [row.as_dict() for row in rows] for name, rows in found.items()}, indent=2))
    else:
        for name, rows in found.items():
            print(f"\n{name}\n{table(rows)}")
    return 0 if all(row.met is not False for rows in found.values() for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
