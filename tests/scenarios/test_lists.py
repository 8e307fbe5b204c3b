"""Every list that the description of the interface calls paged is followed to its end while others write into it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.actions.grants import grant
from app.accounts.actions.groups import make_group
from app.assignment.tables import Absence
from app.cases.actions.filters import MOST as MOST_FILTERS
from app.cases.tables import Instance
from app.catalog.tables import VersionFile
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.notices.actions import tell
from tests.factories import accounts, models
from tests.support import list_rows

Unit = Callable[[], AbstractContextManager[Session]]
API = "/api/v1"
ABC = models.linear("A", "B", "C").decode()
ABD = models.linear("A", "B", "C", "D").decode()
FIRST = 5


class House:
    """A process with a case in it, and somebody who may write into every list."""

    def __init__(self, client: FlaskClient, unit: Unit) -> None:
        self.client, self.unit = client, unit
        with unit() as session:
            who = accounts.person(session, "Ines Duarte", "admin")
            grant(session, SYSTEM, who, "manager", None)
            self.person, self.headers = who.id, accounts.bearer(session, who)
            self.group = make_group(session, SYSTEM, "Planners").id
        self.count, self.other = 0, ABC
        self.post("/processes", {"key": "post", "title": "Post", "bpmn": ABC, "mode": "executable"})
        self.case = self.post("/processes/post/instances", {})["id"]
        self.rollout = new_id()
        self.store(list_rows.rollout(self.rollout))

    def post(self, path: str, body: Any) -> Any:
        """Send what must be taken."""
        answer = self.client.post(API + path, json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def post_ok(self, path: str, body: Any) -> None:
        """Send what changes something that is there."""
        answer = self.client.post(API + path, json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text

    def get(self, path: str) -> Any:
        """Read what is there."""
        answer = self.client.get(API + path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def pages(self, path: str) -> Iterator[list[dict[str, Any]]]:
        """Give the pages of a list by twos, as its `next` or its header names them."""
        more, url = "&" if "?" in path else "?", f"{API}{path}"
        at: str | None = f"{url}{more}limit=2"
        while at is not None:
            answer = self.client.get(at, headers=self.headers)
            assert answer.status_code == 200, answer.text
            found = answer.get_json()
            if isinstance(found, list):
                said = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("Link", ""))
                at = said.group(1) if said else None
                yield found
            else:
                at = f"{url}{more}limit=2&cursor={found['next']}" if found["next"] else None
                yield found["items"]

    def store(self, row: Callable[[Session, Instance], Any]) -> None:
        """Store what no program writes by itself."""
        with self.unit() as session:
            row(session, session.get_one(Instance, self.case))

    def add(self, path: str) -> None:
        """Bring one more item into a list."""
        self.count += 1
        if path.endswith("/versions"):
            self.other = ABC if self.other == ABD else ABD
        n, path = self.count, path.split("?")[0]
        bodies: dict[str, tuple[str, Any]] = {
            "/units": (path, {"name": f"Unit {n}", "kind": "department"}),
            "/groups": (path, {"name": f"Group {n}"}),
            "/people": (path, {"email": f"p{n}@example.org", "name": f"Person {n}", "role": "worker"}),
            "/processes": (path, {"key": f"p-{n}", "title": f"Process {n}", "bpmn": ABC}),
            "/processes/post/versions": (path, {"bpmn": self.other}),
            "/instances": ("/processes/post/instances", {}),
            "/tasks": ("/processes/post/instances", {}),
        }
        if path.endswith("/proposals"):
            change = [{"kind": "retitle", "step": "B", "title": f"Name {n}"}]
            bodies[path] = ("/processes/post/proposals", {"title": f"Idea {n}", "reason": "why", "operations": change})
        if path.endswith("/comments"):
            bodies[path] = (path, {"text": f"said {n}"})
        stored: dict[str, Callable[[Session, Instance], Any]] = {
            "/notices": lambda session, case: tell(session, list_rows.news(n), [self.person]),
            "/incidents": lambda session, case: session.add(list_rows.incident(case, n)),
            "/roles": lambda session, case: grant(session, SYSTEM, accounts.person(session, f"Role {n}"), "ops", None),
            "/without-anybody": lambda session, case: list_rows.orphan(session, n),
            "flags": lambda session, case: session.add(list_rows.flag(case, accounts.person(session, f"Flag {n}"))),
            "verdicts": lambda session, case: list_rows.verdict(session, self.rollout, case),
            "called": lambda session, case: session.add(list_rows.called(case)),
            "members": lambda session, case: list_rows.member(session, self.group, n),
            "history": lambda session, case: session.add(list_rows.event(case, n)),
        }
        if path in bodies:
            self.post(*bodies[path])
        elif row := stored.get(path) or stored.get(path.rpartition("/")[2]):
            self.store(row)
        else:
            pytest.fail(f"{path} is a list that this test does not know: say how an item gets in")


@pytest.fixture
def house(client: FlaskClient, unit: Unit) -> House:
    return House(client, unit)


def lists(house: House) -> dict[str, bool]:
    """Give the addresses of all lists of the description, with whether they are read by pages.

    Lists are what answers with items and the cursor of those that follow, or with an array.
    """
    found = {}
    for path, said in house.client.get("/api/openapi.json").get_json()["paths"].items():
        answers = said.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        schema = answers.get("application/json", {}).get("schema", {})
        given = {one.get("name") for one in said.get("get", {}).get("parameters", [])}
        if "next" in schema.get("properties", {}) or schema.get("type") == "array" or "cursor" in given:
            found[path.removeprefix(API)] = {"cursor", "limit"} <= given
    return found


# What is found is ordered anew by each search: tests/app/web/test_search.py walks it.
RANKED = {"/search"}


def paged(house: House) -> list[str]:
    """Give the addresses of the lists that the description says can be read by pages."""
    ids = {
        "key": "post",
        "step_id": "A",
        "instance_id": house.case,
        "rollout_id": house.rollout,
        "group_id": house.group,
    }
    return [path.format(**ids) for path, by_pages in lists(house).items() if by_pages and path not in RANKED]


MANY = 60
WIDE = models.parallel(*(f"Step {n}" for n in range(MANY))).decode()
DECISION = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="x" name="d{n}" id="d{n}">'
    '<decision id="d{n}" name="d{n}"><literalExpression><text>1</text></literalExpression></decision></definitions>'
)


def _given_whole(house: House) -> dict[str, int]:
    """Fill each list that is given at once, and say how much is in it."""
    files = [{"name": f"d{n}.dmn", "content": DECISION.format(n=n)} for n in range(MANY)]
    made = house.post("/processes", {"key": "wide", "title": "Wide", "bpmn": WIDE, "mode": "executable"})
    case = house.post("/processes/wide/instances", {})["id"]
    first = {step["id"] for step in house.get(f"/tasks?instance={case}&limit=1")["items"]}
    house.post_ok(f"/tasks/{first.pop()}/complete", {"data": {}})
    with house.unit() as session:
        for n, file in enumerate(files):
            content = file["content"].encode()
            sha = hashlib.sha256(content).hexdigest()
            session.add(VersionFile(version_id=made["live"]["id"], name=file["name"], sha256=sha, content=content))
            begins = clock.now() + timedelta(days=n)
            times = {"begins_at": begins, "ends_at": begins + timedelta(hours=1)}
            session.add(Absence(id=new_id(), person_id=house.person, substitute_id=house.person, **times))
    for n in range(MOST_FILTERS):
        house.post("/filters", {"name": f"Filter {n}", "narrow": {"state": "running"}})
    wide = "/processes/wide/versions/1"
    return {
        "/absences": MANY, "/filters": MOST_FILTERS, "/processes/wide/decisions": MANY, f"{wide}/companions": MANY,
        f"{wide}/steps": MANY, f"{wide}/outline": MANY, f"/instances/{case}/movable": MANY,
    }  # fmt: skip


def test_what_is_no_list_by_pages_is_given_whole(house: House) -> None:
    whole = _given_whole(house)
    described = {path for path, by_pages in lists(house).items() if not by_pages}
    case = next(path.split("/")[2] for path in whole if path.startswith("/instances"))
    ids = {"key": "wide", "number": "1", "instance_id": case}
    assert {path.format(**ids) for path in described} == set(whole)
    for path, least in whole.items():
        found = house.get(path)
        assert isinstance(found, list), path
        assert len(found) >= least, path


def test_no_list_loses_or_repeats_an_item_while_others_write(house: House) -> None:
    by_pages = paged(house)
    assert len(by_pages) >= 18
    orders = [f"/tasks?sort={sort}" for sort in ("due", "priority", "follow_up")]
    orders += [f"/instances?sort={sort}" for sort in ("oldest", "due")]
    for path in [*by_pages, *orders]:
        for _ in range(FIRST):
            house.add(path)
        before = [_id(item) for page in house.pages(path) for item in page]
        assert len(before) >= FIRST and len(before) == len(set(before)), path
        seen: list[str] = []
        for page in house.pages(path):
            assert len(page) <= 2
            seen += [_id(item) for item in page]
            if len(seen) < 2 * len(before):
                house.add(path)
            if len(seen) > 3 * len(before):
                break
        assert len(seen) == len(set(seen)), path
        assert [one for one in seen if one in before] == before, path


def _id(item: dict[str, Any]) -> str:
    return str(item.get("id") or item.get("number") or item.get("key") or item)
