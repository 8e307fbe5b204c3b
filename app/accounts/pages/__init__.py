"""The pages of accounts."""

from __future__ import annotations

from app.accounts.pages import forgotten, me, people, privacy, signin, sso, without
from app.accounts.pages.admin import audit, groups, roles, units
from app.accounts.pages.admin import people as admin_people
from app.accounts.pages.blueprint import blueprint
from app.kernel.web import StepwellApp

__all__ = [
    "admin_people",
    "audit",
    "forgotten",
    "groups",
    "me",
    "people",
    "privacy",
    "register",
    "roles",
    "signin",
    "units",
    "without",
]


def register(app: StepwellApp) -> None:
    """Publish the pages, with single sign-on where a provider is set."""
    sso.register(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(sign_in_url="/signin", sign_out_url="/signout", account_url="/me")
