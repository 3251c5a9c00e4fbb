"""`sequela validate` and `sequela model-card` at the command line: what is refused, and with which words."""

from pathlib import Path

import pytest

from sequela.validation.study import PARTS

from .process import Sequela


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "nonsense"], "nonsense: no part of the validation; accepted: "),
        (["--patients", "0"], "accepted: a whole number from 1"),
        (["--seed", "x"], "accepted: a whole number from 1"),
        (["--only", "cases", "--cases", "no/such/folder"], "no/such/folder"),
    ],
)
def test_bad_input_is_refused_in_words(sequela: Sequela, arguments: list[str], said: str) -> None:
    done = sequela("validate", *arguments)
    assert done.status == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_the_help_names_every_part(sequela: Sequela) -> None:
    helped = " ".join(sequela("validate", "--help").out.split())
    assert f"only this part: {', '.join(PARTS)};" in helped


def test_an_empty_folder_of_cases_says_what_is_missing(sequela: Sequela, tmp_path: Path) -> None:
    done = sequela("validate", "--only", "cases", "--cases", str(tmp_path))
    assert done.status == 2
    assert "Traceback" not in done.err


def test_the_model_card_is_one_json_object_with_every_checklist(sequela: Sequela) -> None:
    done = sequela("model-card", "--json")
    card = done.json()
    assert card["schema"] == "sequela.model_card/1"
    assert [len(c["items"]) for c in card["checklists"]] == [31, 13, 52]


def test_the_model_card_as_a_page_is_written_where_it_is_asked_for(sequela: Sequela, tmp_path: Path) -> None:
    out = tmp_path / "card.html"
    assert sequela("model-card", "--html", str(out)).status == 0
    assert "Intended use" in out.read_text(encoding="utf-8")
    assert sequela("model-card", "--html", str(tmp_path / "no" / "card.html")).status == 2
