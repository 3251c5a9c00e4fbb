"""`sequela evidence [ID] | lint | coverage | facts`: the knowledge opened, each number with where it comes from."""

from __future__ import annotations

import argparse
from pathlib import Path

from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge

from .faults import ANSWERED, BAD_INPUT, tell
from .inputs import knowledge_of
from .output import write_json, write_text


def run(options: argparse.Namespace) -> int:
    """Show what was asked for and return the exit status."""
    if options.influence and options.what != "coverage":
        tell("--influence belongs to: sequela evidence coverage")
        return BAD_INPUT
    if options.what == "diff":
        tell("diff comes before every option: sequela evidence diff OLD NEW [--cases DIR] [--json] [--full]")
        return BAD_INPUT
    if options.what == "lint":
        return _lint(options)
    if options.what == "facts":
        return _facts(options)
    from sequela.upkeep.pages.find import UnknownNameError, find_page, index
    from sequela.upkeep.pages.page import page_data, page_text

    knowledge = knowledge_of(options)
    try:
        if options.what == "coverage":
            from sequela.upkeep.coverage import coverage

            page = coverage(knowledge)
            if options.influence:
                from sequela.upkeep.influence.page import with_influence

                page = with_influence(knowledge, page, tell)
        else:
            page = find_page(knowledge, options.what) if options.what else index(knowledge)
    except UnknownNameError as error:
        tell(str(error))
        if options.json:
            problem = {"code": "unknown_name", "field": "", "message": error.message, "accepted": list(error.nearest)}
            near = error.nearest[0] if error.nearest else None
            write_json({"file": error.name, "error": {**problem, "nearest": near}}, one=True)
        return BAD_INPUT
    if options.json:
        write_json(page_data(page), one=True)
    else:
        write_text(page_text(page, full=options.full))
    return ANSWERED


def _lint(options: argparse.Namespace) -> int:
    """List every fault in the knowledge; faults mean exit 2."""
    from sequela.report.screen import visible
    from sequela.upkeep.lint.run import lint_folder

    problems = lint_folder(None if options.knowledge is None else Path(options.knowledge))
    if options.json:
        listed = [
            {"file": p.file, "line": p.line, "path": p.path, "message": p.message, "mend": p.mend} for p in problems
        ]
        write_json({"problems": listed}, one=True)
    else:
        write_text("".join(f"{visible(str(problem))}\n" for problem in problems))
    count = len(problems)
    tell(f"the knowledge has {count} problem{'' if count == 1 else 's'}" if count else "the knowledge is sound")
    return BAD_INPUT if problems else ANSWERED


# --- what can be recorded --------------------------------------------------------------------------------------------

_PLACES = {"none": "", "side": "side", "level": "level", "level_and_side": "level, side"}


def _facts(options: argparse.Namespace) -> int:
    """Everything that a case may state, as a table by how it is found out, or as a list of objects."""
    knowledge = knowledge_of(options)
    if options.json:
        write_json([_fact_data(finding) for finding in knowledge.findings.values()], one=True)
    else:
        write_text("\n".join(_fact_table(knowledge)) + "\n")
    return ANSWERED


def _values(finding: Finding) -> str:
    if finding.range is None and finding.unit is None and not finding.bands:
        return " | ".join(finding.levels)
    limits = f"{finding.range[0]:g} to {finding.range[1]:g}" if finding.range else "a number"
    return f"{limits} {finding.unit or ''}".strip()


def _fact_table(knowledge: Knowledge) -> list[str]:
    findings = sorted(knowledge.findings.values(), key=lambda f: (f.asked, f.id))
    width = max((len(finding.id) for finding in findings), default=0)
    values = max((len(_values(finding)) for finding in findings), default=0)
    lines = ["What a case may state. Each also takes unknown: asked, and not known."]
    asked = None
    for finding in findings:
        if finding.asked != asked:
            asked = finding.asked
            lines += ["", asked.upper()]
        row = (
            f"  {finding.id:<{width}}  {_values(finding):<{values}}  {_PLACES[finding.located]:<11}  {finding.label.en}"
        )
        lines.append(row.rstrip())
    return lines


def _fact_data(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "label": finding.label.en,
        "asked": finding.asked,
        "located": finding.located,
        "levels": list(finding.levels),
        "unit": finding.unit,
        "range": list(finding.range) if finding.range else None,
        "regions": list(finding.regions),
        "question": finding.question.en if finding.question else None,
    }
