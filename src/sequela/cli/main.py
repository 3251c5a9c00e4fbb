"""`sequela`: the command line. Results go to standard output, everything else to standard error.

Exit status: 0 answered, 2 bad input of any kind, 3 a fault of ours. Commands are imported when used, so that help is
immediate.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, tell, tell_fault

if TYPE_CHECKING:
    import datetime as dt

_MODULES = {
    "assess": "sequela.cli.assess",
    "case": "sequela.cli.cases",
    "evidence": "sequela.cli.evidence",
}

_EPILOG = """\
examples:
  sequela assess examples/cases/example-11.yaml
  sequela assess patient.yaml --set mri_foraminal_stenosis@right@L5-S1=present
  sequela case new > patient.yaml
  sequela evidence facet_joint_pain

Sequela ranks explanations for a clinician, who sees the basis of each. It makes no diagnosis."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return ANSWERED
    try:
        status: int = import_module(_MODULES[options.command]).run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is left to say, and Python would complain while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except KeyboardInterrupt:
        tell("stopped")
        return FAULT
    except Exception as error:
        if _is_bad_knowledge(error):
            tell(str(error))
            return BAD_INPUT
        if debugging():
            raise
        tell_fault(error)
        return FAULT
    return status


def _is_bad_knowledge(error: Exception) -> bool:
    """True if a folder of knowledge given by the user has faults; its message lists them with their mend."""
    from sequela.knowledge.problem import KnowledgeError

    return isinstance(error, KnowledgeError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sequela",
        description="Evaluation and care planning for persistent pain after spine surgery.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_assess(commands)
    _add_case(commands)
    _add_evidence(commands)
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


def _shared(parser: argparse.ArgumentParser, *, as_of: bool = True) -> None:
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.add_argument(
        "--knowledge", metavar="FOLDER", help="use the knowledge files of this folder (default: the built-in ones)"
    )
    if as_of:
        parser.add_argument(
            "--as-of",
            metavar="DATE",
            type=_day,
            help="assess as of this day, YYYY-MM-DD (default: the file's, else today)",
        )


def _add_assess(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    assess = commands.add_parser(
        "assess", help="danger, probable sources of the pain, what to ask next", description="Assess case files."
    )
    assess.add_argument(
        "files", nargs="+", metavar="FILE", help="case or vignette file (YAML, JSON, JSON Lines); - reads stdin"
    )
    _shared(assess)
    assess.add_argument("--note", action="store_true", help="plain text for the record, with every basis and source")
    assess.add_argument("--full", action="store_true", help="everything on the screen, not only the first page")
    assess.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FINDING[@SIDE][@LEVEL]=VALUE",
        help="suppose a fact, and show the answer before and after; may be repeated",
    )


def _add_case(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    case = commands.add_parser("case", help="write, check and convert case files")
    actions = case.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("new", help="print a commented case file to fill in")
    check = actions.add_parser("check", help="say what is wrong with case files, or that nothing is")
    check.add_argument("files", nargs="+", metavar="FILE")
    _shared(check)
    convert = actions.add_parser("convert", help="turn a file of vignettes into case files")
    convert.add_argument("vignettes", metavar="VIGNETTES")
    convert.add_argument("folder", metavar="OUT")
    _shared(convert, as_of=True)


def _add_evidence(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evidence = commands.add_parser(
        "evidence",
        help="open the knowledge: an id, or lint, coverage, facts",
        description="Open the knowledge. WHAT is an id such as facet_joint_pain or mechanism:facet_joint_pain, "
        "or one of: lint (is it sound), coverage (how much is measured), facts (what can be recorded). "
        "Without it: the contents.",
    )
    evidence.add_argument("what", nargs="?", metavar="WHAT")
    _shared(evidence, as_of=False)


if __name__ == "__main__":
    sys.exit(main())
