"""Groups by REST, by command and by page: who may see and change them, and changes of what was read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.accounts import actions, queries
from app.accounts.policy import Accounts
from app.accounts.tables import GroupMember, PeopleGroup, Person
from app.cli import stepwell
from app.kernel import audit, policy
from app.kernel.errors import Forbidden, Invalid
from app.kernel.policy import SYSTEM
from tests.factories import accounts as make
from tests.support.counting import count_statements

API = "/api/v1/groups"


@dataclass
class House:
    """Who asks, as programs, and a group with one member."""

    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    group: str = ""


@pytest.fixture
def house(unit) -> House:
    with unit() as session:
        north = make.unit(session, "North")
        built = House(
            people={
                "admin": make.person(session, "Ines Duarte", "admin"),
                "local": make.person(session, "Lea Local", "admin", north),
                "worker": make.person(session, "Anna Berg"),
                "partner": make.person(session, "Pia", "worker", make.unit(session, "Printer", "partner")),
                "guest": make.person(session, "Gus Guest", "guest"),
            }
        )
        built.headers = {name: make.bearer(session, person) for name, person in built.people.items()}
        built.headers["reader"] = make.bearer(session, built.people["admin"], ("read",))
        group = actions.make_group(session, SYSTEM, "First aiders")
        actions.join_group(session, SYSTEM, group, built.people["worker"])
        built.group = group.id
    return built


def test_a_group_is_made_filled_renamed_and_removed(client, house) -> None:
    admin = house.headers["admin"]
    made = client.post(API, json={"name": "  Night   shift "}, headers=admin)
    assert (made.status_code, made.json) == (201, {"id": made.json["id"], "name": "Night shift", "members": 0})
    here, anna = f"{API}/{made.json['id']}", house.people["worker"]
    for who in (anna.id, anna.email, "ines.duarte" + house.people["admin"].email[11:]):
        assert client.put(f"{here}/members/{who}", headers=admin).status_code == 204
    assert client.get(here, headers=admin).json["members"] == 2
    listed = client.get(f"{here}/members", headers=admin).json
    assert [one["name"] for one in listed["items"]] == ["Anna Berg", "Ines Duarte"] and listed["next"] is None
    assert client.delete(f"{here}/members/{anna.id}", headers=admin).status_code == 204
    assert client.delete(f"{here}/members/{anna.id}", headers=admin).status_code == 404
    renamed = client.patch(here, json={"name": "Late shift"}, headers=admin)
    assert (renamed.status_code, renamed.json["name"], renamed.json["members"]) == (200, "Late shift", 1)
    assert client.delete(here, headers=admin).status_code == 204
    assert client.get(here, headers=admin).status_code == 404


def test_lists_are_by_name_in_pages_and_narrowed(client, house, database, unit) -> None:
    with unit() as session:
        for name in ("Cooks", "Drivers", "50% people"):
            actions.make_group(session, SYSTEM, name)
    first = client.get(f"{API}?limit=2", headers=house.headers["worker"]).json
    rest = client.get(f"{API}?limit=2&cursor={first['next']}", headers=house.headers["worker"]).json
    names = [one["name"] for one in first["items"] + rest["items"]]
    assert names == ["50% people", "Cooks", "Drivers", "First aiders"] and rest["next"] is None
    assert [g["name"] for g in client.get(f"{API}?q=%25", headers=house.headers["worker"]).json["items"]] == [
        "50% people"
    ]
    mine = client.get(f"{API}?person={house.people['worker'].id}", headers=house.headers["worker"]).json["items"]
    assert mine == [{"id": house.group, "name": "First aiders", "members": 1}]
    assert client.get(f"{API}?cursor=nonsense", headers=house.headers["worker"]).status_code == 422
    with unit() as session, count_statements(database) as counted:
        assert len(queries.groups_page(session).items) == 4
    assert len(counted) == 2


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("asked", ["ärzte", "Ärzte", "ÄRZTE", "straßen"])
def test_letters_of_all_languages_are_found_however_they_are_written(client, house, unit, asked) -> None:
    """PostgreSQL knows them by the locale of its database, which is none in tests."""
    with unit() as session:
        actions.make_group(session, SYSTEM, "Ärzte der Straßen")
        make.person(session, "Ärzte der Straßen")
    for path in ("groups", "people"):
        found = client.get(f"/api/v1/{path}?q={asked}", headers=house.headers["worker"]).json["items"]
        assert [one["name"] for one in found] == ["Ärzte der Straßen"]


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "First aiders", "first aiders", "First aiders\u202e"])
def test_names_that_are_none_or_anothers_are_refused(client, house, name) -> None:
    refused = client.post(API, json={"name": name}, headers=house.headers["admin"])
    assert (refused.status_code, refused.json["code"]) == (422, "BAD_GROUP") and refused.json["errors"]["name"]
    other = client.post(API, json={"name": "Others"}, headers=house.headers["admin"]).json["id"]
    refused = client.patch(f"{API}/{other}", json={"name": name}, headers=house.headers["admin"])
    assert (refused.status_code, refused.json["code"]) == (422, "BAD_GROUP")


def test_a_group_may_keep_its_name_or_write_it_otherwise(unit, house) -> None:
    with unit() as session:
        group = session.get_one(PeopleGroup, house.group)
        for name in ("First aiders", "First Aiders"):
            actions.rename_group(session, SYSTEM, group, name)
        kinds = session.scalars(select(audit.AuditEntry.body).where(audit.AuditEntry.kind == "group.renamed")).all()
    assert kinds == [{"before": "First aiders", "after": "First Aiders"}]


CALLS = [
    ("POST", "", {"name": "X"}, 403),
    ("PATCH", "/{group}", {"name": "X"}, 403),
    ("DELETE", "/{group}", None, 403),
    ("PUT", "/{group}/members/{person}", None, 403),
    ("DELETE", "/{group}/members/{person}", None, 403),
    ("PATCH", "/nothing", {"name": "X"}, 403),
    ("GET", "", None, 200),
    ("GET", "/{group}", None, 200),
    ("GET", "/{group}/members", None, 200),
]


@pytest.mark.parametrize(("method", "path", "body", "colleague"), CALLS)
def test_colleagues_read_and_administrators_of_all_change(client, house, method, path, body, colleague) -> None:
    url = API + path.format(group=house.group, person=house.people["local"].id)
    asked = lambda who: client.open(url, method=method, json=body, headers=house.headers.get(who, {})).status_code  # noqa: E731
    assert asked("nobody") == 401
    assert asked("worker") == asked("local") == colleague
    assert asked("partner") in (403, 404) and asked("guest") in (403, 404)
    assert asked("reader") == (200 if method == "GET" else 403)
    assert asked("admin") in ((404,) if "nothing" in path else (200, 201, 204, 404))


def test_the_actions_ask_the_policy(unit, house) -> None:
    with unit() as session:
        local, group = queries.actor_for(session, house.people["local"]), session.get_one(PeopleGroup, house.group)
        person = session.get_one(Person, house.people["worker"].id)
        for act in (
            lambda: actions.make_group(session, local, "X"),
            lambda: actions.rename_group(session, local, group, "X"),
            lambda: actions.remove_group(session, local, group),
            lambda: actions.join_group(session, local, group, person),
            lambda: actions.leave_group(session, local, group, person),
        ):
            with pytest.raises(Forbidden):
                act()
        partner = queries.actor_for(session, house.people["partner"])
        assert policy.allows(local, Accounts.VIEW_GROUPS) and not policy.allows(partner, Accounts.VIEW_GROUPS)


def test_what_was_read_is_what_is_changed(client, house) -> None:
    admin, here = house.headers["admin"], f"{API}/{house.group}"
    person = f"{here}/members/{house.people['local'].id}"
    tag = client.get(here, headers=admin).headers["ETag"]
    assert client.get(here, headers={**admin, "If-None-Match": tag}).status_code == 304
    assert client.put(person, headers={**admin, "If-Match": tag}).status_code == 204
    stale = {**admin, "If-Match": tag}
    for method, path, body in (("DELETE", here, None), ("PATCH", here, {"name": "X"}), ("DELETE", person, None)):
        late = client.open(path, method=method, json=body, headers=stale)
        assert (late.status_code, late.json["code"]) == (412, "CHANGED_MEANWHILE"), (method, path)
    now = client.get(here, headers=admin).headers["ETag"]
    renamed = client.patch(here, json={"name": "Helpers"}, headers={**admin, "If-Match": now})
    assert renamed.status_code == 200 and renamed.headers["ETag"] not in (tag, now)
    assert client.delete(here, headers={**admin, "If-Match": renamed.headers["ETag"]}).status_code == 204


def test_wrong_people_are_said(client, house) -> None:
    for who in ("nobody@example.org", "nothing", "%00"):
        assert client.put(f"{API}/{house.group}/members/{who}", headers=house.headers["admin"]).status_code == 404


def test_by_command(settings, unit, house) -> None:
    command = CliRunner(env={"STEPWELL_DATABASE_URL": settings.database_url, "STEPWELL_DATA": str(settings.data)})

    def run(*words: str) -> str:
        done = command.invoke(stepwell, ["group", *words])
        assert done.exit_code == 0, done.output
        return done.output

    anna, lea = house.people["worker"].email, house.people["local"].email
    assert run("list") == "First aiders (1 person)\n"
    assert run("add", "Night shift") == "Night shift is a group now.\n"
    assert run("join", "Night shift", anna, lea).splitlines()[-1] == "Lea Local is in Night shift now."
    assert run("show", "Night shift") == f"Anna Berg <{anna}>\nLea Local <{lea}>\n"
    assert [json.loads(line)["members"] for line in run("list", "--json").splitlines()] == [1, 2]
    assert run("leave", "Night shift", anna) == "Anna Berg is not in Night shift now.\n"
    assert run("leave", "Night shift", anna) == "Anna Berg was not in Night shift.\n"
    assert run("rename", "Night shift", "Late shift") == "Night shift is called Late shift now.\n"
    assert json.loads(run("show", house.group, "--json"))["email"] == anna
    assert run("remove", "Late shift", "--yes") == "Late shift is no group any more.\n"
    wrong = command.invoke(stepwell, ["group", "show", "Late shift"])
    assert isinstance(wrong.exception, Invalid) and "There is no group “Late shift”" in str(wrong.exception)
    wrong = command.invoke(stepwell, ["group", "join", "First aiders", lea, "nobody@example.org"])
    assert wrong.exit_code == 1 and "Expected a person with the address" in wrong.output
    assert "is in First aiders now" not in wrong.output, "nothing is said to be done that was not"
    with unit() as session:
        assert session.scalars(select(GroupMember.person_id)).all() == [house.people["worker"].id]


def test_a_name_goes_before_an_id(unit, house) -> None:
    with unit() as session:
        odd = actions.make_group(session, SYSTEM, house.group)
        assert queries.find_group(session, house.group).id == odd.id


def test_the_page_of_a_group_says_who_is_in_it_and_renames_it(app, unit, house) -> None:
    with unit() as session:
        admin = make.signed_in(app, session, house.people["admin"])
        local = make.signed_in(app, session, house.people["local"])
    here = f"/admin/groups/{house.group}"
    page = admin.get(here).text
    assert "Anna Berg" in page and "Nowhere: no lane" in page and "Take out Anna Berg" in page
    read = local.get(here).text
    assert "Anna Berg" in read and "Take out" not in read and "Remove the group" not in read
    assert admin.get("/admin/groups/nothing").status_code == 404
    refused = admin.post(here, data={**make.CSRF, "do": "rename", "name": ""})
    assert refused.status_code == 422 and "Write a name of at most 120 characters." in refused.text
    assert admin.post(here, data={**make.CSRF, "do": "rename", "name": "Helpers"}).status_code == 303
    assert "Helpers" in admin.get("/admin/groups").text and "Helpers" in admin.get("/admin/groups?q=help").text
    assert "No group found" in admin.get("/admin/groups?q=zzz").text


def test_who_has_left_joins_no_group(client, house, unit) -> None:
    with unit() as session:
        gone = make.person(session, "Gil Gone")
        actions.deactivate(session, SYSTEM, gone)
    answer = client.put(f"{API}/{house.group}/members/{gone.id}", headers=house.headers["admin"])
    assert (answer.status_code, answer.json["code"]) == (422, "HAS_LEFT")
    assert answer.json["errors"]["email"].startswith("Gil Gone has left.")
    with unit() as session:
        assert session.get(GroupMember, (house.group, gone.id)) is None
