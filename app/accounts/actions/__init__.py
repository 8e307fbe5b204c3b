"""What can be done with people, units, roles, sessions and tokens."""

from app.accounts.actions.anonymise import anonymise, would_go
from app.accounts.actions.forgotten import ask_for_link, can_mail_links
from app.accounts.actions.grants import give_role, join_group, leave_group, make_group, remove_group, take_role
from app.accounts.actions.handing_over import hand_over_everything
from app.accounts.actions.mail import try_mail_again
from app.accounts.actions.passwords import (
    change_password,
    make_link,
    person_of_link,
    set_first_passwords,
    use_link,
)
from app.accounts.actions.people import add_person, deactivate, edit_person, first_admin, reactivate
from app.accounts.actions.sessions import end_all_sessions, end_session, start_session
from app.accounts.actions.single_sign_on import person_for
from app.accounts.actions.tokens import SCOPES, count_tokens, create_token, revoke_token
from app.accounts.actions.units import add_unit, remove_unit, rename_unit

__all__ = [
    "SCOPES", "add_person", "add_unit", "anonymise", "ask_for_link", "can_mail_links", "change_password",
    "count_tokens",
    "create_token", "deactivate", "edit_person", "end_all_sessions", "end_session", "first_admin", "give_role",
    "hand_over_everything",
    "join_group", "leave_group", "make_group", "make_link", "person_for", "person_of_link", "reactivate",
    "remove_group", "remove_unit", "rename_unit", "revoke_token", "set_first_passwords", "start_session", "take_role",
    "try_mail_again", "use_link", "would_go",
]  # fmt: skip
