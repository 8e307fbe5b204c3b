"""What people say about steps: comments, reactions, flags. They belong to the step, whatever version it is in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, UTCDateTime, pk
from app.kernel.i18n import _, pgettext
from app.kernel.times import clock

STEP = String(300)
# In which language Stepwell spoke to who wrote, None where that is not known.
LANGUAGE = String(16)

# What a flag can say about a step, in words for people.
FLAG_KINDS = {
    "low_value": pgettext("flag", "not needed"),
    "bottleneck": pgettext("flag", "slow"),
    "error_prone": pgettext("flag", "error-prone"),
    "risk": pgettext("flag", "risky"),
    "works_well": pgettext("flag", "works well"),
}
PRAISE = "works_well"  # What is well is no open flag: it has a sign and counts of its own.
# The eight kinds of waste that Lean knows.
WASTES = {
    "transport": _("things are carried around"),
    "inventory": _("work piles up"),
    "motion": _("people run around or click around"),
    "waiting": _("people wait"),
    "overproduction": _("more is made than anybody asked for"),
    "over_processing": _("more is done than anybody needs"),
    "defects": _("things have to be corrected"),
    "skills": _("people could do better things"),
}
# A reaction is stored by its name and shown with a picture and a word.
REACTIONS = {
    "agree": ("thumbs-up", pgettext("reaction", "agree")),
    "done": ("circle-check", pgettext("reaction", "done")),
    "love": ("heart", pgettext("reaction", "love it")),
    "unsure": ("circle-help", pgettext("reaction", "not sure")),
    "thanks": ("smile", pgettext("reaction", "thanks")),
}


class Comment(Base):
    """Something a person said about a step, a whole process, a proposal or one case, maybe as a reply."""

    __tablename__ = "comment"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    step_id: Mapped[str | None] = mapped_column(STEP)
    # No foreign key: proposals lie above this feature.
    proposal_id: Mapped[str | None] = mapped_column(ID, index=True)
    instance_id: Mapped[str | None] = mapped_column(ID, ForeignKey("instance.id"), index=True)
    author_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(LANGUAGE)
    reply_to: Mapped[str | None] = mapped_column(ID, ForeignKey("comment.id"), index=True)
    version_number: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pictures: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    __table_args__ = (Index("ix_comment_process_step", "process_id", "step_id"),)


class Picture(Base):
    """A picture in a comment, in full and small in the files' folder; without a comment it waits for its sender's."""

    __tablename__ = "comment_picture"

    id: Mapped[str] = pk()
    comment_id: Mapped[str | None] = mapped_column(ID, ForeignKey("comment.id"), index=True)
    sender_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    alt: Mapped[str] = mapped_column(String(300))
    language: Mapped[str | None] = mapped_column(LANGUAGE)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer)
    kept_as: Mapped[str] = mapped_column(String(64), unique=True)
    small_as: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    __table_args__ = (Index("ix_comment_picture_sender_id", "sender_id", "created_at"),)


class Reaction(Base):
    """A person's small answer to a comment."""

    __tablename__ = "reaction"

    comment_id: Mapped[str] = mapped_column(ID, ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)


class Flag(Base):
    """What a person thinks of a step in one word, and why: one of each kind at a time."""

    __tablename__ = "flag"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    step_id: Mapped[str] = mapped_column(STEP)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    waste: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(LANGUAGE)
    version_number: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    __table_args__ = (UniqueConstraint("process_id", "step_id", "person_id", "kind"),)


class Report(Base):
    """A person finds that a comment does not belong here; a moderator decides."""

    __tablename__ = "report"

    comment_id: Mapped[str] = mapped_column(ID, ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(LANGUAGE)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Mention(Base):
    """A person whom a comment names with an @."""

    __tablename__ = "mention"

    comment_id: Mapped[str] = mapped_column(ID, ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True, index=True)
