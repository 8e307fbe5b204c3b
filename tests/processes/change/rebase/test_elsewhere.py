"""Carrying a change to another model: what is suggested there, and what is known to be something else."""

from __future__ import annotations

import pytest

from processes.change.kinds import Eliminate
from processes.change.rebase.elsewhere import carried_over
from processes.model import parse
from tests.factories import models

BASE = parse(models.linear("Sign the form", "File the form", "Send"))
OTHER = parse(models.linear("File the form", "Send"))


@pytest.mark.parametrize(("akin", "suggested"), [(True, set()), (False, {"File_the_form"})])
def test_among_variants_a_step_that_both_have_stands_for_no_other(akin: bool, suggested: set[str]) -> None:
    found = carried_over(BASE, None, OTHER, [Eliminate("Sign_the_form")], akin=akin, chosen={})
    assert found.operations == () and found.missing == ("Sign_the_form",)
    assert {anchor.target for anchor in found.suggested} == suggested


def test_a_variant_that_calls_a_step_otherwise_is_found_by_its_id() -> None:
    renamed = parse(BASE.xml.replace(b"Sign the form", b"Unterschreiben"))
    found = carried_over(BASE, None, renamed, [Eliminate("Sign_the_form")], akin=True, chosen={})
    assert found.operations == (Eliminate("Sign_the_form"),) and not found.missing
