"""The application: routes from every part of the clinic, errors as pages, headers around everything."""

from __future__ import annotations

import secrets
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from sequela import __version__
from sequela.store.problem import ConflictError, NotFoundError, StoreError, UnavailableError

from .counted import Counted, Counts
from .faults import Faults
from .headers import Bucket, Headers
from .problem_pages import problem_page
from .routes import ROUTERS
from .searches import Searches
from .site import Site

STATIC = Path(__file__).parent / "static"
ZIPPED = 4
"""Level of compression: a patient page takes a third of the time of level 9 and a sixth more bytes."""


def make_app(site: Site, secret: bytes | None = None) -> FastAPI:
    """The application of one clinic. `secret` seals form tokens; a new one at each start unless it is given."""
    app = FastAPI(title="Sequela", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.site = site
    app.state.secret = secret or secrets.token_bytes(32)
    app.state.searches = Searches(app.state.secret)
    app.state.counts = Counts()
    app.state.sign_in_tries = Bucket(most=10, per_second=0.2)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    app.add_exception_handler(HTTPException, _said)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(StoreError, _stored)
    app.add_middleware(Faults)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=ZIPPED)
    app.add_middleware(Headers, tls=site.secure_cookies)
    app.add_middleware(Counted, counts=app.state.counts)
    if site.hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*site.hosts])
    return app


def _said(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return problem_page(request, status)


def _misread(_: Request, error: Exception) -> Response:
    """What a program sent and no page of ours would: which field, and what is accepted."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    listed = [{"field": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in found]
    return JSONResponse({"error": {"code": "unreadable", "fields": listed}}, status_code=422)


def _stored(request: Request, error: Exception) -> Response:
    status = {NotFoundError: 404, ConflictError: 409, UnavailableError: 503}.get(type(error), 400)
    return problem_page(request, status, str(error))
