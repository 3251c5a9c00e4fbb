"""One difference in a clinician's words: what it is about, what was, what is, and on what basis."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate
from sequela.records import frozen
from sequela.upkeep.diff.conclusions import ARROW
from sequela.upkeep.diff.places import Places
from sequela.upkeep.diff.records import RecordChange
from sequela.upkeep.diff.values import (
    Counting,
    Number,
    apart,
    list_words,
    moved,
    number,
    number_words,
    plain_words,
    rule_changes,
    texts,
)
from sequela.upkeep.diff.walk import WORDS_FOR_IT, Difference
from sequela.upkeep.pages.gates import HEADED
from sequela.upkeep.pages.origin import source_of
from sequela.upkeep.pages.wording import in_brief, in_words

_DEEPER = "  "


@frozen
class Teller:
    """What is needed to put differences into words: both versions, how intervals are reckoned, how much is said."""

    old: Knowledge
    new: Knowledge
    counting: Counting
    places: Places
    full: bool

    def lines(self, change: RecordChange, difference: Difference) -> Iterator[str]:
        """The difference in one line, its basis in deeper lines."""
        what = self.places.told(difference.at)
        before, after = difference.before, difference.after
        if isinstance(before or after, Estimate) and difference.sort == "number":
            yield from self._number(change, difference, what)
        elif difference.sort == "rule":
            yield what
            marked = change.change == "changed"
            yield from (
                f"{_DEEPER}{mark:<11}{line}" if marked else f"{_DEEPER}{line}"
                for mark, line in rule_changes(before, after)
            )
        elif difference.sort == "wording" and not WORDS_FOR_IT & set(difference.at):
            yield from self._wording(change, difference, what)
        else:
            yield f"{what}: {self._plain(change, difference)}"

    def _plain(self, change: RecordChange, difference: Difference) -> str:
        """A plain value or a list of them; ids of publications and names in free text stand as they are."""
        before, after = difference.before, difference.after
        named: Callable[[str], str] = self.places.named if difference.sort == "setting" else str
        if difference.at[-1] == "role":
            named = _role
        if isinstance(before, tuple) and isinstance(after, tuple) and difference.sort != "number":
            return list_words(before, after, named)
        told = (None if value is None else plain_words(value, named) for value in (before, after))
        return _arrow(change, *told)

    def numbers(self, change: RecordChange, difference: Difference) -> tuple[Number | None, Number | None]:
        """The two estimates of a difference as they are used."""
        before, after = (
            number(change.record, difference.at, value, self.counting) if isinstance(value, Estimate) else None
            for value in (difference.before, difference.after)
        )
        return before, after

    def moved(self, change: RecordChange, difference: Difference) -> float:
        """How far a number moved; 0 for anything else."""
        before, after = self.numbers(change, difference)
        return moved(before, after) if before and after else 0.0

    def _number(self, change: RecordChange, difference: Difference, what: str) -> Iterator[str]:
        before, after = self.numbers(change, difference)
        stays = before is not None and after is not None and before.mean == after.mean
        said = _arrow(change, *number_words(before, after))
        yield f"{what}: {said}" + ("; the same number on another basis" if stays else "")
        if change.change != "changed" and not self.full:
            return
        if isinstance(difference.before, Estimate):
            yield f"{_DEEPER}was {self._basis(difference.before, self.old)}"
        if isinstance(difference.after, Estimate):
            yield f"{_DEEPER}now {self._basis(difference.after, self.new, beside=difference.before)}"

    def _basis(self, estimate: Estimate, knowledge: Knowledge, beside: object = None) -> str:
        """Where a number comes from; that its reason is that of the number `beside`, which deserves a look."""
        reason = estimate.elicited or estimate.note
        same = isinstance(beside, Estimate) and reason is not None and reason == (beside.elicited or beside.note)
        if self.full and not same:
            return in_words(estimate)
        return in_brief(estimate, source_of(knowledge, estimate)) + ("; the reason given is the same" if same else "")

    def _wording(self, change: RecordChange, difference: Difference, what: str) -> Iterator[str]:
        """A text before and after; in brief the part that differs, and the Spanish only where the English stays."""
        found = list(texts(difference.before, difference.after))
        for language, was, now in found if self.full else found[:1]:
            also = " (and the Spanish)" if len(found) > 1 and not self.full else ""
            about = f"{what}, its reason" if isinstance(difference.after, Estimate) else what
            name = f"{about} ({language})" if language else f"{about}{also}"
            if not was or not now:
                yield f"{name}: {_arrow(change, was or None, now or None)}"
                continue
            if not self.full:
                was, now = apart(was, now)
            yield f"{name}, in other words"
            yield f"{_DEEPER}was {was}"
            yield f"{_DEEPER}now {now}"


def _arrow(change: RecordChange, before: str | None, after: str | None) -> str:
    """What was and what is; inside a changed record, that something is new or gone."""
    if before is not None and after is not None:
        return after if before == after else f"{before} {ARROW} {after}"
    if change.change != "changed":
        return after or before or ""
    return f"new, {after}" if before is None else f"no longer; was {before}"


def _role(role: str) -> str:
    """The role of a gate as its page heads it."""
    return next((words.lower() for known, words in HEADED.items() if known == role), role)
