"""For those who run the server: whether it can work, and how much it does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from sqlalchemy import text

from sequela.store.problem import StoreError
from sequela.web.counted import exposition
from sequela.web.visit import Visit, needs

router = APIRouter()

ReadHealth = Annotated[Visit, needs("read_health")]


@router.get("/healthz")
def health(visit: ReadHealth) -> Response:
    """200 while the store answers, 503 otherwise."""
    try:
        with visit.site.store.reading() as connection:
            connection.execute(text("SELECT 1"))
    except StoreError:
        return JSONResponse({"status": "no store"}, status_code=503)
    return JSONResponse({"status": "ok", "knowledge": visit.site.knowledge.version})


@router.get("/metrics")
def metrics(visit: ReadHealth) -> Response:
    """Counts and times in the text format of Prometheus; no patient, no address."""
    return PlainTextResponse(exposition(visit.request.app.state.counts), media_type="text/plain; version=0.0.4")
