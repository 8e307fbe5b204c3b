"""Pictures in comments: who sees them, how many there may be, and what becomes of them."""

from __future__ import annotations

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, update

from app.accounts import queries as people
from app.discussion import actions
from app.discussion.actions.pictures import MOST, MOST_A_DAY
from app.discussion.tables import Comment, Picture
from app.kernel.times import clock
from app.privacy import personal_data
from app.taskforms import actions as forms
from app.taskforms import files
from tests.factories import accounts, discussion
from tests.support.counting import count_statements
from tests.support.pictures import photo, picture


@pytest.fixture
def house(app, unit):
    """A process, its owner, a worker and one who does not see it."""
    with unit() as session:
        ines, anna = accounts.person(session, "Ines Duarte", "manager"), accounts.person(session, "Anna Berg")
        partner = accounts.person(session, "Pia", "worker", accounts.unit(session, "Printing Ltd", "partner"))
        process = discussion.process(session, people.actor_for(session, ines))
        return SimpleNamespace(
            process=process, anna=anna, url=f"/processes/{process.key}/steps/Check", unit=unit,
            owner=accounts.signed_in(app, session, ines), worker=accounts.signed_in(app, session, anna),
            outside=accounts.signed_in(app, session, partner), nobody=app.test_client(),
            anna_calls=accounts.bearer(session, anna), ines_calls=accounts.bearer(session, ines),
        )  # fmt: skip


def file(content: bytes | None = None, name: str = "shelf.png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture() if content is None else content), name


def say(client, url, text="Look", *sent, **more):
    return client.post(f"{url}/comments", data={**accounts.CSRF, "text": text, "pictures": list(sent), **more})


def rows(house) -> list[Picture]:
    with house.unit() as session:
        return list(session.scalars(select(Picture).order_by(Picture.id)))


def content(house) -> list[str]:
    with house.unit() as session:
        return [path.name for path in files.place(session).folder.glob("*/*")]


def test_a_comment_with_pictures_without_scripts(house):
    said = say(house.worker, house.url, "The shelf", file(), file(photo()), picture_alt=["A shelf", ""])
    assert said.status_code == 303
    first, second = rows(house)
    page = house.worker.get(house.url).text
    assert (
        f'<a href="/pictures/{first.id}"' in page
        and 'alt="A shelf" dir="auto" width="60" height="40" loading="lazy"' in page
    )
    assert 'alt="Picture by Anna Berg" dir="auto" width="40" height="60"' in page
    assert page.index(first.id) < page.index(second.id)


def test_it_is_shown_and_nothing_else(house):
    say(house.worker, house.url, "Look", file())
    (row,) = rows(house)
    for address in (f"/pictures/{row.id}", f"/pictures/{row.id}/small"):
        shown = house.owner.get(address)
        assert (shown.status_code, shown.content_type, shown.data[8:12]) == (200, "image/webp", b"WEBP")
        assert shown.headers["Content-Disposition"].startswith("inline")
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        assert shown.headers["Cache-Control"] == "private, no-cache"
        again = house.owner.get(address, headers={"If-None-Match": shown.headers["ETag"]})
        assert again.status_code == 304


def test_who_may_not_read_the_comment_has_no_picture(house):
    say(house.worker, house.url, "Look", file())
    (row,) = rows(house)
    here = f"/pictures/{row.id}"
    assert [one.get(here).status_code for one in (house.owner, house.outside)] == [200, 404]
    assert house.nobody.get(here).status_code in (302, 303, 401)
    house.owner.post(f"/comments/{row.comment_id}/hide", data=accounts.CSRF)
    assert [one.get(here).status_code for one in (house.owner, house.worker)] == [200, 404]


def test_one_that_no_comment_shows_is_its_senders(house):
    refused = say(house.worker, house.url, "  ", file())
    (row,) = rows(house)
    assert refused.status_code == 422 and row.comment_id is None and f'value="{row.id}"' in refused.text
    assert [one.get(f"/pictures/{row.id}").status_code for one in (house.worker, house.owner)] == [200, 404]
    assert say(house.owner, house.url, "Mine", picture=row.id).status_code == 422
    kept = say(house.worker, house.url, "Now", picture=row.id, **{f"alt-{row.id}": "A shelf"})
    (row,) = rows(house)
    assert kept.status_code == 303 and row.comment_id and row.alt == "A shelf"
    assert say(house.worker, house.url, "Twice", picture=row.id).status_code == 422


def test_what_is_no_picture_is_said_at_the_field_and_the_others_are_kept(house):
    refused = say(house.worker, house.url, "Look", file(b"<html>", "photo.png"), file())
    assert refused.status_code == 422 and "It is no PNG, JPEG, WebP or GIF picture" in refused.text
    (kept,) = rows(house)
    assert kept.id in refused.text and "Look</textarea>" in refused.text


def test_only_some_in_a_comment_and_a_day(house):
    many = say(house.worker, house.url, "Look", *(file() for _ in range(MOST + 1)))
    assert many.status_code == 422 and f"at most {MOST} pictures" in many.text and rows(house) == []
    with house.unit() as session:
        row = {"sender_id": house.anna.id, "alt": "", "width": 1, "height": 1, "size": 1}
        session.add_all(Picture(kept_as=f"a{n}", small_as=f"b{n}", **row) for n in range(MOST_A_DAY))
    much = say(house.worker, house.url, "Look", file())
    assert much.status_code == 422 and "Go on tomorrow" in much.text
    with house.unit() as session:
        session.execute(update(Picture).values(created_at=clock.now() - timedelta(days=1, seconds=1)))
    assert say(house.worker, house.url, "Look", file()).status_code == 303


def test_correcting_a_comment_keeps_takes_out_and_adds(house):
    say(house.worker, house.url, "Look", file(), file())
    first, second = rows(house)
    form = f"/comments/{first.comment_id}/edit"
    page = house.worker.get(form).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    held = {"picture": [first.id, second.id], "picture_drop": second.id, f"alt-{first.id}": "The shelf"}
    sent = {**accounts.CSRF, "text": "Look", "seen": seen, "pictures": [file()], **held}
    assert house.worker.post(form, data=sent).status_code == 303
    now = rows(house)
    assert now[0].id == first.id and second.id != now[1].id and len(now) == 2
    assert now[0].alt == "The shelf" and len(content(house)) == 4
    with house.unit() as session:
        comment = session.get_one(Comment, first.comment_id)
        assert comment.pictures == 2 and comment.edited_at


def test_deleting_the_comment_deletes_its_pictures(house):
    say(house.worker, house.url, "Look", file())
    (row,) = rows(house)
    assert len(content(house)) == 2
    house.worker.post(f"/comments/{row.comment_id}/delete", data=accounts.CSRF)
    assert rows(house) == [] and content(house) == []
    assert house.worker.get(f"/pictures/{row.id}").status_code == 404
    assert "/pictures/" not in house.worker.get(house.url).text


def test_what_nobody_needs_goes_and_what_is_shown_stays(house):
    say(house.worker, house.url, "Look", file())
    say(house.worker, house.url, " ", file())
    shown, _unused = rows(house)
    with house.unit() as session, clock.frozen(clock.now() + timedelta(days=3)):
        assert actions.forget_unused(session) == 1
    with house.unit() as session:
        forms.forget_files(session)
        where = files.place(session)
        names = {path.stem for path in where.folder.glob("*/*")}
        assert files.named_in(session, sorted(names)) == names == {shown.kept_as, shown.small_as}
    assert [one.id for one in rows(house)] == [shown.id]


def test_they_are_in_the_export_and_go_with_the_person(house):
    say(house.worker, house.url, "Look", file(), picture_alt="A shelf")
    with house.unit() as session:
        section = next(one for one in personal_data.sections() if one.name == "pictures")
        (row,) = session.execute(section.rows(house.anna.id, people.actor_for(session, house.anna)))
        assert (row.alt, row.width, row.height) == ("A shelf", 60, 40)
        erased = [one for one in personal_data.erasures() if one.words == "pictures in comments"]
        assert [one.erase(session, house.anna.id) for one in erased] == [1]
    assert rows(house) == [] and content(house) == []
    with house.unit() as session:
        assert session.scalars(select(Comment.pictures)).all() == [0]


def test_lists_without_pictures_cost_no_statement_and_with_them_one(house, database):
    say(house.worker, house.url, "One")
    with count_statements(database) as without:
        house.worker.get(f"{house.url}/discussion")
    say(house.worker, house.url, "Two", file())
    say(house.worker, house.url, "Three", file(), file())
    with count_statements(database) as among:
        house.worker.get(f"{house.url}/discussion")
    assert len(among) == len(without) + 1


def test_for_programs(house, client):
    comments = f"/api/v1{house.url}/comments"
    made = client.post(comments, json={"text": "Look"}, headers=house.anna_calls).json
    assert made["pictures"] == []
    here = f"/api/v1/comments/{made['id']}/pictures"
    body = {"picture": file(), "alt": "A shelf"}
    added = client.post(here, data=body, headers=house.anna_calls)
    assert added.status_code == 201, added.text
    (said,) = client.get(comments, headers=house.ines_calls).json["items"]
    assert said["pictures"] == [added.json] and added.json["alt"] == "A shelf" and said["edited_at"] is None
    shown = client.get(added.json["url"], headers=house.ines_calls)
    assert (shown.status_code, shown.content_type) == (200, added.json["type"])
    bad = client.post(here, data={"picture": file(b"no")}, headers=house.anna_calls)
    assert (bad.status_code, bad.json["code"]) == (422, "BAD_PICTURE")
    not_mine = client.post(here, data={"picture": file()}, headers=house.ines_calls)
    assert not_mine.status_code == 403
    for _ in range(MOST - 1):
        assert client.post(here, data={"picture": file()}, headers=house.anna_calls).status_code == 201
    assert client.post(here, data={"picture": file()}, headers=house.anna_calls).status_code == 422
    gone = client.delete(f"{here}/{added.json['id']}", headers=house.anna_calls)
    assert gone.status_code == 204 and client.get(added.json["url"], headers=house.anna_calls).status_code == 404
    assert client.delete(f"{here}/{added.json['id']}", headers=house.anna_calls).status_code == 404
    with house.unit() as session:
        assert session.scalar(select(func.count()).select_from(Picture)) == MOST - 1
