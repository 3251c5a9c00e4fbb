#!/usr/bin/env python3
"""Start Sequela: set up .venv once from the lock file, then run what was asked. Standard library only.

  python3 run.py demo        assess one published case and write its report to out/
  python3 run.py test        set up for development and run everything that CI runs
  python3 run.py serve --demo   the clinic in a browser, with made-up patients
  python3 run.py ARGS...     the same as: sequela ARGS...   (try: python3 run.py --help)

For development:
  python3 run.py lint        every check of `test` except the tests themselves
  python3 run.py fmt         format the code and apply the safe corrections
  python3 run.py bench       run the benchmarks
  python3 run.py docs        build the documentation site into out/docs/
  python3 run.py mutate      change the rules and triage in small ways and see which changes no test notices
  python3 run.py lock        write the lock files anew   (--upgrade: with the newest versions)
"""

import sys

# Everything in this file must parse on Python 3.6, so that an old Python says this and no SyntaxError.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Sequela needs Python 3.11 or newer; this is Python " + sys.version.split()[0] + ".")

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
PYTHON = BIN / ("python" + EXE)
# Started with the Python of .venv itself, we must not rely on what we may have to replace.
HOST = getattr(sys, "_base_executable", "") if Path(sys.prefix) == VENV else sys.executable
STAMP = VENV / ".sequela-set-up"
UNFINISHED = "unfinished\n"
LOCKS = {"plain": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
DIGEST_LINE = "# made from the dependencies with sha256 "
DEMO_CASE = "examples/cases/example-15.yaml"

NO_WAY = """\
This Python has neither the venv module nor pip, so Sequela cannot set itself up.
On Debian or Ubuntu:  sudo apt install python3-venv
Then start the same command again."""
NOT_OURS = """\
There is a folder .venv here that run.py did not make, and it does not touch what it did not make.
Move or delete it, then start the same command again: {}"""
DEMO_NEXT = """
The report is in {report}: open it in a browser, or print it.
The note for the record is in {note}

Next:
  python3 run.py assess FILE            any other case: see examples/cases/
  python3 run.py assess FILE --html report.html
  python3 run.py assess FILE --json     everything, for programs
  python3 run.py serve --demo           the clinic in a browser, with made-up patients
  python3 run.py case new               an empty case to fill in
  python3 run.py evidence               what the answers rest on
  python3 run.py --help                 all commands"""

Command = list[str | Path]


def say(text: str) -> None:
    """Tell the person something; stdout is kept for results."""
    print(text, file=sys.stderr, flush=True)


def ran(*command: str | Path) -> bool:
    """Run a command in the project's folder, showing what it prints; true if it ended well."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def ran_quietly(*command: str | Path) -> bool:
    """Like `ran`, but show nothing: for attempts that may fail because a part of Python is missing."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


# --- set-up


def set_up(wanted: str) -> None:
    """Bring .venv to the locked versions, or do nothing if it has them.

    `wanted` is `plain` or `dev`. An environment once made `dev` stays so and serves for both. The stamp is
    written last, and first replaced by a mark of unfinished work: an interrupted set-up is never taken for
    a whole one.
    """
    found = read_stamp()
    kind = "dev" if wanted == "dev" or found.startswith("dev\n") else "plain"
    if found == stamp_for(kind):
        return
    if VENV.exists() and not found:
        sys.exit(NOT_OURS.format(VENV))
    same_place = found.splitlines()[-2:] == stamp_for(kind).splitlines()[-2:]
    if same_place and PYTHON.exists():
        say("Updating .venv to the locked versions ...")
        mark_unfinished()
    else:
        say("Setting up .venv (once, about a minute) ...")
        start_over()
    install(kind)
    STAMP.write_text(stamp_for(kind), encoding="utf-8")


def read_stamp() -> str:
    """What set-up wrote about the environment; empty if it wrote nothing."""
    return STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""


def stamp_for(kind: str) -> str:
    """The stamp of a whole, fresh environment: its kind, what it was made from, where it stands, its Python.

    The last two lines tell when the project was moved or the Python below it replaced: both break it.
    """
    made_from = hashlib.sha256(LOCKS[kind].read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return "".join(line + "\n" for line in (kind, made_from, str(ROOT), os.path.realpath(PYTHON)))


def mark_unfinished() -> None:
    """From now until the stamp is written, the environment does not count as usable."""
    VENV.mkdir(exist_ok=True)
    STAMP.write_text(UNFINISHED, encoding="utf-8")


def start_over() -> None:
    """Remove an environment of ours, whole or not, and leave an empty marked folder."""
    if VENV.exists():
        shutil.rmtree(VENV)
    mark_unfinished()


def install(kind: str) -> None:
    """Fill .venv with the locked versions and this project, in the first way that this machine allows."""
    for name, make, pip_install in ways():
        if not all(ran_quietly(*command) for command in make):
            start_over()
            continue
        locked = ran(*pip_install, "--require-hashes", "-r", LOCKS[kind])
        # The build tool is in the lock too, so nothing unlocked is fetched here.
        if locked and ran(*pip_install, "--no-deps", "--no-build-isolation", "-e", ROOT):
            # Compiled now, every start is quick, also where Python may not write compiled files by itself.
            ran_quietly(PYTHON, "-m", "compileall", "-q", ROOT / "src")
            return
        if name != "uv":
            sys.exit("Set-up failed; the messages above say why. The next start begins it anew.")
        say("uv did not succeed; trying pip ...")
        start_over()
    shutil.rmtree(VENV)
    sys.exit(NO_WAY)


def ways() -> Iterator[tuple[str, list[Command], Command]]:
    """The ways to make an environment: name, commands that make it, command that installs into it."""
    uv = shutil.which("uv")
    if uv:
        make: Command = [uv, "venv", "--quiet", "--allow-existing", "--python", HOST, VENV]
        yield "uv", [make], [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON]
    options = ["install", "--quiet", "--disable-pip-version-check", "--no-input"]
    yield "venv", [[HOST, "-m", "venv", VENV]], [PYTHON, "-m", "pip", *options]
    # Debian's python3 without python3-venv cannot put pip into an environment; the system's pip can fill one.
    bare: list[Command] = [[HOST, "-m", "pip", "--version"], [HOST, "-m", "venv", "--without-pip", VENV]]
    yield "pip", bare, [HOST, "-m", "pip", "--python", PYTHON, *options]


# --- what the tests need of the system

LIBRARIES = {"libgomp.so.1": "libgomp1"}
"""Shared library -> Debian package: pyAgrum, with which the tests compare, is built on it. No test runs without."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BROWSER_PACKAGES = ["chromium", "fonts-dejavu-core"]
"""For the tests that look at reports; without a browser they are skipped and counted, the others run."""


def system_ready() -> bool:
    """Install what the tests need of the system if we are root on Debian; otherwise name it.

    False if the tests cannot run without what is missing.
    """
    if sys.platform != "linux":
        return True
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    wished = [] if any(map(shutil.which, BROWSERS)) else BROWSER_PACKAGES
    if not missing and not wished:
        return True
    install_them = ["apt-get", "install", "-y", "--no-install-recommends", *missing, *wished]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing " + " ".join([*missing, *wished]) + " for the tests ...")
        if ran_quietly(*install_them) or (ran_quietly("apt-get", "update") and ran(*install_them)):
            return True
    if missing:
        say("The tests need a system library.  On Debian or Ubuntu:  sudo apt install " + " ".join(missing))
    if wished:
        say(
            "The tests that look at reports need a browser.  On Debian or Ubuntu:  sudo apt install " + " ".join(wished)
        )
    return not missing


def loads(library: str) -> bool:
    """True if the system has the shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# --- lock files


def dependencies_digest() -> str:
    """sha256 over everything in pyproject.toml that decides what the lock files hold."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = ("requires-python", "dependencies", "optional-dependencies")
    decisive = {name: settings["project"].get(name) for name in names}
    decisive["groups"] = settings.get("dependency-groups")
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def locks_are_fresh() -> bool:
    """True if both lock files were made from the dependencies as they stand now; needs no network."""
    expected = DIGEST_LINE + dependencies_digest()
    stale = [lock for lock in LOCKS.values() if lock.read_text(encoding="utf-8").splitlines()[0] != expected]
    for lock in stale:
        say(f"{lock.name} was not made from the present pyproject.toml. Mend: python3 run.py lock")
    return not stale


def write_locks(options: list[str]) -> bool:
    """Resolve the dependencies for every supported system and Python; names, versions and hashes only.

    The developer lock is held to the versions of the plain one: we test what people run.
    """
    if options not in ([], ["--upgrade"]):
        say("lock takes no option but --upgrade.")
        return False
    uv = BIN / ("uv" + EXE)
    what = ["pyproject.toml", "--group", "build", "--universal", "--python-version", "3.11", *options]
    form = ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    form += ["--no-emit-index-url", "--no-emit-find-links"]
    developer = ["--extra", "dev", "--constraint", str(LOCKS["plain"])]
    for kind, lock in LOCKS.items():
        more = developer if kind == "dev" else []
        if not ran(uv, "pip", "compile", *what, *form, *more, "--output-file", lock):
            return False
        body = lock.read_text(encoding="utf-8")
        lock.write_text(f"{DIGEST_LINE}{dependencies_digest()}\n{body}", encoding="utf-8")
    return True


# --- the words


def demo() -> bool:
    """Assess one published case on the screen; write the report and the note about it."""
    say(f"Assessing {DEMO_CASE}, a published case.\n")
    assess: Command = [BIN / ("sequela" + EXE), "assess", DEMO_CASE]
    if not ran(*assess):
        return False
    written = subprocess.run([*assess, "--note"], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if written.returncode != 0:
        return False
    note = ROOT / "out" / (Path(DEMO_CASE).stem + ".txt")
    note.parent.mkdir(exist_ok=True)
    note.write_bytes(written.stdout)
    report = note.with_suffix(".html")
    if not ran_quietly(*assess, "--html", report):
        say("The report could not be written; this says why:  python3 run.py assess " + DEMO_CASE + " --html FILE")
        return False
    say(DEMO_NEXT.format(note=note.relative_to(ROOT), report=report.relative_to(ROOT)))
    return True


def lint() -> bool:
    """Every check except the tests; stops at the first that fails."""
    steps: list[tuple[str, Callable[[], bool]]] = [
        ("format", lambda: ran(PYTHON, "-m", "ruff", "format", "--check", ".")),
        ("lint", lambda: ran(PYTHON, "-m", "ruff", "check", ".")),
        ("types", lambda: ran(PYTHON, "-m", "mypy")),
        ("layers", lambda: ran(BIN / ("lint-imports" + EXE))),
        ("knowledge", lambda: ran(BIN / ("sequela" + EXE), "evidence", "lint")),
        ("locks", locks_are_fresh),
    ]
    for name, passed in steps:
        say(f"== {name}")
        if not passed():
            say(f"FAILED: {name}" + (". Mend: python3 run.py fmt" if name == "format" else ""))
            return False
    return True


def test(options: list[str]) -> bool:
    """Everything CI runs. pytest comes last, so that its summary is the last line."""
    if not system_ready() or not lint() or not pages_built():
        return False
    say("== tests")
    side_by_side = (
        []
        if any(option.startswith("-n") for option in options)
        else ["-n", str(min(2, os.cpu_count() or 1)), "--dist", "worksteal"]
    )
    return ran(PYTHON, "-m", "pytest", *side_by_side, *options)


def pages_built() -> bool:
    """Build style sheet and scripts of the pages from the locked npm packages, unless they are as new as these."""
    return ran(PYTHON, "src/sequela/web/front/build.py")


def fmt() -> bool:
    """Format the code and apply the corrections that cannot change its meaning."""
    return ran(PYTHON, "-m", "ruff", "check", "--fix-only", ".") and ran(PYTHON, "-m", "ruff", "format", ".")


def sequela(arguments: list[str]) -> int:
    """Become the program itself, in the folder the person stands in."""
    program = str(BIN / ("sequela" + EXE))
    if os.name != "nt":
        os.execv(program, [program, *arguments])
    return subprocess.call([program, *arguments])


def show_help(arguments: list[str]) -> int:
    """The program's own help. It needs the standard library only, so this Python answers and nothing is set up."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.call([HOST, "-m", "sequela.cli.main", *arguments], env=environment)


def main(arguments: list[str]) -> int:
    """Run one word of the launcher, or hand everything to the program; the exit code."""
    if not arguments:
        say(__doc__ or "")
        return 0
    word, rest = arguments[0], arguments[1:]
    for_developers: dict[str, Callable[[], bool]] = {
        "test": lambda: test(rest),
        "lint": lint,
        "fmt": fmt,
        "bench": lambda: ran(PYTHON, "benchmarks/run.py", *rest),
        "docs": lambda: ran(PYTHON, "docs/site/build_site.py", *rest),
        "mutate": lambda: ran(PYTHON, "benchmarks/mutation.py"),
        "lock": lambda: write_locks(rest),
    }
    if word not in for_developers and {"-h", "--help"} & set(arguments):
        if word != "demo":
            return show_help(arguments)
        say(__doc__ or "")
        return 0
    set_up("dev" if word in for_developers else "plain")
    if word in for_developers:
        return 0 if for_developers[word]() else 1
    if word == "serve" and not pages_built():
        return 1
    return (0 if demo() else 1) if word == "demo" else sequela(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("Interrupted.")
        sys.exit(130)
