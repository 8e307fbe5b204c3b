"""Versions going live under running work."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.tables import Instance
from app.catalog import recorded as catalog_recorded
from app.catalog.queries import version_by_id
from app.decision_policy import actions as policy_actions
from app.decision_policy.values import Policy
from app.impact import queries as impact
from app.kernel import audit
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.i18n import in_english, languages
from app.notices.tables import Notice
from app.proposals import actions as proposal_actions
from app.proposals import recorded as proposals_recorded
from app.rollout import actions, contributions, queries
from app.rollout.actions import batches as chunks
from app.rollout.actions import judging as cases
from app.rollout.tables import Rollout, Verdict
from app.tasks import actions as task_actions
from tests.factories.proposals import accepted, approved, eliminate, find


def _start(session, place, steps: int = 0) -> Instance:
    """Start an instance and complete so many of its steps."""
    worker = place.workers[0]
    instance = case_actions.start(session, worker, place.process, {})
    for _ in range(steps):
        task = case_queries.open_tasks(session, instance.id)[0]
        task_actions.complete(session, worker, task.id, {})
    session.flush()
    return instance


def _at(session, instance: Instance) -> list[str]:
    session.expire_all()
    return [task.step_id for task in case_queries.open_tasks(session, instance.id)]


def _run(session, rollout: Rollout) -> Rollout:
    for _ in range(50):
        if rollout.state in ("done", "reverted"):
            break
        actions.advance(session, rollout.id)
    return rollout


def _live(session, place, *steps: str) -> Rollout:
    proposal = approved(session, place, eliminate(*steps))
    assert proposal.state == "live"
    return _run(session, queries.of_proposal(session, proposal.id))


def test_running_work_moves_with_a_verdict_in_words(session, place) -> None:
    before, at_it, after = (_start(session, place, n) for n in (0, 1, 2))
    rollout = _live(session, place, "Print_form")
    assert (rollout.state, rollout.total, rollout.moved, rollout.redirected) == ("done", 3, 2, 1)
    said = {v.instance_id: v for v in queries.first_verdicts(session, rollout.id).items}
    assert said[at_it.id].verdict == "redirected" and "Print form" in said[at_it.id].words
    assert said[before.id].verdict == said[after.id].verdict == "moved"
    assert all(v.words for v in said.values())
    assert [_at(session, i) for i in (before, at_it, after)] == [["Write_brief"], ["Check"], ["Check"]]
    assert {i.version_id for i in (before, at_it, after)} == {rollout.version_id}


def test_moved_work_runs_to_its_end(session, place) -> None:
    instance = _start(session, place, 1)
    _live(session, place, "Print_form")
    for _ in range(2):
        task_actions.complete(session, place.workers[0], case_queries.open_tasks(session, instance.id)[0].id, {})
    session.flush()
    assert session.get(Instance, instance.id).state == "completed"
    events = [e.event for e in case_queries.history(session, instance.id)]
    assert "migrated" in events


def test_a_rollout_goes_on_in_chunks_and_repeating_one_harms_nothing(session, place, monkeypatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 2)
    for _ in range(5):
        _start(session, place)
    rollout = queries.of_proposal(session, approved(session, place).id)
    actions.advance(session, rollout.id)
    assert (rollout.state, rollout.done) == ("running", 2)
    _run(session, rollout)
    actions.advance(session, rollout.id)
    assert (rollout.state, rollout.done, rollout.total) == ("done", 5, 5)
    assert len(queries.first_verdicts(session, rollout.id).items) == 5


def test_an_instance_that_fails_undoes_nothing_but_itself(session, place, monkeypatch) -> None:
    bad, good = _start(session, place), _start(session, place)
    real = cases.migrate

    def sometimes(old, new, state, now):
        if len(calls) == 0:
            calls.append(1)
            raise RuntimeError("boom")
        return real(old, new, state, now)

    calls: list[int] = []
    monkeypatch.setattr(cases, "migrate", sometimes)
    rollout = _live(session, place, "Print_form")
    assert (rollout.moved, rollout.failed) == (1, 1)
    failed = session.scalars(select(Verdict).where(Verdict.verdict == "failed")).one()
    assert failed.instance_id in (bad.id, good.id) and "stays as it was" in failed.words


def test_the_policy_can_leave_running_work_where_it_is(session, place) -> None:
    policy_actions.set_policy(session, place.owner, place.process, Policy(migrate=False))
    instance = _start(session, place)
    rollout = _live(session, place, "Print_form")
    assert rollout.stayed == 1 and instance.version_id != rollout.version_id
    assert "policy" in queries.first_verdicts(session, rollout.id).items[0].words


def test_the_preview_foretells_the_verdicts(session, place) -> None:
    for steps in (0, 1, 1, 2):
        _start(session, place, steps)
    version = place.process.live_version_id
    from app.catalog import queries as catalog

    tried = impact.preview(session, place.process, catalog.version_by_id(session, version), eliminate("Print_form"))
    rollout = _live(session, place, "Print_form")
    told = {v: tried.touched.count(v) for v in ("moved", "redirected", "stayed")}
    assert told == {"moved": rollout.moved, "redirected": rollout.redirected, "stayed": rollout.stayed}
    assert tried.touched.total == 4


def test_two_proposals_on_one_version_both_go_live(session, place) -> None:
    first, second = accepted(session, place), accepted(session, place, eliminate("Check"))
    for proposal in (first, second):
        proposal_actions.approve(session, place.manager, find(session, place.manager, proposal))
    assert (first.state, second.state, place.process.live_number) == ("live", "live", 3)


def test_a_proposal_that_no_longer_fits_is_in_conflict_and_can_be_revised(session, place) -> None:
    first, second = accepted(session, place), accepted(session, place)
    proposal_actions.approve(session, place.manager, find(session, place.manager, first))
    assert (first.state, second.state, place.process.live_number) == ("live", "conflict", 2)
    with pytest.raises(Conflict):
        proposal_actions.approve(session, place.manager, find(session, place.manager, second))
    assert "Print form" in second.outcome_words
    author = place.workers[0]
    proposal_actions.revise(session, author, find(session, author, second), eliminate("Check"))
    assert (second.state, second.outcome_words) == ("discussion", "")
    proposal_actions.open_vote(session, author, find(session, author, second))


def test_why_it_no_longer_fits_and_what_went_live_are_said_in_the_language_of_who_reads(session, place) -> None:
    first, second = accepted(session, place), accepted(session, place)
    proposal_actions.approve(session, place.manager, find(session, place.manager, first))
    live = version_by_id(session, place.process.live_version_id)
    known = audit.Vocabulary({**catalog_recorded.ACTS, **proposals_recorded.ACTS}, {})
    notice = session.scalars(select(Notice).where(Notice.kind == "proposal_conflict")).first()
    entries = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.seq)).all()
    assert second.outcome_words in notice.words
    with languages.speaking("de"):
        why, sentence = str(second.outcome_words), str(live.sentence)
        told = [str(parts[-1]) for parts in audit.tell(session, entries, known)]
        assert why in str(notice.words) and "passt nicht" in why
        assert any(why in one for one in told) and any(sentence in one for one in told)
    assert {entry.body["sentence"] for entry in entries if "sentence" in entry.body} >= {in_english(live.sentence)}


def test_taking_a_version_back_brings_work_back_where_it_can(session, place) -> None:
    before, at_it = _start(session, place, 0), _start(session, place, 1)
    printing = case_queries.open_tasks(session, at_it.id)[0].id
    rollout = _live(session, place, "Print_form")
    found = queries.find(session, place.manager, rollout.id)
    back = _run(session, actions.revert(session, place.manager, found, "The auditors want paper."))
    assert (rollout.state, back.kind, back.state) == ("reverted", "revert", "done")
    assert place.process.live_number == 3
    assert found.before.sha256 == queries.find(session, place.manager, back.id).version.sha256
    assert back.total == 2 and back.moved + back.redirected == 2
    assert _at(session, before) == ["Write_brief"] and _at(session, at_it) == ["Print_form"]
    assert case_queries.open_tasks(session, at_it.id)[0].id == printing, "the very task that was withdrawn"
    assert audit.verify(session) == []


def test_what_went_on_since_is_not_undone_by_taking_a_version_back(session, place) -> None:
    instance = _start(session, place, 1)
    rollout = _live(session, place, "Print_form")
    task_actions.complete(session, place.workers[0], case_queries.open_tasks(session, instance.id)[0].id, {})
    session.flush()
    found = queries.find(session, place.manager, rollout.id)
    back = _run(session, actions.revert(session, place.manager, found, "The auditors want paper."))
    (verdict,) = queries.first_verdicts(session, back.id).items
    assert _at(session, instance) == ["Send"]
    assert verdict.words.endswith("Skipped: “Print form” is new, but its place was already passed.")


def test_who_may_revert_when_and_why(session, place) -> None:
    rollout = _live(session, place, "Print_form")
    worker = place.workers[0]
    with pytest.raises(Forbidden):
        actions.revert(session, worker, queries.find(session, worker, rollout.id), "no")
    with pytest.raises(Invalid):
        actions.revert(session, place.manager, queries.find(session, place.manager, rollout.id), " ")
    _live(session, place, "Check")
    with pytest.raises(Conflict) as late:
        actions.revert(session, place.manager, queries.find(session, place.manager, rollout.id), "why")
    assert late.value.code == "NOT_LIVE"


def test_people_concerned_are_told_until_they_have_read_it(session, place) -> None:
    rollout, worker = _live(session, place, "Print_form"), place.workers[2]
    assert set(queries.concerned(session, rollout.id)) >= {p.id for p in place.everybody}
    assert [(v.number, v.sentence) for _, _, v in queries.unread_changes(session, worker)] == [
        (2, "Take out “Print form”")
    ]
    found = queries.find(session, worker, rollout.id)
    for _ in range(2):
        actions.acknowledge(session, worker, place.process, found.version)
    assert queries.unread_changes(session, worker) == []
    assert [person.id for _, person in queries.acknowledged(session, found.version.id)] == [worker.id]


def test_no_number_is_told_of_more_changes_than_are_counted(session, place, monkeypatch) -> None:
    monkeypatch.setattr(contributions, "MOST_UNREAD", 1)
    _live(session, place, "Print_form")
    assert contributions.unread_changes(session, place.workers[2]).title == "1 change you have not read"
    _live(session, place, "Check")
    assert contributions.unread_changes(session, place.workers[2]).title == "Changes you have not read"
