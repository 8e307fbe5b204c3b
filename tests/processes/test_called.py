"""What an element without a name is called: what it is and where it stands."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from app.kernel.i18n.languages import speaking
from processes.called import UNNAMED, Spot, Spots, headed, is_made, opening, quoted
from processes.model import parse
from processes.model.elements import spots_in
from tests.factories import models
from tests.support.steps import counted_steps

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


def test_what_would_be_called_the_same_is_told_apart() -> None:
    """By the other way, and where that is the same, too, by number: people sign which of them goes."""
    body = (
        f'{models.task("Split", tag="exclusiveGateway")}<task id="a"/><task id="b"/>'
        f'{models.task("X")}{models.task("Y")}'
        '<task id="c1"/><task id="c2"/><task id="lost1"/><task id="lost2"/>'
        '<boundaryEvent id="b1" attachedToRef="X"><timerEventDefinition/></boundaryEvent>'
        '<boundaryEvent id="b2" attachedToRef="X"><timerEventDefinition/></boundaryEvent>'
        + models.chain("Split", "a", "X") + models.chain("Split", "b", "Y", "c1", "c2") + models.chain("b1", "Y")
    )  # fmt: skip
    graph = parse(models.bpmn(body)).graph
    words = {id: graph.label(id) for id in ("a", "b", "c1", "c2", "lost1", "lost2", "b1", "b2")}
    assert words == {
        "a": "the step after “Split” and before “X”", "b": "the step after “Split” and before “Y”",
        "c1": "the first step after “Y”", "c2": "the second step after “Y”",
        "lost1": "an unnamed step (1)", "lost2": "an unnamed step (2)",
        "b1": "the timer event at “X” and before “Y”", "b2": "the timer event at “X”",
    }  # fmt: skip
    assert all(is_made(one) for one in words.values())


@pytest.mark.parametrize("hosts", [{"a": "a"}, {"a": "b", "b": "a"}])
def test_borders_of_borders_have_words_too(hosts: dict[str, str]) -> None:
    spots = Spots(
        {id: Spot("boundaryEvent", events=("timerEventDefinition",), host=host) for id, host in hosts.items()}
    )
    assert all(spots.label(id).startswith("an unnamed timer event") for id in hosts)


@pytest.mark.parametrize("label", [" ", "\u200b", "\n"])
def test_a_label_that_nobody_sees_is_none(label: str) -> None:
    assert quoted(label) == UNNAMED


def test_many_around_one_are_told_in_steps_that_grow_with_them() -> None:
    def around(number: int) -> int:
        ids = tuple(f"n{k}" for k in range(number))
        hub = {"hub": Spot("exclusiveGateway", before=ids, after=ids)}
        spots = Spots(hub | {id: Spot("task", before=("hub",), after=("hub",)) for id in ids})
        with counted_steps() as steps:
            assert len({spots.label(id) for id in ids}) == number
        return steps.calls

    assert around(800) < 6 * around(200)


GERMAN = {
    "s1": "Start", "s2": "Start durch Timer", "fork": "Aufteilung vor „Pack“", "Pack": "Pack",
    "t1": "Schritt vor „Send invoice“", "b1": "Timer-Ereignis an „Pack“",
    "b2": "Nachrichtenereignis an Schritt vor „Send invoice“", "join": "Zusammenführung vor „Send invoice“",
    "paid": "Verzweigung nach „Send invoice“", "s3": "Start von „Remind“", "t2": "Schritt in „Remind“",
    "c1": "aufgerufener Prozess nach dem Timer-Ereignis an „Pack“", "alone": "Schritt ohne Namen",
}  # fmt: skip


def test_words_are_said_in_the_language_of_who_reads() -> None:
    graph = parse(models.bpmn(BODY)).graph
    with speaking("de"):
        assert {id: str(graph.label(id)) for id in GERMAN} == GERMAN
        assert (str(quoted("Pack")), str(opening(graph.label("t1")))) == ("„Pack“", "Schritt vor „Send invoice“")
        assert str(headed(graph.label("c1"))) == "Aufgerufener Prozess nach dem Timer-Ereignis an „Pack“"
        assert str(quoted(graph.label("t1"))) == "Schritt vor „Send invoice“"
        assert (str(quoted("")), str(headed("an unnamed step"))) == ("Schritt ohne Namen", "Schritt ohne Namen")


def test_many_without_a_name_are_counted_in_german() -> None:
    graph = parse(models.bpmn("".join(f'<task id="t{n}"/>' for n in range(3)))).graph
    with speaking("de"):
        assert [str(graph.label(f"t{n}")) for n in range(3)] == [f"Schritt ohne Namen ({n})" for n in (1, 2, 3)]
