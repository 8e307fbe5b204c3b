"""Who may do what: every feature declares permissions and rules; actions ask here, default is no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from app.kernel.errors import Forbidden, NotFound, Unauthorized
from app.kernel.i18n import _

ROLES = ("worker", "manager", "ops", "admin", "guest")
INTERNAL = frozenset({"worker", "manager", "ops", "admin"})


class Permission(StrEnum):
    """Base of each feature's permissions, named feature.noun.verb; `words` say what one may do: “approve this …”."""

    words: str

    def __new__(cls, name: str, words: str = "") -> Self:
        """Make it of its name and its words."""
        made = str.__new__(cls, name)
        made._value_, made.words = name, words
        return made


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a unit and all units below it; the path '' is the whole organisation."""

    role: str
    unit_path: str = ""
    partner: bool = False

    def covers(self, path: str) -> bool:
        """Whether the unit at `path` is this grant's unit or lies below it."""
        return not self.unit_path or path == self.unit_path or path.startswith(self.unit_path + "/")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a person, a guest or the system; `scopes` limits an API token, None means all.

    `zone` is by which clock they read and write, "" that of the organisation; None where they never said.
    `language` is the one that they chose, None where they read what their browser asks for.
    """

    id: str
    name: str = ""
    email: str = ""
    grants: frozenset[Grant] = frozenset()
    kind: str = "person"
    scopes: frozenset[str] | None = None
    groups: frozenset[str] = field(default_factory=frozenset)
    zone: str | None = None
    language: str | None = None
    handle: str = ""

    def has(self, *roles: str) -> bool:
        """Whether the actor holds one of the roles anywhere."""
        return any(g.role in roles for g in self.grants)

    def has_in(self, path: str, *roles: str) -> bool:
        """Whether the actor holds one of the roles on the unit at `path` or above it."""
        return any(g.role in roles and g.covers(path) for g in self.grants)

    @property
    def is_system(self) -> bool:
        """Whether this is Stepwell itself: jobs, timers, the command line."""
        return self.kind == "system"

    @property
    def is_internal(self) -> bool:
        """Whether the actor works here, rather than at a partner or as a guest."""
        return self.is_system or any(g.role in INTERNAL and not g.partner for g in self.grants)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.kind == "anonymous"


SYSTEM = Actor(id="system", name="Stepwell", kind="system")
ANONYMOUS = Actor(id="", name="", kind="anonymous")

Rule = Callable[[Actor, Any], bool]
_rules: dict[Permission, Rule] = {}
_owner_known: set[Rule] = set()


def register(rules: Mapping[Any, Rule]) -> None:
    """Add a feature's rules; a permission has exactly one rule."""
    _rules.update(rules)


def everybody(actor: Actor, subject: Any) -> bool:
    """Rule: whoever is signed in."""
    return not actor.is_anonymous


def internal(actor: Actor, subject: Any) -> bool:
    """Rule: whoever works here."""
    return actor.is_internal


def nobody(actor: Actor, subject: Any) -> bool:
    """Rule: not even an administrator."""
    return False


def role(*roles: str) -> Rule:
    """Rule: whoever holds one of the roles on the subject's `unit_path` or above; anywhere if it has none."""

    def rule(actor: Actor, subject: Any) -> bool:
        path = getattr(subject, "unit_path", None)
        return actor.has(*roles) if path is None else actor.has_in(path, *roles)

    return rule


def owner(actor: Actor, subject: Any) -> bool:
    """Rule: the person whose id stands in the subject's `owner_id`."""
    return bool(actor.id) and getattr(subject, "owner_id", None) == actor.id


def author(actor: Actor, subject: Any) -> bool:
    """Rule: the person whose id stands in the subject's `author_id`."""
    return bool(actor.id) and getattr(subject, "author_id", None) == actor.id


def any_of(*rules: Rule) -> Rule:
    """Rule: one of the rules is enough."""
    return lambda actor, subject: any(rule(actor, subject) for rule in rules)


def all_of(*rules: Rule) -> Rule:
    """Rule: all of the rules must hold."""
    return lambda actor, subject: all(rule(actor, subject) for rule in rules)


def allows(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Whether the actor may do this to the subject; Stepwell itself may, and a token only within its scopes."""
    if actor.is_system:
        return True
    if actor.scopes is not None and not _in_scope(actor.scopes, permission):
        return False
    rule = _rules.get(permission)
    return rule is not None and rule(actor, subject)


def require(actor: Actor, permission: Permission, subject: Any = None) -> None:
    """Raise Unauthorized or Forbidden unless the actor may do this to the subject."""
    if allows(actor, permission, subject):
        return
    if actor.is_anonymous:
        raise Unauthorized("SIGN_IN", _("Expected you to be signed in for this, but nobody is. Sign in and try again."))
    refused = Forbidden(
        "FORBIDDEN",
        _(
            "Expected you to be allowed to {act}, but you are not. Ask the owner or an administrator.",
            act=permission.words or str(permission),
        ),
        permission=str(permission),
    )
    refused.act, refused.owner_id = permission.words, _owner_who_may(actor, permission, subject)
    refused.about_id = getattr(subject, "id", None) or ""
    raise refused


def name_owner_where(rule: Rule) -> None:
    """Name the owner of what was refused only to actors for whom this rule holds, and all others of its kind."""
    _owner_known.add(rule)


def _owner_who_may(actor: Actor, permission: Permission, subject: Any) -> str:
    """Give who owns the subject, where that alone is enough for it and the actor may know who that is."""
    owner_id = getattr(subject, "owner_id", None) or ""
    if not all(rule(actor, subject) for rule in _owner_known):
        return ""
    rule = _rules.get(permission)
    return owner_id if owner_id and rule is not None and rule(Actor(id=owner_id), subject) else ""


def require_visible(actor: Actor, permission: Permission, subject: Any, what: str) -> None:
    """Raise NotFound unless the subject exists and the actor may see it: what one may not see does not exist."""
    if subject is None or not allows(actor, permission, subject):
        raise NotFound(what)


def table() -> dict[Permission, Rule]:
    """Give all permissions with their rules, for the reference page and the tests that walk it."""
    return dict(_rules)


def _in_scope(scopes: frozenset[str], permission: Permission) -> bool:
    """Scopes are `all`, `read`, or a feature's name such as `work`; `read` covers every *.view permission."""
    feature, verb = str(permission).split(".")[0], str(permission).rsplit(".", 1)[-1]
    return "all" in scopes or feature in scopes or ("read" in scopes and verb == "view")
