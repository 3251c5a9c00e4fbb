"""What every answer carries and what no request may bring: security headers, a size limit, a rate limit."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # with none at all, browsers hide from us where a form comes from
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    (b"x-frame-options", b"DENY"),
)
KEEP_TO_TLS = (b"strict-transport-security", b"max-age=31536000")
MOST_BYTES = 1_000_000
"""A case with its diaries is a tenth of this."""


class Headers:
    """Adds the headers; refuses bodies beyond `MOST_BYTES` before anything reads them."""

    def __init__(self, app: App, *, tls: bool) -> None:
        """Around `app`. `tls`: it is reached by TLS alone, and browsers are told to keep to that."""
        self._app = app
        self._headers = (*HEADERS, KEEP_TO_TLS) if tls else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        public = scope["path"].startswith(("/static/", "/learn"))

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
                if not public:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        stated = dict(scope["headers"]).get(b"content-length", b"0")
        if not stated.isdigit() or int(stated) > MOST_BYTES:
            await _refused(with_headers, 413, "This is too large to be taken: at most 1 MB.")
            return
        await self._app(scope, _limited(receive), with_headers)


def _limited(receive: Receive) -> Receive:
    """The same, refused where a body that states no length grows too long."""
    seen = 0

    async def next_part() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise HTTPException(413)
        return message

    return next_part


async def _refused(send: Send, status: int, words: str) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": words.encode()})


class Bucket:
    """So many requests at once per key, refilled over time; the oldest keys are forgotten beyond `keys`."""

    def __init__(self, most: int, per_second: float, keys: int = 10_000) -> None:
        """`most` at once, refilled at `per_second`."""
        self._most, self._rate, self._keys = most, per_second, keys
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Whether one more may pass."""
        now = time.monotonic()
        left, before = self._left.pop(key, (float(self._most), now))
        left = min(float(self._most), left + (now - before) * self._rate)
        passes = left >= 1
        self._left[key] = (left - 1 if passes else left, now)
        while len(self._left) > self._keys:
            self._left.popitem(last=False)
        return passes
