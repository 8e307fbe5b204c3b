"""A version says in one generated sentence what it changed, whoever published it and by which way."""

from __future__ import annotations

import importlib
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from app.accounts import queries as people
from app.accounts.tables import Person
from app.catalog import actions
from app.catalog import queries as library
from app.catalog.queries import version_diff as comparison
from app.catalog.tables import Version
from app.kernel import jobs
from app.kernel.audit.tables import AuditEntry
from app.notices.tables import Notice
from app.rollout import queries
from tests.factories import accounts, catalog, models, proposals
from tests.factories.proposals import approved, eliminate

sentences = importlib.import_module("app.catalog.actions.sentences")
SHORTER = models.linear("Write brief", "Check", "Send")
FORM = b'{"components": [{"key": "a", "label": "Sum"}]}'


def _live(session: Any, process: Any) -> Version:
    return library.live_version(session, process)


def test_each_way_of_publishing_says_what_it_changes(session, place) -> None:
    process, owner = place.process, place.owner
    assert _live(session, process).sentence == "The first version"
    assert approved(session, place, eliminate("Print_form")).state == "live"
    assert _live(session, process).sentence == "Take out “Print form”"
    actions.revise(session, owner, process, models.linear("Write brief", "Print form", "Check", "Send"))
    assert _live(session, process).sentence == "Add “Print form”"
    actions.switch_mode(session, owner, process, "documenting")
    assert _live(session, process).sentence == "Let people decide which way it goes"
    actions.revise(session, owner, process, SHORTER, mode="executable", files={"sum.form": FORM})
    assert _live(session, process).sentence == (
        "Run it as it is modelled; take out “Print form”; The file “sum.form” is new"
    )
    actions.revise(session, owner, process, SHORTER, files={"sum.form": FORM.replace(b"Sum", b"Total")})
    assert "Total" in (_live(session, process).sentence or "")


def test_a_version_that_is_taken_back_names_what_comes_back(session, place) -> None:
    from app.rollout import actions as rollouts

    proposal = approved(session, place, eliminate("Print_form"))
    rollout = queries.of_proposal(session, proposal.id)
    assert rollout is not None
    rollouts.revert(session, place.owner, queries.find(session, place.owner, rollout.id), "Paper is needed.")
    assert _live(session, place.process).sentence == "Add “Print form”"


def test_pages_name_the_version_that_is_taken_back(app, unit) -> None:
    from app.rollout import actions as rollouts

    with unit() as session:
        place = proposals.world(session)
        proposal = approved(session, place, eliminate("Print_form"))
        rollout = queries.of_proposal(session, proposal.id)
        assert rollout is not None
        back = rollouts.revert(session, place.owner, queries.find(session, place.owner, rollout.id), "Paper.")
        key, address = place.process.key, f"/rollouts/{back.id}"
        owner = session.get_one(Person, place.owner.id)
        browser = accounts.signed_in(app, session, owner)
    assert "Takes back <a" in browser.get(f"/processes/{key}/versions").text
    page = unescape(browser.get(address).text).partition("<main")[2]
    assert "Version 2 is taken back" in page and page.index("Add “Print form”.") < page.index("Why: Paper.")


def test_what_people_called_it_stands_once_on_a_version(app, unit) -> None:
    with unit() as session:
        place = proposals.world(session)
        approved(session, place, eliminate("Print_form"))
        key = place.process.key
        browser = accounts.signed_in(app, session, session.get_one(Person, place.owner.id))
    for path, number in ((f"/processes/{key}/versions/2", 1), (f"/processes/{key}/versions", 1)):
        page = unescape(browser.get(path).text).partition("<main")[2]
        assert page.count("Stop printing") == number, path
        assert "the proposal</a> by Wanda Worker 0" in page
    with unit() as session:
        session.execute(update(Version).values(note="Paper."))
    assert "the proposal “Stop printing”</a>" in unescape(browser.get(f"/processes/{key}/versions/2").text)


def test_the_ledger_keeps_the_sentence(session, place) -> None:
    actions.revise(session, place.owner, place.process, SHORTER)
    said = session.scalars(select(AuditEntry.body).where(AuditEntry.kind == "catalog.version_published"))
    assert [body["sentence"] for body in said][-1] == "Take out “Print form”"


def test_older_versions_are_told_afterwards(session, place) -> None:
    actions.revise(session, place.owner, place.process, SHORTER)
    session.execute(update(Version).values(sentence=None))
    session.expire_all()
    assert actions.tell_older(session) >= 2
    assert [v.sentence for v in library.versions(session, place.process)] == [
        "Take out “Print form”", "The first version",
    ]  # fmt: skip
    assert actions.tell_older(session) == 0


@pytest.mark.parametrize("error", [RecursionError, ValueError])
def test_one_that_cannot_be_compared_keeps_no_others_from_being_told(session, place, monkeypatch, error) -> None:
    second = actions.revise(session, place.owner, place.process, SHORTER)
    actions.revise(session, place.owner, place.process, models.linear("Write brief", "Send"))
    session.execute(update(Version).values(sentence=None))
    session.expire_all()

    diff = comparison.change.diff

    def comparing(before: Any, after: Any) -> Any:
        if after.sha256 == second.sha256:
            raise error
        return diff(before, after)

    monkeypatch.setattr(comparison.change, "diff", comparing)
    assert actions.tell_older(session) >= 3
    assert [v.sentence for v in library.versions(session, place.process)] == [
        "Take out “Check”", sentences.UNREADABLE, "The first version",
    ]  # fmt: skip
    assert actions.tell_older(session) == 0


def test_what_repairs_an_unreadable_version_is_published(session, place) -> None:
    broken = {"xml": b"<definitions", "sha256": "0" * 64}
    session.execute(update(Version).where(Version.id == place.process.live_version_id).values(broken))
    session.expire_all()
    actions.revise(session, place.owner, place.process, SHORTER)
    assert (_live(session, place.process).number, _live(session, place.process).sentence) == (2, sentences.UNREADABLE)


@pytest.fixture
def town(app, unit) -> dict[str, Any]:
    """Give people signed in to a process whose owner published a second version by hand, with a note that says less."""
    with unit() as session:
        persons = {
            name: accounts.person(session, name.title(), role)
            for name, role in {"olga": "worker", "wanda": "worker", "max": "manager"}.items()
        }
        owner = people.actor_for(session, persons["olga"])
        xml = models.linear("Write brief", "Print form", "Check", "Send")
        process = catalog.process(session, owner, xml, key="brief", title="Write a brief")
        actions.revise(session, owner, process, SHORTER, "Tidied up.")
        return {name: accounts.signed_in(app, session, person) for name, person in persons.items()}


def test_every_page_that_shows_a_version_leads_with_it(town, database) -> None:
    jobs.drain(database)
    here = "/processes/brief"
    for where in (here, f"{here}/versions", f"{here}/versions/2", f"{here}/versions/2/changed",
                  f"{here}/compare?from=1&to=2", "/notices"):  # fmt: skip
        page = unescape(town["wanda"].get(where).text).partition("<main")[2]
        assert "Take out “Print form”" in page, where
        assert "Tidied up" not in page.partition("Take out “Print form”")[0], f"{where}: the note comes first"
    back = unescape(town["wanda"].get("/processes/brief/compare?from=2&to=1").text)
    assert "Add “Print form”." in back


def test_the_check_before_publishing_says_it(town) -> None:
    form = {**accounts.CSRF, "bpmn": models.linear("Write brief", "Look", "Check", "Send").decode(), "seen": "2"}
    page = unescape(town["olga"].post("/processes/brief/versions/check", data=form).text)
    assert page.index("Add “Look”.") < page.index("Publish version 3")


def test_programs_read_it_wherever_a_version_stands(town) -> None:
    asked = ("", "/versions", "/diff?from=1&to=2")
    read = {where: town["wanda"].get(f"/api/v1/processes/brief{where}").json for where in asked}
    said = "Take out “Print form”"
    assert (read[""]["live"]["sentence"], read["/diff?from=1&to=2"]["sentence"]) == (said, said)
    assert [version["sentence"] for version in read["/versions"]["items"]] == [said, "The first version"]


def test_who_is_told_reads_it_first(town, database, unit) -> None:
    jobs.drain(database)
    with unit() as session:
        words = list(session.scalars(select(Notice.words).where(Notice.kind == "version_live")))
        assert words and all(text.startswith("Take out “Print form”: version 2 of “Write a brief”") for text in words)
