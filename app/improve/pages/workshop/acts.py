"""What can be done on the page of a change: each act keeps what was typed, and then does one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.accounts.pages import picker
from app.accounts.queries import COLLEAGUES, people
from app.catalog import queries as catalog
from app.impact import queries as impact
from app.improve import actions, queries
from app.improve.actions import changes
from app.improve.pages.form import Wish, offers, operations_of
from app.improve.pages.workshop.shown import bench_of
from app.improve.policy import Workshop
from app.improve.queries import Working
from app.improve.values import Content, Stored, moved, without
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, clause, ngettext
from app.kernel.policy import Actor
from app.proposals import actions as proposals
from app.proposals.queries import find as proposal
from app.proposals.queries import revision
from processes import change

REDRAWN = "remodel"
# Acts that go on from what the page showed of the list; others only keep what was typed.
ON_THE_LIST = frozenset({"add", "draw", "remove", "up", "down", "undo", "redo", "send"})


@dataclass(frozen=True)
class Sent:
    """What a page sent: the next change as far as it is chosen, the texts, and what it had shown of both.

    `new` is what an act would put in the list: the next change, or what was drawn.
    """

    wish: Wish
    seen: int
    content: Content
    was: Content
    typed_title: str
    shown: str
    new: tuple[Stored, ...] = ()


@dataclass(frozen=True)
class Done:
    """What came of an act: words for it, the proposal that was made, whether the draft is gone."""

    said: str = ""
    proposal: str = ""
    is_gone: bool = False
    keeps_next: bool = False


def sent(working: Working, wish: Wish, form: MultiDict[str, str], drawn: Sequence[Stored] | None = None) -> Sent:
    """Read the page, but for the next change; texts that nobody typed anew are those that hold now."""
    new = tuple(operations_of(wish) if drawn is None else drawn)
    now = working.content
    was = Content((), text_in(form, "was_title", now.title), text_in(form, "was_reason", now.reason))
    typed = text_in(form, "title", now.title)
    title = "" if typed == text_in(form, "offered", "") else typed
    reason = text_in(form, "reason", now.reason)
    title = now.title if title == was.title else title
    reason = now.reason if reason == was.reason else reason
    seen = form.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 9 else working.draft.at
    return Sent(wish, number, Content(now.operations, title, reason), was, typed, form.get("shown", ""), new)


def text_in(form: MultiDict[str, str], name: str, default: str = "") -> str:
    """Give what was typed in a field, its lines as they are kept: browsers send others."""
    return form.get(name, default).replace("\r\n", "\n").strip()


def do(session: Session, actor: Actor, working: Working, act: str, given: Sent) -> Done:
    """Do one act, having kept what was typed; raises Invalid, Conflict or Forbidden for what cannot be done."""
    name, _sign, about = act.partition(":")
    known: dict[str, Callable[[], Done]] = {
        "add": lambda: _add(session, actor, working, given),
        "draw": lambda: _draw(session, actor, working, given),
        "remove": lambda: _reorder(session, actor, working, given, about, without),
        "up": lambda: _reorder(session, actor, working, given, about, lambda c, n: moved(c, n, -1)),
        "down": lambda: _reorder(session, actor, working, given, about, lambda c, n: moved(c, n, 1)),
        "undo": lambda: _step(session, actor, working, given, queries.undoable(session, working)),
        "redo": lambda: _step(session, actor, working, given, queries.redoable(session, working)),
        "share": lambda: _share(session, actor, working, given),
        "leave": lambda: _leave(session, actor, working, given, about),
        "send": lambda: _send(session, actor, working, given),
        "drop": lambda: _drop(session, actor, working),
    }
    found = known.get(name)
    if found is not None:
        return found()
    actions.keep(session, actor, working, given.content)
    return Done(_("Kept. You find it again under “Propose a change”.") if name == "save" else "", keeps_next=True)


def wanted(working: Working, content: Content, act: str, given: Sent) -> Content:
    """Give what an act would have made of what its sender saw, for whoever has to choose between two states."""
    name, _sign, about = act.partition(":")
    number = _place_in(content, about)
    if name in ("add", "draw"):
        return content.with_more(given.new)
    if number is None:
        return content
    if name == "remove":
        return content.in_order(without(content, number))
    return content.in_order(moved(content, number, {"up": -1, "down": 1}.get(name, 0)))


def _place_in(content: Content, about: str) -> int | None:
    """Give the place in the list that an act names; None for what nobody's list has."""
    number = int(about) if about.isdecimal() and len(about) < 4 else len(content.operations)
    return number if number < len(content.operations) else None


def _add(session: Session, actor: Actor, working: Working, given: Sent) -> Done:
    if needed := offers.needed(given.wish):
        raise Invalid("INCOMPLETE", _("Expected all that this change needs, but something is missing."), needed)
    if not given.new:
        words = _("Choose a step first, and what should become of it.")
        raise Invalid("NO_OPERATIONS", words, {"_": words})
    live = catalog.live_version(session, working.process)
    content = changes.with_more(live, given.content, given.new)
    actions.keep(session, actor, working, content)
    known = changes.read(content)
    said = change.in_turn(changes.base_of(live, known), known)[-1]
    return Done(_("In the list now: {change}.", change=said))


def _draw(session: Session, actor: Actor, working: Working, given: Sent) -> Done:
    live = catalog.live_version(session, working.process)
    actions.keep(session, actor, working, changes.with_more(live, given.content, given.new))
    if any(one["kind"] == REDRAWN for one in given.new):
        return Done(
            _(
                "What you drew cannot be said in single changes: "
                "it is in the list as drawn by hand, and who votes reads that."
            )
        )
    said = ngettext(
        "What you drew is in the list now: {n} change.",
        "What you drew is in the list now: {n} changes.",
        len(given.new),
    )
    return Done(said)


def _reorder(
    session: Session, actor: Actor, working: Working, given: Sent, about: str,
    order: Callable[[Content, int], list[int]],
) -> Done:  # fmt: skip
    number = _place_in(given.content, about)
    if number is None:
        words = _("This change is not in the list any more.")
        raise Invalid("NO_SUCH_CHANGE", words, {"_": words})
    live = catalog.live_version(session, working.process)
    content = changes.in_order(live, given.content, order(given.content, number))
    actions.keep(session, actor, working, content)
    shorter = len(content.operations) < len(given.content.operations)
    said = _("It is out of the list. You can undo that.") if shorter else _("The order is another one now.")
    return Done(said, keeps_next=True)


def _step(session: Session, actor: Actor, working: Working, given: Sent, number: int | None) -> Done:
    if number is None:
        words = _("There is nothing left to go back to, or forth.")
        raise Conflict("NOTHING_TO_UNDO", words, for_people=words)
    actions.keep(session, actor, working, given.content)
    actions.step_to(session, actor, working, number)
    return Done(keeps_next=True)


def _share(session: Session, actor: Actor, working: Working, given: Sent) -> Done:
    actions.keep(session, actor, working, given.content)
    person = picker.sent(session, actor, COLLEAGUES, "person", besides=actor.id)
    actions.join(session, actor, working, person)
    name = people(session, [person])[person].name
    return Done(_("{person} can work on it now, too, and is told.", person=name), keeps_next=True)


def _leave(session: Session, actor: Actor, working: Working, given: Sent, person: str) -> Done:
    actions.keep(session, actor, working, given.content)
    actions.leave(session, actor, working, person)
    if person == actor.id:
        return Done(_("You do not work on it any more. The others go on with it."), is_gone=True)
    return Done(_("They do not work on it any more."), keeps_next=True)


def _send(session: Session, actor: Actor, working: Working, given: Sent) -> Done:
    live, content = catalog.live_version(session, working.process), given.content
    if said := offers.sentence(bench_of(session, working).ground, given.wish):
        words = _(
            "You chose a change that is not in the list yet: {change}. Add it, or choose no step.", change=clause(said)
        )
        raise Invalid("NOT_IN_THE_LIST", words, {"_": words})
    if not content.operations:
        raise Invalid("NO_OPERATIONS", offers.NOTHING, {"_": offers.NOTHING})
    tried = impact.only_change(live, content.operations)
    if unseen := offers.not_shown(tried.sentence, given.shown):
        raise Invalid("NOT_SHOWN", unseen, {"_": unseen})
    answers = queries.answered(session, working)
    if answers is not None and tuple(revision(session, answers).operations) == content.operations:
        words = _("This asks for the same as the proposal that it answers. Change something in the list first.")
        raise Invalid("SAME_AS_ANSWERED", words, {"_": words})
    against = answers.id if answers is not None else None
    draft = proposals.Draft(content.title or tried.suggested, content.reason, content.operations, against)
    made = proposals.create(session, actor, working.process, draft)
    proposals.open_vote(session, actor, proposal(session, actor, made.id))
    actions.drop(session, actor, working)
    return Done(proposal=made.id)


def _drop(session: Session, actor: Actor, working: Working) -> Done:
    policy.require(actor, Workshop.SHARE, working.makers)
    actions.drop(session, actor, working)
    return Done(_("What you were putting together is deleted."), is_gone=True)
