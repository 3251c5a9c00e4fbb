"""The figures that documents quote are those that the recorded validation found."""

import re
from pathlib import Path

import pytest

from sequela.validation import said
from sequela.validation.markdown import markdown
from sequela.validation.model_card.card import TEXT
from sequela.validation.results_file import FOLDER, REPORT, RESULTS, Results, as_text, recorded
from sequela.validation.study import PARTS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

QUOTED = (
    "simulated.error_all_lumbar",
    "simulated.error_likely_lumbar",
    "simulated.covered_lumbar",
    "simulated.claims_lumbar",
    "cases.cases_top_3",
    "cases.cases_top_1",
    "cases.cases_after_first",
    "cases.cases_test_first_three",
    "cause_tables.inside_apart",
    "responses.left_out_inside",
    "responses.left_out_inside_own",
    "panels.panels_agreement",
    "panels.panels_agreement_before",
)
"""What README quotes of the results."""


@pytest.fixture(scope="module")
def results() -> Results:
    found = recorded()
    assert found is not None, "nothing is recorded: make validate"
    return found


def test_every_part_was_run_for_the_record(results: Results) -> None:
    assert set(results.parts) == set(PARTS)
    assert results.validation.cases == "the 20 examples"


@pytest.mark.parametrize("name", QUOTED)
def test_readme_quotes_the_recorded_figure(results: Results, name: str) -> None:
    figure = results.figures[name]
    assert figure.value is not None
    quoted = said.amount(figure.value, figure.unit)
    assert quoted in README, f"README says something else than {quoted!r} for {name}: {figure.label}"


def test_the_model_card_names_no_figure_that_was_not_recorded(results: Results) -> None:
    named = {name for name in re.findall(r"\{([a-z0-9_.]+)\}", TEXT.read_text(encoding="utf-8")) if "." in name}
    assert named <= results.figures.keys()


def test_the_report_is_made_from_the_recorded_results(results: Results) -> None:
    assert (FOLDER / REPORT).read_text(encoding="utf-8") == markdown(results.validation)


def test_what_is_recorded_is_read_as_it_was_written(results: Results) -> None:
    assert as_text(results.validation) == (FOLDER / RESULTS).read_text(encoding="utf-8")


def test_no_case_that_was_seen_is_held_to_a_goal(results: Results) -> None:
    assert not [name for name, figure in results.figures.items() if name.startswith("cases.") and figure.goal]
