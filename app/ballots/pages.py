"""The parts of pages that a method draws: its ballot, its result, its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, current_app
from jinja2 import FunctionLoader
from markupsafe import Markup

from app.ballots.methods import METHODS
from app.ballots.methods.contract import Selection, Terms
from app.ballots.methods.registry import UNKNOWN
from app.ballots.methods.unknown import Unknown

Source = tuple[str, str, Callable[[], bool]]
blueprint = Blueprint("ballots", __name__)


def vote(
    terms: Terms[Any], mine: Selection | None = None, typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None, *, brief: bool = False,
) -> Markup:  # fmt: skip
    """Draw the fields of a ballot, to stand in a form, with one's own answer or what was typed and refused.

    `brief` is for a card, and only for methods that fit one.
    """
    return _part("vote", terms, mine=mine, typed=typed or {}, errors=errors or {}, brief=brief)


def result(terms: Terms[Any], tally: Any, voted: str) -> Markup:
    """Draw a tally, with words that say how many have voted."""
    return _part("result", terms, tally=tally, voted=voted)


def settings(terms: Terms[Any], filled: Mapping[str, str], errors: Mapping[str, str]) -> Markup:
    """Draw the fields of a method's settings, to stand in the form of a policy."""
    return _part("settings", terms, filled=filled, errors=errors)


def _part(name: str, terms: Terms[Any], **shown: Any) -> Markup:
    method = terms.method.name if terms.method.is_known else UNKNOWN
    template = current_app.jinja_env.get_template(f"ballots/{method}/{name}.html")
    return Markup(template.render(terms=terms, method=terms.method, options=terms.options, **shown))


def _source(template: str) -> Source | None:
    """Find a template by the name of its method, wherever the folder of that is."""
    feature, _, rest = template.partition("/")
    name, _, part = rest.partition("/")
    method = Unknown(name) if name == UNKNOWN else METHODS.get(name)
    if feature != "ballots" or method is None:
        return None
    file = method.folder / part
    return file.read_text("utf-8"), str(file), lambda: True


# A blueprint without pages: Flask asks the loader of each for templates.
blueprint.jinja_loader = FunctionLoader(_source)
