"""Clinicians at work: each does one thing every few seconds, whether or not the server is quick.

Each has a schedule made beforehand. An action counts from the moment at which it was due, so that waiting because the
one before took long is part of the time that is reported.
"""

from __future__ import annotations

import gzip
import http.client
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from _clinic_store import FAMILY, PASSWORD

ANOTHER, AGAIN = "patient page, first opened that day", "patient page, opened before"
MIX = {
    "work list": 1.0,
    "work list, one view": 0.5,
    "work list, search": 0.5,
    ANOTHER: 0.8,
    AGAIN: 3.2,
    "what-if": 3.0,
    "plan page": 1.0,
    "facts page": 1.0,
    "fact recorded": 1.0,
}
"""Of twelve actions: the minute that a clinician who acts every five seconds has for a patient."""
COLLEAGUES = 0.2 / 3.2
"""Of the pages opened again, those of another patient, whom a colleague opened earlier."""
VIEWS = ("danger", "arrived", "worse", "overdue", "waiting")
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One action: when it was due (seconds from the start), how long from then to the answer (ms), what went wrong."""

    kind: str
    due: float
    took: float
    fault: str


@dataclass(slots=True)
class Opened:
    """Which patients were opened today, by anyone."""

    fresh: list[str]
    seen: list[str]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def another(self) -> str:
        """A patient whom nobody opened today."""
        with self.lock:
            self.seen.append(self.fresh.pop())
            return self.seen[-1]

    def known(self, chance: random.Random) -> str:
        """A patient whom somebody opened today."""
        with self.lock:
            return chance.choice(self.seen)


class Clinician(threading.Thread):
    """One person at one browser, signed in."""

    def __init__(self, port: int, number: int, opened: Opened, findings: Sequence[str]) -> None:
        """`findings`: those that are supposed or recorded; all have a side."""
        super().__init__(daemon=True)
        self._opened, self._findings = opened, findings
        self._chance = random.Random(number)  # noqa: S311 - no secret
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        # Each comes from an address of their own, as a server in front would tell: tries to sign in are limited by it.
        self._headers = {"x-forwarded-for": f"10.0.0.{number + 1}", "accept-encoding": "gzip"}
        self._token, self._patient = "", opened.known(self._chance)
        self._due: tuple[tuple[float, str], ...] = ()
        self._start = 0.0
        self.done: list[Done] = []

    def sign_in(self, login: str) -> None:
        """Sign in, and learn the token that forms of this session carry."""
        self._token = _token(self._send("GET", "/sign-in"))
        self._post("/sign-in", login=login, password=PASSWORD)
        self._token = _token(self._send("GET", "/clinic"))

    def begin(self, start: float, every: float, seconds: float) -> None:
        """Act from `start` on, once in each span of `every` seconds, at any moment of it."""
        spans = range(int(seconds / every))
        kinds = self._chance.choices(tuple(MIX), tuple(MIX.values()), k=len(spans))
        self._due = tuple(
            (every * (span + self._chance.random()), kind) for span, kind in zip(spans, kinds, strict=True)
        )
        self._start = start
        self.start()

    def run(self) -> None:
        """The day's work."""
        for due, kind in self._due:
            time.sleep(max(0.0, self._start + due - time.perf_counter()))
            fault = ""
            try:
                self._act(kind)
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                fault = f"{type(error).__name__}: {error}"
            took = 1e3 * (time.perf_counter() - self._start - due)
            self._line.close()  # the server lets go of a line that is idle for seconds, and a browser takes another
            self.done.append(Done(kind=kind, due=due, took=took, fault=fault))

    def _act(self, kind: str) -> None:
        chance = self._chance
        address = f"/clinic/patients/{self._patient}"
        if kind == "work list":
            self._send("GET", "/clinic")
        elif kind == "work list, one view":
            self._send("GET", f"/clinic?view={chance.choice(VIEWS)}")
        elif kind == "work list, search":
            self._post("/clinic", live=True, words=chance.choice(FAMILY)[:4].lower())
        elif kind == "what-if":
            chosen = f"{chance.choice(self._findings)}@right={chance.choice(('present', 'absent'))}"
            self._post(f"{address}/what-if", live=True, set=chosen)
        elif kind in ("plan page", "facts page"):
            self._send("GET", f"{address}/{kind.split()[0]}")
        elif kind == "fact recorded":
            fact = {"finding": chance.choice(self._findings), "value": "present", "side": "right"}
            self._post(f"{address}/entries/new/fact", **fact)
        else:
            if kind == ANOTHER:
                self._patient = self._opened.another()
            elif chance.random() < COLLEAGUES:
                self._patient = self._opened.known(chance)
            self._send("GET", f"/clinic/patients/{self._patient}")

    def _post(self, address: str, *, live: bool = False, **fields: str) -> str:
        return self._send("POST", address, urlencode({"form_token": self._token, **fields}), live=live)

    def _send(self, method: str, address: str, body: str | None = None, *, live: bool = False) -> str:
        """One request and the page it leads to; that page. Raises `RuntimeError` where there is none."""
        headers = dict(self._headers)
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        if live:
            headers["hx-request"] = "true"
        self._line.request(method, address, body, headers)
        answer = self._line.getresponse()
        packed = answer.read()
        self._keep_cookies(answer)
        leads_to = answer.getheader("location")
        if answer.status == http.HTTPStatus.SEE_OTHER and leads_to:
            return self._send("GET", leads_to.partition("#")[0])
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{answer.status} for {method} {address.split('?')[0]}")
        return (gzip.decompress(packed) if answer.getheader("content-encoding") == "gzip" else packed).decode()

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        held = dict(_pairs(self._headers.get("cookie", "")))
        for stated in answer.headers.get_all("set-cookie") or ():
            held |= dict(_pairs(stated.split(";")[0]))
        self._headers["cookie"] = "; ".join(f"{name}={value}" for name, value in held.items())


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, text.split("; ")):
        name, _, value = part.partition("=")
        yield name, value


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    if found is None:
        raise RuntimeError("a page came without its form: was the sign-in refused?")
    return found[1]
