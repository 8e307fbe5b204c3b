"""Every list that the description of the interface calls paged is followed to its end while others write into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.actions.grants import grant
from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM
from app.notices.actions import News, tell
from app.work.tables import Incident, Instance, StepEvent
from tests.factories import accounts, models

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
        self.count = 0
        self.post("/processes", {"key": "post", "title": "Post", "bpmn": ABC, "mode": "executable"})
        self.case = self.post("/processes/post/instances", {})["id"]

    def post(self, path: str, body: Any) -> Any:
        """Send what must be taken."""
        answer = self.client.post(API + path, json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
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
        n, path = self.count, path.split("?")[0]
        bodies: dict[str, tuple[str, Any]] = {
            "/people": (path, {"email": f"p{n}@example.org", "name": f"Person {n}", "role": "worker"}),
            "/processes": (path, {"key": f"p-{n}", "title": f"Process {n}", "bpmn": ABC}),
            "/processes/post/versions": (path, {"bpmn": ABD if n % 2 else ABC}),
            "/instances": ("/processes/post/instances", {}),
            "/tasks": ("/processes/post/instances", {}),
        }
        if path.endswith("/proposals"):
            change = [{"kind": "retitle", "step": "B", "title": f"Name {n}"}]
            bodies[path] = ("/processes/post/proposals", {"title": f"Idea {n}", "reason": "why", "operations": change})
        if path.endswith("/comments"):
            bodies[path] = (path, {"text": f"said {n}"})
        if path in bodies:
            self.post(*bodies[path])
        elif path == "/notices":
            news = News("mention", f"Somebody named you {n}.", "/", f"mention:{n}")
            self.store(lambda session, case: tell(session, news, [self.person]))
        elif path == "/incidents":
            self.store(lambda session, case: session.add(_incident(case, n)))
        else:
            assert path.endswith("/history"), f"{path} is a list that this test does not know: say how an item gets in"
            self.store(lambda session, case: session.add(_event(case, n)))


def _incident(case: Instance, n: int) -> Incident:
    return Incident(
        id=new_id(), instance_id=case.id, process_id=case.process_id, task_id=f"t{n}", step_id="A", step_name="A",
        kind="script", words="It stopped.", opened_at=clock.now(),
    )  # fmt: skip


def _event(case: Instance, n: int) -> StepEvent:
    return StepEvent(
        instance_id=case.id, process_id=case.process_id, version_id=case.version_id, event="claimed", step_id="A",
        at=clock.now(), detail=str(n),
    )  # fmt: skip


@pytest.fixture
def house(client: FlaskClient, unit: Unit) -> House:
    return House(client, unit)


def paged(house: House) -> list[str]:
    """Give the addresses of the lists that the description says can be read by pages."""
    found = []
    for path, said in house.client.get("/api/openapi.json").get_json()["paths"].items():
        given = {one.get("name") for one in said.get("get", {}).get("parameters", [])}
        if "cursor" in given:
            assert "limit" in given, path
            ids = {"key": "post", "step_id": "A", "instance_id": house.case}
            found.append(path.removeprefix(API).format(**ids))
    return found


def test_no_list_loses_or_repeats_an_item_while_others_write(house: House) -> None:
    lists = paged(house)
    assert len(lists) >= 12
    orders = [f"/tasks?sort={sort}" for sort in ("due", "priority", "follow_up")]
    orders += [f"/instances?sort={sort}" for sort in ("oldest", "due")]
    for path in [*lists, *orders]:
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
