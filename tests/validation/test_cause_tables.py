"""Published tables of causes beside cohorts with the same inclusion."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.problem import KnowledgeError
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, FactorId, MechanismId
from sequela.validation.causes.cohorts import Task, pool_of, simulated
from sequela.validation.causes.compare import Comparison, compared, mechanisms_behind
from sequela.validation.causes.file import CauseTables, read_cause_tables
from sequela.validation.causes.part import told
from sequela.validation.parallel import spread
from sequela.validation.part import Part
from sequela.validation.standing import standing
from sequela.validation.world import world_of

NERVE = MechanismId("neuropathic_nerve_injury")
COHORTS = 25

STUDY = """\
studies:
- id: slipman2002
  region: lumbar
  inclusion: two spine practices
  mix:
    setting: {{spine_clinic: 1}}
  rows:
  - id: nerve
    label: Nerve pain as main cause
    measure: main
    mechanisms: [neuropathic_nerve_injury]
    n: {n}
    N: 100
{more}"""

REASON = '    reason: {study_is: %s, codes: [setting], text: "a clinic for nerves"}\n'


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The packaged knowledge."""
    return load_knowledge()


def _read(knowledge: Knowledge, folder: Path, text: str) -> CauseTables:
    file = folder / "cause_tables.yaml"
    file.write_text(text, encoding="utf-8")
    return read_cause_tables(knowledge, file)


def _rows(knowledge: Knowledge, tables: CauseTables) -> tuple[Comparison, ...]:
    return compared(
        knowledge, tables, [simulated(knowledge, Task(study=s, cohorts=COHORTS, seed=3)) for s in tables.studies]
    )


def _part(knowledge: Knowledge, folder: Path, n: int, more: str = "") -> Part:
    tables = _read(knowledge, folder, STUDY.format(n=n, more=more))
    return told(tables, _rows(knowledge, tables))


def _figure(part: Part, name: str) -> tuple[float | None, bool | None]:
    figure = next(f for f in part.figures if f.id == name)
    return figure.value, figure.met


# --- the file ---------------------------------------------------------------------------------------------------------


def test_every_study_leads_to_its_publication(knowledge: Knowledge) -> None:
    tables = read_cause_tables(knowledge)
    assert len(tables.studies) >= 25
    for name in [*(s.id for s in tables.studies), *(o.id for o in tables.left_out)]:
        source = tables.source(knowledge, name)
        assert source.cite, name
        assert source.doi or source.pmid or source.url, name


@pytest.mark.parametrize(
    ("wrong", "right", "place", "mend"),
    [
        ("spine_clinic: 1", "spine_clinics: 1", "mix.setting.spine_clinics", "did you mean 'spine_clinic'?"),
        ("spine_clinic: 1", "spine_clinic: 0.5", "mix.setting", "give every level that occurs"),
        ("setting:", "settings:", "mix.settings", "did you mean 'setting'?"),
        ("n: 6", "n: 106", "rows[0].n", "n is counted among N people"),
        ("measure: main", "measure: mane", "rows[0].measure", "did you mean 'main'?"),
        ("measure: main", "measure: finding", "rows[0].finding", "finding and levels belong to measure: finding"),
        ("neuropathic_nerve_injury", "nerve_injury", "rows[0].mechanisms", "did you mean"),
        ("region: lumbar", "region: lumber", "studies[0].region", "did you mean 'lumbar'?"),
        ("slipman2002", "slipman2003", "studies[0].id", "add it under sources"),
        ("    N: 100", "    N: 100\n    used: false", "rows[0].used", "accepted: "),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_the_mend(
    knowledge: Knowledge, tmp_path: Path, wrong: str, right: str, place: str, mend: str
) -> None:
    text = STUDY.format(n=6, more="").replace(wrong, right)
    with pytest.raises(KnowledgeError) as refused:
        _read(knowledge, tmp_path, text)
    said = str(refused.value)
    assert place in said
    assert mend in said
    assert "cause_tables.yaml:" in said  # with the line


def test_a_source_of_the_file_must_lead_somewhere(knowledge: Knowledge, tmp_path: Path) -> None:
    more = 'sources:\n- {id: a_series, cite: "A series", read: abstract}\n'
    with pytest.raises(KnowledgeError, match="add its doi, pmid or url"):
        _read(knowledge, tmp_path, STUDY.format(n=6, more=more))


# --- what a figure has to do with our numbers -------------------------------------------------------------------------


def test_the_knowledge_decides_what_was_used(knowledge: Knowledge) -> None:
    lumbar = [MechanismId(m) for m in ("neuropathic_nerve_injury", "discogenic_pain", "foraminal_stenosis")]
    held = [standing(knowledge, "waguespack2002", "lumbar", [m], None) for m in lumbar]
    assert held == ["used", "named", "used"]
    everything = [m.id for m in knowledge.mechanisms.values() if "lumbar" in m.regions]
    assert standing(knowledge, "slipman2002", "lumbar", everything, None) == "apart"


def test_a_number_that_is_taken_from_elsewhere_makes_the_study_a_test(knowledge: Knowledge) -> None:
    nerve = knowledge.mechanisms[NERVE]
    here = nerve.regions["lumbar"]
    judged = Estimate(value=0.09, weight=8, elicited="judged")
    prior = dataclasses.replace(here.prior, main_share=judged, searched=None)
    changed = dataclasses.replace(nerve, regions={**nerve.regions, "lumbar": dataclasses.replace(here, prior=prior)})
    other = dataclasses.replace(knowledge, mechanisms={**knowledge.mechanisms, NERVE: changed})
    assert standing(knowledge, "waguespack2002", "lumbar", [NERVE], None) == "used"
    assert standing(other, "waguespack2002", "lumbar", [NERVE], None) == "apart"


def test_what_a_figure_tests_includes_whom_it_was_counted_among(knowledge: Knowledge) -> None:
    tables = read_cause_tables(knowledge)
    study = next(s for s in tables.studies if s.id == "suh2017")
    assert set(mechanisms_behind(knowledge, study, study.rows[0])) == {"pseudarthrosis", "adjacent_segment_disease"}


# --- inside and outside -----------------------------------------------------------------------------------------------


def test_a_figure_like_ours_lies_inside(knowledge: Knowledge, tmp_path: Path) -> None:
    part = _part(knowledge, tmp_path, n=6)
    assert _figure(part, "inside_apart") == (1.0, None)
    assert _figure(part, "disagreements_without_reason") == (0.0, True)


def test_a_figure_moved_far_away_lies_outside_and_fails_without_a_reason(knowledge: Knowledge, tmp_path: Path) -> None:
    part = _part(knowledge, tmp_path, n=80)
    assert _figure(part, "inside_apart") == (0.0, None)
    assert _figure(part, "disagreements_without_reason") == (1.0, False)
    assert "slipman2002/nerve" in part.answer


def test_a_reason_counts_only_in_its_own_direction(knowledge: Knowledge, tmp_path: Path) -> None:
    right = _part(knowledge, tmp_path, n=80, more=REASON % "higher")
    wrong = _part(knowledge, tmp_path, n=80, more=REASON % "lower")
    assert _figure(right, "disagreements_without_reason") == (0.0, True)
    assert _figure(wrong, "disagreements_without_reason") == (1.0, False)


@pytest.mark.parametrize(
    ("n", "people", "mechanisms", "verdict"),
    [
        (1, 4, "facet_joint_pain, foraminal_stenosis, neuropathic_nerve_injury", "agrees by a wide interval"),
        (1, 100, "visceral_source", "agrees, numbers judged"),
        (6, 100, "neuropathic_nerve_injury", "agrees"),
    ],
)
def test_an_agreement_that_rests_on_little_is_shown_as_such(
    knowledge: Knowledge, tmp_path: Path, n: int, people: int, mechanisms: str, verdict: str
) -> None:
    """Four people agree with nearly everything, and a judged number with itself."""
    text = STUDY.format(n=n, more="").replace("N: 100", f"N: {people}").replace("measure: main", "measure: active")
    rows = _rows(knowledge, _read(knowledge, tmp_path, text.replace("neuropathic_nerve_injury", mechanisms)))
    assert rows[0].verdict == verdict


# --- the cohorts ------------------------------------------------------------------------------------------------------


def test_a_cohort_has_the_inclusion_of_the_study(knowledge: Knowledge) -> None:
    world = dataclasses.replace(world_of(knowledge, "lumbar"), findings=())
    mix = {
        FactorId("procedure"): {"disc_replacement": 1.0},
        FactorId("setting"): {"spine_clinic": 0.8, "pain_clinic": 0.2},
    }
    pool = pool_of(world, mix, np.random.default_rng(5))
    by_name = dict(zip([f.id for f in world.factors], pool.levels, strict=True))
    procedure = next(f for f in world.factors if f.id == "procedure")
    setting = next(f for f in world.factors if f.id == "setting")
    assert set(by_name[FactorId("procedure")]) == {procedure.levels.index("disc_replacement")}
    assert np.mean(by_name[FactorId("setting")] == setting.levels.index("spine_clinic")) == pytest.approx(0.8, abs=0.05)
    nonunion = world.mechanisms.index(MechanismId("pseudarthrosis"))
    assert pool.impossible[:, nonunion].all()


def test_people_with_three_positive_tests_have_sacroiliac_pain_more_often(knowledge: Knowledge, tmp_path: Path) -> None:
    chosen = "    among: {findings: {si_provocation_cluster: [three_or_more]}}\n"
    shares = []
    for more in ("", chosen):
        text = STUDY.format(n=10, more=more).replace("measure: main", "measure: active")
        tables = _read(knowledge, tmp_path, text.replace("neuropathic_nerve_injury", "sacroiliac_joint_pain"))
        shares.append(_rows(knowledge, tables)[0].ours.y)
    assert shares[1] > shares[0] + 0.08


def _silent(done: float, what: str) -> None:
    """Progress nobody watches."""


def test_the_number_of_processes_changes_nothing(knowledge: Knowledge) -> None:
    studies = [s for s in read_cause_tables(knowledge).studies if s.id in ("slipman2002", "hudyana2016")]
    tasks = [Task(study=s, cohorts=3, seed=11) for s in studies]
    alone, two = (spread(simulated, tasks, knowledge, n, _silent, "") for n in (1, 2))
    for one, other in zip(alone, two, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
