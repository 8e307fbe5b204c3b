"""What can be done with passwords, sessions and tokens; each module is imported when it is needed."""

from app.kernel.lazy_modules import imported_later

__getattr__ = imported_later(
    __name__,
    {
        "first_start": ("first_admin",),
        "forgotten": ("ask_for_link", "can_mail_links"),
        "passwords": ("change_password", "make_link", "person_of_link", "set_first_passwords", "use_link"),
        "sessions": ("end_all_sessions", "end_session", "start_session"),
        "single_sign_on": ("person_for",),
        "tokens": ("SCOPES", "count_tokens", "create_token", "revoke_token"),
    },
)
