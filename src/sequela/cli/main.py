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
from typing import TYPE_CHECKING

from .arguments import Parser
from .commands_of_care import (
    add_assess,
    add_block,
    add_case,
    add_coverage,
    add_followup,
    add_part,
    add_report,
)
from .commands_of_clinic import add_serve, add_store
from .commands_of_upkeep import add_evidence, add_evidence_diff, add_model_card, add_validate
from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, tell, tell_fault, tell_knowledge
from .interrupt import stop_at_once
from .output import OutputError, ReaderGoneError, flush, write_json

if TYPE_CHECKING:
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


def command_parser() -> Parser:
    """The whole command line, from which help, usage and the reference of the handbook are made."""
    parser = Parser(
        prog="sequela",
        description="Evaluation and care planning for persistent pain after spine surgery.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=_version())
    # Names are given here and below: argparse would lay out a whole usage line at every start to find them.
    commands = parser.add_subparsers(prog="sequela", dest="command", metavar="COMMAND")
    add_assess(commands)
    add_part(commands, "workup", "which test would change what is done next", "Rank the tests of case files.")
    add_part(commands, "plan", "options with chance, price and reasons; steps", "Plan the care of case files.")
    add_block(commands)
    add_case(commands)
    add_coverage(commands)
    add_report(commands)
    add_evidence(commands)
    add_evidence_diff(commands)
    add_followup(commands)
    add_serve(commands)
    add_store(commands)
    add_validate(commands)
    add_model_card(commands)
    return parser


def _version() -> str:
    from sequela import __version__

    return f"sequela {__version__}"


if __name__ == "__main__":
    sys.exit(main())
