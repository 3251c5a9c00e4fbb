"""Whether a clinician has released this very assessment to the patient.

No patient sees anything of a plan before a clinician has read it. The release names the hash of what was read, so that
a changed case, another day or newer knowledge asks for a new one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from sequela.assessment import Assessment
from sequela.case.case import Case
from sequela.case.when import TimeError, read_day
from sequela.records import frozen

COMMAND = "sequela report CASE --for patient --release-hash"
FORM = "released: {by: NAME, at: DATE, assessment_sha256: HASH}"
_SHOWN = 16


class NotReleasedError(Exception):
    """The summary may not be shown. The message says why and what a clinician does to release it."""

    def __init__(self, field: str, message: str) -> None:
        """`field`: where in the case file; `message`: plain words with the mend."""
        super().__init__(message)
        self.field = field
        self.message = message


@frozen
class Release:
    """Who released it, and on which day."""

    by: str
    at: dt.date


def fingerprint(assessment: Assessment) -> str:
    """The sha256 of an assessment's JSON, keys sorted, without the name of the file it was read from."""
    body = {key: value for key, value in assessment.to_json().items() if key != "case"}
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def release(assessment: Assessment, case: Case) -> Release:
    """The release of this assessment. Raises `NotReleasedError`."""
    told = case.released
    if not told:
        raise NotReleasedError(
            "released",
            "no clinician has released this to the patient. Read the assessment and the page (`--draft` shows it), "
            f"then write into the case file `{FORM}`; the hash is printed by `{COMMAND}`",
        )
    by = told.get("by")
    if not isinstance(by, str) or not by.strip():
        raise NotReleasedError("released.by", f"the release does not say who made it; it is written `{FORM}`")
    try:
        at = read_day(str(told.get("at")))
    except TimeError as error:
        raise NotReleasedError("released.at", f"the release has no day: {error}; it is written `{FORM}`") from error
    stated = told.get("assessment_sha256")
    present = fingerprint(assessment)
    if not isinstance(stated, str) or stated.strip().lower() != present:
        shown = "no hash" if not stated else f"{str(stated)[:_SHOWN]}..."
        raise NotReleasedError(
            "released.assessment_sha256",
            f"what was released ({shown}) is not the present assessment ({present[:_SHOWN]}...): case, day or "
            "knowledge have changed since. Read the present assessment and release it anew; "
            f"`{COMMAND}` prints its hash",
        )
    return Release(by=by.strip(), at=at)
