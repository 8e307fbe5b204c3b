"""Reading uploads: bytes stay what they are, and what was read is kept for a while."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.actions import from_text
from app.catalog.queries.models import Recent
from app.kernel.errors import Invalid
from processes import model
from tests.factories import models

ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "windows-1252", "us-ascii", "koi8-r", "shift_jis")


@given(st.sampled_from(ENCODINGS), st.text(st.characters(codec="ascii", exclude_categories=("Cc", "Cs")), min_size=1))
def test_pasted_text_comes_back_as_it_was_in_any_encoding(encoding, name):
    text = models.linear(name).decode().replace("UTF-8", encoding)
    assert from_text(text).decode(encoding) == text


@given(st.sampled_from(("utf-8", "utf-16", "iso-8859-1")), st.sampled_from(("Prüfen", "Größe", "é")))
def test_names_are_read_in_the_declared_encoding(encoding, name):
    xml = from_text(models.linear(name).decode().replace("UTF-8", encoding))
    opened = model.parse(xml)
    assert opened.xml == xml and name in {node.name for node in opened.graph.nodes.values()}


@pytest.mark.parametrize("encoding", ["idna", "hex", "rot13", "undefined", "no-such", "punycode"])
def test_odd_encodings_are_refused_by_the_reader_not_by_a_crash(session, owner, encoding):
    from app.catalog import actions

    xml = from_text(models.linear("Prüfen" + "x" * 300).decode().replace("UTF-8", encoding))
    try:
        actions.read(xml)
    except Invalid as refused:
        assert refused.code and refused.detail


def test_unknown_characters_do_not_crash():
    text = models.linear("€").decode().replace("UTF-8", "iso-8859-1")
    assert codecs.decode(from_text(text), "utf-8")


def test_the_last_ones_are_kept():
    made, recent = [], Recent(2)

    def make(key):
        return recent.get(key, lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert make(key) == key
    assert made == ["a", "b", "c", "b"]
