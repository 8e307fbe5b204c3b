"""What can be done in the library, and what is refused."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select, update

from app.catalog import actions, queries
from app.catalog.actions import reading
from app.catalog.events import ProcessCreated, VersionPublished
from app.catalog.tables import Version, VersionStep
from app.kernel import audit
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.events import announced
from app.kernel.policy import SYSTEM
from processes.model import Refused
from tests.factories import accounts, catalog, models


def test_a_file_becomes_a_process_with_a_live_version_and_its_steps(session, owner):
    xml = models.lanes({"Marketing": ["Write", "Send"], "Legal": ["Check"]}, order=["Write", "Check", "Send"])
    process = actions.create(session, owner, "offer", "Send an offer", xml, note="First.")
    live = queries.live_version(session, process)
    assert (process.owner_id, process.live_number, live.number) == (owner.id, 1, 1)
    assert (live.xml, live.sha256) == (xml, hashlib.sha256(xml).hexdigest())
    assert (live.mode, live.runs, live.why, live.note) == ("executable", True, None, "First.")
    named = [(step.step_id, step.lane) for step in queries.steps(session, live.id)]
    assert [step for step, _ in named] == ["begin", "Write", "Check", "Send", "done"]
    assert [lane for _, lane in named] == ["Marketing", "Marketing", "Legal", "Marketing", "Marketing"]


def test_news_and_the_audit_log_tell_of_it(session, owner):
    process = catalog.process(session, owner)
    made = catalog.published(session, owner, process, models.linear("A", "C"))
    told = [news.event for news in announced(session) if isinstance(news.event, VersionPublished | ProcessCreated)]
    assert [type(news) for news in told] == [ProcessCreated, VersionPublished, VersionPublished]
    assert told[2].previous_version_id == told[1].version_id
    assert (told[2].number, told[2].version_id, told[2].actor_id) == (2, made.id, owner.id)
    assert audit.verify(session) == []


def test_the_definition_is_compiled_once_and_a_version_never_changes(session, owner):
    process = catalog.process(session, owner)
    first = queries.live_version(session, process)
    again = catalog.published(session, owner, process, models.linear("A"))
    assert queries.definition(first) is queries.definition(first)
    assert queries.model(first) is queries.model(first)
    assert session.get(Version, first.id).number == 1 and process.live_version_id == again.id
    assert [v.number for v in queries.versions(session, process)] == [2, 1]


def test_the_same_file_again_is_refused(session, owner):
    process = catalog.process(session, owner)
    with pytest.raises(Conflict, match="the same"):
        actions.revise(session, owner, process, models.linear("A", "B", "C"))


def test_switching_the_mode_is_a_new_version_of_the_same_file(session, owner):
    process = catalog.process(session, owner, models.decided({"Big": "amount > 5"}, "Small"))
    before = queries.live_version(session, process)
    assert before.mode == "executable"
    after = actions.switch_mode(session, owner, process, "documenting")
    assert (after.number, after.mode, after.sha256) == (2, "documenting", before.sha256)
    assert after.assumptions[0]["code"] == "CHOICE_BY_PERSON"
    with pytest.raises(Conflict):
        actions.switch_mode(session, owner, process, "documenting")
    kept = catalog.published(session, owner, process, models.decided({"Large": "amount > 6"}, "Small"))
    assert kept.mode == "documenting"


def test_a_choice_by_people_cannot_be_switched_to_run_as_modelled(session, owner):
    process = catalog.process(session, owner, models.choice())
    with pytest.raises(Invalid) as refused:
        actions.switch_mode(session, owner, process, "executable")
    assert refused.value.code == "CANNOT_SWITCH" and "Which way" in refused.value.detail


def test_what_cannot_run_is_stored_and_says_why(session, owner):
    process = catalog.process(session, owner, models.stuck())
    live = queries.live_version(session, process)
    assert not live.runs and live.why.endswith(".")
    assert [step.step_id for step in queries.steps(session, live.id)] == ["begin", "A", "B"]
    with pytest.raises(Conflict, match="cannot"):
        queries.definition(live)


def test_what_is_too_much_for_the_engine_is_refused_with_its_words(session, owner, monkeypatch):
    def too_much(*_, **__):
        raise Refused("LIMITS", "Expected less.")

    monkeypatch.setattr(reading, "prepare_in_child", too_much)
    with pytest.raises(Invalid, match="Expected less") as refused:
        catalog.process(session, owner, models.linear("Too much"))
    assert refused.value.code == "LIMITS" and refused.value.errors["file"]


def test_ids_have_an_end(session, owner):
    with pytest.raises(Invalid, match="at most 300"):
        catalog.process(session, owner, models.linear("x" * 301))


@pytest.mark.parametrize("key", ["", "new", "a b", "../x", "-x", "x" * 81, "ä"])
def test_a_key_must_fit_into_an_address(session, owner, key):
    with pytest.raises(Invalid) as refused:
        actions.create(session, owner, key, "Title", models.linear("A"))
    assert refused.value.errors["key"]


def test_a_key_is_taken_once(session, owner):
    catalog.process(session, owner, key="offer")
    with pytest.raises(Conflict, match="taken"):
        catalog.process(session, owner, key="offer")


def test_the_title_may_come_from_the_file(session, owner):
    xml = models.lanes({"Team": ["A"]})
    assert catalog.process(session, owner, xml, title="").title == "Team"


@pytest.mark.parametrize("title", ["x" * 201, "\x07 \u200b\u202e"])
def test_a_title_is_short_and_readable(session, owner, title):
    with pytest.raises(Invalid):
        catalog.process(session, owner, title=title)


def test_what_nobody_sees_of_a_title_is_not_kept(session, owner):
    assert catalog.process(session, owner, title="a\x07b\u202e c").title == "ab c"


def test_a_note_has_an_end(session, owner):
    with pytest.raises(Invalid):
        catalog.published(session, owner, catalog.process(session, owner), models.linear("A"), note="x" * 5000)


def test_who_may_publish_and_edit(session, owner, worker):
    process = catalog.process(session, owner)
    for forbidden in (
        lambda: catalog.published(session, worker, process, models.linear("A")),
        lambda: actions.update(session, worker, process, title="Mine"),
        lambda: actions.archive(session, worker, process),
        lambda: actions.switch_mode(session, worker, process, "documenting"),
    ):
        with pytest.raises(Forbidden):
            forbidden()
    mine = catalog.process(session, worker)
    assert catalog.published(session, worker, mine, models.linear("A")).number == 2
    assert catalog.published(session, SYSTEM, mine, models.linear("B")).author_id is None


def test_guests_load_nothing(session):
    with pytest.raises(Forbidden):
        catalog.process(session, accounts.actor(session, "Gus", "guest"))


def test_editing_moves_title_owner_and_unit(session, owner, worker):
    north = accounts.unit(session, "North")
    process = catalog.process(session, owner)
    actions.update(session, owner, process, title="  An   offer ", owner_id=worker.id, unit=north.id, visibility="unit")
    assert (process.title, process.owner_id, process.unit_path) == ("An offer", worker.id, north.path)
    with pytest.raises(Invalid):
        actions.update(session, owner, process, owner_id="nobody")
    with pytest.raises(Invalid):
        actions.update(session, owner, process, visibility="all")
    for without in (
        lambda: actions.update(session, owner, process, unit=""),
        lambda: actions.create(session, owner, "none", "None", models.linear("A"), visibility="unit"),
    ):
        with pytest.raises(Invalid) as refused:
            without()
        assert list(refused.value.errors) == ["visibility"]
    actions.update(session, owner, process, unit="", visibility="organisation")
    assert process.unit_id is None and process.unit_path == ""


def test_putting_away_and_bringing_back(session, owner):
    process = catalog.process(session, owner)
    actions.archive(session, owner, process)
    with pytest.raises(Conflict, match="put away"):
        catalog.published(session, owner, process, models.linear("A"))
    with pytest.raises(Conflict):
        actions.archive(session, owner, process)
    actions.restore(session, owner, process)
    with pytest.raises(Conflict):
        actions.restore(session, owner, process)


def test_another_unit_is_not_for_me_to_fill(session):
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    mine = accounts.actor(session, "Nora", "worker", north)
    assert catalog.process(session, mine, unit=north).unit_id == north.id
    with pytest.raises(Forbidden):
        catalog.process(session, mine, unit=south)


def test_versions_and_steps_that_are_not_there(session, owner):
    process = catalog.process(session, owner)
    with pytest.raises(NotFound):
        queries.version(session, process, 7)
    assert queries.step(session, process.live_version_id, "nowhere") is None
    with pytest.raises(NotFound):
        queries.story(session, process, "nowhere")


def test_the_story_of_a_step(session, owner):
    process = catalog.process(session, owner, models.linear("A", "B", "C"))
    catalog.published(session, owner, process, models.linear("A", "C", instructions={"A": "Slowly."}))
    catalog.published(session, owner, process, models.linear("A", "C").replace(b'name="C"', b'name="See"'))
    catalog.published(session, owner, process, models.linear("A", "B", "C"))
    told = queries.story(session, process, "B")
    assert [(e.number, e.kind) for e in told.events] == [(4, "added"), (2, "eliminated"), (1, "added")]
    assert (told.alive, told.since, told.last) == (True, 1, 4)
    assert [e.kind for e in queries.story(session, process, "A").events] == ["instructed", "instructed", "added"]
    assert [e.kind for e in queries.story(session, process, "C").events] == ["retitled", "retitled", "added"]


def test_a_name_that_an_earlier_release_kept_on_two_lines_was_not_changed_since(session, owner):
    process = catalog.process(session, owner, models.linear("Print form"))
    session.execute(update(VersionStep).where(VersionStep.step_id == "Print_form").values(name="Print\n form"))
    session.expire_all()
    catalog.published(session, owner, process, models.linear("Print form", "B"))
    catalog.published(session, owner, process, models.linear("Print form").replace(b'name="Print', b'name="See'))
    told = queries.story(session, process, "Print_form").events
    assert [(e.number, e.words) for e in told] == [
        (3, "was renamed from “Print form” to “See form”"), (1, "is there since this version"),
    ]  # fmt: skip


def test_all_steps_are_rows(session, owner):
    process = catalog.process(session, owner, models.parallel("A", "B"))
    rows = session.scalars(select(VersionStep).where(VersionStep.version_id == process.live_version_id)).all()
    assert {row.step_id for row in rows} == set(queries.model(queries.live_version(session, process)).graph.nodes)
