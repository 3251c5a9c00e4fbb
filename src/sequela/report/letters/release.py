"""Whether a clinician has released this very assessment to the patient.

No patient sees anything of a plan before a clinician has read it. The release names the hash of what was read: the
assessment, and what the summary takes from the case itself. A changed case, another day or newer knowledge asks for a
new one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re

from sequela.assessment import Assessment
from sequela.case.case import Case
from sequela.records import frozen

COMMAND = "sequela report CASE --for patient --release-hash"
FORM = "released: {by: NAME, at: DATE, assessment_sha256: HASH}"
_SHOWN = 16
_LENGTH = 64
_HEX = re.compile(r"[0-9a-f]*")


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


def fingerprint(assessment: Assessment, case: Case) -> str:
    """The sha256 of what a release covers, as JSON with sorted keys.

    It is the assessment without the name of the file it was read from, and the patient's language, story, goals and
    preferences, which the summary shows and no assessment holds.
    """
    body = {key: value for key, value in assessment.to_json().items() if key != "case"}
    told = {
        "language": case.patient.language,
        "story": case.story,
        "goals": list(case.goals),
        "preferences": dict(case.preferences),
    }
    whole = {"assessment": body, "told": told}
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def release(assessment: Assessment, case: Case) -> Release:
    """The release of this assessment. Raises `NotReleasedError`."""
    told = case.released
    if told is None:
        raise NotReleasedError(
            "released",
            "no clinician has released this to the patient. Read the assessment and the page (`--draft` shows it), "
            f"then write into the case file `{FORM}`; the hash is printed by `{COMMAND}`",
        )
    by = (told.by or "").strip()
    if not by:
        raise NotReleasedError("released.by", f"the release does not say who made it; it is written `{FORM}`")
    if told.at is None:
        raise NotReleasedError("released.at", f"the release has no day; it is written `{FORM}`")
    _check_hash(told.assessment_sha256, fingerprint(assessment, case))
    if told.at < assessment.as_of:
        message = f"the release of {told.at} lies before the assessment of {assessment.as_of}, which it speaks of"
        raise NotReleasedError("released.at", message)
    return Release(by=by, at=told.at)


def _check_hash(stated: str | None, present: str) -> None:
    """Raises `NotReleasedError` unless the hash stated is the present one."""
    given = (stated or "").strip().lower()
    if given == present:
        return
    field = "released.assessment_sha256"
    if given and (len(given) != _LENGTH or not _HEX.fullmatch(given)):
        wrong = f"it has {len(given)} characters" if len(given) != _LENGTH else "it has other letters than a to f"
        if len(given) < _LENGTH:
            wrong = f"it is too short, with {len(given)} characters"
        message = f"this is no whole hash: {wrong}, and a hash has {_LENGTH}; `{COMMAND}` prints the present one"
        raise NotReleasedError(field, message)
    shown = f"{given[:_SHOWN]}..." if given else "no hash"
    raise NotReleasedError(
        field,
        f"what was released ({shown}) is not what is there now ({present[:_SHOWN]}...): case, day or knowledge have "
        f"changed since. Read the present assessment and release it anew; `{COMMAND}` prints its hash",
    )
