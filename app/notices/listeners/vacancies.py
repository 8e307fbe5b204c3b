"""Who is told of work that nobody does any more: who answers for the process, and its administrators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Accounts
from app.accounts.queries import actors, people
from app.accounts.words import role_words
from app.catalog.queries import all_who_can_act
from app.catalog.tables import Process
from app.kernel import live, policy
from app.kernel.events import listens
from app.kernel.i18n import _, all_of, capital, ngettext
from app.kernel.ids import new_id
from app.notices.actions import News, tell
from app.notices.messages.names import SOMEBODY
from app.staffing.events import Vacant, WorkUnstaffed

MOST_NAMED = 3


@listens(WorkUnstaffed)
def work_unstaffed(session: Session, news: WorkUnstaffed) -> None:
    """Tell each of those who can act once of all that they can see to, with the way to where it is mended."""
    ids = {place.process_id for place in news.places}
    processes = {one.id: one for one in session.scalars(select(Process).where(Process.id.in_(ids)))}
    theirs: dict[str, list[Vacant]] = defaultdict(list)
    can_act = all_who_can_act(session, list(processes.values()))
    for place in news.places:
        for person_id in can_act.get(place.process_id, ()):
            theirs[person_id].append(place)
    readers = actors(session, theirs)
    names = {one.id: one.name for one in people(session, {place.person_id for place in news.places}).values()}
    alike: dict[tuple[str, str, str | None], list[str]] = defaultdict(list)
    for person_id, places in theirs.items():
        if (reader := readers.get(person_id)) is not None:
            words = _words(places, processes, names if reader.is_internal else {})
            url = _url(places, processes, policy.allows(reader, Accounts.MANAGE_GROUPS))
            about = places[0].process_id if len({place.process_id for place in places}) == 1 else None
            alike[words, url, about].append(person_id)
    for number, ((words, url, about), who) in enumerate(alike.items()):
        tell(session, News("work_unstaffed", words, url, f"unstaffed:{number}:{new_id()}", about), who)
    live.ping(session, "inbox:all")


def _words(places: Sequence[Vacant], processes: dict[str, Process], names: dict[str, str]) -> str:
    since = _since(places, names)
    within = {place.process_id for place in places}
    if len(within) > 1:
        return _(
            "Nobody does {many} lanes or steps of {processes} processes any more: {since}. "
            "See which, and give them to somebody.",
            many=len(places), processes=len(within), since=since,
        )  # fmt: skip
    title = processes[places[0].process_id].title
    said = [_called(place) for place in places]
    if "" in said:
        return _(
            "Nobody does the work of “{process}” any more: {since}. Give it to somebody.", process=title, since=since
        )
    if more := len(said[MOST_NAMED:]):
        said = [*said[:MOST_NAMED], ngettext("{n} more", "{n} more", more)]
    about = {"what": all_of(said), "process": title, "since": since}
    if said[1:]:
        return _("Nobody does {what} of “{process}” any more: {since}. Give them to somebody.", **about)
    return _("Nobody does {what} of “{process}” any more: {since}. Give it to somebody.", **about)


def _called(place: Vacant) -> str:
    return place.step or (_("the lane “{lane}”", lane=place.lane) if place.lane else "")


def _since(places: Sequence[Vacant], names: dict[str, str]) -> str:
    """Say since when: what the last who did it did; without names, nor that of a group, to who may not know them."""
    who = list(dict.fromkeys((place.person_id, place.why) for place in places))
    name = names.get(who[0][0], SOMEBODY)
    if len({person_id for person_id, _why in who}) > 1:
        return _("{name} and others have left, or lost a role or group", name=name)
    if len(who) > 1:
        return _("{name} has lost roles or groups", name=name)
    kind, _sign, lost = who[0][1].partition(":")
    if kind == "role":
        return _("{name} does not have the role “{role}” there any more", name=name, role=capital(role_words(lost)))
    if kind == "group" and names:
        return _("{name} is not in the group “{group}” any more", name=name, group=lost)
    if kind == "group":
        return _("{name} is not in the group any more", name=name)
    return _("{name} has left", name=name)


def _url(places: Sequence[Vacant], processes: dict[str, Process], manages_groups: bool) -> str:
    """Give where it is mended: in the group, or where the process says who does what; the list of all for several."""
    groups = {group_id for place in places for group_id, _name in place.groups}
    if len(groups) == 1 and manages_groups and all(place.groups for place in places):
        return f"/admin/groups/{groups.pop()}"
    within = {place.process_id for place in places}
    return f"/processes/{processes[within.pop()].key}/sharing" if len(within) == 1 else "/without-anybody"
