"""`sequela`: the command line. Results go to standard output, everything else to standard error.

Exit status: 0 answered, 2 bad input of any kind, 3 a fault of ours or of the machine, 130 stopped by the user. Commands
are imported when used, so that help is immediate.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, tell, tell_fault, tell_knowledge
from .interrupt import stop_at_once
from .output import OutputError, ReaderGoneError, flush, write_json
from .store_arguments import add_store

if TYPE_CHECKING:
    import datetime as dt

    from sequela.knowledge.problem import KnowledgeError

_MODULES = {
    "assess": "sequela.cli.assess",
    "plan": "sequela.cli.parts",
    "workup": "sequela.cli.parts",
    "block": "sequela.cli.block",
    "case": "sequela.cli.cases",
    "coverage": "sequela.cli.coverage",
    "evidence": "sequela.cli.evidence",
    "evidence diff": "sequela.cli.evidence_diff",
    "followup": "sequela.cli.followup",
    "model-card": "sequela.cli.model_card",
    "report": "sequela.cli.report",
    "serve": "sequela.cli.serve",
    "store": "sequela.cli.store",
    "validate": "sequela.cli.validate",
}

_EPILOG = """\
examples:
  sequela assess examples/cases/example-11.yaml
  sequela assess patient.yaml --html report.html
  sequela assess patient.yaml --set mri_foraminal_stenosis@right@L5-S1=present
  sequela report patient.yaml --for referral --out letter.pdf
  sequela case new > patient.yaml
  sequela block diary.csv --case patient.yaml
  sequela evidence facet_joint_pain

Sequela ranks explanations for a clinician, who sees the basis of each. It makes no diagnosis."""

COLLECT_AFTER = 100_000
"""New objects between two garbage collections."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    # A command lives for a moment: looking through what it has just made for rubbish would cost a tenth of its time.
    gc.set_threshold(COLLECT_AFTER)
    stop_at_once()
    try:
        status = _status(arguments)
        flush()
    except ReaderGoneError:
        return ANSWERED
    except OutputError as error:
        tell(f"the answer cannot be written: {error}")
        return FAULT
    except Exception as error:
        if debugging():
            raise
        tell_fault(error)
        return FAULT
    return status


def _status(arguments: Sequence[str] | None) -> int:
    parser = command_parser()
    try:
        options = parser.parse_args(_joined(sys.argv[1:] if arguments is None else arguments))
    except SystemExit as done:  # it has shown the help or said what is wrong; the help is still to be handed over
        return done.code if isinstance(done.code, int) else BAD_INPUT
    if options.command is None:
        parser.print_help()
        return ANSWERED
    from sequela.knowledge.problem import KnowledgeError

    try:
        status: int = import_module(_MODULES[options.command]).run(options)
    except KnowledgeError as error:
        return _bad_knowledge(error, options)
    return status


def _joined(arguments: Sequence[str]) -> list[str]:
    """The arguments, two words that are one command as one: what follows `evidence` may as well be any id."""
    two = " ".join(arguments[:2])
    return [two, *arguments[2:]] if two in _MODULES else list(arguments)


def _bad_knowledge(error: KnowledgeError, options: argparse.Namespace) -> int:
    """Say what is wrong with the knowledge. Only a folder given by the user is the user's to mend."""
    body = tell_knowledge(error, "the built-in knowledge" if options.knowledge is None else options.knowledge)
    if options.json:
        write_json(body, one=True)
    return FAULT if options.knowledge is None else BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints quote the command line without obeying it."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong; leave with the status of bad input."""
        self.print_usage(sys.stderr)
        tell(message)
        sys.exit(BAD_INPUT)


def command_parser() -> _Parser:
    """The whole command line, from which help, usage and the reference of the handbook are made."""
    parser = _Parser(
        prog="sequela",
        description="Evaluation and care planning for persistent pain after spine surgery.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=_version())
    # Names are given here and below: argparse would lay out a whole usage line at every start to find them.
    commands = parser.add_subparsers(prog="sequela", dest="command", metavar="COMMAND")
    _add_assess(commands)
    _add_part(commands, "workup", "which test would change what is done next", "Rank the tests of case files.")
    _add_part(commands, "plan", "options with chance, price and reasons; steps", "Plan the care of case files.")
    _add_block(commands)
    _add_case(commands)
    _add_coverage(commands)
    _add_report(commands)
    _add_evidence(commands)
    _add_evidence_diff(commands)
    _add_followup(commands)
    _add_serve(commands)
    add_store(commands)
    _add_validate(commands)
    _add_model_card(commands)
    return parser


def _version() -> str:
    from sequela import __version__

    return f"sequela {__version__}"


def _day(text: str) -> dt.date:
    from sequela.case.when import TimeError, read_day

    try:
        return read_day(text)
    except TimeError as error:
        raise argparse.ArgumentTypeError(f"{error} (accepted: a day such as 2024-06-01)") from error


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 9 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number (accepted: a whole number from 1)")
    return int(text)


def _folder(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("the folder has no name (accepted: a folder of knowledge files)")
    return text


def _target(text: str) -> str:
    if text in ("", "-"):
        raise argparse.ArgumentTypeError("the report needs a file or folder to be written to")
    return text


def _shared(parser: argparse.ArgumentParser, *, as_of: bool = True, reports: bool = False) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="answer in JSON")
    if reports:
        form.add_argument(
            "--note",
            action="store_true",
            help="plain text for the record, about a page; with --full every basis and source",
        )
        form.add_argument(
            "--html",
            metavar="OUT",
            type=_target,
            help="write a report to show and print; several cases: OUT is a folder",
        )
        form.add_argument(
            "--pdf",
            metavar="OUT",
            type=_target,
            help="write the clinician's summary as PDF; several cases: OUT is a folder",
        )
    parser.add_argument(
        "--knowledge",
        metavar="FOLDER",
        type=_folder,
        help="use the knowledge files of this folder (default: the built-in ones)",
    )
    if as_of:
        _as_of(parser)


def _as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=_day,
        help="assess as of this day, YYYY-MM-DD (default: the file's, else today)",
    )


def _add_assess(commands: argparse._SubParsersAction[_Parser]) -> None:
    assess = commands.add_parser(
        "assess", help="danger, probable sources of the pain, what to ask next", description="Assess case files."
    )
    assess.add_argument(
        "files", nargs="+", metavar="FILE", help="case or vignette file (YAML, JSON, JSON Lines); - reads stdin"
    )
    _shared(assess, reports=True)
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


def _add_part(commands: argparse._SubParsersAction[_Parser], name: str, short: str, long: str) -> None:
    part = commands.add_parser(name, help=short, description=long)
    part.add_argument("files", nargs="+", metavar="FILE", help="case or vignette file; - reads stdin")
    _shared(part)
    part.add_argument("--full", action="store_true", help="everything, not only the first page")


def _add_block(commands: argparse._SubParsersAction[_Parser]) -> None:
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
        type=_target,
        help="draw the diary into this file; several diaries: OUT is a folder",
    )
    _shared(block)


def _add_case(commands: argparse._SubParsersAction[_Parser]) -> None:
    case = commands.add_parser("case", help="write, check and convert case files")
    actions = case.add_subparsers(prog="sequela case", dest="action", metavar="ACTION", required=True)
    actions.add_parser("new", help="print a commented case file to fill in")
    check = actions.add_parser("check", help="say what is wrong with case files, or that nothing is")
    check.add_argument("files", nargs="+", metavar="FILE")
    _shared(check)
    convert = actions.add_parser("convert", help="turn a file of vignettes into case files")
    convert.add_argument("vignettes", metavar="VIGNETTES")
    convert.add_argument("folder", metavar="OUT")
    _shared(convert, as_of=True)


def _add_coverage(commands: argparse._SubParsersAction[_Parser]) -> None:
    coverage = commands.add_parser(
        "coverage",
        help="what a payer asks: met, not met, not documented",
        description="Hold a case file against the criteria of payers, as a checklist for prior authorisation. "
        "It says what a payer asks, not what is clinically right.",
    )
    coverage.add_argument("files", nargs="+", metavar="FILE", help="case or vignette file; - reads stdin")
    coverage.add_argument("--profile", metavar="ID", help="only this payer (us_medicare, nice_england)")
    coverage.add_argument("--for", dest="treatment", metavar="TREATMENT", help="only what is asked for this treatment")
    _shared(coverage)


def _add_report(commands: argparse._SubParsersAction[_Parser]) -> None:
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
    report.add_argument("--out", metavar="OUT", type=_target, help="the file to write (default: standard output)")
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
    _shared(report)


def _add_evidence(commands: argparse._SubParsersAction[_Parser]) -> None:
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
    _shared(evidence, as_of=False)


def _add_evidence_diff(commands: argparse._SubParsersAction[_Parser]) -> None:
    # Without `help` it is no line of its own among the commands: it belongs to `evidence`.
    diff = commands.add_parser(
        "evidence diff",
        description="What changed between two versions of the knowledge, danger first, and whose conclusions change. "
        "OLD and NEW are folders of knowledge files, the word built-in, git:REV, or git:REV:FOLDER of the repository "
        "of the current folder.",
        epilog="example: sequela evidence diff git:HEAD~3 built-in --cases examples/cases",
    )
    diff.add_argument("old", metavar="OLD", type=_folder, help="the version before")
    diff.add_argument("new", metavar="NEW", type=_folder, help="the version after")
    diff.add_argument(
        "--cases",
        metavar="DIR",
        type=_folder,
        help="assess the case and vignette files in this folder and below under both versions",
    )
    diff.add_argument("--json", action="store_true", help="answer in JSON")
    diff.add_argument("--full", action="store_true", help="every change, each number with its study in full")
    _as_of(diff)
    diff.set_defaults(knowledge=None)


def _add_followup(commands: argparse._SubParsersAction[_Parser]) -> None:
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
    _shared(followup)


def _add_serve(commands: argparse._SubParsersAction[_Parser]) -> None:
    serve = commands.add_parser(
        "serve",
        help="the clinic in a browser",
        description="Serve the clinic in a browser: intake, workspace, pages for patients. The data stand in an "
        "encrypted file, or in the PostgreSQL database that SEQUELA_DATABASE names.",
    )
    serve.add_argument("--demo", action="store_true", help="with made-up patients, a clinician and numbers to call")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    serve.add_argument("--port", type=_whole, default=8000, metavar="N", help="default: 8000")
    serve.add_argument(
        "--behind-tls",
        action="append",
        default=[],
        metavar="NAME",
        help="the name of the site at the server in front that speaks TLS, such as clinic.example.org; may be repeated",
    )
    serve.add_argument("--log-json", action="store_true", help="write the log as JSON lines")
    _shared(serve, as_of=False)


def _add_validate(commands: argparse._SubParsersAction[_Parser]) -> None:
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
        type=_folder,
        help="published cases in the vignette format with their truth apart (default: the 20 examples)",
    )
    validate.add_argument(
        "--only", action="append", default=[], metavar="PART", help="only this part of the validation; may be repeated"
    )
    validate.add_argument(
        "--patients", type=_whole, default=5000, metavar="N", help="simulated patients, lumbar spine (default: 5000)"
    )
    validate.add_argument("--seed", type=_whole, default=1, metavar="N", help="of everything random (default: 1)")
    validate.add_argument("--workers", type=_whole, metavar="N", help="processes (default: one for each core)")
    validate.add_argument(
        "--record", metavar="FOLDER", type=_folder, help="also write results.json, report.md and report.html there"
    )
    validate.add_argument("--full", action="store_true", help="every table on the screen")
    _shared(validate)


def _add_model_card(commands: argparse._SubParsersAction[_Parser]) -> None:
    card = commands.add_parser(
        "model-card",
        help="purpose, limits, data, results and source attributes of this version",
        description="The model card of the running version: purpose, users, limits, data, results, source "
        "attributes (HTI-1), TRIPOD+AI items, key studies and who paid for them, history. As Markdown unless asked "
        "otherwise.",
    )
    _shared(card, as_of=False)
    card.add_argument("--html", metavar="OUT", type=_target, help="write it as one HTML file")


if __name__ == "__main__":
    sys.exit(main())
