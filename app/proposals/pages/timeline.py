"""A proposal's timeline as its page shows it: a line an act, and folded behind it what that said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.tables import Person
from app.kernel.i18n import _, joined, ngettext
from app.proposals.queries import Act
from app.proposals.tables import ProposalEvent, ProposalRevision
from app.proposals.transitions import TRANSITIONS

ICONS = {
    "draft": "lightbulb", "revise": "pencil", "open": "vote", "close": "lock", "pass": "check", "fail": "x",
    "sign": "stamp", "approve": "stamp", "reject": "x", "go_live": "radio", "reverted": "undo-2", "withdraw": "undo-2",
    "postpone": "clock", "answered": "reply",
}  # fmt: skip
TONES = {"go_live": "positive", "pass": "positive", "fail": "danger", "reject": "danger", "conflict": "warning"}
SIGNED = ("sign", "approve")
# What is told at length of these stands folded.
SHORT = {way.name: way.words for way in TRANSITIONS if way.name in ("conflict", "carry")}
SHORT["rebased"] = _("The live version moved on; this still fits")


def timeline(
    acts: Sequence[Act], revisions: Mapping[int, ProposalRevision], who: Mapping[str, Person]
) -> list[dict[str, Any]]:
    """Give the acts as the component shows them, newest first, each with the revision that it wrote or signed."""
    return [_row(act, revisions, who) for act in reversed(acts)]


def _row(act: Act, revisions: Mapping[int, ProposalRevision], who: Mapping[str, Person]) -> dict[str, Any]:
    head, lines = act.head, [*act.done, *act.came]
    told = lines[-1].event
    signed = next((line.revision for line in act.done if line.event in SIGNED), 0)
    made = revisions.get(act.wording or signed)
    long = [line.words for line in lines if line.event in SHORT]
    person = who.get(head.person_id or "")
    return {
        "at": head.at, "who": person.name if person else "", "words": joined(" · ", map(_short, lines)),
        "icon": ICONS.get(told, "circle-dot"), "tone": TONES.get(told, ""),
        "made": made, "long": long, "signed": bool(signed),
        "more_words": _fold(made, long, is_signed=bool(signed)),
    }  # fmt: skip


def _short(line: ProposalEvent) -> str:
    return SHORT.get(line.event, line.words)


def _fold(made: ProposalRevision | None, long: Sequence[str], *, is_signed: bool) -> str:
    if made is None:
        return _("What that means") if long else ""
    if is_signed:
        return ngettext(
            "{n} change: {sentence}", "{n} changes: {sentence}", len(made.operations), sentence=made.sentence
        )
    return _("Revision {number}: {sentence}", number=str(made.revision), sentence=made.sentence)
