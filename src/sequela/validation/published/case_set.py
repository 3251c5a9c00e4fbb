"""A set of cases, taken apart: what the assessment may see, what was found, and the result that settled it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

from .confirming import Confirming, confirming_of
from .entries import BARE, CONFIRMING, KNOWN_BEFORE, TRUTH, CaseSetError, Entry, Found, Problem, entries_of, files_of
from .truth import Truth, truth_of

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
"""The folder of the examples in a copy of the source; an installed package has none."""
EXAMPLE_FILES = ("vignettes.yaml", "truth.yaml", "confirming.yaml")
SHOWN = ("region", KNOWN_BEFORE)
"""The only keys of an entry that an assessment ever sees."""

T = TypeVar("T")


@frozen
class Vignette:
    """A case as it was known before its cause was found: `raw` has the keys in `SHOWN` and no others."""

    case: str
    file: str
    raw: Mapping[str, object]


@frozen
class CaseSet:
    """Vignettes in the order of their files; truths and confirming results by case; what was not used, and why.

    `seen` is how many of the vignettes are among the examples, which were known while the knowledge was written.
    """

    vignettes: tuple[Vignette, ...]
    truths: Mapping[str, Truth]
    confirming: Mapping[str, Confirming]
    problems: tuple[Problem, ...]
    seen: int


def case_set(folder: Path | None, knowledge: Knowledge) -> CaseSet:
    """The cases of a folder, or the examples. Raises `CaseSetError` if there is nothing that can be scored."""
    files = _example_files() if folder is None else files_of(folder)
    found = entries_of(files, EXAMPLES if folder is None else folder)
    problems = list(found.problems)
    vignettes = _once(found, KNOWN_BEFORE, _vignette, lambda one: one.raw, problems)
    stated = _once(found, TRUTH, lambda entry: truth_of(entry, knowledge), lambda one: one, problems)
    truths = {case: truth for case, (truth, _) in stated.items() if truth is not None}
    problems += [problem for _, told in stated.values() for problem in told]
    settled = _once(found, "", confirming_of, lambda one: one, problems)
    problems += [result for result in settled.values() if isinstance(result, Problem)]
    problems += _alone(found, vignettes, stated)
    judged = tuple(vignette for case, vignette in vignettes.items() if case in truths)
    if not judged:
        raise CaseSetError(_nothing(folder or EXAMPLES, problems))
    return CaseSet(
        vignettes=judged,
        truths=truths,
        confirming={case: result for case, result in settled.items() if isinstance(result, Confirming)},
        problems=tuple(problems),
        seen=len(judged) if folder is None else _seen(judged),
    )


def _example_files() -> tuple[Path, ...]:
    files = tuple(EXAMPLES / name for name in EXAMPLE_FILES)
    missing = [path.name for path in files if not path.is_file()]
    if missing:
        raise CaseSetError(f"{EXAMPLES}: no {', '.join(missing)} here; give a folder of cases")
    return files


def _vignette(entry: Entry) -> Vignette:
    raw = {key: entry.raw[key] for key in SHOWN if key in entry.raw}
    return Vignette(case=entry.id, file=entry.file, raw=raw)


def _states(entry: Entry, mark: str) -> bool:
    """Whether an entry states the thing marked; no mark stands for a confirming result."""
    if mark:
        return mark in entry.raw
    bare = KNOWN_BEFORE not in entry.raw and TRUTH not in entry.raw
    return any(key in entry.raw for key in (*CONFIRMING, *(BARE if bare else ())))


def _once(
    found: Found, mark: str, read: Callable[[Entry], T], same: Callable[[T], object], problems: list[Problem]
) -> dict[str, T]:
    """What the entries with a mark state, by id. The same stated twice is one; another under a used id is told."""
    out: dict[str, T] = {}
    first: dict[str, Entry] = {}
    for entry in found.entries:
        if not _states(entry, mark):
            continue
        stated = read(entry)
        if entry.id not in out:
            out[entry.id], first[entry.id] = stated, entry
        elif same(out[entry.id]) != same(stated):
            where = first[entry.id].file
            message = (
                f"this id was used before, in {where}, for something else; this one is left out: give it its own id"
            )
            problems.append(entry.problem("id", message))
    return out


def _alone(found: Found, vignettes: Mapping[str, Vignette], stated: Mapping[str, object]) -> Iterable[Problem]:
    """Entries that have lost their partner."""
    for case, vignette in vignettes.items():
        if case not in stated:
            message = f"no truth for it; add an entry with this id and {TRUTH}: [mechanism, ...]"
            yield Problem(file=vignette.file, entry=case, field=TRUTH, message=message)
    told: set[str] = set()
    for entry in found.entries:
        if entry.id not in vignettes and entry.id not in told:
            told.add(entry.id)
            yield entry.problem(KNOWN_BEFORE, f"no vignette for it; add an entry with this id and {KNOWN_BEFORE}")


def _seen(vignettes: Iterable[Vignette]) -> int:
    """How many of these are examples by what is known of them, whatever they are called."""
    path = EXAMPLES / EXAMPLE_FILES[0]
    if not path.is_file():
        return 0
    known = [entry.raw.get(KNOWN_BEFORE) for entry in entries_of((path,), EXAMPLES).entries]
    return sum(vignette.raw[KNOWN_BEFORE] in known for vignette in vignettes)


def _nothing(folder: Path, problems: list[Problem]) -> str:
    shown = [str(problem) for problem in problems[:10]]
    more = [f"and {len(problems) - 10} more"] if len(problems) > 10 else []
    head = f"{folder}: no case that can be scored; a case is a vignette ({KNOWN_BEFORE}) with its {TRUTH} under one id"
    return "\n".join([head, *shown, *more])
