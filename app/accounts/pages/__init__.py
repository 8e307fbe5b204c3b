"""The pages of accounts."""

from __future__ import annotations

from app.accounts.pages import forgotten, me, people, picker, privacy, signin, sso, without
from app.accounts.pages.admin import audit, groups, roles, units
from app.accounts.pages.admin import people as admin_people
from app.accounts.pages.blueprint import blueprint

__all__ = [
    "admin_people",
    "audit",
    "blueprint",
    "forgotten",
    "groups",
    "me",
    "people",
    "picker",
    "privacy",
    "roles",
    "signin",
    "sso",
    "units",
    "without",
]
