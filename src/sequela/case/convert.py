"""Vignettes as case files, for people to correct by hand: nothing that was said is lost on the way."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sequela.case.errors import CaseError, CaseProblem
from sequela.case.file_name import free_name
from sequela.case.files import CaseInput, read_file
from sequela.case.settle import settled
from sequela.case.vignette import drafted
from sequela.knowledge.schema import Knowledge

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*")
_RESERVED = frozenset({"null", "true", "false", "y", "n", "on", "off"})
_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML refuses or takes for the end of a line if it stands there unescaped."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")


def convert(
    vignettes: Path, folder: Path, knowledge: Knowledge, as_of: dt.date | None, today: dt.date
) -> tuple[Path, ...]:
    """Write each vignette of a file as a case file of its own into `folder`; the files written, in order.

    Raises `CaseError` if the file cannot be read, holds no vignettes or would overwrite something; a broken entry is
    named by it after the others were written. Raises `OSError` if the folder cannot be written.
    """
    texts: dict[str, str] = {}
    broken: list[CaseProblem] = []
    for item in read_file(vignettes):
        try:
            text = case_file(item, knowledge, as_of, today)
        except CaseError as error:
            broken += (replace(problem, message=f"{item.name}: {problem.message}") for problem in error.problems)
            continue
        texts[free_name(item.name, texts)] = text
    folder.mkdir(parents=True, exist_ok=True)
    paths = {folder / f"{name}.yaml": text for name, text in texts.items()}
    standing = [str(path) for path in paths if path.is_symlink() or path.exists()]
    if standing:
        message = f"nothing was written: {', '.join(standing[:5])} stands there already; remove it or name a new folder"
        raise CaseError(str(vignettes), (CaseProblem(code="exists", field="", message=message),))
    for path, text in paths.items():
        with path.open("x", encoding="utf-8", newline="\n") as file:  # "x" also refuses what a link points to
            file.write(text)
    if broken:
        written = CaseProblem(code="partly", field="", message=f"the others were converted: {len(paths)} written")
        raise CaseError(str(vignettes), (*broken, *((written,) if paths else ())))
    return tuple(paths)


def case_file(item: CaseInput, knowledge: Knowledge, as_of: dt.date | None, today: dt.date) -> str:
    """The text of the case file that a vignette becomes. Raises `CaseError`."""
    if item.error is not None:
        raise item.error
    if item.kind != "vignette":
        message = "only vignettes are converted; this is a case file already"
        raise CaseError(item.name, (CaseProblem(code="wrong_type", field="", message=message),))
    draft = drafted(item.raw, item.name, knowledge)
    settled(draft, item.name, knowledge, as_of or today)
    document = draft.document()
    if as_of is not None:
        document = {"schema": document["schema"], "as_of": as_of.isoformat(), **document}
    called = _CONTROLS.sub(" ", item.name)  # the end of a line would end the comment
    return f"# {called}: read from a vignette; check it against the record.\n{as_yaml(document)}"


def as_yaml(document: Mapping[str, object]) -> str:
    """A case file as YAML: a line for each entry of a list, texts in quotes wherever they could be misread."""
    lines: list[str] = []
    for key, value in document.items():
        if isinstance(value, list) and value and not all(isinstance(part, str) for part in value):
            lines.append(f"{key}:")
            lines += [f"  - {_flow(part)}" for part in value]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(str(key))}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _RESERVED
        return value if plain else _HIDDEN.sub(_escaped, json.dumps(value, ensure_ascii=False))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
