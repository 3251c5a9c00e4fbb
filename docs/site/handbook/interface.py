"""The reference of the public interface, made from signatures and docstrings."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import sequela
import sequela.assessment
import sequela.case.case
import sequela.case.complaint
import sequela.case.fact
import sequela.inference

from .docstrings import markdown

ELSEWHERE = {"Assessment": "assessment", "Case": "case"}
"""Records that have a page of their own."""


def public_interface() -> str:
    """What ``import sequela`` offers; records that have a page of their own are named only."""
    parts = [_current("sequela")]
    for name in sequela.__all__:
        value = getattr(sequela, name)
        if name in ELSEWHERE:
            said = f"{markdown(value.__doc__)}\n\nIts fields: [records]({ELSEWHERE[name]}.md).\n"
            parts.append(_described("class", name, None, said))
        else:
            parts.append(_object(value, name, "sequela"))
    return "\n".join(parts)


def inference_interface() -> str:
    """What ``import sequela.inference`` offers."""
    package = sequela.inference
    objects = [_object(getattr(package, name), name, package.__name__) for name in package.__all__]
    return "\n".join([_current(package.__name__), *objects])


def assessment_records() -> str:
    """The records of an assessment, one heading for each part of the care path."""
    package = sequela.assessment
    parts = [package, *(importlib.import_module(m.name) for m in _modules(package))]
    return "\n".join(_module(part) for part in parts)


def case_records() -> str:
    """The records of a case."""
    return "\n".join(_module(part) for part in (sequela.case.case, sequela.case.complaint, sequela.case.fact))


def _modules(package: ModuleType) -> Iterator[pkgutil.ModuleInfo]:
    yield from pkgutil.iter_modules(package.__path__, f"{package.__name__}.")


def _current(module: str) -> str:
    """Names that follow are looked for in this module first."""
    return f"```{{py:currentmodule}} {module}\n```\n"


def _module(module: ModuleType) -> str:
    own = [
        (name, value)
        for name, value in vars(module).items()
        if not name.startswith("_") and inspect.isclass(value) and value.__module__ == module.__name__
    ]
    aliases = [
        _described("type", f"{name}\n:canonical: {_literal(getattr(module, name))}", module.__name__, "")
        for name, kind in inspect.get_annotations(module).items()
        if kind == "TypeAlias" and not name.startswith("_")
    ]
    heading = f"## `{module.__name__}`\n\n{markdown(module.__doc__)}\n"
    return "\n".join(
        [heading, _current(module.__name__), *aliases, *(_object(value, name, module.__name__) for name, value in own)]
    )


def _literal(alias: object) -> str:
    """What an alias of types stands for, as it is written in code."""
    return str(alias).removeprefix("typing.").replace("'", '"')


def _object(value: object, name: str, module: str) -> str:
    """One function or class as a description that the index and the search know."""
    if inspect.isclass(value):
        return _class(value, name, module)
    if callable(value):
        return _described("function", f"{name}{_signature(value)}", module, markdown(inspect.getdoc(value)))
    return _described("data", name, module, f"One of: {value}." if value is not None else "")


def _class(value: type, name: str, module: str) -> str:
    body = [markdown(value.__doc__)]
    if dataclasses.is_dataclass(value):
        body += [_field(part) for part in dataclasses.fields(value)]
    for member, inner in vars(value).items():
        if member.startswith("_"):
            continue
        if isinstance(inner, property):
            body.append(_described("property", member, None, markdown(inspect.getdoc(inner))))
        elif inspect.isfunction(inner) or isinstance(inner, staticmethod):
            said = markdown(inspect.getdoc(inner))
            body.append(_described("method", f"{member}{_signature(getattr(value, member))}", None, said))
    kind = "exception" if issubclass(value, BaseException) else "class"
    return _described(kind, name, module, "\n\n".join(body))


def _field(part: dataclasses.Field[object]) -> str:
    kind = part.type if isinstance(part.type, str) else getattr(part.type, "__name__", str(part.type))
    options = f":type: {kind}\n"
    if part.default is not dataclasses.MISSING:
        options += f":value: {part.default!r}\n"
    return f"````{{py:attribute}} {part.name}\n{options}:no-index:\n````\n"


def _described(kind: str, signature: str, module: str | None, said: str) -> str:
    """A description of Sphinx's Python domain; what stands inside another needs no place in the index."""
    options = f":module: {module}\n" if module is not None else ":no-index:\n"
    fence = "`" * (4 if module is None else 6)
    return f"{fence}{{py:{kind}}} {signature}\n{options}\n{said}\n{fence}\n"


def _signature(value: object) -> str:
    """The parameters with their types as they are written in the code; a method's own object is left out."""
    if not callable(value):
        return ""
    signature = inspect.signature(value)
    own = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
    return str(signature.replace(parameters=own)).replace("'", "")
