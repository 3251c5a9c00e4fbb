"""The work list on a new day: what time alone changes, such as a danger that becomes recent, a fact that grows old."""

from __future__ import annotations

from collections.abc import Callable

from sequela.store.summaries import not_since

from .record import refresh
from .site import Site


def refresh_all(site: Site, told: Callable[[int, int], None]) -> int:
    """Assess anew whoever was not assessed today, and put the lines right; how many. `told`: done so far, of all."""
    with site.store.reading() as connection:
        waiting = not_since(connection, site.clinic_id, site.today().isoformat())
    for done, patient_id in enumerate(waiting, 1):
        refresh(site, patient_id)
        told(done, len(waiting))
    return len(waiting)
