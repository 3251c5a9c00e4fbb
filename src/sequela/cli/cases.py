"""`sequela case new|check|convert`: a form to fill in, what is wrong with files, vignettes as case files."""

from __future__ import annotations

import argparse
from pathlib import Path

from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.case.files import case_of
from sequela.case.ledger import SortedFacts, sort_facts
from sequela.report.screen import visible

from .faults import ANSWERED, BAD_INPUT, tell, tell_problems
from .inputs import Today, entries, knowledge_of
from .output import write_json, write_text

_PARTS = ("later", "before_last_surgery", "stale", "contradictory", "superseded", "unknown")
"""The parts of the ledger whose facts do not count."""


def run(options: argparse.Namespace) -> int:
    """Do what was asked and return the exit status."""
    if options.action == "new":
        return _new()
    return _check(options) if options.action == "check" else _convert(options)


def _new() -> int:
    from sequela.case.template import TEMPLATE

    write_text(TEMPLATE)
    return ANSWERED


def _check(options: argparse.Namespace) -> int:
    """Read every entry, say what is wrong, or what of it would not be used, and why."""
    knowledge = knowledge_of(options)
    found = list(entries(options.files))
    today = Today(options.as_of)
    one = len(options.files) == 1 and len(found) == 1
    status = ANSWERED
    for entry in found:
        try:
            case = case_of(entry, knowledge, as_of=options.as_of, today=today.said(entry))
        except CaseError as error:
            status = BAD_INPUT
            tell_problems(error)
            if options.json:
                write_json(error.to_json(), one=one)
            continue
        facts = sort_facts(case, knowledge)
        if options.json:
            write_json(_data(entry.name, case, facts), one=one)
        else:
            write_text("".join(f"{visible(line)}\n" for line in _lines(entry.name, case, facts)))
    return status


def _lines(name: str, case: Case, facts: SortedFacts) -> list[str]:
    lines = [
        f"{name}: can be used; as of {case.as_of.isoformat()}, {len(facts.usable)} of {len(case.facts)} facts count"
    ]
    for part in _PARTS:
        lines += [f"  not used: {one.fact.finding} [{one.fact.id}]; {one.why}" for one in getattr(facts, part)]
    lines += [f"  not used: {', '.join(c.places)}; {c.why}" for c in facts.conflicts]
    lines += [f"  not understood: {n.words!r} [{n.id}]; {n.why}" for n in case.not_understood]
    return lines


def _data(name: str, case: Case, facts: SortedFacts) -> dict[str, object]:
    aside = [
        {"fact": one.fact.id, "finding": one.fact.finding, "part": part, "why": one.why}
        for part in _PARTS
        for one in getattr(facts, part)
    ]
    return {
        "file": name,
        "case": case.name,
        "as_of": case.as_of.isoformat(),
        "facts": len(case.facts),
        "usable": len(facts.usable),
        "set_aside": aside,
        "conflicts": [{"places": list(c.places), "why": c.why} for c in facts.conflicts],
        "not_understood": [{"fact": n.id, "text": n.text, "words": n.words, "why": n.why} for n in case.not_understood],
    }


def _convert(options: argparse.Namespace) -> int:
    """Write each vignette of a file as a case file of its own."""
    from sequela.case.convert import convert

    knowledge = knowledge_of(options)
    today = Today(options.as_of)
    try:
        written = convert(Path(options.vignettes), Path(options.folder), knowledge, options.as_of, today.date)
    except CaseError as error:
        tell_problems(error)
        if options.json:
            write_json(error.to_json(), one=True)
        return BAD_INPUT
    except OSError as error:
        tell(f"{options.folder}: cannot be written: {error.strerror or type(error).__name__}")
        return BAD_INPUT
    if options.json:
        write_json({"written": [str(path) for path in written]}, one=True)
    else:
        write_text("".join(f"{visible(str(path))}\n" for path in written))
    return ANSWERED
