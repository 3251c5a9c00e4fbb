"""Whatever the description of the addresses allows to be sent, nothing is answered with a fault."""

from __future__ import annotations

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

from sequela.web.visit import SESSION

from .conftest import SignedIn
from .test_security import token_of

EXAMPLES = 6


def test_no_address_answers_with_a_fault(app: FastAPI, signed_in: SignedIn) -> None:
    browsers = [signed_in(role) for role in ("clinician", "admin")]
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if operation.path == "/sign-out":
            continue

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def answers(case: schemathesis.Case) -> None:
            nonlocal tried
            for browser in browsers:
                token = token_of(app, browser)
                answer = case.call(cookies={SESSION: browser.cookies[SESSION]}, headers={"x-form-token": token})
                assert answer.status_code < 500, case
                tried += 1

        answers()
    assert tried > 50
