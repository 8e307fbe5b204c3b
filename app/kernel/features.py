"""A feature says in one value what it brings: rules, interfaces, pages, what it puts into the frame.

`app.FEATURES` names the features from the ground up; nothing else lists them. Each has a function `feature` in its
`__init__` that gives its value, and imports what it is made of only then, so that commands without it start quickly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from flask import Blueprint
from flask_smorest import Api
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.kernel import policy
from app.kernel.api.blueprint import Blueprint as ApiBlueprint
from app.kernel.audit import WRITTEN, Act, Things, Vocabulary
from app.kernel.http import token_scopes
from app.kernel.http.application import StepwellApp
from app.kernel.i18n import _
from app.kernel.policy import Actor, Permission, Rule

KNOWN = "stepwell_features"
AROUND, ADMINISTRATION = _("Around you"), _("Administration")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Addresses that tokens of these scopes open, instead of the scope named like the feature."""

    scopes: tuple[str, ...]
    endpoints: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way to a page that has no place in the bar: under which heading, for whom, and in which order.

    `words` say what is found there, and may count it.
    """

    group: str
    order: int
    label: str
    endpoint: str
    words: str | Callable[[Session, Actor], str]
    may: Callable[[Actor], bool] = lambda actor: True


@dataclass(frozen=True, kw_only=True)
class GuideStep:
    """A step of the first visit: where it is walked, and by what in the database one sees that a person did."""

    order: int
    words: str
    endpoint: str
    hint: str
    done: Callable[[str], ColumnElement[bool]]


Count = Callable[[Session, Actor], int]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """What a feature brings. `needs` are the features below that it builds on.

    `scope` is the scope of tokens that opens it, after which its addresses are named, where it is older than its name.

    `counts` are numbers beside the ways of the frame, by name; `modules` hold jobs, listeners and what fills slots,
    known once they are imported; `registers` tell lower features what is kept of people and the like; `describes`
    complete the description of the API where schemas cannot say it; `acts` say in words what it writes into the audit
    log, and `things` how what that speaks of is called; `wire` does what is left.
    """

    name: str
    scope: str = ""
    needs: tuple[str, ...] = ()
    rules: Mapping[Any, Rule] = field(default_factory=dict)
    permissions: tuple[type[Permission], ...] = ()
    api: ApiBlueprint | None = None
    pages: Blueprint | None = None
    opens: tuple[Opened, ...] = ()
    links: tuple[Link, ...] = ()
    guide: tuple[GuideStep, ...] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    modules: tuple[object, ...] = ()
    registers: tuple[Callable[[], None], ...] = ()
    describes: tuple[Callable[[Api], None], ...] = ()
    acts: Mapping[str, Act] = field(default_factory=dict)
    things: Mapping[str, Things] = field(default_factory=dict)
    wire: tuple[Callable[[StepwellApp], object], ...] = ()


def manifest(name: str) -> Feature:
    """Give the value of a feature, which imports all that it is made of."""
    found: Feature = import_module(f"app.{name}").feature()
    return found


def add(app: StepwellApp, feature: Feature) -> None:
    """Add a feature to an application that has all the features it needs."""
    known: dict[str, Feature] = app.extensions.setdefault(KNOWN, {})
    if missing := [name for name in feature.needs if name not in known]:
        raise RuntimeError(f"Expected {', '.join(missing)} before {feature.name}. Change the order of app.FEATURES.")
    known[feature.name] = feature
    policy.register(feature.rules)
    for opened in feature.opens:
        token_scopes.opened_by(opened.scopes, *opened.endpoints)
    app.jinja_env.filters.update(feature.filters)
    app.jinja_env.globals.update(feature.variables)
    if feature.pages is not None:
        app.register_blueprint(feature.pages)
    for register in feature.registers:
        register()
    for wire in feature.wire:
        wire(app)


def known(app: StepwellApp) -> Sequence[Feature]:
    """Give the features of an application, lower ones first."""
    return tuple(app.extensions.get(KNOWN, {}).values())


def links(app: StepwellApp, actor: Actor, group: str) -> list[Link]:
    """Give the links of one heading that somebody may follow, in order."""
    found = (link for feature in known(app) for link in feature.links if link.group == group and link.may(actor))
    return sorted(found, key=lambda link: link.order)


def guide_steps(app: StepwellApp) -> list[GuideStep]:
    """Give the steps of the first visit in order."""
    return sorted((step for feature in known(app) for step in feature.guide), key=lambda step: step.order)


def vocabulary(app: StepwellApp) -> Vocabulary:
    """Give the words in which the audit log is told, of all features."""
    acts, things = dict(WRITTEN), dict[str, Things]()
    for feature in known(app):
        acts |= feature.acts
        things |= feature.things
    return Vocabulary(acts, things)
