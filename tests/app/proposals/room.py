"""A process with people who sit at browsers, for tests of the pages of proposals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from app.accounts import queries as people
from app.cases import actions
from tests.factories import accounts, catalog, models
from tests.support.improving import looked_at


@dataclass
class Room:
    """Browsers in which people are signed in."""

    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def get(self, who: str, path: str, expect: int = 200) -> str:
        """Give a page."""
        answer = self.browsers[who].get(path)
        assert answer.status_code == expect, answer.text[-3000:]
        return str(answer.text)

    def post(self, who: str, path: str, expect: int = 303, **form: Any) -> Any:
        """Send a form."""
        answer = self.browsers[who].post(path, data={**accounts.CSRF, **form})
        assert answer.status_code == expect, answer.text[-3000:]
        return answer

    def send(self, who: str, path: str = "/processes/brief/improve", expect: int = 303, **form: Any) -> Any:
        """Look at what would change, then send the form."""
        return self.post(who, path, expect, **looked_at(self.browsers[who], path, {"act": "send", **form}))


CHOSEN = {"step": "Print_form", "bother": "not_needed", "do": "eliminate"}
WORDS = {"title": "Stop printing", "reason": "Nobody reads it."}


def send(room: Room, **more: Any) -> str:
    """Propose to take a step out, as Wim, and give the address of the proposal."""
    answer = room.send("wim", **CHOSEN, **WORDS, **more)
    return str(answer.headers["Location"])


def furnished(app: Any, unit: Any) -> Room:
    """Give a process `brief` of Olga with a running case, two workers and a manager."""
    room = Room()
    with unit() as session:
        roles = {"olga": "worker", "wim": "worker", "wanda": "worker", "max": "manager"}
        persons = {name: accounts.person(session, name.title(), role) for name, role in roles.items()}
        owner = people.actor_for(session, persons["olga"])
        xml = models.linear("Write brief", "Print form", "Check", "Send")
        process = catalog.process(session, owner, xml, key="brief", title="Write a brief")
        actions.start(session, owner, process, {})
        room.browsers = {name: accounts.signed_in(app, session, person) for name, person in persons.items()}
    return room
