"""Take name and address from somebody who left; votes and history keep counting, under no name."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.actions.people import deactivate
from app.accounts.policy import Accounts
from app.accounts.tables import NAMELESS, GroupMember, Person, RoleGrant
from app.kernel import audit, policy
from app.kernel.audit import AuditEntry
from app.kernel.db.rowcount import rows_changed
from app.kernel.i18n import _, in_english
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.privacy import personal_data
from app.sign_in.tables import ApiToken, OidcLink, PasswordLink, WebSession

SIDES = ("before", "after")
NOWHERE = "anonymous.invalid"
OWN = (
    (_("signed-in browsers"), WebSession), (_("tokens"), ApiToken), (_("accounts elsewhere"), OidcLink),
    (_("links to choose a password"), PasswordLink), (_("group memberships"), GroupMember), (_("roles"), RoleGrant),
)  # fmt: skip


def would_go(session: Session, person_id: str) -> dict[str, int]:
    """Count what is deleted when a person is anonymised, in words."""
    counts: dict[str, int] = {}
    for words, table in OWN:
        of_person = select(func.count()).select_from(table).where(table.person_id == person_id)
        counts[words] = session.scalar(of_person) or 0
    return {words: count for words, count in counts.items() if count}


def anonymise(session: Session, actor: Actor, person: Person) -> dict[str, int]:
    """Let a person leave for good: name, address and what is theirs alone go; gives how much of each went.

    Raises Conflict for the last administrator. Cannot be taken back.
    """
    policy.require(actor, Accounts.MANAGE_PEOPLE, person)
    deactivate(session, actor, person)
    session.flush()
    cleaner = personal_data.Cleaner(_called(session, person))
    gone = {in_english(erasure.words): erasure.erase(session, person.id) for erasure in personal_data.erasures()}
    for words, table in OWN:
        mine = table.person_id == person.id
        gone[in_english(words)] = rows_changed(session.execute(delete(table).where(mine)))
    person.name, person.password_hash, person.zone = NAMELESS, None, None
    person.language = person.browser_language = None
    person.handle, person.email = f"gone-{person.id.lower()}", nameless_address(person.id)
    session.flush()
    gone["texts that named them"] = personal_data.clean_texts(session, cleaner)
    own = f"person:{person.id}"
    gone["entries of the audit log"] = audit.redact(session, actor, cleaner.words, cleaner)
    gone["entries of the audit log"] += audit.redact(session, actor, cleaner.short, cleaner.line, subject=own)
    gone = {words: count for words, count in gone.items() if count}
    audit.record(session, actor, "person.anonymised", Subject.of("person", person.id), gone)
    return gone


def _called(session: Session, person: Person) -> list[personal_data.Called]:
    """Give what a person is called, and was as far as the log of changes knows."""
    edited = (AuditEntry.subject == f"person:{person.id}", AuditEntry.kind == "person.edited")
    now = {"name": person.name, "email": person.email, "handle": person.handle}
    sides = [body.get(side) or {} for body in session.scalars(select(AuditEntry.body).where(*edited)) for side in SIDES]
    known = [now | {field: side[field] for field in now if isinstance(side.get(field), str)} for side in sides]
    return [personal_data.Called(**one) for one in (now, *known)]


def nameless_address(person_id: str) -> str:
    """Give the address of somebody without one: no mail ever goes there."""
    return f"{person_id.lower()}@{NOWHERE}"


def is_nameless(person: Person) -> bool:
    """Whether somebody has left for good."""
    return person.email == nameless_address(person.id)
