"""What the pages of the administration share."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.pages.blueprint import blueprint
from app.accounts.policy import Accounts
from app.kernel import policy
from app.kernel.features import ADMINISTRATION, links
from app.kernel.http.application import current_actor, stepwell
from app.kernel.policy import Permission


def enter(permission: Permission = Accounts.ADMINISTER) -> None:
    """Raise Forbidden for those who do not administer."""
    policy.require(current_actor(), permission)


def show(tab: str, template: str, errors: dict[str, str] | None = None, **context: Any) -> ResponseReturnValue:
    """Render a page of the administration; with errors it is an answer to what was sent."""
    return show_in(tab, f"administration/{template}", errors, **context)


def show_in(tab: str, template: str, errors: dict[str, str] | None = None, **context: Any) -> ResponseReturnValue:
    """Render a page of any feature in the administration, as `show`."""
    ways = [(url_for(way.endpoint), way.label) for way in links(stepwell(), current_actor(), ADMINISTRATION)]
    tabs = [{"key": href.rpartition("/")[2], "label": label, "href": href} for href, label in ways]
    page = render_template(template, tabs=tabs, tab=tab, errors=errors or {}, **context)
    return page, 422 if errors else 200


@blueprint.get("/admin")
def admin() -> ResponseReturnValue:
    """Lead to the people."""
    enter()
    return redirect("/admin/people", 303)
