"""The reference of the command line, made from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from sequela.cli.main import command_parser
from sequela.records import frozen

from .document import plain, raw
from .pieces import piece


@frozen
class Argument:
    """One argument or option as it is listed."""

    name: str
    help: str
    choices: str


def command_line() -> str:
    """Every command with its usage, arguments and options, as Markdown."""
    parts: list[str] = []
    for name, command, said in _commands(command_parser()):
        parts += [f"## `{name}`\n", f"{plain(_sentence(command.description or said))}\n", *_body(command)]
        for inner, action, about in _commands(command):
            parts += [f"### `{name} {inner}`\n", f"{plain(_sentence(about))}\n", *_body(action)]
    return "\n".join(parts)


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Name, parser and help of each command below a parser."""
    for action in parser._actions:  # argparse has no public way to ask a parser for what was added to it
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield name, command, said.get(name, "")


def _body(parser: argparse.ArgumentParser) -> list[str]:
    usage = parser.format_usage().removeprefix("usage: ").rstrip()
    found = [
        _argument(a) for a in parser._actions if not isinstance(a, argparse._SubParsersAction) and a.dest != "help"
    ]
    listed = [raw(piece("arguments", arguments=found))] if found else []
    return [f"```text\n{usage}\n```\n", *listed]


def _argument(action: argparse.Action) -> Argument:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest
    if not action.option_strings:
        return Argument(name=metavar, help=action.help or "", choices="")
    names = ", ".join(action.option_strings)
    choices = ", ".join(map(str, action.choices or ()))
    takes = "" if action.nargs == 0 or choices else f" {metavar}"
    return Argument(name=names + takes, help=action.help or "", choices=choices)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
