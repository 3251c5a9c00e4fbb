"""Codes mean what they say, and none leaves the house that nobody has looked up."""

from __future__ import annotations

import re
import warnings
from urllib.parse import urlsplit

import pytest

from sequela.knowledge.codes import exportable, unopened
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.codes import Code

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of the list's own way of reading its files
    import simple_icd_10_cm as icd

CODES = tuple(load_knowledge(cache=None).codes.values())
ICD_10_CM = [code for code in CODES if code.system == "ICD-10-CM"]
KINDS = {"mechanism", "group", "pattern", "finding", "red_flag", "risk", "procedure", "treatment", "medicine"}
KINDS |= {"instrument", "test", "complaint"}


@pytest.mark.parametrize("code", ICD_10_CM, ids=lambda code: code.id)
def test_an_icd_10_cm_code_exists_can_be_billed_and_is_worded_as_published(code: Code) -> None:
    assert icd.is_valid_item(code.code)
    assert icd.is_leaf(code.code)
    assert icd.get_description(code.code) == code.display


def test_what_is_exported_was_read_on_a_page_with_a_name() -> None:
    for code in exportable(CODES):
        place = urlsplit(str(code.opened))
        assert place.scheme in ("http", "https")
        assert not re.fullmatch(r"[\d.]+(:\d+)?", place.netloc), code.id


def test_a_code_nobody_opened_is_kept_and_never_exported() -> None:
    waiting = unopened(CODES)
    assert waiting
    assert not set(waiting) & set(exportable(CODES))
    assert len(waiting) + len(exportable(CODES)) == len(CODES)


def test_pain_after_spine_surgery_has_its_code() -> None:
    found = {code.code for code in exportable(CODES) if code.of == "complaint:pain_after_spine_surgery"}
    assert {"M96.1", "MG30.21"} <= found


def test_every_code_is_of_a_kind_of_thing_that_there_is() -> None:
    assert {code.of.split(":")[0] for code in CODES} <= KINDS


def test_no_code_of_a_licensed_terminology_of_procedures_is_kept() -> None:
    assert not [code for code in CODES if re.fullmatch(r"\d{5}", code.code) and code.system not in ("RxNorm",)]
