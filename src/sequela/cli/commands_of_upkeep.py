"""The commands about the knowledge and how good the answers are, with their options."""

from __future__ import annotations

import argparse

from .arguments import Parser, add_as_of, add_shared, folder, target, whole


def add_evidence(commands: argparse._SubParsersAction[Parser]) -> None:
    """``evidence``."""
    evidence = commands.add_parser(
        "evidence",
        help="open the knowledge: an id, or lint, coverage, facts, diff",
        description="Open the knowledge. WHAT is an id such as facet_joint_pain or mechanism:facet_joint_pain, "
        "or one of: lint (is it sound), coverage (how much is measured), facts (what can be recorded), "
        "diff OLD NEW (what changed; see: sequela evidence diff --help). Without it: the contents.",
    )
    evidence.add_argument("what", nargs="?", metavar="WHAT")
    evidence.add_argument(
        "--influence",
        action="store_true",
        help="with coverage: also rank the estimates by how far they move results (takes a while)",
    )
    evidence.add_argument("--full", action="store_true", help="every row, each number with its study in full")
    add_shared(evidence, as_of=False)


def add_evidence_diff(commands: argparse._SubParsersAction[Parser]) -> None:
    """``evidence diff``."""
    # Without `help` it is no line of its own among the commands: it belongs to `evidence`.
    diff = commands.add_parser(
        "evidence diff",
        description="What changed between two versions of the knowledge, danger first, and whose conclusions change. "
        "OLD and NEW are folders of knowledge files, the word built-in, git:REV, or git:REV:FOLDER of the repository "
        "of the current folder.",
        epilog="example: sequela evidence diff git:HEAD~3 built-in --cases examples/cases",
    )
    diff.add_argument("old", metavar="OLD", type=folder, help="the version before")
    diff.add_argument("new", metavar="NEW", type=folder, help="the version after")
    diff.add_argument(
        "--cases",
        metavar="DIR",
        type=folder,
        help="assess the case and vignette files in this folder and below under both versions",
    )
    diff.add_argument("--json", action="store_true", help="answer in JSON")
    diff.add_argument("--full", action="store_true", help="every change, each number with its study in full")
    add_as_of(diff)
    diff.set_defaults(knowledge=None)


def add_validate(commands: argparse._SubParsersAction[Parser]) -> None:
    """``validate``."""
    validate = commands.add_parser(
        "validate",
        help="how good the answers are, measured anew",
        description="Measure how good the answers are: on simulated patients, published cases, published tables of "
        "causes and results of treatments, and against statements of panels. Takes minutes; the same seed gives the "
        "same bytes.",
    )
    validate.add_argument(
        "--cases",
        metavar="FOLDER",
        type=folder,
        help="published cases: vignettes, their truth and what confirmed it in files of any name, in the form of "
        "the three files in examples (default: these 20)",
    )
    validate.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PART",
        help="only this part: cases, simulated, broken, groups, cause_tables, responses, panels, sensitivity; "
        "may be repeated",
    )
    validate.add_argument(
        "--patients", type=whole, default=5000, metavar="N", help="simulated patients, lumbar spine (default: 5000)"
    )
    validate.add_argument("--seed", type=whole, default=1, metavar="N", help="of everything random (default: 1)")
    validate.add_argument("--workers", type=whole, metavar="N", help="processes (default: one for each core)")
    validate.add_argument(
        "--record", metavar="FOLDER", type=folder, help="also write results.json, report.md and report.html there"
    )
    validate.add_argument("--full", action="store_true", help="every table on the screen")
    add_shared(validate)


def add_model_card(commands: argparse._SubParsersAction[Parser]) -> None:
    """``model-card``."""
    card = commands.add_parser(
        "model-card",
        help="purpose, limits, data, results and source attributes of this version",
        description="The model card of the running version: purpose, users, limits, data, results, source "
        "attributes (HTI-1), TRIPOD+AI items, key studies and who paid for them, history. As Markdown unless asked "
        "otherwise.",
    )
    add_shared(card, as_of=False)
    card.add_argument("--html", metavar="OUT", type=target, help="write it as one HTML file")
