"""Agreement with published panel and guideline statements, as a part of the validation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sequela.knowledge.estimate import wilson
from sequela.knowledge.schema.knowledge import Knowledge

from ..part import Figure, Goal, Part, Study, Table
from .agreement import Judged, agreement
from .statements import PanelSource

CODES = {
    "product_waits": "asks for something else first",
    "panels_differ": "other guidelines say otherwise",
    "other_patients": "speaks of other patients",
    "newer_evidence": "newer evidence says otherwise",
    "knowledge_lacks": "the knowledge lacks it",
    "model_differs": "the ranking puts something else first",
}
"""The kinds of reasons, in words."""


def part(study: Study) -> Part:
    """All statements of the file held against the answers. Raises `PanelsError`."""
    found = agreement(study.knowledge, study.settings.workers, study.progress)
    return described(found, study.knowledge)


def described(found: Sequence[Judged], knowledge: Knowledge) -> Part:
    """The part: agreement by area and issuer, and every disagreement with its reason."""
    agreed = sum(one.agrees for one in found)
    issuers = {one.statement.source.issuer for one in found}
    before = sum(one.agrees and one.statement.mended is None for one in found)
    open_ = [one for one in found if one.unexplained]
    return Part(
        id="panels",
        title="Panels and guidelines",
        question="Does the answer follow what guidelines and expert panels say of patients like these?",
        answer=(
            f"Of {len(found)} statements by {len(issuers)} panels and guidelines the answer follows {agreed}; it "
            f"followed {before} before the knowledge was mended where they showed a gap. "
            f"{_why(found)}"
        ),
        figures=(
            _share("panels_agreement", "statements followed", agreed, len(found)),
            _share("panels_agreement_before", "statements followed before anything was mended", before, len(found)),
            *(
                _share(f"panels_agreement_{area}", f"statements followed, {area}", *_counted(group))
                for area, group in _grouped(found, lambda one: one.statement.area)
            ),
            Figure(id="panels_issuers", label="panels and guidelines asked", value=len(issuers), unit="count"),
            Figure(
                id="panels_unexplained",
                label="disagreements without a reason",
                value=len(open_),
                unit="count",
                n=len(found),
                goal=Goal(high=0),
                note=", ".join(one.statement.id for one in open_),
            ),
        ),
        tables=(
            _counts("panels_by_area", "By area of care", "area", found, lambda one: one.statement.area),
            _counts("panels_by_issuer", "By issuer", "issuer", found, lambda one: one.statement.source.issuer),
            _disagreements(found),
            _all(found, knowledge),
        ),
        limits=(
            "Where a statement showed a gap the knowledge was mended, so it tests that no longer; the figure before "
            "mending is the fairer one.",
            "Each statement stands on one invented patient; others like him may be answered otherwise.",
            "Statements were written from the sources before the product was asked, but by the people who built it.",
            "A guideline is agreed opinion on the evidence of its year, and some contradict each other: full agreement "
            "is impossible.",
            "Part of the knowledge rests on the same guidelines, so agreement is no independent proof.",
            "Several guidelines were read as abstracts or summaries; the last table says which.",
        ),
    )


def _why(found: Sequence[Judged]) -> str:
    reasons = Counter(one.statement.reason.code for one in found if not one.agrees and one.statement.reason)
    if not reasons:
        return "Nothing else is told apart."
    told = "; ".join(f"{CODES[code]}: {n}" for code, n in sorted(reasons.items(), key=lambda item: (-item[1], item[0])))
    return f"Why it does not follow the others ({told}) stands beside each of them."


def _share(name: str, label: str, agreed: int, of: int) -> Figure:
    low, high = wilson(agreed / of, of)
    return Figure(id=name, label=label, value=agreed / of, unit="share", low=low, high=high, n=of)


Groups = list[tuple[str, list[Judged]]]


def _grouped(found: Sequence[Judged], key: Callable[[Judged], str]) -> Groups:
    """Groups in the order in which they first appear."""
    groups: dict[str, list[Judged]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return list(groups.items())


def _counted(group: Sequence[Judged]) -> tuple[int, int]:
    return sum(one.agrees for one in group), len(group)


def _counts(name: str, title: str, what: str, found: Sequence[Judged], key: Callable[[Judged], str]) -> Table:
    rows = []
    for label, group in _grouped(found, key):
        agreed, of = _counted(group)
        rows.append((label, agreed, of, agreed / of, *wilson(agreed / of, of)))
    return Table(
        id=name,
        title=title,
        columns=(what, "followed", "statements", "share", "low", "high"),
        rows=tuple(rows),
        about="Wilson's 90 % interval. Where few statements stand behind a share it says little.",
    )


def _disagreements(found: Sequence[Judged]) -> Table:
    rows = []
    for one in found:
        if not one.agrees:
            said, reason = one.statement, one.statement.reason
            kind, why = (CODES[reason.code], reason.text) if reason is not None else ("no reason yet", "")
            rows.append((said.id, said.source.issuer, said.source.year, said.says, one.found, kind, why))
    return Table(
        id="panels_disagreements",
        title="Where the answer does not follow, and why",
        columns=("statement", "issuer", "year", "says", "the answer", "kind of reason", "reason"),
        rows=tuple(rows),
        about="Every disagreement has a reason, written after it was seen.",
    )


def _all(found: Sequence[Judged], knowledge: Knowledge) -> Table:
    rows = []
    for one in found:
        said = one.statement
        cite, address, read = _origin(said.source, knowledge)
        rows.append(
            (said.id, said.area, said.source.issuer, said.says, one.agrees, said.mended or "", cite, address, read)
        )
    return Table(
        id="panels_statements",
        title="Every statement and its source",
        columns=(
            "statement",
            "area",
            "issuer",
            "says",
            "followed",
            "mended because of it",
            "source",
            "address",
            "read",
        ),
        rows=tuple(rows),
        about="In our own words. Mended: what was changed in the knowledge for it. Read: how much of it was seen.",
    )


def _origin(source: PanelSource, knowledge: Knowledge) -> tuple[str, str, str]:
    """How it is cited, where it can be opened, and what of it was read."""
    known = next((s for s in knowledge.sources.values() if s.id == source.id), None)
    of = source if known is None else known
    address = of.url or ""
    if of.pmid:
        address = f"https://pubmed.ncbi.nlm.nih.gov/{of.pmid}/"
    if of.doi:
        address = f"https://doi.org/{of.doi}"
    return of.cite or "", address, (of.read or "").replace("_", " ")
