"""What every event promises: a name to look up, what of it is told, and one place where it is heard."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path
from typing import get_args, get_type_hints

import jsonschema
import pytest

import app.wiring  # noqa: F401 - the kernel has events, too
from app import FEATURES
from app.kernel.events import Event, PublicEvent, all_events, listeners
from app.proposals.transitions import TRANSITIONS
from scripts import reference

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z]+(_[a-z]+)*\.([a-z]+(_[a-z]+)*)")
PAST = re.compile(r"[a-z]+(ed|wn)|cast|left|went|got|given|taken")
HEARING = ("listens", "after_commit", "precedes")


def events() -> list[type[Event]]:
    """All events of the product, and none of tests."""
    for feature in FEATURES:
        for module in ("events", "listeners"):
            if find_spec(f"app.{feature}.{module}") is not None:
                import_module(f"app.{feature}.{module}")
    return sorted((one for one in all_events() if one.__module__.startswith("app.")), key=lambda one: one.name)


EVENTS = events()
PUBLIC = [one for one in EVENTS if issubclass(one, PublicEvent)]


def test_no_two_events_share_a_name() -> None:
    assert [name for name, count in Counter(one.name for one in EVENTS).items() if count > 1] == []
    assert len(EVENTS) > 40, "only some events were found"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_says_what_happened(event: type[Event]) -> None:
    found = NAME.fullmatch(event.name)
    assert found is not None, "Expected a noun, a dot and what happened to it"
    assert any(PAST.fullmatch(word) for word in found.group(2).split("_")), "Expected a verb in the past"
    assert event.version >= 1
    said = cleandoc(event.__dict__["__doc__"])
    assert said.endswith(".") and not said.startswith(f"{event.__name__}("), "Expected a sentence that says when"
    assert event.__module__.endswith(".events"), "Events stand in events.py"


@pytest.mark.parametrize("event", PUBLIC, ids=lambda event: event.name)
def test_what_is_told_is_described(event: type[PublicEvent]) -> None:
    schema = event.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(event.example(), schema)
    assert "process_id" in schema["properties"], "who may hear of it is asked by its process"
    assert (event.about or event.name.partition(".")[0]) + "_id" in schema["properties"]
    assert list(event.example()) == list(schema["properties"])
    assert {"words", "note", "reason", "text", "title"}.isdisjoint(schema["properties"])


@pytest.mark.parametrize("way", TRANSITIONS, ids=lambda way: f"{way.name}-{way.target}")
def test_each_way_of_a_proposal_tells_an_event_of_its_own(way) -> None:
    ways = [one for one in TRANSITIONS if one.event is way.event]
    assert {one.name for one in ways} == {way.name}
    assert any(way.event.moves[0] in one.sources and way.event.moves[1] == one.target for one in ways)


def stands_in_listeners(module: str) -> bool:
    """Whether a module is the `listeners.py` of a feature, or in its folder."""
    return module.split(".")[2] == "listeners"


@pytest.mark.parametrize(("kind", "handler"), listeners(), ids=lambda one: one.__name__)
def test_who_listens_stands_in_listeners_and_says_to_what(kind: type[Event], handler) -> None:
    if not handler.__module__.startswith("app."):
        return
    assert stands_in_listeners(handler.__module__)
    assert handler.__doc__
    said = list(get_type_hints(handler).values())[1]
    assert any(issubclass(kind, one) for one in get_args(said) or (said,)), f"{kind.__name__} is heard as {said}"


def decorators(tree: ast.AST) -> Iterator[str]:
    """Give the names of what decorates functions."""
    for node in ast.walk(tree):
        for one in getattr(node, "decorator_list", ()):
            called = one.func if isinstance(one, ast.Call) else one
            yield called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def test_nothing_is_heard_anywhere_else() -> None:
    heard = set()
    for path in (ROOT / "app").rglob("*.py"):
        if "node_modules" not in path.parts and set(decorators(ast.parse(path.read_text()))) & {*HEARING}:
            heard.add(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."))
    assert {module for module in heard if not stands_in_listeners(module)} == set()
    assert len(heard) > 5


def test_the_catalogue_is_what_the_code_says() -> None:
    written = (ROOT / "docs" / "reference" / "events.md").read_text()
    assert written == reference.events(), "Run make docs, and read what changed"
    assert all(f"`{event.name}`" in written for event in EVENTS)
