"""Opening the clinic: the one that the store holds, or a new one on the first start."""

from __future__ import annotations

import json
from dataclasses import asdict

from sqlalchemy import select

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.store.accounts import make_clinic
from sequela.store.store import SYSTEM, Store
from sequela.store.tables import clinic

from .site import ClinicSettings, HelpNumbers, Site, settings_of
from .workers import Workers

DEMO = ClinicSettings(
    name="Demonstration clinic",
    phone="555 0100",
    numbers=(HelpNumbers(country="Demonstration", emergency="555 0199", same_day="555 0155"),),
    self_harm_contact="the doctor on call, within the hour (invented)",
)
LOCAL = ("127.0.0.1", "localhost", "[::1]", "testserver")


def open_clinic(
    store: Store,
    knowledge: Knowledge,
    *,
    demo: bool,
    host: str,
    names: tuple[str, ...] = (),
    workers: Workers | None = None,
) -> Site:
    """The site of the store's clinic, made with plain settings where there is none yet. Raises `StoreError`.

    `names`: those under which it is reached through a server in front of it that speaks TLS, if there is one; then
    cookies are for TLS alone and requests for any other name are refused.
    """
    clinic_id, settings = the_clinic(store, demo=demo)
    return Site(
        store=store,
        knowledge=knowledge,
        clinic_id=clinic_id,
        settings=settings,
        clock=store.clock,
        demo=demo,
        secure_cookies=bool(names),
        hosts=(*names, *LOCAL) if names or host in LOCAL else (),
        workers=workers,
    )


def the_clinic(store: Store, *, demo: bool) -> tuple[str, ClinicSettings]:
    """The store's clinic and its settings, made where there is none yet. Raises `StoreError`."""
    with store.reading() as connection:
        row = connection.execute(select(clinic).order_by(clinic.c.created_at).limit(1)).first()
    if row is not None:
        return str(row.id), settings_of(row.settings)
    settings = DEMO if demo else ClinicSettings(name="Clinic", phone="")
    with store.writing(SYSTEM) as writing:
        return make_clinic(writing, settings.name, json.dumps(asdict(settings))), settings
