"""The pages of accounts."""

from __future__ import annotations

from app.accounts.pages import signin
from app.accounts.pages.blueprint import blueprint
from app.kernel.web import StepwellApp

__all__ = ["register", "signin"]


def register(app: StepwellApp) -> None:
    """Publish the pages."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(sign_in_url="/signin", sign_out_url="/signout", account_url="/me")
