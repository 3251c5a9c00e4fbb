"""The commands of the clinic in a browser: `serve` and `store`. Apart from what answers them: help is immediate."""

from __future__ import annotations

import argparse

from .arguments import Parser, add_shared, port, whole_or_none


def add_serve(commands: argparse._SubParsersAction[Parser]) -> None:
    """``serve``."""
    serve = commands.add_parser(
        "serve",
        help="the clinic in a browser",
        description="Serve the clinic in a browser: intake, workspace, pages for patients. The data stand in an "
        "encrypted file, or in the PostgreSQL database that SEQUELA_DATABASE names.",
    )
    serve.add_argument("--demo", action="store_true", help="with made-up patients, a clinician and numbers to call")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    serve.add_argument("--port", type=port, default=8000, metavar="N", help="default: 8000")
    serve.add_argument(
        "--behind-tls",
        action="append",
        default=[],
        metavar="NAME",
        help="the name of the site at the server in front that speaks TLS, such as clinic.example.org; may be repeated",
    )
    serve.add_argument(
        "--workers",
        type=whole_or_none,
        metavar="N",
        help="processes beside the server that work out assessments (default: one for each processor, at most 4; or 0)",
    )
    serve.add_argument("--log-json", action="store_true", help="write the log as JSON lines")
    add_shared(serve, as_of=False)


def add_store(commands: argparse._SubParsersAction[Parser]) -> None:
    """``store``."""
    store = commands.add_parser(
        "store",
        help="check, export, back up and restore the data of the clinic; accounts",
        description="Check, export, back up and restore what the clinic has recorded; its accounts and settings. The "
        "data stand in the folder SEQUELA_DATA, or in the PostgreSQL database that SEQUELA_DATABASE names.",
    )
    store.set_defaults(knowledge=None, json=False)
    tasks = store.add_subparsers(prog="sequela store", dest="task", metavar="TASK", required=True)
    verify = tasks.add_parser("verify", help="walk the audit: is every row as it was written")
    verify.add_argument("--json", action="store_true", help="answer in JSON")
    export = tasks.add_parser("export", help="everything about one patient or all, in files that other programs read")
    export.add_argument("folder", metavar="FOLDER")
    export.add_argument(
        "--patient", metavar="NUMBER", help="only this patient: the number in the clinic's records, or the id"
    )
    backup = tasks.add_parser("backup", help="a copy of the whole store")
    backup.add_argument("file", metavar="FILE")
    backup.add_argument(
        "--portable",
        action="store_true",
        help="as JSON lines that either database takes back and whoever has them can read; always so for PostgreSQL",
    )
    restore = tasks.add_parser("restore", help="take a backup into an empty store")
    restore.add_argument("file", metavar="FILE")
    tasks.add_parser(
        "refresh",
        help="each night: assess anew whoever was not assessed today, since time alone changes the work list",
    )
    _add_account(tasks)
    _add_clinic(tasks)


def _add_account(tasks: argparse._SubParsersAction[Parser]) -> None:
    account = tasks.add_parser("account", help="who may sign in")
    acts = account.add_subparsers(prog="sequela store account", dest="act", metavar="ACT", required=True)
    add = acts.add_parser("add", help="a new account; the password is asked for")
    add.add_argument("login", metavar="LOGIN")
    add.add_argument("--role", required=True, choices=("patient", "clinician", "maintainer", "auditor", "admin"))
    add.add_argument("--name", help="the person's name (default: LOGIN)")
    add.add_argument("--patient", metavar="ID", help="whose account it is, for the role patient")
    listed = acts.add_parser("list", help="all accounts")
    listed.add_argument("--json", action="store_true", help="answer in JSON")
    for act, does in (("lock", "close an account"), ("unlock", "open it again"), ("password", "give a new password")):
        acts.add_parser(act, help=does).add_argument("login", metavar="LOGIN")


def _add_clinic(tasks: argparse._SubParsersAction[Parser]) -> None:
    clinic = tasks.add_parser("clinic", help="the clinic's settings")
    acts = clinic.add_subparsers(prog="sequela store clinic", dest="act", metavar="ACT", required=True)
    settings = acts.add_parser("settings", help="show the settings, or change those that are named")
    settings.add_argument("--name")
    settings.add_argument("--phone")
    settings.add_argument(
        "--numbers",
        action="append",
        metavar="COUNTRY=EMERGENCY,SAME_DAY",
        help="whom patients call, such as 'United Kingdom=999,111'; in place of all before; may be repeated",
    )
    settings.add_argument("--self-harm-contact", metavar="WHO", help="who acts on answers about self-harm")
    settings.add_argument("--invitation-days", type=int, metavar="N", help="for how long a link opens the questions")
