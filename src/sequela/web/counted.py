"""What the server did, counted: requests by route and status, and their time. Nothing of any patient."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from .headers import App, Receive, Scope, Send

LOG = logging.getLogger("sequela.web")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Anybody can make up others: they are counted and logged as one."""
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


@dataclass(slots=True)
class Counts:
    """Requests by (method, route, status), and how many took at most so long."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    within: Counter[float] = field(default_factory=Counter)
    seconds: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def add(self, method: str, route: str, status: int, took: float) -> None:
        """One more."""
        with self.lock:
            self.requests[method, route, status] += 1
            self.seconds += took
            for bucket in BUCKETS:
                if took <= bucket:
                    self.within[bucket] += 1


class Counted:
    """Counts and logs every request by the pattern of its route: addresses hold ids of patients."""

    def __init__(self, app: App, counts: Counts) -> None:
        """Around `app`."""
        self._app, self._counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def noting(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            took = time.perf_counter() - begun
            route = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            self._counts.add(method, route, status, took)
            LOG.info("request", extra={"method": method, "route": route, "status": status, "ms": took * 1000})


def exposition(counts: Counts) -> str:
    """The counts in the text format of Prometheus."""
    return "\n".join(_lines(counts)) + "\n"


def _lines(counts: Counts) -> Iterator[str]:
    with counts.lock:
        yield "# TYPE sequela_requests_total counter"
        for (method, route, status), number in sorted(counts.requests.items()):
            yield f'sequela_requests_total{{method="{method}",route="{route}",status="{status}"}} {number}'
        yield "# TYPE sequela_request_seconds histogram"
        total = sum(counts.requests.values())
        for bucket in BUCKETS:
            yield f'sequela_request_seconds_bucket{{le="{bucket:g}"}} {counts.within[bucket]}'
        yield f'sequela_request_seconds_bucket{{le="+Inf"}} {total}'
        yield f"sequela_request_seconds_sum {counts.seconds:.6f}"
        yield f"sequela_request_seconds_count {total}"
