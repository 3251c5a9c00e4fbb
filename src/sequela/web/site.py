"""What every page starts from: the store, the knowledge, the clinic's settings, the clock, the secret of links."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.store.problem import StoreError
from sequela.store.store import Clock, Store

from .workers import Workers

T = TypeVar("T")


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
    invitation_days
        for how long a link or code opens the questions.
    """

    name: str
    phone: str
    numbers: tuple[HelpNumbers, ...] = ()
    self_harm_contact: str | None = None
    languages: tuple[str, ...] = ("en", "es")
    invitation_days: int = 14

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
    workers: Workers | None = None

    def worked_out(self, work: Callable[..., T], *given: object) -> T:
        """What `work` answers to these arguments and the knowledge: by a worker where there are any, else here.

        It is a function of a module, and what it is given and answers can be handed to another process.
        """
        return work(*given, self.knowledge) if self.workers is None else self.workers.run(work, *given)

    def today(self) -> dt.date:
        """The day of the clinic's clock."""
        return self.clock().date()


LONGEST_DAYS = 90
MOST_LETTERS = 200


def checked(settings: ClinicSettings) -> ClinicSettings:
    """The same settings. Raises `SettingsError` naming the fields that cannot stand."""
    faults: dict[str, str] = {}
    if not settings.name.strip():
        faults["name"] = "Enter the name of the clinic"
    if settings.phone and not _number(settings.phone):
        faults["phone"] = "Enter a telephone number, such as 020 7946 0000"
    for place, numbers in enumerate(settings.numbers):
        if not numbers.country:
            faults[f"country_{place}"] = "Enter the country these numbers are for"
        for field in ("emergency", "same_day"):
            if not _number(getattr(numbers, field)):
                faults[f"{field}_{place}"] = "Enter the number to call, such as 112"
    if not 1 <= settings.invitation_days <= LONGEST_DAYS:
        faults["invitation_days"] = f"Enter a number of days from 1 to {LONGEST_DAYS}"
    texts = (settings.name, settings.phone, settings.self_harm_contact or "", *(n.country for n in settings.numbers))
    if any(len(text) > MOST_LETTERS for text in texts):
        faults.setdefault("name", f"Enter at most {MOST_LETTERS} letters in each field")
    if faults:
        raise SettingsError(faults)
    return settings


def _number(text: str) -> bool:
    """Whether this can be called: digits, with what people write between them."""
    return 2 <= sum(letter.isdigit() for letter in text) <= 15 and set(text) <= set("0123456789 +-()/.*#")


class SettingsError(StoreError):
    """Settings that cannot stand: what is wrong, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """`faults`: field and what to enter there."""
        super().__init__("; ".join(f"{field}: {words}" for field, words in faults.items()))
        self.faults = faults


def settings_of(text: str) -> ClinicSettings:
    """Settings as the store holds them, written there by us."""
    raw = json.loads(text)
    return ClinicSettings(
        name=raw["name"],
        phone=raw["phone"],
        numbers=tuple(HelpNumbers(**numbers) for numbers in raw.get("numbers", ())),
        self_harm_contact=raw.get("self_harm_contact"),
        languages=tuple(raw.get("languages", ("en", "es"))),
        invitation_days=raw.get("invitation_days", 14),
    )
