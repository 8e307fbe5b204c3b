"""What discussions write into the audit log, in words."""

from __future__ import annotations

from app.kernel.audit import Act

ACTS = {
    "comment.hidden": Act("hid a comment of {author|person}[: {reason}]"),
    "comment.shown": Act("showed a comment of {author|person} again[: {reason}]"),
}
