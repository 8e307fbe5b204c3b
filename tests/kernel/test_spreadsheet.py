"""No text of people is a formula in a spreadsheet."""

from __future__ import annotations

import pytest

from app.kernel.pages.spreadsheet import inert


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\uff1d1"])
def test_what_would_be_a_formula_is_text(text):
    assert inert(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Anna Berg", "a=b", "'=1", "1-2"])
def test_other_texts_stay(text):
    assert inert(text) == text
