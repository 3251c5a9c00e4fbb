"""`sequela model-card`: what the running version is for, what it rests on, how good it is, what it cannot do."""

from __future__ import annotations

import argparse
from pathlib import Path

from .faults import ANSWERED, BAD_INPUT, tell
from .inputs import knowledge_of
from .output import write_json, write_text


def run(options: argparse.Namespace) -> int:
    """Write the card and return the exit status."""
    from sequela import __version__
    from sequela.validation.model_card.card import model_card
    from sequela.validation.results_file import recorded
    from sequela.validation.study import as_json

    card = model_card(knowledge_of(options), recorded())
    if options.json:
        write_json({"schema": "sequela.model_card/1", "program": __version__, **as_json(card)}, one=True)
        return ANSWERED
    if options.html is not None:
        from sequela.validation.page import model_card_page

        return _written(Path(options.html), model_card_page(card, __version__))
    from sequela.validation.markdown import model_card_markdown

    write_text(model_card_markdown(card, __version__))
    return ANSWERED


def _written(path: Path, text: str) -> int:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        tell(f"{path}: the model card cannot be written: {error.strerror or type(error).__name__}")
        return BAD_INPUT
    return ANSWERED
