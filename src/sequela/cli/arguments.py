"""What the command line is made of: its parser, the kinds of values, the options that commands share."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

from .faults import BAD_INPUT, tell

if TYPE_CHECKING:
    import datetime as dt


class Parser(argparse.ArgumentParser):
    """A parser whose complaints quote the command line without obeying it."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong; leave with the status of bad input."""
        self.print_usage(sys.stderr)
        tell(message)
        sys.exit(BAD_INPUT)


def day(text: str) -> dt.date:
    """A day of the command line."""
    from sequela.case.when import TimeError, read_day

    try:
        return read_day(text)
    except TimeError as error:
        raise argparse.ArgumentTypeError(f"{error} (accepted: a day such as 2024-06-01)") from error


def whole(text: str) -> int:
    """A whole number from 1."""
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 9 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} cannot be used (accepted: a whole number from 1)")
    return int(text)


def whole_or_none(text: str) -> int:
    """A whole number from 0."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} cannot be used (accepted: a whole number from 0)")
    return int(text)


def port(text: str) -> int:
    """A port to listen on."""
    if not text.isascii() or not text.isdigit() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (accepted: 1 to 65535)")
    return int(text)


def folder(text: str) -> str:
    """A folder that has a name."""
    if not text:
        raise argparse.ArgumentTypeError("the folder has no name")
    return text


def target(text: str) -> str:
    """A file or folder to write to."""
    if text in ("", "-"):
        raise argparse.ArgumentTypeError("the report needs a file or folder to be written to")
    return text


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """The option for the day of assessment."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=day,
        help="assess as of this day, YYYY-MM-DD (default: the file's, else today)",
    )


def add_shared(parser: argparse.ArgumentParser, *, as_of: bool = True, reports: bool = False) -> None:
    """The options that most commands share."""
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
            type=target,
            help="write a report to show and print; several cases: OUT is a folder",
        )
        form.add_argument(
            "--pdf",
            metavar="OUT",
            type=target,
            help="write the clinician's summary as PDF; several cases: OUT is a folder",
        )
    parser.add_argument(
        "--knowledge",
        metavar="FOLDER",
        type=folder,
        help="use the knowledge files of this folder (default: the built-in ones)",
    )
    if as_of:
        add_as_of(parser)
