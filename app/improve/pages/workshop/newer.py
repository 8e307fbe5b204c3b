"""Somebody saved something newer than what the page showed: what each did, and both, theirs or mine as the way on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.accounts.queries import people
from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.impact import queries as impact
from app.improve import actions, queries
from app.improve.actions.changes import base_of, read
from app.improve.pages.addressed import operations_in
from app.improve.pages.workshop.acts import ON_THE_LIST, Sent, text_in, wanted
from app.improve.queries import Working
from app.improve.values import Content, merged
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, sentences
from app.kernel.policy import Actor
from processes import change

CHOICES = ("both", "theirs", "mine")
LARGEST = 4_000_000


def is_behind(working: Working, sent: Sent, act: str) -> bool:
    """Whether an act would go on from a list, or write over a text, that somebody else has changed since."""
    if act.partition(":")[0] in ON_THE_LIST and sent.seen != working.draft.at:
        return True
    now = working.content
    texts = ((sent.content.title, sent.was.title, now.title), (sent.content.reason, sent.was.reason, now.reason))
    return any(typed not in (was, held) and held != was for typed, was, held in texts)


def page(session: Session, actor: Actor, working: Working, act: str, sent: Sent) -> str:
    """Show what the other did since, what one wanted oneself, and the ways on."""
    seen = queries.state(session, working.draft, sent.seen)
    base = Content(tuple(seen.operations) if seen is not None else (), sent.was.title, sent.was.reason)
    mine = Content(wanted(working, base, act, sent).operations, sent.content.title, sent.content.reason)
    both = merged(base, mine, working.content)
    live = catalog.live_version(session, working.process)
    fits = not both.operations or impact.only_change(live, both.operations).ok
    return render_template(
        "improve/workshop/newer.html", working=working, process=working.process, draft=working.draft, fits=fits,
        base=base, mine=mine, base_json=json.dumps(list(base.operations)), mine_json=json.dumps(list(mine.operations)),
        theirs_told=_told(live, base, working.content), mine_told=_told(live, base, mine),
        reader=actor.id, maker=people(session, [working.state.by]).get(working.state.by), state=working.state,
    )  # fmt: skip


def settle(session: Session, actor: Actor, working: Working, act: str, form: MultiDict[str, str]) -> str:
    """Take one of the two, or both put together; raises Conflict where it is another state again by now."""
    if form.get("seen") != str(working.draft.at):
        raise Conflict(
            "CHANGED_MEANWHILE",
            _("Expected to choose between two states, but there is a third one by now. Look at it and repeat."),
            for_people=_("It was changed once more meanwhile. Here it is as it is now; make your change again."),
        )
    base = Content(_stored(form.get("base", "")), text_in(form, "base_title"), text_in(form, "base_reason"))
    mine = Content(_stored(form.get("mine", "")), text_in(form, "title"), text_in(form, "reason"))
    if act == "theirs":
        _lay_by(session, actor, working, mine)
        return _("It is as it was saved before. Your list can be had again by “Redo”.")
    wanted = merged(base, mine, working.content) if act == "both" else mine
    if wanted.operations:
        tried = impact.only_change(catalog.live_version(session, working.process), wanted.operations)
        if not tried.ok:
            words = sentences(*(refusal.words for refusal in tried.changed.refusals))
            raise Invalid("DOES_NOT_FIT", words, {"_": words})
    actions.keep(session, actor, working, wanted)
    if act == "both":
        return _("Both are in the list now.")
    return _("It is as you made it. What was saved before can be had again by “Undo”.")


def _lay_by(session: Session, actor: Actor, working: Working, mine: Content) -> None:
    """Keep a list that is not wanted now where redoing leads."""
    held, texts = working.draft.at, working.content
    actions.keep(session, actor, working, Content(mine.operations, texts.title, texts.reason))
    actions.step_to(session, actor, working, held)


def _told(live: Version, base: Content, now: Content) -> Mapping[str, Any]:
    """What came into a list and what went out of it, in words, and whether its texts or its order are others."""
    was, is_ = _keys(base), _keys(now)
    return {
        "added": [words for key, words in zip(is_, _words(live, now), strict=True) if key not in was],
        "gone": [words for key, words in zip(was, _words(live, base), strict=True) if key not in is_],
        "reordered": sorted(was) == sorted(is_) and was != is_,
        "title": now.title if now.title != base.title else "",
        "reason": now.reason if now.reason != base.reason else "",
    }


def _keys(content: Content) -> list[str]:
    return [json.dumps(one, sort_keys=True) for one in content.operations]


def _words(live: Version, content: Content) -> Sequence[str]:
    known = read(content)
    return change.in_turn(base_of(live, known), known)


def _stored(text: str) -> tuple[Mapping[str, Any], ...]:
    """The operations that a page carried; raises Invalid for what nobody's page wrote."""
    try:
        found = operations_in(text[:LARGEST] or "[]")
        read(Content(tuple(found)))
    except Invalid as error:
        words = _("What this page carried cannot be read. Make your change again.")
        raise Invalid("BAD_FORM", words, {"_": words}) from error
    return tuple(found)
