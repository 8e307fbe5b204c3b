"""Rows of proposals: what is proposed, its revisions and story, what it answers, who signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, UTCDateTime, Versioned, pk
from app.kernel.i18n import in_english
from app.kernel.i18n.stored import Said, SaidJSON
from app.kernel.subject import Subject


class Proposal(Versioned, Base):
    """A change somebody wants; `state` moves only through `transitions`.

    `sentence` is generated from the operations of the current revision, in the words of `checked_version_id`: the
    version that was live when they were last tried on it. The title is only what people call it; `language` is that in
    which its author read Stepwell, and so most likely wrote title and reason.
    """

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_state", "state", "id"), Index("ix_proposal_process", "process_id", "state"))

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    title: Mapped[str] = mapped_column(Said)
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(16))
    author_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    base_version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    version_id: Mapped[str | None] = mapped_column(ID, ForeignKey("version.id"), index=True)
    checked_version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    sentence: Mapped[str] = mapped_column(Said)
    # What a search reads, since the two above are kept without a language: title and sentence, in English.
    found_by: Mapped[str] = mapped_column(Text, default="")
    # The first proposal of a change that was carried over from another process.
    origin_id: Mapped[str | None] = mapped_column(ID, index=True)
    # The proposal against which this one was made.
    answers_id: Mapped[str | None] = mapped_column(ID, index=True)
    policy_number: Mapped[int] = mapped_column(default=0)
    # What it asks for is in no diagram: no version comes of it, and its owner says when it is done.
    is_in_words: Mapped[bool] = mapped_column(default=False)
    outcome_words: Mapped[str] = mapped_column(Said, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def subject(self) -> Subject:
        """What ballots call this proposal."""
        return Subject.of("proposal", self.id)

    @property
    def nickname(self) -> str:
        """The title where it says something else than the sentence, else nothing."""
        return _nickname(self.sentence, self.title)


@event.listens_for(Proposal, "before_insert")
@event.listens_for(Proposal, "before_update")
def _findable(_mapper: object, _connection: object, proposal: Proposal) -> None:
    proposal.found_by = f"{in_english(proposal.title)}\n{in_english(proposal.sentence)}"


def _nickname(sentence: str, title: str) -> str:
    said, called = (" ".join(text.split()).casefold().rstrip(".") for text in (sentence, title))
    cut = called.endswith("…") and said.startswith(called[:-1])
    return "" if cut or said == called else title


class ProposalRevision(Base):
    """One wording of a proposal: title, reason, operations on a base version, and what they say in words.

    `in_words` is what it asks for where that is in no diagram; then there are no operations.
    """

    __tablename__ = "proposal_revision"

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Said)
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(16))
    operations: Mapped[list[dict[str, Any]]] = mapped_column(JSONText)
    words: Mapped[list[str]] = mapped_column(SaidJSON)
    sentence: Mapped[str] = mapped_column(Said)
    base_version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    in_words: Mapped[dict[str, Any] | None] = mapped_column(JSONText)
    by: Mapped[str] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def nickname(self) -> str:
        """The title where it says something else than the sentence, else nothing."""
        return _nickname(self.sentence, self.title)


class ProposalStep(Base):
    """A step that the current revision changes, for finding proposals by step."""

    __tablename__ = "proposal_step"
    __table_args__ = (Index("ix_proposal_step_process", "process_id", "step_id"),)

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), primary_key=True)
    step_id: Mapped[str] = mapped_column(String(300), primary_key=True)
    process_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))


class ProposalEvent(Base):
    """A line of a proposal's timeline."""

    __tablename__ = "proposal_event"

    id: Mapped[str] = pk()
    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), index=True)
    event: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(ID)
    words: Mapped[str] = mapped_column(Said)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The same for all lines that were written together, in one unit of work; lines of earlier releases have none.
    act_id: Mapped[str | None] = mapped_column(ID)


class ProposalEvidence(Base):
    """A flag or comment that the proposal answers."""

    __tablename__ = "proposal_evidence"

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    ref_id: Mapped[str] = mapped_column(ID, primary_key=True, index=True)


class Approval(Base):
    """A signature under a revision, besides the ballot."""

    __tablename__ = "approval"

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
