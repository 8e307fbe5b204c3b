"""Errors that people and programs can act on: a stable code, a status and a sentence with a way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.i18n import _, capital, clause, joined, sentences

CHANGED_FOR_PEOPLE = _(
    "Somebody changed this while you had the page open, so nothing was saved. Look at it again first."
)
AGAIN_FOR_PEOPLE = _("Somebody else changed the same just now, so nothing was saved. Do it again.")


class StepwellError(Exception):
    """Something asked for could not be done; `detail` says what was expected, what was found, what to do.

    That is written for programs and for those who look after the server. Pages say `for_people` instead.
    """

    status = 400
    title: str = _("That did not work")

    def __init__(self, code: str, detail: str, *, for_people: str = "", **extra: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.for_people = for_people
        self.extra = extra

    @property
    def words(self) -> str:
        """What people are told: the words for them, else what is said of each field, else all there is."""
        said: Mapping[str, str] = self.extra.get("errors") or {}
        return self.for_people or sentences(*dict.fromkeys(said.values())) or self.detail

    def problem(self) -> dict[str, Any]:
        """Give the RFC 9457 body of this error."""
        return {
            "type": f"https://stepwell.dev/problems/{self.code.lower().replace('_', '-')}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.extra,
        }


class Unauthorized(StepwellError):
    """Nobody is signed in, or the token is not valid."""

    status = 401
    title: str = _("Please sign in")


class Forbidden(StepwellError):
    """The person is known, and may not do this; `act` says what.

    Where it is one person's, `owner_id` says who could, and `about_id` what of theirs it is about.
    """

    status = 403
    title: str = _("You may not do this")
    act = owner_id = about_id = ""

    @property
    def words(self) -> str:
        """What people are told: what it is that they can't do."""
        return _("You can't {act}.", act=self.act) if self.act else super().words


class NotFound(StepwellError):
    """It does not exist, or the person may not know that it does."""

    status = 404
    title: str = _("Not found")

    def __init__(self, what: str = _("this page"), code: str = "NOT_FOUND") -> None:
        super().__init__(
            code, _("Expected to find {what}, but there is none that you can see. Check the link.", what=what)
        )
        self.what = what

    @property
    def words(self) -> str:
        """What people are told: what it is that is not there for them."""
        return _("{what}: there is nothing of it that you can see.", what=capital(self.what))


class Conflict(StepwellError):
    """Somebody else was faster, or the thing is in another state by now."""

    status = 409
    title: str = _("That has changed meanwhile")


class Invalid(StepwellError):
    """What was sent cannot be used; `errors` says why, field by field."""

    status = 422
    title: str = _("Please check what you entered")

    def __init__(
        self, code: str, detail: str, errors: Mapping[str, str] | None = None, *, for_people: str = "", **extra: Any
    ) -> None:
        self.errors = dict(errors or {})
        given: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        super().__init__(code, detail, for_people=for_people, **given, **extra)


def by_field(errors: Mapping[str, str]) -> str:
    """Give what is said of each field as a part of one sentence; what is said of the whole stands without a name."""
    said = ((name, clause(words)) for name, words in errors.items())
    return joined("; ", [joined(": ", [name, words]) if name else words for name, words in said if words])


class TooMany(StepwellError):
    """The same address or account asked too often."""

    status = 429
    title: str = _("Too many requests")
