"""From a draft to a case: what the case format refuses was not understood after all; every fact keeps its origin."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.form import MOST_ITEMS, MOST_OF
from sequela.case.free_text.draft import Draft
from sequela.case.read import read_case
from sequela.knowledge.schema.knowledge import Knowledge

ROOT = "known_before"
MOST_REPAIRS = 200
REFUSED = "the value cannot be"


def settled(draft: Draft, name: str, knowledge: Knowledge, as_of: dt.date) -> Case:
    """The case of a draft. What the case format refuses (pain 11 of 10) is taken out of it and noted as such."""
    for _ in range(MOST_REPAIRS):
        try:
            return read_case(draft.document(), name, knowledge, as_of=as_of, today=as_of)
        except CaseError as error:
            _withdraw(draft, error.first, name)
    raise CaseError(name, (CaseProblem(code="too_large", field=ROOT, message="too many values that cannot be"),))


_ENTRY = re.compile(r"(facts|surgeries|treatments|medicines)\[(\d+)\](?:\.(\w+))?")
_ALLERGY = re.compile(r"allergies(?:\[(\d+)\])?")


def _withdraw(draft: Draft, problem: CaseProblem, name: str) -> None:
    """Take the refused part out of the draft and note it."""
    found = _ENTRY.match(problem.field)
    why = f"{REFUSED}: {problem.message}"
    lists = {"facts": draft.facts, "treatments": draft.treatments, "medicines": draft.medicines}
    if problem.code == "too_large" and problem.field in lists:
        draft.leave(ROOT, "", why=f"{problem.message}; the others were left out")
        del lists[problem.field][MOST_OF.get(problem.field, MOST_ITEMS) :]
        return
    if found:
        entry = {
            "facts": draft.facts,
            "surgeries": draft.surgeries,
            "treatments": draft.treatments,
            "medicines": draft.medicines,
        }[found[1]][int(found[2])]
        origin = draft.origins.get(f"{found[1]}[{found[2]}]", ROOT)
        part = found[3]
        if part in entry and part not in ("finding", "value", "procedure", "treatment", "name"):
            draft.leave(origin, entry.pop(part), why=why)
        elif found[1] == "facts" and entry.get("value") != "unknown":
            draft.leave(origin, entry.get("value"), why=why)
            entry["value"] = "unknown"
        else:
            draft.leave(origin, entry.get("note", ""), why=why)
            entry.clear()
            entry.update({"finding": "", "value": "unknown"})
        return
    if (allergy := _ALLERGY.fullmatch(problem.field)) and draft.allergies:
        draft.leave(f"{ROOT}.allergies", draft.allergies.pop(int(allergy[1] or 0)), why=why)
        return
    for key in ("age", "sex"):
        if problem.field.startswith(f"patient.{key}") and key in draft.patient:
            draft.leave(f"{ROOT}.{key}", draft.patient.pop(key), why=why)
            return
    part = problem.field.removeprefix("complaints[0].").split("[")[0].split(".")[0]
    if part in draft.complaint:
        draft.leave(ROOT, draft.complaint.pop(part), why=why)
    elif part == "sites" and draft.sites:
        draft.leave(ROOT, draft.sites.pop(), why=why)
    else:
        raise CaseError(name, (problem,))


def with_origins(case: Case, draft: Draft) -> Case:
    """The case with each fact called by its place in the vignette."""
    seen: dict[str, int] = {}

    def place(fact_id: str) -> str:
        head, _, _ = fact_id.partition("#")
        origin = next((draft.origins[p] for p in (head, head.rpartition(".")[0]) if p in draft.origins), head)
        seen[origin] = seen.get(origin, 0) + 1
        return origin if seen[origin] == 1 else f"{origin}#{seen[origin]}"

    return replace(case, facts=tuple(replace(fact, id=place(fact.id)) for fact in case.facts))
