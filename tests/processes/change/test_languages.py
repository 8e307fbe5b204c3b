"""What is said of changes, in the language of who reads: nothing of it is glued together in English."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from app.kernel.i18n.languages import speaking
from app.kernel.i18n.stored import kept, told
from processes import change
from processes.change import Changed, Eliminate, Instruct, Retitle, brief, carry_file, diff, effects, in_words, overlay
from processes.change.diff.wording.terms import words_of
from processes.messages import Message, in_english, pack, unpack
from processes.model import Model, parse
from tests.processes.change.rebase.test_companions import JS
from tests.processes.change.rich import BUILT_IN, RICH, mutated
from tests.processes.change.support import change as made
from tests.processes.change.support import done, read
from tests.processes.change.test_refusals import with_timer
from tests.processes.models import chain

BASE = chain("Write", "Print", "Check", "Send")
MODELS = [parse(RICH), *(parse(path.read_bytes()) for path in BUILT_IN)]
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def german(said: str) -> str:
    with speaking("de"):
        return str(said)


@pytest.mark.parametrize(
    ("operations", "sentence"),
    [
        ([Eliminate("Print")], "„Print“ streichen"),
        ([Eliminate("Print"), Eliminate("Check")], "„Print“ und „Check“ streichen"),
        ([Eliminate("Print", True)], "„Print“ mit allem streichen, was daran hängt"),
        ([Retitle("Check", "Look")], "„Check“ in „Look“ umbenennen"),
        ([Instruct("Send", "By post.")], "Anleitung von „Send“ ändern"),
        ([Instruct("Send", "")], "Anleitung von „Send“ streichen"),
        ([Eliminate("Print"), Retitle("Check", "Look")], "„Print“ streichen; „Check“ in „Look“ umbenennen"),
        ([], "Nichts ändern"),
    ],
)
def test_the_sentence_that_people_vote_on(operations: list[Any], sentence: str) -> None:
    base = read(BASE)
    said = in_words(base, operations)
    assert german(said) == german(told(kept(said))) == german(pickle.loads(pickle.dumps(said))) == sentence
    assert in_words(base, operations) == said == str(said) != sentence


def test_what_follows_from_it_and_what_a_version_is_told_by() -> None:
    before, found = read(BASE), made(BASE, Eliminate("Print"), Retitle("Check", "Look"))
    assert found.model is not None and found.difference is not None
    assert [german(words) for words in found.words] == [
        "„Print“ wird gestrichen.", "„Look“ folgt jetzt auf „Write“.", "„Check“ heißt jetzt „Look“.",
    ]  # fmt: skip
    assert german(found.effects[0].words) == "3 Schritte statt 4."
    told_in_short = "1 Schritt gestrichen, 1 Weg umgeleitet, 1 Schritt umbenannt; 3 Schritte statt 4."
    assert german(found.difference.summary) == told_in_short
    said = brief(before, found.model, found.difference.changes)
    assert german(said) == "„Print“ streichen; „Check“ in „Look“ umbenennen"
    again = pickle.loads(pickle.dumps(found.effects))
    assert [german(one.words) for one in again] == [german(one.words) for one in found.effects]


def test_long_sentences_are_cut_in_each_language() -> None:
    names = [f"Step number {n} of a long list" for n in range(40)]
    base = read(chain(*names))
    offer = change.suggested(base, [Eliminate(node) for node in list(base.graph.nodes)[1:9]])
    assert len(offer) == len(german(offer)) == 200 and offer.startswith("Take out") and offer.endswith("…")
    assert german(offer).startswith("„Step number 0") and german(unpack(pack(offer))) == german(offer)


def test_a_refusal_and_its_ways_out() -> None:
    refusal = made(with_timer(), Eliminate("B")).refusals[0]
    assert german(refusal.words) == "„2 days“ und der Weg danach hängen an „B“."
    assert [german(choice.words) for choice in refusal.choices] == [
        "Auch „2 days“ und den Weg danach entfernen", "Schritt behalten",
    ]  # fmt: skip


def test_a_conflict_in_a_file() -> None:
    live, wanted = (json.loads(json.dumps(JS)) for _ in range(2))
    live["components"][0]["label"], wanted["components"][0]["label"] = "Sum", "Total"
    found = carry_file("a.form", *(json.dumps(one).encode() for one in (JS, live, wanted)))
    assert [german(refusal.words) for refusal in found.refusals] == [
        "In „a.form“: Feld „Total“: Beschriftung soll „Total“ werden, "
        "aber in der gültigen Version steht dort jetzt „Sum“. Sagen Sie, was davon gilt."
    ]


@pytest.mark.parametrize(
    "title",
    ["„Check“ streichen", "„Check“ und „Send“ streichen.", "„Print“ in „Look“ umbenennen",
     "Anleitung von „Check“ ändern", "„Check“ mit allem streichen, was daran hängt", "Take out “Check”"],
)  # fmt: skip
def test_the_offer_for_another_choice_is_known_in_german(title: str) -> None:
    with speaking("de"):
        assert change.is_of_another(title, [read(BASE)], [Eliminate("Print")])


@pytest.mark.parametrize(
    "title",
    ["„Print“ streichen", "„PRINT“ streichen.", "Endlich „Check“ streichen", "Schneller senden", "Take out “Print”"],
)
def test_own_words_and_true_ones_are_left_alone_in_german(title: str) -> None:
    with speaking("de"):
        assert not change.is_of_another(title, [read(BASE)], [Eliminate("Print")])


def test_words_of_other_tools_stand_as_they_are() -> None:
    assert (german(words_of("formField")), german(words_of("zebraStripe"))) == ("Formularfeld", "zebra stripe")


def values_of(said: Any) -> Iterator[str]:
    """The texts that stand in the places of a message, at any depth."""
    if isinstance(said, Message):
        for name, one in said.params.items():
            if name not in ("between", "last"):
                yield from values_of(one)
    elif isinstance(said, (list, tuple)):
        for one in said:
            yield from values_of(one)
    elif isinstance(said, str):
        yield said


def said_of(before: Model, after: Model) -> Iterator[str]:
    found = diff(before, after)
    yield found.summary
    yield brief(before, after, found.changes)
    yield from (one.words for one in found.changes)
    yield from (one.words for one in effects.effects_of(found))
    marks = overlay(before, after)
    for mark in (*marks.removed, *marks.added, *marks.changed, *marks.rerouted):
        yield from (said for said in (mark.label, mark.words) if said)


@SOME
@given(st.integers(0, len(MODELS) - 1), st.integers(0, 10**6))
def test_nothing_but_what_the_file_says_stands_in_a_sentence_as_text(which: int, seed: int) -> None:
    model = MODELS[which]
    found = mutated(model, seed)
    assume(found is not None)
    assert found is not None
    _what, after = found
    texts = {" ".join(text.split()) for one in (model, after) for text in _texts(one)}
    for said in said_of(model, after):
        assert isinstance(said, Message), said
        assert unpack(orjson.loads(orjson.dumps(pack(said)))) == said
        for value in values_of(said):
            words = re.sub(r"</?[\w:.-]+>", "", value.rstrip("…"))  # Mark-up that a text holds.
            assert len(words.split()) < 3 or any(words[:40] in text for text in texts), (said, value)


def _texts(model: Model) -> Iterator[str]:
    for element in model.root.iter(etree.Element):
        yield from (str(value) for value in element.attrib.values())
        yield ", ".join(f"{etree.QName(str(key)).localname} {value!s}" for key, value in element.attrib.items())
        yield element.text or ""
        yield "".join(element.itertext())
        yield " ".join(str(value) for value in (element.get("name"), *element.itertext()) if value)
        yield in_english(words_of(etree.QName(element).localname))
    yield " ".join(model.root.itertext())


def test_what_is_done_again_is_said_in_german() -> None:
    live = done(BASE, Eliminate("Check"))
    found: Changed = change.rebase(read(BASE), live, [Retitle("Check", "Look")])
    assert [german(one.words) for one in found.refusals] == [
        "„Check“ fehlt in der gültigen Version: Eine andere Änderung hat es gestrichen."
    ]
