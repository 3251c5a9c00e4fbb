"""The commands about patients, with their options."""

from __future__ import annotations

import argparse

from .arguments import Parser, add_shared, target


def add_assess(commands: argparse._SubParsersAction[Parser]) -> None:
    """``assess``."""
    assess = commands.add_parser(
        "assess", help="danger, probable sources of the pain, what to ask next", description="Assess case files."
    )
    assess.add_argument(
        "files", nargs="+", metavar="FILE", help="case or vignette file (YAML, JSON, JSON Lines); - reads stdin"
    )
    add_shared(assess, reports=True)
    assess.add_argument(
        "--full", action="store_true", help="everything on the screen or in the note, not only the first page"
    )
    assess.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FINDING[@SIDE][@LEVEL]=VALUE",
        help="suppose a fact, and show the answer before and after; may be repeated",
    )


def add_part(commands: argparse._SubParsersAction[Parser], name: str, short: str, long: str) -> None:
    """``workup`` and ``plan``: one part of an assessment."""
    part = commands.add_parser(name, help=short, description=long)
    part.add_argument("files", nargs="+", metavar="FILE", help="case or vignette file; - reads stdin")
    add_shared(part)
    part.add_argument("--full", action="store_true", help="everything, not only the first page")


def add_block(commands: argparse._SubParsersAction[Parser]) -> None:
    """``block``."""
    block = commands.add_parser(
        "block",
        help="read the pain diary of a diagnostic block",
        description="Read pain diaries of diagnostic blocks: those that the blocks of a case name, or diaries (CSV), "
        "alone or with the case they belong to.",
    )
    block.add_argument("files", nargs="+", metavar="FILE", help="a case file, or diaries that end in .csv")
    block.add_argument("--case", metavar="CASE", help="the case that the diaries belong to")
    block.add_argument(
        "--svg",
        metavar="OUT",
        type=target,
        help="draw the diary into this file; several diaries: OUT is a folder",
    )
    add_shared(block)


def add_case(commands: argparse._SubParsersAction[Parser]) -> None:
    """``case`` with what it can do."""
    case = commands.add_parser("case", help="write, check and convert case files")
    actions = case.add_subparsers(prog="sequela case", dest="action", metavar="ACTION", required=True)
    actions.add_parser("new", help="print a commented case file to fill in")
    check = actions.add_parser("check", help="say what is wrong with case files, or that nothing is")
    check.add_argument("files", nargs="+", metavar="FILE")
    add_shared(check)
    convert = actions.add_parser("convert", help="turn a file of vignettes into case files")
    convert.add_argument("vignettes", metavar="VIGNETTES")
    convert.add_argument("folder", metavar="OUT")
    add_shared(convert, as_of=True)


def add_coverage(commands: argparse._SubParsersAction[Parser]) -> None:
    """``coverage``."""
    coverage = commands.add_parser(
        "coverage",
        help="what a payer asks: met, not met, not documented",
        description="Hold a case file against the criteria of payers, as a checklist for prior authorisation. "
        "It says what a payer asks, not what is clinically right.",
    )
    coverage.add_argument("files", nargs="+", metavar="FILE", help="case or vignette file; - reads stdin")
    coverage.add_argument("--profile", metavar="ID", help="only this payer (us_medicare, nice_england)")
    coverage.add_argument("--for", dest="treatment", metavar="TREATMENT", help="only what is asked for this treatment")
    add_shared(coverage)


def add_report(commands: argparse._SubParsersAction[Parser]) -> None:
    """``report``."""
    report = commands.add_parser(
        "report",
        help="a letter or summary as HTML, PDF or Markdown",
        description="Make one document about one case: a summary for the clinician, a referral letter, a checklist for "
        "prior authorisation, or, once a clinician has released it, a summary for the patient.",
    )
    report.add_argument("file", metavar="FILE", help="case or vignette file; - reads stdin")
    report.add_argument(
        "--for",
        dest="kind",
        required=True,
        choices=("clinician", "patient", "referral", "authorisation"),
        help="who reads it",
    )
    report.add_argument("--format", choices=("html", "pdf", "md"), help="default: by the ending of OUT, else md")
    report.add_argument("--out", metavar="OUT", type=target, help="the file to write (default: standard output)")
    report.add_argument(
        "--treatment", metavar="ID", help="what a referral or authorisation is about (default: the first step)"
    )
    report.add_argument("--language", choices=("en", "es"), help="of the patient's summary (default: the patient's)")
    report.add_argument(
        "--release-hash",
        action="store_true",
        help="with --for patient: print the hash by which a clinician releases this assessment",
    )
    report.add_argument(
        "--draft",
        action="store_true",
        help="with --for patient: the page for the clinician to read before its release, marked as a draft",
    )
    add_shared(report)


def add_followup(commands: argparse._SubParsersAction[Parser]) -> None:
    """``followup``."""
    followup = commands.add_parser(
        "followup",
        help="what changed, what each treatment did, what is due, when to think again",
        description="Follow up cases by their dated scores, treatments and visits.",
    )
    followup.add_argument("files", nargs="+", metavar="FILE", help="case file (YAML, JSON, JSON Lines); - reads stdin")
    followup.add_argument(
        "--since",
        metavar="TREATMENT",
        help="compare with the last score before this treatment (default: with the first score of this course)",
    )
    followup.add_argument("--full", action="store_true", help="everything on the screen, not only the first page")
    add_shared(followup)
