"""Questions of the knowledge that speak of a person, as they are put to that person at home."""

from __future__ import annotations

from collections.abc import Mapping

from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.terms import Text

_PLAIN: Mapping[str, Text] = {
    "foot_drop": Text(
        en="Is it hard or impossible to lift the front of one foot, so that it drags or catches?",
        es="¿Le cuesta o no puede levantar la punta de un pie, de modo que lo arrastra o tropieza con él?",
    ),
    "confusion": Text(
        en="Are you newly confused or very drowsy, or has anyone said that you are not yourself?",
        es="¿Está confuso o con mucho sueño desde hace poco, o le han dicho que le notan raro?",
    ),
    "drowsiness_or_slow_breathing": Text(
        en="Has anyone noticed that you are hard to wake, or that you breathe very slowly?",
        es="¿Alguien ha notado que cuesta despertarle o que respira muy despacio?",
    ),
}
_ALSO_AT_HOME = frozenset({"foot_drop"})
"""Examined in the clinic, and noticed by patients too: waiting for the visit would lose the day that counts."""


def plain_question(finding: Finding) -> Text | None:
    """The question in words that address the reader, where those of the knowledge do not."""
    return _PLAIN.get(finding.id)


def told_by_patients(finding: Finding) -> bool:
    """Whether patients are asked for it, and not only those who examine them."""
    return finding.asked == "patient" or finding.id in _ALSO_AT_HOME
