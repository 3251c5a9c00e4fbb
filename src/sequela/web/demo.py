"""The demonstration: made-up patients from the example cases, marked as such everywhere, and one clinician."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from importlib.resources import files

from sequela.knowledge.strict import parse_yaml
from sequela.store.accounts import make_account
from sequela.store.chart import parts_of
from sequela.store.entries import add
from sequela.store.patients import make_patient

from .record import refresh
from .site import Site


def fill(site: Site, tell: Callable[[str], None]) -> str:
    """Fill an empty store; the password of the demonstration's clinician."""
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    with site.store.writing("system") as writing:
        make_account(writing, site.clinic_id, login="demo", name="Demo Clinician", role="clinician", password=password)
    folder = files("sequela.web") / "demo_patients"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        raw = parse_yaml(file.read_text(encoding="utf-8"), file.name)
        assert isinstance(raw, dict)  # noqa: S101 - our own files
        identity = raw.pop("identity")
        written = dt.date.fromisoformat(str(raw.get("as_of", site.today().isoformat())))
        with site.store.writing("system") as writing:
            made = make_patient(writing, site.clinic_id, synthetic=True)
            add(writing, made, "identity", identity, source="clinician")
            for kind, body in parts_of(raw, written):
                add(writing, made, kind, body, source="clinician")
        refresh(site, made)
        tell(f"{file.name}")
    return password
