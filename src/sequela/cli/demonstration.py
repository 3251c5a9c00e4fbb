"""The demonstration's store: filled on its first start, kept as it is left, opened again on the next."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from .faults import tell
from .place import folder

if TYPE_CHECKING:
    from sequela.knowledge.schema.knowledge import Knowledge
    from sequela.store.store import Store

FOLDER, DATABASE, KEY = "demonstration", "clinic.db", "key"
LONGEST_SECONDS = 3600
"""No filling takes so long: a half-made folder that is older was broken off, and nobody is at work in it."""


def open_demonstration(knowledge: Knowledge) -> tuple[Store, str]:
    """The store and the clinician's password, which is a new one at every start. Raises `StoreError`.

    It lies beside the clinic's own data, never among them.
    """
    from sequela.store.store import open_file
    from sequela.web.demo.fill import new_password

    kept = folder() / FOLDER
    if kept.exists():
        begun = dt.date.fromtimestamp((kept / KEY).stat().st_mtime)
        tell(
            f"the demonstration made on {begun} is opened again, with what was changed in it; for a new one that runs "
            f"up to today, remove {kept}"
        )
    else:
        _fill(kept, knowledge)
    store = open_file(kept / DATABASE, kept / KEY)
    return store, new_password(store)


def _fill(kept: Path, knowledge: Knowledge) -> None:
    """Fill it under another name first: what was broken off is never taken for the whole."""
    from sequela.store.store import open_file
    from sequela.web.demo.fill import fill

    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in kept.parent.glob(f"{FOLDER}-*"):
        if time.time() - left.stat().st_mtime > LONGEST_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=f"{FOLDER}-", dir=kept.parent) as unfinished:
        made = Path(unfinished) / FOLDER
        store = open_file(made / DATABASE, made / KEY)
        try:
            fill(store, knowledge, tell)
        finally:
            store.close()
        made.rename(kept)
