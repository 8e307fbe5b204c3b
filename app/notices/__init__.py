"""Notices: what people are told, on the page, live, and by mail as each of them wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what notices bring."""
    from app.kernel.features import Feature
    from app.notices import api, guide, jobs, links, listeners, pages, personal, queries

    return Feature(
        name="notices",
        needs=(
            "accounts", "privacy", "catalog", "cases", "assignment", "tasks", "staffing", "discussion",
            "ballots", "proposals", "improve", "rollout", "practices", "targets",
        ),
        api=api.blueprint, pages=pages.blueprint, links=links.LINKS, guide=guide.STEPS,
        counts={"notice_count": queries.unread_count},
        modules=(jobs, listeners), registers=(personal.register,),
    )  # fmt: skip
