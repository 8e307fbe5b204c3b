"""Saying that one is away, on one's own page."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assignment import actions as assignment_actions
from app.assignment.tables import Absence
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.kernel.times.zones import day_words
from tests.factories import accounts, catalog, models


def test_one_says_when_one_is_away_and_comes_back(session: Session, app: StepwellApp) -> None:
    ann, ben = accounts.person(session, "Ann"), accounts.person(session, "Ben")
    page, stranger = accounts.signed_in(app, session, ann), accounts.signed_in(app, session, ben)
    accounts.person(session, "Gus", "guest")
    ben_id = ben.id
    session.commit()
    assert "You have not said" in page.get("/me").text
    empty = page.get("/me/absences").text
    assert "Ben" in empty and "Gus" not in empty and "What you said" not in empty
    first, last = clock.now().date(), clock.now().date() + timedelta(days=3)
    typed = {**accounts.CSRF, "substitute": ben_id, "begins_at": first.isoformat(), "ends_at": last.isoformat()}
    assert page.post("/me/absences", data=typed).status_code == 303
    shown = page.get("/me").text
    assert f"{day_words(first)} to {day_words(last)}: Ben stands in" in shown and "now" in shown
    session.expire_all()
    row_id = session.scalars(select(Absence.id)).one()
    session.rollback()
    assert stranger.post(f"/me/absences/{row_id}/end", data=accounts.CSRF).status_code == 404
    assert "no longer away" in page.post(f"/me/absences/{row_id}/end", data=accounts.CSRF, follow_redirects=True).text
    assert "You have not said" in page.get("/me").text
    assert app.test_client().get("/me/absences").status_code in (302, 303, 401)


def test_what_was_typed_is_kept(session: Session, app: StepwellApp) -> None:
    ann, ben = accounts.person(session, "Ann"), accounts.person(session, "Ben")
    page, ben_id, ann_id = accounts.signed_in(app, session, ann), ben.id, ann.id
    session.commit()
    soon = (clock.now() + timedelta(days=2)).date().isoformat()
    for wrong, words in (
        ({"ends_at": "soon"}, "Write a day such as"), ({"begins_at": ""}, "Write a day such as"),
        ({"ends_at": "2001-01-01"}, "Choose an end after the beginning"), ({"substitute": ""}, "Choose a colleague"),
        ({"substitute": ann_id}, "Choose a colleague"), ({"ends_at": "9999-12-31"}, "Choose an end"),
        ({"begins_at": "9999-12-30", "ends_at": "9999-12-31", "substitute": ann_id}, "Choose a colleague"),
        ({"begins_at": "2095-01-01", "ends_at": "2095-01-02"}, "within the next two years"),
    ):  # fmt: skip
        typed = {**accounts.CSRF, "substitute": ben_id, "begins_at": soon, "ends_at": soon, **wrong}
        answer = page.post("/me/absences", data=typed)
        assert answer.status_code == 422 and words in answer.text, wrong
        days = [typed["begins_at"], typed["ends_at"]]
        assert all(f'value="{day}"' in answer.text for day in days if day)


def test_substitutes_are_told_and_do_the_work_through_all_who_are_away(session: Session, app: StepwellApp) -> None:
    """Ann is away, Ben stands in and is away too, Cat does it: said by page and by program, a circle by neither."""
    people = [accounts.person(session, name) for name in ("Ann", "Ben", "Cat")]
    pages = [accounts.signed_in(app, session, one) for one in people]
    keys = [accounts.bearer(session, one) for one in people]
    boss = accounts.actor(session, "Bo", "manager")
    process = catalog.process(session, boss, models.linear("Sign", "Send"), key="signing")
    rule = {"step": "Sign", "assign": "person", "to": people[0].id}
    assignment_actions.share_work(session, boss, process, [rule])
    ann_id, ben_id, cat_id = (one.id for one in people)
    session.commit()
    program, today = app.test_client(), clock.now().date()
    days = {"begins_at": today.isoformat(), "ends_at": (today + timedelta(days=3)).isoformat()}
    begins, ends = clock.now() - timedelta(hours=1), clock.now() + timedelta(days=3)
    moments = {"begins_at": begins.isoformat(), "ends_at": ends.isoformat()}

    assert pages[0].post("/me/absences", data={**accounts.CSRF, "substitute": ben_id, **days}).status_code == 303
    made = program.post("/api/v1/absences", json={"substitute": cat_id, **moments}, headers=keys[1])
    assert made.status_code == 201 and made.json["substitute"] == cat_id
    refused = program.post("/api/v1/absences", json={"substitute": ann_id, **moments}, headers=keys[2])
    assert refused.status_code == 422 and "Ann, then Ben" in refused.text
    page = pages[2].post("/me/absences", data={**accounts.CSRF, "substitute": ann_id, **days})
    assert page.status_code == 422 and "Ann, then Ben" in page.text

    with clock.frozen(clock.now() + timedelta(days=1)):
        started = program.post("/api/v1/processes/signing/instances", json={}, headers=keys[2]).json
        (task,) = started["tasks"]
        assert task["claimed_by"] == cat_id
        told = program.get("/api/v1/notices?unread=1", headers=keys[2]).json
        said = [(one["words"], one["url"]) for one in told if one["kind"] == "task_for_substitute"]
        assert said == [("“Sign” came to you, because Ann is away.", f"/tasks/{task['id']}")]
        mine = program.get("/api/v1/tasks?mine=1", headers=keys[2]).json["items"]
        assert [one["id"] for one in mine] == [task["id"]]
        assert f"/tasks/{task['id']}" in pages[2].get("/work").text
        assert f"/tasks/{task['id']}" not in pages[1].get("/work").text
        done = program.post(
            f"/api/v1/tasks/{task['id']}/complete", json={"data": {}}, headers={**keys[2], "Idempotency-Key": "k"}
        )
        assert done.status_code == 200 and done.json["tasks"][0]["step"]["name"] == "Send"
