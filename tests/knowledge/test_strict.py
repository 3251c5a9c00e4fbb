"""What a file may say; everything else is refused at its line and never read as something else."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.knowledge.strict import MAX_DEPTH, StrictError, decode, parse_json, parse_yaml


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("012", "012"),
        ("1:30", "1:30"),
        ("1e-3", 0.001),
        ("-0.5", -0.5),
        ("7", 7),
        ("true", True),
        ("2024-05-01", "2024-05-01"),
        ("2024-05", "2024-05"),
        ("'7'", "7"),
        ("~", None),
        ("", None),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".5", ".5"),
    ],
)
def test_a_word_stays_a_word_and_a_number_is_decimal(written: str, read: object) -> None:
    assert parse_yaml(f"value: {written}", "x.yaml") == {"value": read}


def test_keys_are_always_words() -> None:
    assert parse_yaml("2019: spring\nno: 1\ntrue: 2", "x.yaml") == {"2019": "spring", "no": 1, "true": 2}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "repeated_key", 3),
        ("1: a\n'1': b", "repeated_key", 2),
        ("a: &x 1\nb: *x", "alias", 1),
        ("a: !!python/object:os.system x", "tag", 1),
        ("a: 1\n---\nb: 2", "several_documents", 2),
        ("a: 1e999", "number", 1),
        ("a: " + "9" * 5000, "number", 1),
        ("a: [1, 2\nb: 3", "syntax", 2),
        ("a: 1\n\tb: 2", "syntax", 2),
        ("? [a, b]\n: c", "key", 1),
        ("a: \x07", "syntax", 1),
        ("[" * (MAX_DEPTH + 1), "too_deep", 1),
    ],
)
def test_bad_yaml_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(StrictError) as caught:
        parse_yaml(text, "case.yaml")
    assert (caught.value.code, caught.value.line) == (code, line)
    assert str(caught.value).startswith(f"case.yaml:{line}:")
    assert caught.value.mend


def test_noise_and_deep_nesting_are_refused_and_do_not_crash() -> None:
    for text in ("[" * 1_000_000, "{a: " * 300_000, "x" * 5_000_000, "- " * 500_000):
        with pytest.raises(StrictError):
            parse_yaml(text, "noise.yaml")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "repeated_key"),
        ('{"a": NaN}', "number"),
        ('{"a": 1e999}', "number"),
        ('{"a": ', "syntax"),
        (r'{"a": "\ud800"}', "encoding"),
        ("[" * 100_000, "too_deep"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "too_deep"),
    ],
)
def test_bad_json_is_refused(text: str, code: str) -> None:
    with pytest.raises(StrictError) as caught:
        parse_json(text, "case.json")
    assert caught.value.code == code


def test_the_deepest_allowed_nesting_is_read_in_both_formats() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_json(text, "x.json") == parse_yaml(text, "x.yaml")


def test_a_file_that_is_not_utf8_names_the_line() -> None:
    with pytest.raises(StrictError) as caught:
        decode(b"a: 1\nb: \xff\n", "case.yaml")
    assert (caught.value.code, caught.value.line) == ("encoding", 2)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert parse_yaml(decode(b"\xef\xbb\xbfa: 1", "x.yaml"), "x.yaml") == {"a": 1}


def test_the_line_of_every_key_and_item_is_kept() -> None:
    lines: dict[tuple[str | int, ...], int] = {}
    parse_yaml("a:\n  - x: 1\n    y: 2\n  - z\nb: {c: 3}\n", "x.yaml", lines)
    assert lines[("a", 0, "y")] == 3
    assert lines[("a", 1)] == 4
    assert lines[("b", "c")] == 5


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc é", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_json_means_the_same_read_as_json_or_as_yaml(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    read = parse_json(text, "x.json")
    assert read == value
    assert same(parse_yaml(text, "x.yaml"), value)


def same(read: object, value: object) -> bool:
    """Equal, with numbers compared as numbers: 1e22 and 10000000000000000000000 are one."""
    if isinstance(value, dict) and isinstance(read, dict):
        return read.keys() == value.keys() and all(same(read[key], value[key]) for key in value)
    if isinstance(value, list) and isinstance(read, list):
        return len(read) == len(value) and all(map(same, read, value))
    if isinstance(value, float) and isinstance(read, int | float):
        return math.isclose(read, value)
    return read == value
