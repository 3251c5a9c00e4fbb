"""A source is what a reader can look up: a DOI, a PubMed number or an address of a named place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.sources import Source

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"[1-9]\d{0,8}")
_BARE_NUMBER = re.compile(r"https?://(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\])", re.IGNORECASE)


def without_address(reading: Reading) -> Iterator[Problem]:
    """A source without DOI, PubMed number or address."""
    for record, source in reading.of(Source):
        if source.doi is None and source.pmid is None and source.url is None:
            mend = "give doi, pmid or url; a figure whose source cannot be found is dropped"
            yield record.problem("nobody can look this source up", mend)


def odd_addresses(reading: Reading) -> Iterator[Problem]:
    """A DOI, PubMed number or address that leads nowhere; a bare machine number, a `ref:`."""
    for record, source in reading.of(Source):
        if source.doi is not None and not _DOI.fullmatch(source.doi):
            yield record.problem(f"{source.doi!r} is no DOI", "write it from 10. on, without https", ("doi",))
        if source.pmid is not None and not _PMID.fullmatch(source.pmid):
            yield record.problem(f"{source.pmid!r} is no PubMed number", "write digits in quotes", ("pmid",))
        if source.url is not None and not source.url.startswith(("https://", "http://")):
            yield record.problem(f"{source.url!r} is no address", "write it from https:// on", ("url",))
        if source.url is not None and _BARE_NUMBER.match(source.url):
            yield record.problem("the address is a bare machine number", "name the publication itself", ("url",))
        if source.cite.lower().startswith("ref:") or (source.url or "").lower().startswith("ref:"):
            yield record.problem("ref: is no citation", "name authors, title, place and year", ("cite",))
        if not source.cite.strip():
            yield record.problem("the citation is empty", "name authors, title, place and year", ("cite",))


def one_study_twice(reading: Reading) -> Iterator[Problem]:
    """Two sources with one DOI or PubMed number: a study is one source, or its patients count twice."""
    seen: dict[str, str] = {}
    for record, source in reading.of(Source):
        for key, number in (("doi", source.doi), ("pmid", source.pmid)):
            if number is None:
                continue
            first = seen.setdefault(f"{key} {number.lower()}", source.id)
            if first != source.id:
                message = f"the same {key} as the source {first!r}"
                yield record.problem(message, "keep one source and use its id in both places", (key,))
