"""Slots: declared once, filled in order, told exactly what they are declared to be told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes
from markupsafe import Markup

from app import demo
from app.kernel.http.application import StepwellApp
from app.kernel.pages import slots
from app.kernel.pages.slots import Slot
from tests.support.databases import know_features

APP = Path(__file__).resolve().parents[2] / "app"


def declared(session: str, actor: str, *, step: str) -> None:
    """Beside a step."""


def test_it_is_filled_in_order_by_what_is_no_nothing() -> None:
    beside = Slot[Any, Markup]("beside", declared)
    for order, text in ((20, "b"), (10, "<a>"), (30, ""), (5, None)):
        give = (lambda said: lambda session, actor, *, step, **_: None if said is None else Markup(said) + step)(text)
        give.__qualname__ = f"give_{order}"
        beside.filled_by(order)(give)
    assert beside.answers("s", "a", step="!") == ["<a>!", "b!", "!"]
    assert beside.html("s", "a", step="<") == "<a>&lt;b&lt;&lt;"
    assert (beside.about, beside.takes) == ("Beside a step.", {"step"})


def test_the_same_contribution_counts_once() -> None:
    beside = Slot[Any, str]("beside", declared)
    for _again in range(2):
        beside.filled_by()(lambda session, actor, *, step: step)
    assert beside.answers("s", "a", step="x") == ["x"]


@pytest.mark.databases("sqlite")
def test_every_slot_of_a_template_is_declared_and_told_what_it_takes(app: StepwellApp) -> None:
    demo.feature()
    templates = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    used = [
        (call.args[0].as_const(), {given.key for given in call.kwargs})
        for page in APP.glob("*/templates/**/*.html")
        for call in templates.parse(page.read_text()).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "slot"
    ]
    assert len(used) > 8
    for name, told in used:
        assert slots.named(name, dict.fromkeys(told)).takes == told
    assert all(one.about and one._filled for one in slots.all_slots().values())


def test_what_is_not_declared_is_no_slot() -> None:
    know_features()
    with pytest.raises(LookupError):
        slots.named("step.pannel", {})
    with pytest.raises(TypeError, match="'step_id'"):
        slots.named("step.panel", {"process": 1})
