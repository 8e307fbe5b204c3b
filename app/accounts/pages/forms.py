"""What the form pages of accounts share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.kernel.errors import Conflict, Invalid


def attempt(act: Callable[[], Any]) -> tuple[Any, dict[str, str]]:
    """Do what a form asks and give the result, or the errors by field to show beside what was typed."""
    try:
        return act(), {}
    except Invalid as error:
        return None, error.errors or {"form": error.words}
    except Conflict as error:
        return None, error.extra.get("errors") or {"form": error.words}


def next_url(cursor: str | None) -> str | None:
    """Give the address of the next page of this list, with the same filters."""
    if not cursor:
        return None
    return f"{request.path}?{urlencode({**request.args.to_dict(), 'cursor': cursor})}"


def first_url() -> str | None:
    """Give the address of the start of this list, None where one is there."""
    args = {key: value for key, value in request.args.items() if key != "cursor"}
    return f"{request.path}?{urlencode(args)}" if "cursor" in request.args else None
