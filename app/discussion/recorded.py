"""What discussions write into the audit log, in words."""

from __future__ import annotations

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {
    "comment.hidden": Act(_("{who} hid a comment of {author}[: {reason}]"), ids={"author": "person"}),
    "comment.shown": Act(_("{who} showed a comment of {author} again[: {reason}]"), ids={"author": "person"}),
}
