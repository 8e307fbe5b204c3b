"""What people are called: names, handles and addresses that are theirs alone and can be seen as they are."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.tables import SEEN, Person
from app.kernel import mail
from app.kernel.characters import looks, one_line, unseen
from app.kernel.errors import Invalid
from app.kernel.i18n import _, languages, one_of
from app.kernel.times import zones

_ATOM = r"[^\s@<>\"(),:;\[\]\\.\x00-\x1f\x7f]+"
_QUOTED = r"\"(?:[^\"\\\r\n\x00-\x1f\x7f]|\\[\x20-\x7e])+\""
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
EMAIL = re.compile(rf"(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])")
HANDLE = re.compile(r"\w[\w.+-]{0,60}\w|\w")
UNSEEN = _("It has characters that nobody sees or that turn the text round. Type it again, without them.")


def checked_email(email: str) -> str:
    """Give an e-mail address (RFC 5322) in lower case; raises Invalid for what is none."""
    email = email.strip().lower()
    fits = EMAIL.fullmatch(email) and len(email) <= 254 and len(email.rpartition("@")[0]) <= 64
    if not fits or unseen(email) or not mail.can_be_addressed(email):
        words = _("Write an e-mail address such as name@example.org.")
        raise Invalid(
            "BAD_EMAIL",
            _("Expected an e-mail address, but {email} is none. {words}", email=repr(email[:80]), words=words),
            {"email": words},
        )
    return email


def checked_name(session: Session, name: str, person: Person | None = None, *, namesake: bool = False) -> str:
    """Give a name without surrounding space; raises Invalid for one that cannot be used.

    That is an empty or endless one, one with characters that are not seen, and one that is taken for somebody else's.
    `namesake` allows the very same name: administrators know whether two people are called alike.
    """
    name = tidy_name(name)
    if _taken(session, Person.name, name, person, namesake=namesake):
        words = _(
            "Somebody is called that, or nearly so, already. Add what tells them apart, such as a place: Ann (North)."
        )
        raise Invalid(
            "NAME_TAKEN",
            _("Expected a name of one's own, but {name} looks taken. {words}", name=repr(name), words=words),
            {"name": words},
        )
    return name


def tidy_name(name: str) -> str:
    """Give a name without surrounding space; raises Invalid for an empty or endless one, or characters not seen."""
    name = " ".join(name.split())
    words = UNSEEN if unseen(name) else ""
    if not 1 <= len(name) <= 120:
        words = _("Write the name that colleagues know, at most 120 characters.")
    if words:
        raise Invalid(
            "BAD_NAME", _("Expected a name, but there is none that fits. {words}", words=words), {"name": words}
        )
    return name


def free_name(session: Session, name: str, address: str) -> str:
    """Give the name that a provider says, told apart by the address where somebody is called that already."""
    seen = one_line(one_line(name)[:80]) or address.partition("@")[0][:80]
    return f"{seen} ({address})"[:120] if _taken(session, Person.name, seen) else seen


def _taken(session: Session, column: Any, wish: str, person: Person | None = None, *, namesake: bool = False) -> bool:
    """Whether somebody else's looks like it: by the index of what the eye sees."""
    seen: Any = Person.name_looks if column is Person.name else Person.handle_looks
    alike = select(Person.id).where(seen == looks(wish)[:SEEN])
    if person is not None:
        alike = alike.where(Person.id != person.id)
    if namesake:
        alike = alike.where(column != wish)
    return session.scalar(alike.limit(1)) is not None


def free_handle(session: Session, wish: str) -> str:
    """Give a handle like the wish that nobody has yet."""
    plain = unicodedata.normalize("NFKD", wish).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^\w.+-]", "", plain).strip(".+-")[:60] or "person"
    taken = set(session.scalars(select(Person.handle).where(func.substr(Person.handle, 1, len(base)) == base)))
    number = 1
    while (handle := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    return handle


def checked_handle(session: Session, person: Person, handle: str) -> str:
    """Give a handle that can be written after an @; raises Invalid for others, and for what looks like another's."""
    handle = handle.strip().lstrip("@").lower()
    words = ""
    if not HANDLE.fullmatch(handle):
        words = _("Use letters, digits, dots and dashes, for example anna.berg.")
    elif _taken(session, Person.handle, handle, person):
        words = _("Somebody else has this handle. Choose another one.")
    if words:
        raise Invalid(
            "BAD_HANDLE",
            _("Expected a free handle, but {handle} is not. {words}", handle=repr(handle[:80]), words=words),
            {"handle": words},
        )
    return handle


def checked_language(chosen: str | None) -> str | None:
    """Give the language that was chosen, None for that of the browser; raises Invalid for one that is not there."""
    if not chosen or not chosen.strip():
        return None
    if not languages.is_known(chosen):
        words = _("Choose one of {languages}.", languages=one_of(languages.LANGUAGES))
        raise Invalid(
            "BAD_LANGUAGE",
            _(
                "Expected a language of Stepwell, but {language} is none. {words}",
                language=repr(chosen[:16]),
                words=words,
            ),
            {"language": words},
        )
    return chosen


def checked_zone(typed: str | None) -> str:
    """Give the name of the time zone that was typed, "" for the organisation's; raises Invalid for what is none."""
    if not typed or not typed.strip():
        return ""
    found = zones.guess(typed[:80])
    if found is None:
        words = _("Write a region and a city, such as Europe/Berlin, or choose one of the list.")
        raise Invalid(
            "BAD_ZONE",
            _("Expected a time zone, but {zone} is none. {words}", zone=repr(typed[:80]), words=words),
            {"zone": words},
        )
    return found
