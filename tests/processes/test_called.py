"""What an element without a name is called: what it is and where it stands."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from processes.called import UNNAMED, headed, is_made, opening, quoted
from processes.model import parse
from processes.model.elements import spots_in
from tests.factories import models

BODY = (
    '<startEvent id="s1"/><startEvent id="s2"><timerEventDefinition/></startEvent><parallelGateway id="fork"/>'
    f'{models.task("Pack")}<userTask id="t1"/><boundaryEvent id="b1" attachedToRef="Pack"><timerEventDefinition/>'
    '</boundaryEvent><boundaryEvent id="b2" attachedToRef="t1"><messageEventDefinition/></boundaryEvent>'
    f'<parallelGateway id="join"/>{models.task("Send invoice", tag="sendTask")}<exclusiveGateway id="paid"/>'
    '<intermediateCatchEvent id="w1"><messageEventDefinition/></intermediateCatchEvent>'
    '<subProcess id="sub" name="Remind"><startEvent id="s3"/><userTask id="t2"/><endEvent id="e3"/>'
    f'{models.chain("s3", "t2", "e3")}</subProcess><callActivity id="c1"/><endEvent id="e1"/>'
    '<endEvent id="e2"/><task id="alone"/>'
    + models.chain("s1", "fork", "Pack", "join", "Send_invoice", "paid", "w1", "e1")
    + models.chain("s2", "fork", "t1", "join") + models.chain("paid", "sub", "e2") + models.chain("b1", "c1")
)  # fmt: skip
SAID = {
    "s1": "the start", "s2": "the timer start", "fork": "the split before “Pack”", "Pack": "Pack",
    "t1": "the step before “Send invoice”", "b1": "the timer event at “Pack”",
    "b2": "the message event at the step before “Send invoice”", "join": "the join before “Send invoice”",
    "paid": "the choice after “Send invoice”", "w1": "the message event after “Send invoice”",
    "s3": "the start of “Remind”", "t2": "the step in “Remind”", "e3": "the end of “Remind”",
    "c1": "the called process after the timer event at “Pack”", "e1": "the end after “Send invoice”",
    "e2": "the end after “Remind”", "alone": "an unnamed step", "Send_invoice": "Send invoice", "sub": "Remind",
}  # fmt: skip


def test_words_tell_what_it_is_and_where_it_stands() -> None:
    graph = parse(models.bpmn(BODY)).graph
    assert {id: graph.label(id) for id in graph.nodes} == SAID


def test_a_tree_gives_the_same_words_as_the_graph() -> None:
    root = etree.fromstring(models.bpmn(BODY))
    (process,) = root.iterfind("{*}process")
    spots = spots_in(process)
    assert {id: spots.label(id) for id in SAID if id not in ("s3", "t2", "e3")} == {
        id: words for id, words in SAID.items() if id not in ("s3", "t2", "e3")
    }


@pytest.mark.parametrize("words", sorted({words for words in SAID.values() if words[0].islower()}))
def test_words_are_told_from_names(words: str) -> None:
    """Names are quoted, words are not; words that stand alone begin with a capital letter."""
    assert is_made(words) and quoted(words) == words
    assert opening(words) == headed(words) == words[0].upper() + words[1:]


@pytest.mark.parametrize("name", ["Pack", "the invoice", "an apple a day", "Send “it” off"])
def test_names_keep_their_letters_and_get_quotation_marks(name: str) -> None:
    assert (quoted(name), opening(name), headed(name)) == (f"“{name}”", f"“{name}”", name)


def test_nothing_is_called_by_words_too() -> None:
    assert quoted("") == quoted(None) == UNNAMED and headed("") == "An unnamed step"


def test_a_name_that_nobody_sees_is_none() -> None:
    xml = models.linear("Pack", "Sign").replace(b'name="Sign"', 'name="\u200b\u2060"'.encode())
    assert parse(xml).graph.label("Sign") == "the step after “Pack”"


def test_no_model_of_others_is_told_by_ids(corpus) -> None:
    """Also in large ones each has words, found in steps that do not grow with the square of the model."""
    for path in sorted(corpus.rglob("*.bpmn"))[::9]:
        try:
            graph = parse(path.read_bytes()).graph
        except Exception:
            continue
        for node in graph.nodes.values():
            words = graph.label(node.id)
            made = not node.name and re.search(r"\d", node.id) and len(node.id) > 4
            assert not made or not re.search(rf"\b{re.escape(node.id)}\b", words), (path, words)
