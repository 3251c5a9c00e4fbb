"""Whatever is wrong in a file, the lint answers with its faults; it never falls over them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sequela.knowledge.strict import Place, parse_yaml
from sequela.upkeep.lint import lint_folder

SMALL = Path(__file__).parents[1] / "small_knowledge"
TREES = {
    path.relative_to(SMALL).as_posix(): parse_yaml(path.read_text(encoding="utf-8"), path.name)
    for path in sorted(SMALL.rglob("*.yaml"))
}


def places(value: object, at: Place = ()) -> Iterator[Place]:
    yield at
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*at, key))


def replaced(value: object, at: Place, new: object) -> object:
    if not at:
        return new
    if isinstance(value, dict):
        return {key: replaced(inner, at[1:], new) if key == at[0] else inner for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, at[1:], new) if index == at[0] else inner for index, inner in enumerate(value)]
    raise AssertionError(at)


spots = st.sampled_from([(file, at) for file, tree in TREES.items() for at in places(tree)])
words = st.sampled_from(["", "present", "some", "finding", "raised_leg", "lumbar", "clinic2010", "yes", "1", " "])
numbers = st.one_of(st.integers(-3, 100), st.floats(-2, 20), st.just(1e300))
scalars = st.one_of(st.none(), st.booleans(), numbers, words)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=5,
)
estimates = st.fixed_dictionaries(
    {"value": numbers, "weight": st.floats(0.1, 10), "elicited": st.just("a number made up for this test")}
)
rules = st.one_of(
    st.fixed_dictionaries({"finding": words}, optional={"is": anything, "at_least": anything, "ge": estimates}),
    st.fixed_dictionaries(
        {"at_least": st.fixed_dictionaries({"count": scalars, "of": st.lists(anything, max_size=2)})}
    ),
    st.dictionaries(st.sampled_from(["all", "any", "none", "posterior", "factor", "in", "procedure"]), anything),
)


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("any") / "knowledge"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spot=spots, new=st.one_of(anything, estimates, rules))
def test_any_value_in_any_place_is_answered(spoiled: Path, spot: tuple[str, Place], new: object) -> None:
    file, at = spot
    path = spoiled / file
    path.write_text(json.dumps(replaced(TREES[file], at, new), ensure_ascii=False), encoding="utf-8")
    try:
        for problem in lint_folder(spoiled):
            assert problem.message
            assert problem.file in TREES
    finally:
        shutil.copyfile(SMALL / file, path)
