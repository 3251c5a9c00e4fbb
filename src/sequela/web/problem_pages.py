"""Errors as pages: what happened, what to do, and always the way to help."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from sequela.records import frozen

from .visit import Visit, form_token_of, go, page


@frozen
class Problem:
    """What went wrong, in words."""

    status: int
    title: str
    words: str


_WORDS = {
    400: ("This could not be done", "Something in what was sent is not right."),
    401: ("Please sign in", "This page needs an account of the clinic."),
    403: (
        "This is not allowed",
        "Your account may not do this, or the page was open too long. Go back, load it again and try once more.",
    ),
    404: ("There is no such page", "It is gone, or the address is not right, or it is not yours to see."),
    405: ("This could not be done", "The page does not take this."),
    409: ("Someone else was faster", "Both versions are kept. Load the page again and choose which is right."),
    413: ("This is too large", "At most 1 MB can be sent at once."),
    429: ("Too many at once", "Please wait a moment and try again. Nothing was lost."),
    500: (
        "A fault of ours",
        "Nothing of what was stored before is lost. Try again; if it happens again, tell the clinic.",
    ),
    503: ("The clinic's store cannot be reached", "Nothing of this was stored. Send it again in a moment."),
}


def problem_page(request: Request, status: int, words: str = "") -> Response:
    """The error as a page, or as JSON for a program; a page that asks for an account leads to where one signs in."""
    title, usual = _WORDS.get(status, _WORDS[400 if status < 500 else 500])
    problem = Problem(status=status, title=title, words=words or usual)
    if "application/json" in request.headers.get("accept", "") or request.url.path.startswith("/api/"):
        return JSONResponse({"error": {"code": status, "message": problem.words}}, status_code=status)
    if status == 401 and request.method == "GET":
        return go(f"/sign-in?next={request.url.path}")
    return page(_visit(request), "problem.html.j2", problem, status=status)


def _visit(request: Request) -> Visit:
    """Whoever it was: the page of an error shows nothing of anyone."""
    from .language import chosen

    language = chosen(request.cookies.get("sequela_language"), None, request.headers.get("accept-language", ""))
    return Visit(
        site=request.app.state.site,
        request=request,
        account=None,
        patient=None,
        language=language,
        form_token=form_token_of(request),
        action="read_public",
    )
