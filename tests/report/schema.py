"""The JSON Schema of an assessment, and a walk that finds keys it does not know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

import jsonschema

SCHEMA = json.loads(files("sequela.report").joinpath("assessment.schema.json").read_text(encoding="utf-8"))


def validate(body: object) -> None:
    """Raise if the body is no `sequela.assessment/1`, or holds a key that the schema does not describe."""
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(body)
    assert list(undescribed(body, SCHEMA)) == []


def undescribed(value: object, schema: object, place: str = "") -> Iterator[str]:
    """Keys of an assessment that its schema does not describe: a schema that lags behind would describe nothing."""
    assert isinstance(schema, dict)
    if "anyOf" in schema:  # something or nothing
        schema = next(part for part in schema["anyOf"] if part.get("type") != "null")
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from undescribed(part, schema.get("items", {}), f"{place}[{number}]")
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        for key, part in value.items():
            if key in known:
                yield from undescribed(part, known[key], f"{place}.{key}")
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from undescribed(part, schema["additionalProperties"], f"{place}.{key}")
            elif "additionalProperties" not in schema:
                yield f"{place}.{key}"
