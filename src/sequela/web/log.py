"""The log: one line for each request or fault, by the pattern of its route. Nothing of any patient is handed to it."""

from __future__ import annotations

import json
import logging
import time

FIELDS = ("method", "route", "status", "ms")
"""What a line of a request says beside its message."""


class JsonLines(logging.Formatter):
    """Each record as one JSON object, its time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """One line. The traceback of an exception is left out: its message may hold what someone said."""
        said: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(said | _fields(record), ensure_ascii=False)


class Lines(logging.Formatter):
    """Each record as a line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = time.strftime("%H:%M:%S", time.gmtime(record.created))
        return " ".join([at, record.getMessage(), *(str(value) for value in _fields(record).values())])


def _fields(record: logging.LogRecord) -> dict[str, object]:
    found = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in found.items()}


def log_to_standard_error(*, as_json: bool) -> None:
    """Send what is logged to standard error, as lines of JSON or for people."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if as_json else Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
