"""Build the documentation site: ``python3 run.py docs [OUT]``. Needs no network; any warning is a failure."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
sys.path.insert(0, str(SITE))

from handbook.layout import lay_out  # noqa: E402
from handbook.places import ROOT  # noqa: E402
from sphinx.cmd.build import build_main  # noqa: E402

from sequela.validation.page import validation_page  # noqa: E402
from sequela.validation.results_file import PAGE, recorded  # noqa: E402

WORKERS = "2"
WIDTH = "80"
"""Characters in a line of usage, whatever terminal the site is built from."""


def main(arguments: list[str]) -> int:
    """Lay the pages out, let Sphinx make them, say where they are; the exit status."""
    parser = argparse.ArgumentParser(prog="run.py docs", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "out" / "docs", help="the folder of the site")
    out: Path = parser.parse_args(arguments).out.resolve()
    work = out.with_name(out.name + "-work")
    os.environ["COLUMNS"] = WIDTH
    lay_out(work / "pages")
    strict = ["-W", "--keep-going", "--quiet", "--write-all", "--jobs", WORKERS]
    places = ["-c", str(SITE), "-d", str(work / "doctrees"), str(work / "pages"), str(out)]
    if build_main([*strict, "-b", "html", *places]) != 0:
        return 1
    results = recorded()
    if results is not None:
        (out / PAGE).write_text(validation_page(results.validation), encoding="utf-8")
    print(f"The site is in {out}: open {out / 'index.html'}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
