"""Saying that one is away, on one's own page."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.web import StepwellApp
from app.work.tables import Absence
from app.work.words import day_words
from tests.factories import accounts


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
        assert all(f'value="{value}"' in answer.text for key, value in typed.items() if value and key != "substitute")
