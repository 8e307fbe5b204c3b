"""The pages of accounts; upper features add theirs."""

from app.accounts.pages import home, people, picker
from app.accounts.pages.blueprint import blueprint

__all__ = ["blueprint", "home", "people", "picker"]
