"""Wherever somebody reads, votes, signs or is told, the sentence from the operations comes first."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.kernel import jobs
from app.kernel.audit.tables import AuditEntry
from app.notices.tables import Notice
from app.rollout.tables import Rollout
from tests.factories import accounts, catalog, models
from tests.support.improving import looked_at

SENTENCE, NICKNAME = "Take out “Print form”", "All stays as it is"


class Town:
    """People signed in to a process, and a proposal with a title that says nothing."""

    def __init__(self, browsers: dict[str, Any]) -> None:
        self.browsers = browsers
        form = {"step": "Print_form", "do": "eliminate", "act": "send", "title": NICKNAME, "reason": "Paper."}
        form = looked_at(browsers["wim"], "/processes/brief/improve", form)
        self.path = self.post("wim", "/processes/brief/improve", **form).headers["Location"]

    def page(self, who: str, path: str) -> str:
        """Give a page."""
        answer = self.browsers[who].get(path)
        assert answer.status_code == 200, (path, answer.text[-2000:])
        return unescape(answer.text)

    def post(self, who: str, path: str, **form: str) -> Any:
        """Send a form."""
        answer = self.browsers[who].post(path, data={**accounts.CSRF, **form})
        assert answer.status_code == 303, answer.text[-2000:]
        return answer


@pytest.fixture
def town(app, unit) -> Town:
    """Give the people and the proposal, with its vote open."""
    with unit() as session:
        roles = {"olga": "worker", "wim": "worker", "wanda": "worker", "max": "manager", "ada": "admin"}
        persons = {name: accounts.person(session, name.title(), role) for name, role in roles.items()}
        owner = people.actor_for(session, persons["olga"])
        xml = models.linear("Write brief", "Print form", "Check")
        catalog.process(session, owner, xml, key="brief", title="Write a brief")
        browsers = {name: accounts.signed_in(app, session, person) for name, person in persons.items()}
    return Town(browsers)


def _leads(page: str, where: str) -> None:
    body = page.partition("<main")[2]
    assert SENTENCE in body, where
    assert NICKNAME not in body.partition(SENTENCE)[0], f"{where}: the title comes first"


def _decide(town: Town) -> None:
    for who in ("olga", "wim", "wanda"):
        town.post(who, f"{town.path}/votes", choice="yes", revision="1")
    town.post("olga", f"{town.path}/close", revision="1")


def test_where_people_vote(town) -> None:
    for where in ("/", "/proposals", "/processes/brief/proposals", town.path, "/search?q=All+stays", "/notices",
                  "/search?q=Take+out", "/processes/brief/steps/Print_form", f"{town.path}/revise"):  # fmt: skip
        _leads(town.page("wim" if where.endswith("revise") else "wanda", where), where)
    box = town.page("wanda", f"{town.path}/decision")
    assert box.index(SENTENCE) < box.index("Vote yes")


def test_where_people_sign_and_read_what_came_of_it(town, database, unit) -> None:
    _decide(town)
    _leads(town.page("max", "/"), "home of a signer")
    box = town.page("max", f"{town.path}/decision")
    assert box.index(SENTENCE) < box.index("Approve and make live")
    town.post("max", f"{town.path}/approve", note="Good.", revision="1")
    jobs.drain(database)
    with unit() as session:
        rollout = session.scalars(select(Rollout.id)).one()
    for where in ("/", "/processes/brief/versions", "/processes/brief/versions/2", f"/rollouts/{rollout}",
                  "/processes/brief/versions/2/changed", "/notices"):  # fmt: skip
        _leads(town.page("wanda", where), where)


def test_what_is_stored_and_sent_says_it(town, unit) -> None:
    _decide(town)
    with unit() as session:
        about = select(Notice.words).where(Notice.url == town.path)
        said = list(session.scalars(about))
        assert said and all(words.startswith(f"{SENTENCE} (“{NICKNAME}”): ") for words in said)
        log = select(AuditEntry.body).where(AuditEntry.subject == f"proposal:{town.path.rpartition('/')[2]}")
        assert all(body["sentence"] == SENTENCE for body in session.scalars(log))
    assert SENTENCE in town.page("ada", "/admin/audit?kind=proposal")
