"""A proposal that cannot go on says what it is, what stands in its way, who brought that, and what one can do."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from app.accounts import queries as people
from app.catalog import actions as process_actions
from app.catalog import queries as library
from app.catalog.tables import VersionStep
from app.kernel import audit, features
from app.kernel.audit import AuditEntry
from app.kernel.policy import SYSTEM
from app.notices.tables import Notice
from tests.factories import accounts, catalog, models
from tests.factories.proposals import voting
from tests.support.improving import looked_at

SENTENCE = "Rename “Print form” to “Print it”"
STEPS = ("Write brief", "Print form", "Check")


class Town:
    """People signed in to a process, its owner Olga, and a proposal of Wim's that renames a step."""

    def __init__(self, app: Any, unit: Any) -> None:
        self.unit = unit
        roles = {"olga": "worker", "wim": "worker", "wanda": "worker", "max": "manager"}
        with unit() as session:
            persons = {name: accounts.person(session, name.title(), role) for name, role in roles.items()}
            self.ids = {name: person.id for name, person in persons.items()}
            owner = people.actor_for(session, persons["olga"])
            catalog.process(session, owner, models.linear(*STEPS), key="brief", title="Write a brief")
            self.browsers = {name: accounts.signed_in(app, session, person) for name, person in persons.items()}
        self.path = self.propose("retitle", name="Print it", of="Print_form")

    def propose(self, do: str, **more: str) -> str:
        """Let Wim propose to change Print form, and open the vote."""
        form = {"step": "Print_form", "do": do, "act": "send", "title": SENTENCE, "reason": "Clearer.", **more}
        form = looked_at(self.browsers["wim"], "/processes/brief/improve", form)
        answer = self.browsers["wim"].post("/processes/brief/improve", data={**accounts.CSRF, **form})
        assert answer.status_code == 303, answer.text[-2000:]
        return str(answer.headers["Location"])

    def publish(self, *steps: str) -> None:
        """Let Olga publish these steps by hand."""
        with self.unit() as session:
            process = library.process_by_key(session, SYSTEM, "brief")
            catalog.published(session, people.actor_for(session, self.ids["olga"]), process, models.linear(*steps))

    def callout(self, who: str) -> str:
        """Give what stands in the box that says why it cannot go on, as somebody reads it."""
        page = unescape(self.browsers[who].get(self.path).text).partition("<main")[2]
        return page.partition('class="callout warning"')[2].partition('id="change"')[0]


@pytest.fixture
def town(app, unit) -> Town:
    """Give the people and the proposal."""
    return Town(app, unit)


def test_it_leads_with_the_sentence_and_names_the_version_and_who_made_it(town) -> None:
    town.publish("Write brief", "Check")
    town.publish("Write brief", "Check", "File")
    said = town.callout("wanda")
    words = (f"{SENTENCE}: this cannot go on", "“Print form” is no longer in the live version",
             "/processes/brief/versions/2", "published by Olga", "Take out “Print form”")  # fmt: skip
    places = [said.find(part) for part in words]
    assert -1 not in places and places == sorted(places), dict(zip(words, places, strict=True))
    assert "version 3" not in said.lower()


def test_each_reader_is_told_what_they_can_do(town) -> None:
    town.publish("Write brief", "Check")
    assert "make a new revision</a> on version 2" in town.callout("wim") and "withdraw it</a>" in town.callout("wim")
    assert "Its author, Wim, can make a new revision or withdraw it" in town.callout("wanda")
    assert "Olga can say, who owns the process" in town.callout("wanda")
    assert "Olga can say" not in town.callout("olga")


def test_a_text_that_was_changed_otherwise_names_the_version_that_did(town) -> None:
    with town.unit() as session:
        process = library.process_by_key(session, SYSTEM, "brief")
        xml = models.linear(*STEPS).replace(b'name="Print form"', b'name="Print on paper"')
        owner = people.actor_for(session, town.ids["olga"])
        catalog.published(session, owner, process, xml)
        catalog.published(session, owner, process, xml.replace(b'name="Check"', b'name="Look"'))
    said = town.callout("wanda")
    assert "was changed to “Print on paper”" in said and "This came with <a" in said and ">version 2</a>" in said
    assert "Rename “Print form” to “Print on paper”" in said


def test_a_name_that_an_earlier_release_kept_on_two_lines_came_with_its_own_version(town) -> None:
    xml = models.linear(*STEPS).replace(b'name="Print form"', b'name="Print on paper"')
    with town.unit() as session:
        process = library.process_by_key(session, SYSTEM, "brief")
        owner = people.actor_for(session, town.ids["olga"])
        second = catalog.published(session, owner, process, xml)
        mine = (VersionStep.version_id == second.id, VersionStep.step_id == "Print_form")
        session.execute(update(VersionStep).where(*mine).values(name="Print on\npaper"))
        catalog.published(session, owner, process, xml.replace(b'name="Check"', b'name="Look"'))
    said = town.callout("wanda")
    assert "This came with <a" in said and ">version 2</a>" in said


def test_those_who_were_asked_are_told_the_version_and_what_can_be_done(town) -> None:
    town.publish("Write brief", "Check")
    with town.unit() as session:
        told = list(session.scalars(select(Notice.words).where(Notice.kind == "proposal_conflict")))
    assert told
    for words in told:
        assert words.startswith(f"{SENTENCE}: this cannot go on as it is. Version 2 does not go")
        assert "“Print form” is no longer in the live version" in words and words.endswith("revision or withdraw it.")


def test_the_audit_log_gives_the_reason_that_there_was(app, session, place) -> None:
    voting(session, place)
    process_actions.archive(session, place.owner, place.process)
    moved = session.scalars(select(AuditEntry).where(AuditEntry.kind == "proposal_moved")).all()
    ended = [entry for entry in moved if entry.body["transition"] == "conflict"]
    (parts,) = audit.tell(session, ended, features.vocabulary(app))
    said = "".join(part if isinstance(part, str) else part.words for part in parts)
    assert "stopped the proposal: Take out “Print form” – The process was put away" in said
    assert "does not fit" not in said
