"""The pages of accounts; upper features add theirs."""

from app.accounts.pages import people, picker
from app.accounts.pages.blueprint import blueprint

__all__ = ["blueprint", "people", "picker"]
