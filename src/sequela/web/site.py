"""What every page starts from: the store, the knowledge, the clinic's settings, the clock, the secret of links."""

from __future__ import annotations

import datetime as dt
import json

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.store.store import Clock, Store


@frozen
class HelpNumbers:
    """Whom a patient calls, in one country. `country` is what the patient chooses, such as ``United Kingdom``."""

    country: str
    emergency: str
    same_day: str


@frozen
class ClinicSettings:
    """What a clinic decides. Without numbers to call the public intake stays shut.

    self_harm_contact
        who acts on an answer about self-harm, and how fast; without a name such questions are not asked.
    """

    name: str
    phone: str
    numbers: tuple[HelpNumbers, ...] = ()
    self_harm_contact: str | None = None
    languages: tuple[str, ...] = ("en", "es")

    @property
    def intake_open(self) -> bool:
        """Whether patients can be asked at all."""
        return bool(self.numbers)


@frozen
class Site:
    """One running clinic."""

    store: Store
    knowledge: Knowledge
    clinic_id: str
    settings: ClinicSettings
    clock: Clock
    demo: bool = False
    secure_cookies: bool = False
    hosts: tuple[str, ...] = ()

    def today(self) -> dt.date:
        """The day of the clinic's clock."""
        return self.clock().date()


def settings_of(text: str) -> ClinicSettings:
    """Settings as the store holds them, written there by us."""
    raw = json.loads(text)
    return ClinicSettings(
        name=raw["name"],
        phone=raw["phone"],
        numbers=tuple(HelpNumbers(**numbers) for numbers in raw.get("numbers", ())),
        self_harm_contact=raw.get("self_harm_contact"),
        languages=tuple(raw.get("languages", ("en", "es"))),
    )
