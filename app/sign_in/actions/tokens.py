"""Keys with which programs act for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.kernel import audit, policy
from app.kernel.characters import one_line
from app.kernel.db.rowcount import rows_changed
from app.kernel.errors import Forbidden, Invalid
from app.kernel.i18n import _, joined, sentences
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.sign_in import secrets
from app.sign_in.policy import SignIn
from app.sign_in.tables import ApiToken

# A scope is `all`, `read`, or the name of a feature whose permissions it opens.
SCOPES = {
    "all": _("everything you may do"),
    "read": _("only look"),
    "catalog": _("processes and their versions"),
    "work": _("tasks and cases"),
    "worker": _("only external tasks, for a program that carries them out"),
    "services": _("connectors and secrets"),
    "targets": _("where versions are delivered"),
    "discussion": _("comments and flags"),
    "proposals": _("proposals"),
    "ballots": _("votes"),
    "rollout": _("rollouts"),
    "practices": _("variants and practices"),
    "accounts": _("people and units"),
    "notices": _("notices"),
}
LONGEST = timedelta(days=3 * 366)


def create_token(
    session: Session,
    actor: Actor,
    person: Person,
    name: str,
    scopes: Iterable[str] = ("all",),
    expires_at: datetime | None = None,
) -> str:
    """Make a token for a person and give it, this once; raises Invalid for unknown scopes or a missing name."""
    policy.require(actor, SignIn.MANAGE_TOKENS, person)
    if not actor.is_system and actor.id != person.id:
        raise Forbidden(
            "ONLY_YOUR_OWN",
            _("Expected a token for yourself, but it is for somebody else. They make their own."),
            for_people=_("Everybody makes their own tokens. Make one for yourself."),
        )
    name, wanted = one_line(name)[:80], list(dict.fromkeys(scopes))
    errors = {}
    if not name:
        errors["name"] = _("Write what the token is for, so that you know it again.")
    if not wanted or set(wanted) - set(SCOPES):
        errors["scopes"] = _("Choose one or more of {scopes}.", scopes=joined(", ", SCOPES))
    elif actor.scopes is not None and "all" not in actor.scopes and not set(wanted) <= actor.scopes:
        errors["scopes"] = _("A program can only hand on what its own token opens. Make this token in a browser.")
    if expires_at is not None and not clock.now() < expires_at <= clock.now() + LONGEST:
        errors["expires"] = _("Choose a day after today, within three years.")
    if errors:
        raise Invalid(
            "BAD_TOKEN_REQUEST",
            _("Expected what a token needs, but: {problems}", problems=sentences(*errors.values())),
            errors,
        )
    secret = secrets.random_secret(secrets.TOKEN_PREFIX)
    session.add(
        ApiToken(
            digest=secrets.digest(secret), person_id=person.id, name=name, ending=secret[-4:], scopes=wanted,
            expires_at=expires_at,
        )
    )  # fmt: skip
    session.flush()
    audit.record(session, actor, "token.created", Subject.of("person", person.id), {"name": name, "scopes": wanted})
    return secret


def revoke_token(session: Session, actor: Actor, token: ApiToken) -> None:
    """End a token; nothing changes if it is ended already."""
    person = session.get(Person, token.person_id)
    policy.require(actor, SignIn.MANAGE_TOKENS, person)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        audit.record(session, actor, "token.revoked", Subject.of("person", token.person_id), {"name": token.name})


def close_tokens(session: Session, person_id: str) -> int:
    """End all tokens of a person without asking or telling, and give how many they were."""
    ended = session.execute(update(ApiToken).where(*_good(person_id)).values(revoked_at=clock.now()))
    return rows_changed(ended)


def count_tokens(session: Session, person_id: str) -> int:
    """Give how many tokens of a person programs can still use."""
    return session.scalar(select(func.count()).select_from(ApiToken).where(*_good(person_id))) or 0


def _good(person_id: str) -> tuple[ColumnElement[bool], ...]:
    return ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None)
