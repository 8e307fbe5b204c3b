"""What accounts and signing in keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.tables import GroupMember, PeopleGroup, Person, RoleGrant, Unit
from app.kernel.i18n import _
from app.privacy.personal_data import Section, exports
from app.sign_in.tables import ApiToken, OidcLink, WebSession


def register() -> None:
    """Tell what accounts and signing in keep of people."""
    exports(
        Section("profile", _("Who you are here"), lambda p, a: select(
            Person.name, Person.email, Person.handle, Person.active, Person.created_at,
            Person.zone, Person.language).where(Person.id == p)),
        Section("roles", _("Roles"), lambda p, a: select(RoleGrant.role, Unit.path.label("unit")).outerjoin(
            Unit, Unit.id == RoleGrant.unit_id).where(RoleGrant.person_id == p).order_by(RoleGrant.id)),
        Section("groups", _("Groups"), lambda p, a: select(PeopleGroup.name).join(
            GroupMember, GroupMember.group_id == PeopleGroup.id).where(GroupMember.person_id == p)),
        Section("browsers", _("Where you are signed in"), lambda p, a: select(
            WebSession.browser, WebSession.created_at, WebSession.seen_at).where(WebSession.person_id == p)),
        Section("tokens", _("Keys of programs"), lambda p, a: select(
            ApiToken.name, ApiToken.scopes, ApiToken.created_at, ApiToken.used_at, ApiToken.revoked_at).where(
            ApiToken.person_id == p).order_by(ApiToken.id)),
        Section("single_sign_on", _("Accounts elsewhere"), lambda p, a: select(
            OidcLink.issuer, OidcLink.subject, OidcLink.created_at).where(OidcLink.person_id == p)),
    )  # fmt: skip
