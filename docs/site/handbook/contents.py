"""Pages that list what the knowledge holds: a line for each record, in the order of care."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.upkeep.pages.mechanism import active
from sequela.upkeep.pages.strength import of_hundred

from .addresses import FOLDERS, GATHERED, page_of
from .document import Document, plain, raw, relative
from .knowledge import NAMES
from .pieces import piece

SENTENCE = re.compile(r"(?<=[.!?])\s")
STAGES = {
    "self_care": "What people do themselves",
    "conservative": "Exercise, psychological and manual care",
    "medicine": "Medicines",
    "injection": "Injections",
    "ablation": "Ablation",
    "neuromodulation": "Neuromodulation",
    "operation": "Operations",
    "": "Recorded, and not offered by the plan",
}
TEST_KINDS = {
    "questionnaire": "Questionnaires",
    "examination": "Examination",
    "laboratory": "Laboratory",
    "imaging": "Imaging",
    "electrodiagnosis": "Electrodiagnosis",
    "block": "Blocks",
}
URGENCIES = {
    "emergency_now": "Emergency: now, if present",
    "same_day": "The same day, if present",
    "two_weeks": "Within two weeks, if present",
    "routine": "Routine",
}
ASKED = {
    "patient": "Told by the patient",
    "examination": "Found on examination",
    "imaging": "Seen on imaging",
    "laboratory": "Measured in the laboratory",
    "electrodiagnosis": "Measured by electrodiagnosis",
    "block": "Shown by a block",
    "record": "Taken from the record",
}
INTRODUCTIONS = {
    "mechanism": (
        "A mechanism is a way in which pain arises after an operation of the spine. Several may be active at once. "
        "The numbers are how many of 100 patients with lasting pain have it active before anything is known."
    ),
    "group": "Mechanisms that share their message are inferred one by one and shown as one line.",
    "test": "Each test with what it can show, how far to trust it, what it asks of the patient, and when not to do it.",
    "treatment": (
        "Each treatment with how many were better in studies and how many in the other arm, what it takes, its harms, "
        "and its gates. In the order of care, least harm first."
    ),
    "red_flag": (
        "Red flags are rules. They fire whatever the differential says, and only a recorded answer or examination "
        "rules one out."
    ),
    "finding": "What is asked, examined or measured, and what each answer says of every mechanism.",
    "factor": "What is known before any finding, how common each level is, and what it does to the odds.",
}


@frozen
class Line:
    """One line of a list: the name, where it leads, a number before it, and what it is in a sentence."""

    label: str
    link: str
    said: str = ""
    number: str = ""


def indexes(knowledge: Knowledge) -> Iterator[Document]:
    """The list of each kind that has a page for every record, and the page above them all."""
    yield _index(knowledge, "mechanism", {"": [(m.id, _share(m)) for m in knowledge.mechanisms.values()]})
    yield _index(knowledge, "group", {"": [(g, "") for g in knowledge.groups]})
    tests = _by(TEST_KINDS, ((t.kind, str(t.id)) for t in knowledge.tests.values()))
    yield _index(knowledge, "test", tests)
    stages = ((t.care.stage if t.care is not None else "", t.id) for t in knowledge.treatments.values())
    yield _index(knowledge, "treatment", _by(STAGES, stages))
    flags = _by(URGENCIES, ((f.urgency, str(f.id)) for f in knowledge.red_flags.values()))
    yield _index(knowledge, "red_flag", flags)
    findings = _by(ASKED, ((f.asked, str(f.id)) for f in knowledge.findings.values()))
    yield _index(knowledge, "finding", findings)
    yield _index(knowledge, "factor", {"": [(str(f), "") for f in knowledge.factors]})
    yield _overview(knowledge)


def _by(names: Mapping[str, str], found: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Ids below the heading of their kind, in the order of `names`; a kind without a name stands last under its own."""
    sorted_by: dict[str, list[tuple[str, str]]] = {kind: [] for kind in names}
    for kind, identifier in found:
        sorted_by.setdefault(kind, []).append((identifier, ""))
    return {names.get(kind, kind.capitalize()): ids for kind, ids in sorted_by.items() if ids}


def _index(knowledge: Knowledge, kind: str, found: Mapping[str, list[tuple[str, str]]]) -> Document:
    path = f"knowledge/{FOLDERS[kind]}/index"
    count = sum(map(len, found.values()))
    parts = [f"# {NAMES[kind]}\n", f"{INTRODUCTIONS[kind]} There are {count}.\n"]
    for heading, ids in found.items():
        lines = [_line(knowledge, kind, identifier, number, path) for identifier, number in ids]
        lines.sort(key=lambda line: line.label.casefold())
        parts += [f"## {plain(heading)}\n"] * bool(heading) + [raw(piece("list", lines=lines))]
    return Document(path=path, text="\n".join(parts))


def _line(knowledge: Knowledge, kind: str, identifier: str, number: str, path: str) -> Line:
    record = _records(knowledge, kind)[identifier]
    about = getattr(record, "about", None) or getattr(getattr(record, "care", None), "about", None)
    label: str = getattr(record, "label").en  # noqa: B009 - every kind listed has one
    said = "" if about is None else SENTENCE.split(about.en)[0]
    link = relative(path, f"{page_of(kind, identifier)}.html")
    return Line(label=label, link=link, said=said, number=number)


def _records(knowledge: Knowledge, kind: str) -> Mapping[str, object]:
    found: dict[str, Mapping[str, object]] = {
        "mechanism": {str(k): v for k, v in knowledge.mechanisms.items()},
        "group": {str(k): v for k, v in knowledge.groups.items()},
        "test": {str(k): v for k, v in knowledge.tests.items()},
        "treatment": {str(k): v for k, v in knowledge.treatments.items()},
        "red_flag": {str(k): v for k, v in knowledge.red_flags.items()},
        "finding": {str(k): v for k, v in knowledge.findings.items()},
        "factor": {str(k): v for k, v in knowledge.factors.items()},
    }
    return found[kind]


def _share(mechanism: object) -> str:
    regions = getattr(mechanism, "regions", {})
    shares = [f"{of_hundred(active(part.prior))} {region}" for region, part in regions.items()]
    return ", ".join(shares)


def _overview(knowledge: Knowledge) -> Document:
    counts = {kind: len(_records(knowledge, kind)) for kind in FOLDERS}
    cards = [
        {
            "name": NAMES[kind],
            "count": counts[kind],
            "link": f"{FOLDERS[kind]}/index.html",
            "about": INTRODUCTIONS[kind],
        }
        for kind in FOLDERS
    ]
    further = [{"name": NAMES[kind], "link": f"{name}.html"} for kind, name in GATHERED.items()]
    folders = "\n".join(f"{folder}/index" for folder in FOLDERS.values())
    text = (
        "# What Sequela knows\n\n"
        f"Version {knowledge.version}: {counts['mechanism']} mechanisms, {counts['finding']} findings, "
        f"{counts['test']} tests, {counts['treatment']} treatments, {counts['red_flag']} red flags and "
        f"{len(knowledge.sources)} publications. These pages are made from the very files that the program reads. "
        "Each number says whether it was counted, published or judged, and opens to the study or reason behind it.\n"
        + raw(piece("cards", cards=cards))
        + "\n## Also\n"
        + raw(piece("further", further=[*further, {"name": "Publications", "link": "../publications/index.html"}]))
        + f"\n```{{toctree}}\n:hidden:\n\n{folders}\n```\n"
    )
    return Document(path="knowledge/index", text=text)
