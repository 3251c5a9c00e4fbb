"""All pages of the site, laid out in a folder for Sphinx to read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sequela.knowledge.load import load_knowledge
from sequela.validation.results_file import FOLDER as RESULTS
from sequela.validation.results_file import REPORT

from .addresses import Addresses
from .command_line import command_line
from .contents import indexes
from .contract import assessment_form
from .document import Document, write
from .interface import assessment_records, case_records, inference_interface, public_interface
from .knowledge import gathered, pages
from .places import PAGES, ROOT
from .publications import publications
from .repository import documents, part

_TAKEN = re.compile(r"^\{\{ (\S+) § (.+) \}\}$", re.MULTILINE)
_FILE = re.compile(r"^\{\{ file: (\S+) \}\}$", re.MULTILINE)
_MADE = re.compile(r"^\{\{ made: (.+) \}\}$", re.MULTILINE)
MADE: Mapping[str, Callable[[], str]] = {
    "command line": command_line,
    "assessment": assessment_form,
    "public interface": public_interface,
    "assessment records": assessment_records,
    "case records": case_records,
    "inference": inference_interface,
}
"""What is made of the code for a marked line of a written page."""
PICTURES = ROOT / "docs" / "pictures"


def lay_out(folder: Path) -> None:
    """Write every page and picture into `folder`."""
    knowledge = load_knowledge()
    addresses = Addresses(knowledge)
    found = [
        *written(),
        *documents(),
        *pages(knowledge, addresses),
        *gathered(knowledge, addresses),
        *indexes(knowledge),
        *publications(knowledge, addresses),
    ]
    write(found, folder)
    shown = folder / "pictures"
    shown.mkdir(exist_ok=True)
    for picture in PICTURES.iterdir():
        if picture.suffix in (".svg", ".png"):
            shutil.copy(picture, shown / picture.name)


def written() -> Iterator[Document]:
    """The pages written for the site, with what their marked lines stand for.

    ``{{ README.md § Start }}`` is that part of that document, ``{{ file: .. }}`` a file as it is, and
    ``{{ made: command line }}`` what `MADE` makes.
    """
    there = (RESULTS / REPORT).exists()
    for file in sorted(PAGES.rglob("*.md")):
        path = file.relative_to(PAGES).with_suffix("").as_posix()
        text = file.read_text(encoding="utf-8")
        text = _TAKEN.sub(lambda taken, to=path: part(taken.group(1), taken.group(2), to), text)  # type: ignore[misc]
        text = _FILE.sub(_shown, text)
        text = _MADE.sub(lambda made: MADE[made.group(1)](), text)
        yield Document(path=path, text=text if there else text.replace("\nvalidation\n", "\n"))


def _shown(named: re.Match[str]) -> str:
    file = ROOT / named.group(1)
    return f"```{file.suffix.removeprefix('.')}\n{file.read_text(encoding='utf-8').rstrip()}\n```"
