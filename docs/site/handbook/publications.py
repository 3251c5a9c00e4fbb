"""The publications behind the numbers, one page for each letter, each with everything that rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.sources import Source
from sequela.records import frozen
from sequela.report.citations import OPERATED_WORDS, READ_WORDS, address
from sequela.upkeep.pages.origin import every_record, rests_on

from .addresses import Addresses, publications_of
from .document import Document, raw
from .knowledge import ORPHAN
from .pieces import piece
from .wording import Wording


@frozen
class Publication:
    """One publication as it is listed."""

    id: str
    cite: str
    address: str | None
    about: str
    used_by: tuple[tuple[str, str | None], ...]


def publications(knowledge: Knowledge, addresses: Addresses) -> Iterator[Document]:
    """A page of publications for each first letter of their ids, and the page above them."""
    users = _users(knowledge)
    by_page: dict[str, list[Source]] = defaultdict(list)
    for source in sorted(knowledge.sources.values(), key=lambda s: str(s.id).casefold()):
        by_page[publications_of(source.id)].append(source)
    for path, sources in by_page.items():
        wording = Wording(knowledge, addresses, path)
        listed = [_publication(source, users[source.id], wording) for source in sources]
        heading = f"# Publications: {path[-1].upper()}\n"
        crumbs = raw(piece("crumbs", above=[("Publications", "index.html")], name=path[-1].upper()))
        yield Document(path=path, text=ORPHAN + crumbs + "\n" + heading + raw(piece("publications", listed=listed)))
    yield _overview(knowledge, {path[-1].upper(): len(sources) for path, sources in by_page.items()})


def _users(knowledge: Knowledge) -> dict[str, list[tuple[str, str]]]:
    """Source id -> the name and label of every record that rests on it."""
    users: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, identifier, record in every_record(knowledge):
        label = getattr(getattr(record, "label", None), "en", None) or getattr(record, "title", identifier)
        for source in dict.fromkeys(rests_on(knowledge, record)):
            users[source].append((f"{kind}:{identifier}", str(label)))
    return users


def _publication(source: Source, users: list[tuple[str, str]], wording: Wording) -> Publication:
    about = (source.design, source.population, OPERATED_WORDS[source.operated], READ_WORDS[source.read])
    return Publication(
        id=source.id,
        cite=source.cite,
        address=address(source),
        about="; ".join(part.rstrip(".") for part in about if part),
        used_by=tuple((label, wording.link(name)) for name, label in users),
    )


def _overview(knowledge: Knowledge, counts: dict[str, int]) -> Document:
    links = [{"name": f"{letter} ({count})", "link": f"{letter.lower()}.html"} for letter, count in counts.items()]
    text = (
        "# Publications\n\n"
        f"{len(knowledge.sources)} publications stand behind the numbers, listed by the first letter of the name they "
        "have in the files. Each says how much of it was read, whom it studied, and what rests on it.\n"
        + raw(piece("further", further=links))
    )
    return Document(path="publications/index", text=text)
