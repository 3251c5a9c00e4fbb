"""The form of an assessment in JSON, made from the published schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import TypeAlias, cast

from sequela.records import frozen

from .document import raw
from .pieces import piece

SCHEMA = "assessment.schema.json"
Node: TypeAlias = Mapping[str, object]


@frozen
class Key:
    """One key of an object: what it holds, whether it is always there, where its own form stands, what is said."""

    name: str
    form: str
    link: str | None
    always: bool
    said: str


def assessment_form() -> str:
    """The keys of an assessment and of each record inside it, as Markdown."""
    schema = cast(Node, json.loads(resources.files("sequela.report").joinpath(SCHEMA).read_text(encoding="utf-8")))
    records = cast("dict[str, Node]", schema.get("$defs", {}))
    objects = list(_objects("assessment", schema))
    for name, record in records.items():
        objects += _objects(name, record)
    parts: list[str] = []
    for name, node in objects:
        heading = f"{'###' if '.' in name else '##'} `{name}`\n"
        parts += [heading, str(node.get("description", "")), raw(_table(name, node))]
    return "\n".join(parts)


def _objects(name: str, node: Node) -> Iterator[tuple[str, Node]]:
    """An object and every object that stands inside it without a name of its own."""
    if "properties" not in node:
        if "enum" in node or "oneOf" in node or "anyOf" in node:
            return
        inner = _inside(node)
        if inner is not None:
            yield from _objects(name, inner)
        return
    yield name, node
    for key, value in cast("dict[str, Node]", node["properties"]).items():
        inner = value if "properties" in value else _inside(value)
        if inner is not None and "properties" in inner:
            yield from _objects(f"{name}.{key}", inner)


def _inside(node: Node) -> Node | None:
    """What a list or a map holds."""
    for key in ("items", "additionalProperties"):
        held = node.get(key)
        if isinstance(held, Mapping):
            return cast(Node, held)
    return None


def _table(name: str, node: Node) -> str:
    required = cast("list[str]", node.get("required", []))
    keys = [
        Key(
            name=key,
            form=_form(value),
            link=_link(name, key, value),
            always=key in required,
            said=str(value.get("description", "")),
        )
        for key, value in cast("dict[str, Node]", node["properties"]).items()
    ]
    return piece("keys", keys=keys)


def _link(name: str, key: str, node: Node) -> str | None:
    """The anchor of the record that the value is, or holds."""
    inner = _inside(node) or node
    if "$ref" in inner:
        return "#" + str(inner["$ref"]).rsplit("/", 1)[-1].replace("_", "-").lower()
    if "properties" in inner:
        return "#" + f"{name}.{key}".replace("_", "-").replace(".", "-").lower()
    return None


def _form(node: Node) -> str:
    if "const" in node:
        return f"“{node['const']}”"
    if "$ref" in node:
        return str(node["$ref"]).rsplit("/", 1)[-1]
    if "enum" in node:
        return " | ".join(str(value) for value in cast("list[object]", node["enum"]))
    for key in ("oneOf", "anyOf"):
        if key in node:
            return " | ".join(_form(one) for one in cast("list[Node]", node[key]))
    kind = node.get("type", "any")
    if isinstance(kind, list):
        return " | ".join(map(str, kind))
    inner = _inside(node)
    if kind == "array":
        return "list" if inner is None else f"list of {_form(inner)}"
    if kind == "object" and inner is not None:
        return f"map of {_form(inner)}"
    return f"{kind} ({node['format']})" if "format" in node else str(kind)
