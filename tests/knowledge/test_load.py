"""The knowledge comes from its files, whatever a cache says; a cache holds data and belongs to its user."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from sequela.knowledge import cache as kept
from sequela.knowledge.load import load_knowledge, read_knowledge

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


def test_empty_folders_are_an_empty_knowledge(tmp_path: Path) -> None:
    (tmp_path / "mechanisms").mkdir()
    (tmp_path / "version.yaml").write_text("version: 2026.1.0\n", encoding="utf-8")
    (tmp_path / "factors.yaml").write_text("", encoding="utf-8")
    assert not load_knowledge(tmp_path, cache=None).mechanisms


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
    cache_file(cache).write_bytes(good[:64] + spoiled)
    assert load_knowledge(folder, cache=cache) == first
    assert cache_file(cache).read_bytes() == good


class Bomb:
    """Unpickled by a careless reader, it creates the file named in `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_a_cache_can_hold_no_code(folder: Path, cache: Path, tmp_path: Path) -> None:
    first = load_knowledge(folder, cache=cache)
    file = cache_file(cache)
    file.write_bytes(file.read_bytes()[:64] + pickle.dumps(Bomb(tmp_path / "touched")))
    assert load_knowledge(folder, cache=cache) == first
    assert not (tmp_path / "touched").exists()


@pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")
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
