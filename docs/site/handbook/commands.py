"""The directive ``command``: run a command of Sequela while the site is built, and show it with what it answered.

    ```{command} assess examples/cases/example-15.yaml --as-of 2026-11-01
    :lines: 12
    ```

``:lines:`` shows so many lines and folds the rest away; with ``:only:`` the rest is left out. ``:writes:`` is a file
the command writes: it is shown instead of what is on the screen (Markdown, CSV, text), as a picture (SVG) or as a link
(HTML).
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from markupsafe import Markup, escape
from sphinx.util.docutils import SphinxDirective

from .places import ROOT

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

LAUNCHER = "python3 run.py"
FOLDER = "_static/made"


class CommandFailedError(Exception):
    """A command that a page shows did not end well."""


def answer(arguments: str, written: str | None, kept: Path) -> str:
    """What the command prints; with `written`, the file of that name is kept in the folder `kept`."""
    with tempfile.TemporaryDirectory() as folder:
        words = shlex.split(arguments)
        words = [str(Path(folder) / written) if word == written else word for word in words]
        environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(  # noqa: S603 - the commands are those of our own pages
            [sys.executable, "-m", "sequela.cli.main", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            raise CommandFailedError(f"{LAUNCHER} {arguments}: {done.stderr.strip()}")
        if written is not None:
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(folder) / written, kept / written)
        return done.stdout


class Command(SphinxDirective):
    """Runs one command and shows it with its answer."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, object]] = {
        "lines": directives.nonnegative_int,
        "only": directives.flag,
        "writes": directives.unchanged_required,
        "title": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """The command line and, below it, what it printed or wrote."""
        arguments, written = self.arguments[0], self.options.get("writes")
        kept = Path(self.env.app.outdir) / FOLDER
        try:
            printed = answer(arguments, written, kept)
        except CommandFailedError as error:
            raise self.error(str(error)) from error
        line = nodes.literal_block("", f"{LAUNCHER} {arguments}", language="text", classes=["asked"])
        return [line, *(self._screen(printed) if written is None else self._file(kept / written))]

    def _screen(self, printed: str) -> list[nodes.Node]:
        lines = printed.rstrip("\n").split("\n")
        shown = self.options.get("lines") or len(lines)
        first, rest = lines[:shown], lines[shown:]
        if rest and "only" in self.options:
            first, rest = [*first, f"... {len(rest)} more lines"], []
        found: list[nodes.Node] = [_box("\n".join(first), "answered")]
        if rest:
            body = Markup('<details class="more"><summary>{} more lines</summary>{}</details>').format(
                len(rest), _pre("\n".join(rest), "answered")
            )
            found.append(nodes.raw("", str(body), format="html"))
        return found

    def _file(self, made: Path) -> list[nodes.Node]:
        link = "../" * self.env.docname.count("/") + f"{FOLDER}/{made.name}"
        title = self.options.get("title", made.name)
        if made.suffix == ".svg":
            picture = Markup('<figure class="made"><img src="{}" alt="{}"></figure>').format(link, title)
            return [nodes.raw("", str(picture), format="html")]
        if made.suffix in (".html", ".pdf"):
            opens = Markup('<p class="opens"><a href="{}">{}</a></p>').format(link, title)
            return [nodes.raw("", str(opens), format="html")]
        made_text = made.read_text(encoding="utf-8")
        made.unlink()
        return self._screen(made_text)


def _pre(text: str, kind: str) -> Markup:
    name = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Markup('<pre class="{}" id="{}" tabindex="0">{}</pre>').format(kind, f"answer-{name}", escape(text))


def _box(text: str, kind: str) -> nodes.Node:
    return nodes.raw("", str(_pre(text, kind)), format="html")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Give Sphinx the directive."""
    directive: type[Directive] = Command
    app.add_directive("command", directive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
