"""Slots of the frame: pages that belong to no feature, which all features fill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from flask import request
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.pages.slots import slot
from app.kernel.policy import Actor

Found = list[dict[str, str]]


def is_frameless() -> bool:
    """Whether the browser asks for a whole page without the frame around it, to show it beside a list."""
    return request.headers.get("X-Part") == "main"


def wants_tabs() -> bool:
    """Whether the browser asks for the tabs of a page alone, with what the one holds that its address opens."""
    return request.headers.get("X-Part") == "tabs"


class Asks(IntEnum):
    """What a part of the home page asks of somebody; what asks for most stands first."""

    TO_DO = 1
    TO_DECIDE = 2
    TO_SEE_TO = 3
    TO_HELP_WITH = 4
    TO_READ = 5
    TO_KNOW = 6


@dataclass(frozen=True)
class HomePart:
    """A part of somebody's home page: its anchor, its heading, what it asks, where there is more of it.

    `draw` is told whether it has the one primary action of the page: the first part that asks for something has it.
    """

    key: str
    title: str
    asks: Asks
    draw: Callable[[bool], Markup]
    all_of_it: tuple[str, str] | None = None
    """Words and address of the whole list."""


@slot("home.parts", HomePart)
def home_parts(session: Session, actor: Actor) -> None:
    """The home page: what waits for somebody, or concerns them; each role's features fill it for those who hold it."""


@dataclass(frozen=True)
class SetUpStep:
    """Something that is done once, before people can work here; `href` is where, empty where a setting does it."""

    words: str
    hint: str
    done: bool
    href: str = ""


@slot("home.setup", SetUpStep)
def setup_steps(session: Session, actor: Actor) -> None:
    """The home page of administrators: what is to be set up on the first days, until all of it is done."""


@slot("frame.menu", Markup)
def own_menu(session: Session, actor: Actor) -> None:
    """The menu of who is signed in: further ways beside one's own page."""


@slot("frame.top", Markup)
def above_page(session: Session, actor: Actor) -> None:
    """Above each page of who is signed in: what goes along from page to page."""


@slot("search", Found)
def search_results(session: Session, actor: Actor, *, q: str, limit: int) -> None:
    """The search page: at most `limit` that `q` finds, each with kind, title, url, where and text."""


@slot("error.who_can", Markup)
def who_can(session: Session, actor: Actor, *, owner_id: str, about_id: str, act: str) -> None:
    """The page of a refusal: whom to ask instead, by the ids of who owns what was refused and of that, and for what."""
