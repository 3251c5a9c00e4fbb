"""A fault of ours: its reader gets a page, the log its kind and place, and nobody what it was about.

It is caught inside everything else, so that its page carries the headers of every page, and goes no further: a server
would print its message, which may hold what a patient said.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect

from .headers import App, Receive, Scope, Send
from .problem_pages import problem_page

LOG = logging.getLogger("sequela.web")


class Faults:
    """Answers 500 where the application raises, unless it had begun to answer."""

    def __init__(self, app: App) -> None:
        """Around `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:
            return  # nobody is there to be answered
        except Exception as error:
            LOG.error("fault %s at %s", type(error).__name__, _place(error))
            if not begun:
                await problem_page(Request(scope, receive), 500)(scope, receive, send)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
