"""What a file that somebody wants to publish would change, and which open questions it touches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.actions import parsed
from app.catalog.queries import Incomparable, Unreadable, live_version
from app.catalog.queries.version_diff import UNREADABLE, Compared, compared_with
from app.catalog.slots import version_touched
from app.catalog.tables import Process
from app.kernel.i18n import _, joined, ngettext, sentences
from app.kernel.policy import Actor
from processes import change
from processes.model import Model

MOST_TOLD = 3


def touched(session: Session, actor: Actor, process: Process, model: Model | None) -> list[dict[str, Any]]:
    """Give the running votes and waiting signatures of a process, each with what becomes of it under another model.

    Without a model none of them is tried.
    """
    found = version_touched.answers(session, actor, process=process, model=model)
    return [one for answer in found for one in answer]


def difference(session: Session, process: Process, xml: bytes, files: Mapping[str, bytes] | None = None) -> Compared:
    """Say what a file, with those beside it where they are named, would change of the live version.

    Where that cannot be read any more, the file may repair it: nothing but this can be said.
    """
    model = parsed(xml)
    try:
        return compared_with(session, live_version(session, process), model, files)
    except (Incomparable, Unreadable):
        return Compared(change.Diff((), joined("", (UNREADABLE, ".")), (0, 0), (0, 0)), {}, UNREADABLE)


def in_words(found: list[dict[str, Any]]) -> str:
    """Say what became of open votes, those that end or begin anew by name."""
    if not found:
        return ""
    tried = [one for one in found if one["becomes"] != "later"]
    ended = [one for one in tried if one["becomes"] not in ("same", "reads_else")]
    left = len(found) - len(tried)
    later = ngettext("{n} more is still being tried.", "{n} more are still being tried.", left) if left else ""
    if not ended:
        fit = ngettext("{n} open vote still fits and goes on.", "{n} open votes still fit and go on.", len(tried))
        return sentences(fit, later)
    lead = _("The open vote cannot go on as it was.")
    if len(tried) > 1:
        lead = _("{n} of {all} open votes cannot go on as they were.", n=len(ended), all=len(tried))
    said = [joined(": ", (one["sentence"], one["words"])) for one in ended[:MOST_TOLD]]
    more = _("And {n} more.", n=len(ended) - MOST_TOLD) if len(ended) > MOST_TOLD else ""
    return sentences(lead, *said, more, later)
