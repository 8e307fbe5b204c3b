"""What administrators set: connectors, secrets, and to whom processes write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.kernel import audit, policy
from app.kernel.db.database_settings import settings_of
from app.kernel.db.unit_session import unit_of
from app.kernel.errors import Invalid
from app.kernel.i18n import _, joined
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.services import queries, vault
from app.services.connectors import addresses
from app.services.policy import Services
from app.services.tables import Connector, MailPolicy, Secret
from processes.expressions import templates

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
LONGEST_SECRET = 8000
_NAME = re.compile(r"[A-Za-z_][\w-]{0,79}")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")


def save_connector(session: Session, actor: Actor, row: Connector | None, given: Mapping[str, Any]) -> Connector:
    """Make a connector, or change one; raises Invalid, field by field."""
    policy.require(actor, Services.MANAGE_CONNECTORS)
    errors = _connector_errors(session, row, given)
    if errors:
        raise Invalid(
            "BAD_CONNECTOR",
            _("Expected what a connector needs, but: {errors}", errors=joined(" ", errors.values())),
            errors,
        )
    new = row is None
    row = row or Connector(created_at=clock.now())
    row.name, row.base_url = given["name"].strip(), given["base_url"].strip()
    row.methods = [m for m in METHODS if m in given["methods"]]
    row.headers = dict(given["headers"])
    row.private, row.active = bool(given["private"]), bool(given["active"])
    row.seconds, row.attempts = int(given["seconds"]), int(given["attempts"])
    session.add(row)
    session.flush()
    said = {"name": row.name, "base_url": row.base_url, "methods": row.methods, "private": row.private}
    kind = "connector.added" if new else "connector.changed"
    audit.record(session, actor, kind, Subject.of("connector", row.id), said | {"active": row.active})
    return row


def _connector_errors(session: Session, row: Connector | None, given: Mapping[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    name = str(given["name"]).strip()
    other = session.scalars(select(Connector).where(Connector.name == name)).one_or_none()
    if not _NAME.fullmatch(name):
        errors["name"] = _("Write a short name of letters, digits, - and _, as models will use it.")
    elif other is not None and (row is None or other.id != row.id):
        errors["name"] = _("There is a connector of this name already. Choose another one.")
    base = addresses.read(str(given["base_url"]))
    if base is None or base.query or base.fragment:
        errors["base_url"] = _(
            "Write an address that begins with https:// or http://, without a question mark or name."
        )
    if not set(given["methods"]) & set(METHODS):
        errors["methods"] = _("Choose at least one.")
    for field, least, most in (("seconds", 1, 60), ("attempts", 1, 20)):
        said = str(given[field])
        if not said.isdecimal() or len(said) > 4 or not least <= int(said) <= most:
            errors[field] = _("Write a number from {least} to {most}.", least=least, most=most)
    for header, value in given["headers"].items():
        if not _HEADER.fullmatch(header) or len(value) > 2000 or not value.isprintable():
            errors["headers"] = _("Write one header a line, as Name: value.")
        elif not _plain(value):
            errors["headers"] = _("Headers may hold {{secret:NAME}}, but no expressions.")
    return errors


def _plain(value: str) -> bool:
    try:
        compiled = templates.text(value)
    except templates.CannotKeep:
        return False
    parts = compiled.get(templates.PARTS, []) if isinstance(compiled, dict) else []
    return all("e" not in part for part in parts if isinstance(part, dict))


def remove_connector(session: Session, actor: Actor, row: Connector) -> None:
    """Remove a connector with the secrets that only it could use."""
    policy.require(actor, Services.MANAGE_CONNECTORS)
    session.execute(delete(Secret).where(Secret.connector_id == row.id))
    session.delete(row)
    audit.record(session, actor, "connector.removed", Subject.of("connector", row.id), {"name": row.name})


def save_secret(session: Session, actor: Actor, name: str, value: str, connector_id: str | None) -> Secret:
    """Keep a secret under its name, replacing what was there; nobody can read it again."""
    policy.require(actor, Services.MANAGE_SECRETS)
    errors: dict[str, str] = {}
    if not _NAME.fullmatch(name):
        errors["name"] = _("Write a short name of letters, digits, - and _.")
    if not value or len(value) > LONGEST_SECRET:
        errors["value"] = _("Write the secret, at most {most} characters.", most=LONGEST_SECRET)
    if connector_id and session.get(Connector, connector_id) is None:
        errors["connector"] = _("Choose one of the connectors.")
    if errors:
        raise Invalid(
            "BAD_SECRET", _("Expected what a secret needs, but: {errors}", errors=joined(" ", errors.values())), errors
        )
    row = session.scalars(select(Secret).where(Secret.name == name)).one_or_none()
    kind = "secret.changed" if row else "secret.added"
    row = row or Secret(name=name)
    row.sealed = vault.seal(settings_of(unit_of(session).database), value)
    row.connector_id, row.changed_at, row.changed_by = connector_id or None, clock.now(), actor.id
    session.add(row)
    session.flush()
    audit.record(session, actor, kind, Subject.of("secret", row.id), {"name": name})
    return row


def remove_secret(session: Session, actor: Actor, row: Secret) -> None:
    """Forget a secret."""
    policy.require(actor, Services.MANAGE_SECRETS)
    session.delete(row)
    audit.record(session, actor, "secret.removed", Subject.of("secret", row.id), {"name": row.name})


def set_mail_policy(session: Session, actor: Actor, people: bool, domains: list[str]) -> MailPolicy:
    """Say to whom processes may send mail: the people here, and addresses in these domains."""
    policy.require(actor, Services.MANAGE_MAIL)
    wanted = sorted({d.strip().lower().removeprefix("@") for d in domains if d.strip()})
    wrong = [d for d in wanted if not _DOMAIN.fullmatch(d) or len(d) > 253]
    if wrong:
        raise Invalid(
            "BAD_DOMAIN",
            _("Expected domains such as example.org, but “{wrong}” is none.", wrong=wrong[0][:80]),
            {"domains": _("“{wrong}” is no domain. Write one a line, such as example.org.", wrong=wrong[0][:80])},
        )
    row = queries.mail_policy(session)
    row.people, row.domains, row.changed_at, row.changed_by = people, wanted, clock.now(), actor.id
    session.add(row)
    audit.record(session, actor, "mail_policy.changed", Subject("mail_policy"), {"people": people, "domains": wanted})
    return row
