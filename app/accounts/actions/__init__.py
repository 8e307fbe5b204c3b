"""What can be done with people, units, groups and roles; each module is imported when it is needed."""

from app.kernel.lazy_modules import imported_later

__getattr__ = imported_later(
    __name__,
    {
        "grants": ("give_role", "take_role"),
        "groups": ("join_group", "leave_group", "make_group", "remove_group", "rename_group"),
        "mail": ("try_mail_again",),
        "people": ("add_person", "deactivate", "edit_person", "reactivate"),
        "units": ("add_unit", "remove_unit", "rename_unit"),
    },
)
