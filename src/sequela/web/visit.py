"""One request as the pages see it: who asks, in which language, allowed to do what; and the answer as page or JSON."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import field, fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, HTTPException, Request
from fastapi import Path as InAddress
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sequela.records import frozen
from sequela.store.accounts import Account, signed_in
from sequela.store.patients import PatientRow, patient_row
from sequela.store.problem import NotFoundError

from . import words
from .access import Action, may, role_of
from .language import LANGUAGES, NAMES, chosen, translations
from .site import Site

SESSION, LANGUAGE, FORM = "sequela_session", "sequela_language", "sequela_form"
HERE = Path(__file__).parent
SAFE = frozenset({"GET", "HEAD"})
MOST_FIELDS = 500
LONGEST_NUMBER = 15
Number = Annotated[int, InAddress(ge=1, lt=10**LONGEST_NUMBER)]
"""The number of an entry in an address: beyond it no database has one."""
_ONE_AT_A_TIME = Lock()
"""Pages are written one after the other: Python would only mix them, all would be late, and whoever holds the database
would wait for the processor among them."""


@frozen
class Visit:
    """Who asks and what for. `patient` is the one named in the address, already checked; `form_token` guards forms.

    form
        the fields that were sent, each with all its values; its token was checked before anyone sees them.
    """

    site: Site
    request: Request
    account: Account | None
    patient: PatientRow | None
    language: str
    form_token: str
    action: Action
    form: Mapping[str, list[str]] = field(default_factory=dict)

    def said(self, name: str) -> str:
        """The one value of a field, blanks around it removed; empty if it was not sent."""
        return self.typed(name).strip()

    def typed(self, name: str) -> str:
        """The one value of a field as it was typed, blanks included, as passwords are; empty if it was not sent."""
        return (self.form.get(name) or [""])[0]

    def number(self, name: str) -> int | None:
        """The number of an entry in a field; None where there is none."""
        said = self.said(name)
        return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER else None

    def may(self, action: Action) -> bool:
        """Whether the same person may do something else here, to show or hide its button."""
        return may(self.account, action, self.patient)

    @property
    def actor(self) -> str:
        """Who acts, for the audit and the entries."""
        return self.account.id if self.account else "nobody"

    @property
    def clinic_id(self) -> str:
        """The clinic of whoever asks."""
        return self.account.clinic_id if self.account else self.site.clinic_id

    @property
    def wants_json(self) -> bool:
        """Whether the answer is for a program: it says so in ``Accept``."""
        return "application/json" in self.request.headers.get("accept", "")

    @property
    def live(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"


async def _fields(request: Request) -> dict[str, list[str]]:
    """The fields of a form that was sent."""
    if request.method in SAFE:
        return {}
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {key: [str(value) for value in form.getlist(key)] for key in form}


def needs(action: Action) -> Any:
    """The dependency of a route: it names what the route does, and lets in only who may.

    A change must come from a page of ours: its form carries the token of this session. Raises 401, 403 or 404.
    """

    def visit(request: Request, fields: Annotated[dict[str, list[str]], Depends(_fields)]) -> Visit:
        site: Site = request.app.state.site
        token = request.cookies.get(SESSION)
        account = signed_in(site.store, token) if token else None
        if account is not None and account.clinic_id != site.clinic_id:
            account = None  # this server is of one clinic, whoever else shares its database
        patient = _patient(site, request)
        if not may(account, action, patient):
            raise _refused(account, action, patient)
        form_token = form_token_of(request)
        if request.method not in SAFE:
            _check_origin(request)
            _check_token(request, fields, form_token)
        return Visit(
            site=site,
            request=request,
            account=account,
            patient=patient,
            language=chosen(request.cookies.get(LANGUAGE), None, request.headers.get("accept-language", "")),
            form_token=form_token,
            action=action,
            form=fields,
        )

    visit.action = action  # type: ignore[attr-defined]  # read by the test that walks all routes
    return Depends(visit)


def _patient(site: Site, request: Request) -> PatientRow | None:
    named = request.path_params.get("patient_id")
    if named is None:
        return None
    with site.store.reading() as connection:
        try:
            return patient_row(connection, named)
        except NotFoundError as error:
            raise HTTPException(404) from error


def _refused(account: Account | None, action: Action, patient: PatientRow | None) -> HTTPException:
    """Not signed in: 401. Of a record that is not theirs to see: 404, as if there were none. Else 403."""
    if role_of(account) == "nobody":
        return HTTPException(401)
    return HTTPException(404 if patient is not None and may(account, action) else 403)


# --- forms -----------------------------------------------------------------------------------------------------------


def form_token_of(request: Request) -> str:
    """Bound to the session, or to a cookie of the form where nobody is signed in."""
    bound = request.cookies.get(SESSION) or request.cookies.get(FORM) or ""
    return hmac.new(request.app.state.secret, bound.encode(), sha256).hexdigest() if bound else ""


def _check_origin(request: Request) -> None:
    """A change comes from our own pages: browsers say where from."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403)


def _check_token(request: Request, fields: dict[str, list[str]], wanted: str) -> None:
    given = (fields.pop("form_token", None) or [request.headers.get("x-form-token", "")])[0]
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise HTTPException(403)


# --- answers ---------------------------------------------------------------------------------------------------------


def page(visit: Visit, template: str, view: object, *, status: int = 200) -> Response:
    """The view as a page, or as JSON of the same record where a program asks."""
    if visit.wants_json:
        return JSONResponse(as_json(view), status_code=status)
    told = translations(visit.language)
    context = {
        "visit": visit,
        "site": visit.site,
        "view": view,
        "language": visit.language,
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "_": told.gettext,
        "gettext": told.gettext,
        "ngettext": told.ngettext,
    }
    with _ONE_AT_A_TIME:
        text = environment().get_template(template).render(context)
    answer = HTMLResponse(text, status_code=status)
    if SESSION not in visit.request.cookies and FORM not in visit.request.cookies:
        _begin_form(visit, answer, template, context)
    return answer


def _begin_form(visit: Visit, answer: HTMLResponse, template: str, context: dict[str, Any]) -> None:
    """On the first page: a cookie for its forms to be bound to."""
    bound = secrets.token_urlsafe(16)
    token = hmac.new(visit.request.app.state.secret, bound.encode(), sha256).hexdigest()
    with_token = {**context, "visit": replace(visit, form_token=token)}
    answer.body = environment().get_template(template).render(with_token).encode()
    answer.headers["content-length"] = str(len(answer.body))
    set_cookie(visit.site, answer, FORM, bound)


def set_cookie(site: Site, answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """A cookie that scripts cannot read and other sites cannot send."""
    answer.set_cookie(name, value, httponly=True, samesite="lax", secure=site.secure_cookies, path="/", max_age=seconds)


def go(address: str) -> RedirectResponse:
    """To another page of ours, after a change."""
    return RedirectResponse(quote(address, safe="/?&=#%"), status_code=303)


@cache
def environment() -> Environment:
    """The templates; everything that is not ours goes through autoescape."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(words.FOR_TEMPLATES)
    made.filters.update(words.FILTERS)
    return made


def as_json(value: object) -> Any:
    """A record as JSON: fields by name, times and ids as text."""
    if is_dataclass(value):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


Handler = Callable[..., Response]
SeeWorklist = Annotated[Visit, needs("see_worklist")]
SeePatient = Annotated[Visit, needs("see_patient")]
ChangePatient = Annotated[Visit, needs("change_patient")]
ReadPublic = Annotated[Visit, needs("read_public")]
