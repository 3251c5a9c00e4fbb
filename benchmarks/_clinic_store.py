"""A clinic of thousands of made-up patients, each with a chart of their own, written in bulk.

Charts are simulated from the knowledge as in the calibration check, thinned to what a chart typically states. The rows
are those that the store's own functions would write, sealed audit included, handed over many at a time; at the end the
store itself checks the chain. Only some patients are assessed: the others get a copied line of the work list with their
own name, which costs the list the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy import func, insert, select

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.strict import parse_yaml
from sequela.store import audit
from sequela.store.accounts import make_account
from sequela.store.chart import parts_of
from sequela.store.kinds import IN_THE_CASE
from sequela.store.store import Store, new_id
from sequela.store.tables import audit as audit_table
from sequela.store.tables import entry, patient, summary
from sequela.validation.round_trip import AS_FILES, AS_OF, as_files, case_text
from sequela.validation.simulate import Patients, simulate
from sequela.validation.world import world_of
from sequela.web.clinic import open_clinic
from sequela.web.record import refresh
from sequela.web.site import Site

PASSWORD = "four plain made-up words"  # noqa: S105 - of people made up here
ASSESSED = 200
"""Patients whose line of the work list is worked out; the others' are copies of theirs."""
AT_ONCE = 500
TOLD = Path(__file__).resolve().parent.parent / "examples" / "plan" / "recurrence_willing.yaml"
FACTS = (15, 50)
"""So many facts a chart states: a simulated patient is examined more thoroughly than most people are."""
GIVEN = ("Ana", "Bela", "Carla", "David", "Elena", "Farid", "Greta", "Hugo", "Irma", "Jonas", "Karim", "Lucia", "Marta")
FAMILY = ("Alder", "Brook", "Castillo", "Dumont", "Ekberg", "Fuentes", "Gruber", "Haddad", "Ivanova", "Jensen", "Kovac")
STORY = (
    "After the operation the leg was better for about half a year. Then the pain came back, first on long drives and "
    "later on most days. I sleep badly and have given up my garden.\n\nI would like to know what it is."
)
SYSTEM = "load test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Who is in the store: the patients, which of them were assessed today, and the names to sign in with."""

    patients: tuple[str, ...]
    assessed: tuple[str, ...]
    logins: tuple[str, ...]


def fill(store: Store, knowledge: Knowledge, patients: int, clinicians: int, tell: Callable[[str], None]) -> Filled:
    """Fill an empty store, telling how far it is."""
    site = open_clinic(store, knowledge, demo=False, host="127.0.0.1")
    logins = tuple(f"clinician{number}" for number in range(clinicians))
    for login in logins:
        with store.writing(SYSTEM) as writing:
            make_account(writing, site.clinic_id, login=login, name=login.title(), role="clinician", password=PASSWORD)
    names = {}
    rng = np.random.default_rng(1)
    for first in range(0, patients, AT_ONCE):
        count = min(AT_ONCE, patients - first)
        drawn = as_files(simulate(world_of(knowledge, "lumbar"), count, rng, AS_FILES))
        charts = [list(_chart(drawn, number, knowledge, rng)) for number in range(count)]
        names |= _written(site, charts, first)
        tell(f"{first + count:,} of {patients:,} patients written")
    assessed = tuple(names)[:: max(1, patients // ASSESSED)]
    for number, one in enumerate(assessed, 1):
        found = refresh(site, one)
        assert not found.problems, found.problems
        if number % 50 == 0:
            tell(f"{number} of {len(assessed)} patients assessed")
    _lines_copied(site, names, assessed)
    with store.reading() as connection:
        assert audit.verify(connection).broken is None
    return Filled(patients=tuple(names), assessed=assessed, logins=logins)


Told = tuple[str, object]
"""The kind of an entry and what it states."""


def _chart(drawn: Patients, number: int, knowledge: Knowledge, rng: np.random.Generator) -> Iterator[Told]:
    """The entries of one chart: the simulated case, and what else charts tell."""
    raw = json.loads(case_text(drawn, number, knowledge))
    kept = rng.choice(len(raw["facts"]), min(len(raw["facts"]), int(rng.integers(*FACTS))), replace=False)
    raw["facts"] = [raw["facts"][place] for place in sorted(kept)]
    yield from parts_of(raw, AS_OF)
    told = _told()
    yield from parts_of({key: told[key] for key in ("treatments", "goals", "preferences")}, AS_OF)
    yield "story", STORY
    yield "medicine", {"name": "gabapentin", "dose": 300, "unit": "mg", "per_day": 3, "current": "yes"}


def _told() -> dict[str, object]:
    """Treatments tried, goals and wishes, as an example told them."""
    raw = parse_yaml(TOLD.read_text(encoding="utf-8"), TOLD.name)
    assert isinstance(raw, dict)
    return raw


@dataclass(slots=True)
class Rows:
    """Rows to be handed over at once, and the end of the audit's chain."""

    number: int
    previous: str
    entries: list[dict[str, object]] = field(default_factory=list)
    patients: list[dict[str, object]] = field(default_factory=list)
    audited: list[dict[str, object]] = field(default_factory=list)

    def note(self, at: str, action: str, about: str, patient_id: str) -> None:
        """A row of the audit, sealed to the one before."""
        self.number += 1
        said: dict[str, object] = {
            "number": self.number,
            "at": at,
            "actor": SYSTEM,
            "action": action,
            "patient_id": patient_id,
            "about": about,
            "previous": self.previous,
        }
        self.previous = audit.sealed(said)
        self.audited.append(said | {"hash": self.previous})


def _written(site: Site, charts: list[list[Told]], first: int) -> dict[str, str]:
    """Write the charts in one transaction; patients with their names."""
    names: dict[str, str] = {}
    with site.store.writing(SYSTEM) as writing:
        tail = select(audit_table.c.number, audit_table.c.hash).order_by(audit_table.c.number.desc()).limit(1)
        last = writing.connection.execute(tail).one()
        rows = Rows(number=last.number, previous=last.hash)
        number = int(writing.connection.execute(select(func.max(entry.c.number))).scalar() or 0)
        for place, chart in enumerate(charts, first):
            made = new_id()
            names[made] = f"{GIVEN[place % len(GIVEN)]} {FAMILY[place // 7 % len(FAMILY)]} {place}"
            rows.patients.append({"id": made, "clinic_id": site.clinic_id, "created_at": writing.at, "synthetic": 1})
            rows.note(writing.at, "patient made", "", made)
            identity = {"name": names[made], "number": f"L-{place}"}
            for kind, body in [("identity", identity), *chart]:
                number += 1
                rows.entries.append(
                    {
                        "patient_id": made,
                        "kind": kind,
                        "thing": kind if _single(kind) else new_id(),
                        "body": json.dumps(body, ensure_ascii=False, sort_keys=True),
                        "withdrawn": 0,
                        "source": "clinician",
                        "recorded_at": writing.at,
                    }
                )
                rows.note(writing.at, "record", f"{kind} {number}", made)
        for table, values in ((patient, rows.patients), (entry, rows.entries), (audit_table, rows.audited)):
            writing.connection.execute(insert(table), values)
    return names


def _single(kind: str) -> bool:
    return kind in IN_THE_CASE and IN_THE_CASE[kind][1] == "one"


def _lines_copied(site: Site, names: dict[str, str], assessed: tuple[str, ...]) -> None:
    """A line of the work list for everyone who has none: that of somebody assessed, under their own name."""
    done = frozenset(assessed)
    with site.store.writing(SYSTEM) as writing:
        known = [dict(row._mapping) for row in writing.connection.execute(select(summary))]
        lines = [
            known[place % len(known)] | {"patient_id": one, "name": name, "upto": 0}
            for place, (one, name) in enumerate(names.items())
            if one not in done
        ]
        if lines:
            writing.connection.execute(insert(summary), lines)
