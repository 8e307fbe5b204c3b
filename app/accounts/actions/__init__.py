"""What can be done with people, units, roles, sessions and tokens; each module is imported when it is needed."""

from app.kernel.lazy_modules import imported_later

__getattr__ = imported_later(
    __name__,
    {
        "anonymising": ("anonymise", "would_go"),
        "forgotten": ("ask_for_link", "can_mail_links"),
        "grants": ("give_role", "take_role"),
        "groups": ("join_group", "leave_group", "make_group", "remove_group", "rename_group"),
        "handing_over": ("hand_over_everything",),
        "mail": ("try_mail_again",),
        "passwords": ("change_password", "make_link", "person_of_link", "set_first_passwords", "use_link"),
        "people": ("add_person", "deactivate", "edit_person", "first_admin", "reactivate"),
        "sessions": ("end_all_sessions", "end_session", "start_session"),
        "single_sign_on": ("person_for",),
        "tokens": ("SCOPES", "count_tokens", "create_token", "revoke_token"),
        "units": ("add_unit", "remove_unit", "rename_unit"),
    },
)
