"""Messages: English as text, any language when they are read, kept and sent without one."""

from __future__ import annotations

import copy
import pickle

import orjson
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from app.kernel.http.request_limits import Json
from app.kernel.i18n import (
    _,
    all_of,
    capital,
    catalogues,
    clause,
    cut,
    in_english,
    joined,
    ngettext,
    one_of,
    pgettext,
    placed,
    sentences,
)
from app.kernel.i18n.languages import current, speaking
from app.kernel.i18n.stored import kept, retold, told
from app.kernel.i18n.templates import gettext, html
from processes.messages import Message, pack, unpack

GERMAN = {
    ("", "Open"): ("Öffnen",), ("state", "Open"): ("Offen",),
    ("", "{name} has {cases}."): ("{name} hat {cases}.",), ("", "{n} case"): ("{n} Vorgang", "{n} Vorgänge"),
}  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.one_of(texts, st.integers(-(10**9), 10**9))
NAMES = st.sampled_from(["name", "n", "step"])
simple = st.builds(Message, st.text("ab {}name.", max_size=20), st.dictionaries(NAMES, values, max_size=3))
messages = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(Message, st.just("{name} and {step}"), st.fixed_dictionaries({"name": inner, "step": inner})),
        st.builds(all_of, st.lists(inner | texts, max_size=3)),
        st.builds(lambda parts: joined("; ", parts), st.lists(inner, max_size=3)),
        st.builds(lambda n, one: ngettext("{n} {name}", "{n} {name}s", n, name=one), st.integers(0, 3), inner),
        st.builds(capital, inner),
        st.builds(clause, inner),
        st.builds(cut, inner, st.integers(1, 9)),
    ),
    max_leaves=4,
)


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "texts", lambda language: GERMAN)


def test_it_is_english_text_and_read_in_the_language_that_is_spoken(german: None) -> None:
    said = _("{name} has {cases}.", name="Nora", cases=ngettext("{n} case", "{n} cases", 12_000))
    assert said == "Nora has 12,000 cases." == str(said) == f"{said}"
    with speaking("de"):
        assert str(said) == f"{said}" == "Nora hat 12.000 Vorgänge."
        assert said == "Nora has 12,000 cases." == in_english(said)
        assert str(ngettext("{n} case", "{n} cases", 1)) == "1 Vorgang"
        assert (str(_("Open")), str(pgettext("state", "Open"))) == ("Öffnen", "Offen")
        assert str(_("Not in the catalogue.")) == "Not in the catalogue."
    assert current() == "en" and str(said) == "Nora has 12,000 cases."


def test_lists_are_said_as_the_language_does(german: None) -> None:
    three = ["a", "b", "c"]
    assert (all_of(three), one_of(three), all_of(["a"]), all_of([])) == ("a, b and c", "a, b or c", "a", "")
    with speaking("de"):
        assert (str(all_of(three)), str(one_of(three))) == ("a, b und c", "a, b oder c")
        assert str(sentences(_("Open"), "", _("Open"))) == "Öffnen Öffnen"
        assert str(capital(_("{name} has {cases}.", name="nora", cases=2))) == "Nora hat 2."


def test_a_sentence_becomes_a_part_of_another(german: None) -> None:
    said = _("{name} has {cases}.", name="Nora", cases=2)
    assert (clause(said), cut(said, 6)) == ("Nora has 2", "Nora…")
    with speaking("de"):
        assert (str(clause(said)), str(cut(said, 7))) == ("Nora hat 2", "Nora h…")


def test_places_may_be_left_open_and_filled_later(german: None) -> None:
    said = _("{name} has {cases}.")
    assert placed(said, name="Nora", cases=2) == "Nora has 2." and placed("{name}!", name="Nora") == "Nora!"
    with speaking("de"):
        assert str(placed(said, name="Nora", cases=2)) == "Nora hat 2."


def test_pages_escape_it_once_and_keep_what_is_safe(german: None) -> None:
    said = _("{name} has {cases}.", name="<b>", cases=2)
    assert escape(said) == Markup("&lt;b&gt; has 2.")
    with speaking("de"):
        assert escape(said) == Markup("&lt;b&gt; hat 2.")
        assert gettext("{name} has {cases}.", name=Markup("<i>x</i>"), cases="<") == Markup("<i>x</i> hat &lt;.")
    assert html("<b>{name}</b>", name="<") == Markup("<b>&lt;</b>")


def test_what_is_spoken_ends_with_the_block_around_it() -> None:
    with speaking("en-XA"):
        with speaking("en"):
            assert str(_("Open")) == "Open"
        assert str(_("Open {name}", name="x")).startswith("⟦Óƥéñ x")
    assert str(_("Open")) == "Open"


@given(messages)
def test_it_is_kept_and_sent_without_a_language_and_without_loss(said: str) -> None:
    with speaking("en-XA"):
        before = str(said)
        for again in (
            unpack(orjson.loads(orjson.dumps(pack(said)))),
            told(kept(said)),
            pickle.loads(pickle.dumps(said)),
            copy.deepcopy(said),
        ):
            assert (again, str(again)) == (said, before)


@given(texts)
def test_what_people_write_stays_what_it_is(text: str) -> None:
    assert told(kept(text)) == text.lstrip("\x1e")
    assert str(_(text)) == text


@pytest.mark.parametrize("sign", ["\x1e", "\x1e\x1e", "\x1e" * 5])
def test_nobody_writes_a_message_by_hand(sign: str) -> None:
    forged = '{"§":"Open","context":"state"}'
    assert type(told(kept(sign + forged))) is str and told(kept(sign + forged)) == forged


@pytest.mark.parametrize(
    "made",
    [
        {"§": ["a", "b"], "last": "xor"},
        {"§": ["a", "b"], "last": ["or"]},
        {"§": "{n} case", "plural": "{n} cases", "params": {"n": ["a"]}},
        {"§": "{n} case", "plural": "{n} cases", "params": {"n": {"§": ["a"], "last": "or"}}},
    ],
)
def test_what_no_message_says_can_be_read_in_every_language(made: dict[str, object], german: None) -> None:
    for language in ("en", "de", "en-XA"):
        with speaking(language):
            assert str(unpack(made))


KEYS = texts | st.just("§")


@given(st.recursive(st.none() | texts | st.integers(), lambda one: st.lists(one) | st.dictionaries(KEYS, one)))
def test_what_is_malformed_stays_as_it_is(value: object) -> None:
    assert isinstance(unpack(value), (type(value), str))


@given(messages)
def test_texts_in_its_places_can_be_changed_and_nothing_else(said: str) -> None:
    assert retold(said, str) == said and pack(retold(said, str)) == pack(said)
    assert retold(_("Nora {name}", name=capital("nora")), lambda text: text.replace("nora", "x")) == "Nora X"
    assert retold(joined(", ", ["a", 3, _("a {n}", n=1)]), lambda text: f"<{text}>") == "<a>, 3, a 1"


def test_it_holds_nothing_but_what_is_read_of_it() -> None:
    """Thousands are kept with models: an error would keep what was open when it was raised."""
    said = _("It failed: {error}", error=ValueError("no"))
    assert said.params == {"error": "no"} and type(said.params["error"]) is str
    assert not hasattr(said, "__dict__") and _("Open") is _("Open")


def current_json(said: object) -> str:
    return Json(Flask("x")).dumps(said)


def test_a_message_names_things_in_json() -> None:
    with speaking("en-XA"):
        assert orjson.loads(current_json({_("Open"): 1})) == {str(_("Open")): 1}
    assert orjson.loads(current_json({_("Open"): 1})) == {"Open": 1}
