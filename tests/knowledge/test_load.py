"""The knowledge comes from its files, whatever a cache says; a cache holds data and belongs to its user."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sequela.knowledge import cache as kept
from sequela.knowledge.load import load_knowledge, read_knowledge
from sequela.knowledge.problem import KnowledgeError

POSIX = pytest.mark.skipif(os.name == "nt", reason="pipes, links and file modes are those of POSIX")

NEW_MECHANISM = """
id: new_source
label: {en: New source}
about: {en: Declared in one file.}
salience_reason: one source among equals
patterns:
  mechanical_back_pain: {value: 1, weight: 5, elicited: it is felt in the back}
regions:
  lumbar:
    prior:
      main_share: {value: 0.05, weight: 5, elicited: newly described}
      co_cause: {value: 0.01, weight: 5, elicited: not known to come with others}
    findings:
      new_sign: {given: {present: {n: 8, N: 10, source: new2026}}}
      new_scan: {given: {present: {n: 9, N: 10, source: new2026}}}
findings:
  - id: new_sign
    label: {en: New sign}
    asked: examination
    leak: {present: {value: 0.05, weight: 5, elicited: healthy people do not show the sign}}
  - id: new_scan
    label: {en: New scan}
    asked: imaging
    leak: {present: {value: 0.05, weight: 5, elicited: healthy people have clean scans}}
sources:
  - {id: new2026, cite: "Fourth D. New. 2026", doi: 10.1000/new, read: abstract}
"""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def cache_file(cache: Path) -> Path:
    (file,) = cache.glob("knowledge-*.cache")
    return file


def test_a_mechanism_in_one_new_file_brings_its_findings_and_sources(folder: Path) -> None:
    (folder / "mechanisms/new_source.yaml").write_text(NEW_MECHANISM, encoding="utf-8")
    knowledge = load_knowledge(folder, cache=None)
    assert {"new_sign", "new_scan"} <= set(knowledge.findings)
    assert "new2026" in knowledge.sources
    places = {(record.kind, record.id): record.problem("", "") for record in read_knowledge(folder).records}
    assert places["findings", "new_scan"].file == "mechanisms/new_source.yaml"
    lines = NEW_MECHANISM.splitlines()
    assert lines[(places["findings", "new_scan"].line or 0) - 1].strip() == "- id: new_scan"


def problems_of(folder: Path) -> dict[str, str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, cache=None)
    return {problem.file: f"{problem.message}; {problem.mend}" for problem in caught.value.problems}


@pytest.mark.parametrize("kind", ["red_flags", "mechanisms", "factors.yaml", "conventions.yaml"])
def test_without_a_kind_that_an_assessment_needs_there_is_no_knowledge(folder: Path, kind: str) -> None:
    if (folder / kind).is_dir():
        shutil.rmtree(folder / kind)
    else:
        (folder / kind).unlink()
    (said,) = problems_of(folder).values()
    assert f"has no {kind.removesuffix('.yaml').replace('_', ' ')}" in said


@pytest.mark.parametrize("name", ["more.yml", "more.YAML", "more.Yml"])
def test_a_file_with_another_yaml_ending_is_never_left_out_without_a_word(folder: Path, name: str) -> None:
    (folder / "findings" / name).write_text("[]\n", encoding="utf-8")
    assert "rename it" in problems_of(folder)[f"findings/{name}"]


@POSIX
def test_what_is_no_regular_file_is_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "findings/pipe.yaml")
    (folder / "findings/endless.yaml").symlink_to("/dev/zero")
    (folder / "findings/nowhere.yaml").symlink_to("nowhere")
    said = problems_of(folder)
    assert "no regular file" in said["findings/pipe.yaml"]
    assert "no regular file" in said["findings/endless.yaml"]
    assert "cannot be read" in said["findings/nowhere.yaml"]


@POSIX
def test_a_linked_folder_is_not_passed_over_in_silence(folder: Path, tmp_path: Path) -> None:
    (folder / "red_flags").rename(tmp_path / "elsewhere")
    (folder / "red_flags").symlink_to(tmp_path / "elsewhere")
    assert "a link to a folder" in problems_of(folder)["red_flags"]


def test_a_file_too_large_to_be_knowledge_is_refused(folder: Path) -> None:
    (folder / "findings/large.yaml").write_bytes(b"#" * 2_000_001)
    assert "larger than" in problems_of(folder)["findings/large.yaml"]


def test_a_folder_with_an_impossible_name_is_a_missing_folder(tmp_path: Path) -> None:
    (said,) = problems_of(tmp_path / ("x" * 5000)).values()
    assert "no such knowledge folder" in said


def test_the_cached_knowledge_equals_the_one_from_the_files(folder: Path, cache: Path) -> None:
    first = load_knowledge(folder, cache=cache)
    written = cache_file(cache).stat().st_mtime_ns
    assert load_knowledge(folder, cache=cache) == first == load_knowledge(folder, cache=None)
    assert cache_file(cache).stat().st_mtime_ns == written


def test_from_the_cache_neither_yaml_nor_pydantic_is_imported(folder: Path, cache: Path) -> None:
    load_knowledge(folder, cache=cache)
    program = (
        "import sys; from pathlib import Path; from sequela.knowledge.load import load_knowledge; "
        f"load_knowledge(Path({str(folder)!r}), cache=Path({str(cache)!r})); "
        "print({'yaml', 'pydantic', 'numpy'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.strip() == "set()"


def test_one_changed_word_is_noticed(folder: Path, cache: Path) -> None:
    before = load_knowledge(folder, cache=cache)
    file = folder / "findings/examination.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("value: 0.1,", "value: 0.2,"), encoding="utf-8")
    after = load_knowledge(folder, cache=cache)
    assert after.sha256 != before.sha256
    assert after.findings["raised_leg"].leak["present"].value == 0.2  # type: ignore[index]


def test_the_fingerprint_names_the_content_and_not_the_place(folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    folder.rename(moved)
    assert load_knowledge(moved, cache=None).sha256 == load_knowledge(moved, cache=None).sha256
    one = load_knowledge(moved, cache=None).sha256
    (moved / "findings/examination.yaml").rename(moved / "findings/other.yaml")
    assert load_knowledge(moved, cache=None).sha256 != one


@pytest.mark.parametrize("spoiled", [b"", b"short", b"x" * 500])
def test_a_damaged_cache_is_made_again(folder: Path, cache: Path, spoiled: bytes) -> None:
    first = load_knowledge(folder, cache=cache)
    good = cache_file(cache).read_bytes()
    for kept_bytes in (64, 128):
        cache_file(cache).write_bytes(good[:kept_bytes] + spoiled)
        assert load_knowledge(folder, cache=cache) == first
        assert cache_file(cache).read_bytes() == good


def test_one_spoilt_letter_in_the_cache_is_noticed(folder: Path, cache: Path) -> None:
    first = load_knowledge(folder, cache=cache)
    good = cache_file(cache).read_bytes()
    assert good.count(b"raised_leg")
    cache_file(cache).write_bytes(good.replace(b"raised_leg", b"raised_log"))
    assert load_knowledge(folder, cache=cache) == first
    assert cache_file(cache).read_bytes() == good


@POSIX
def test_a_pipe_in_place_of_the_cache_holds_nobody_up(folder: Path, cache: Path) -> None:
    first = load_knowledge(folder, cache=cache)
    file = cache_file(cache)
    file.unlink()
    os.mkfifo(file, mode=0o600)
    assert load_knowledge(folder, cache=cache) == first
    assert file.is_file()


@POSIX
def test_a_cache_of_gigabytes_is_not_read(folder: Path, cache: Path) -> None:
    first = load_knowledge(folder, cache=cache)
    with cache_file(cache).open("r+b") as opened:
        opened.truncate(4_000_000_000)
    assert load_knowledge(folder, cache=cache) == first
    assert cache_file(cache).stat().st_size < 1_000_000


class Bomb:
    """Unpickled by a careless reader, it creates the file named in `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_a_cache_can_hold_no_code(folder: Path, cache: Path, tmp_path: Path) -> None:
    first = load_knowledge(folder, cache=cache)
    file = cache_file(cache)
    bomb = pickle.dumps(Bomb(tmp_path / "touched"))
    file.write_bytes(file.read_bytes()[:64] + hashlib.sha256(bomb).hexdigest().encode() + bomb)
    assert load_knowledge(folder, cache=cache) == first
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    "spoilt",
    [{"mechanisms": [1, 2]}, {"findings": {"sign": "present"}}, {"version": 7}, {"groups": None}],
)
def test_a_cache_with_the_right_seal_around_the_wrong_thing_is_made_again(
    folder: Path, cache: Path, spoilt: dict[str, object]
) -> None:
    first = load_knowledge(folder, cache=cache)
    kept.write(cache, folder, kept.key_of(first.sha256), replace(first, **spoilt))  # type: ignore[arg-type]
    assert load_knowledge(folder, cache=cache) == first
    assert load_knowledge(folder, cache=cache) == first


@POSIX
@pytest.mark.parametrize("mode", [0o622, 0o606, 0o660])
def test_a_cache_that_others_could_write_is_not_believed(folder: Path, cache: Path, mode: int) -> None:
    first = load_knowledge(folder, cache=cache)
    file = cache_file(cache)
    file.chmod(mode)
    assert kept.read(cache, folder, kept.key_of(first.sha256)) is None
    assert load_knowledge(folder, cache=cache) == first
    assert cache_file(cache).stat().st_mode & 0o777 == 0o600


def test_a_cache_that_cannot_be_written_changes_no_answer(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("", encoding="utf-8")
    assert load_knowledge(folder, cache=blocked) == load_knowledge(folder, cache=None)


@pytest.mark.parametrize(
    ("environment", "place"),
    [
        ({"SEQUELA_CACHE": "off", "HOME": "/home/x"}, None),
        ({"SEQUELA_CACHE": "/var/c"}, Path("/var/c")),
        ({"XDG_CACHE_HOME": "/xdg", "HOME": "/home/x"}, Path("/xdg/sequela")),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/x"}, Path("/home/x/.cache/sequela")),
        ({}, None),
    ],
)
def test_where_the_cache_lies(environment: dict[str, str], place: Path | None) -> None:
    assert kept.default_folder(environment) == place
