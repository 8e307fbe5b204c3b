"""A version whose file today's reader refuses: wherever it is read, people and programs get words and a way out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.catalog import actions
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM
from tests.factories import models
from tests.factories.catalog import refuse
from tests.scenarios.test_robust import Crawl, methods, rules
from tests.support import hostile, town
from tests.support.town import KEY, Town

pytestmark = pytest.mark.timeout(900)
Unit = Callable[[], AbstractContextManager[Session]]
PARTS = {"key", "number", "step_id", "proposal_id", "rollout_id", "instance_id", "task_id", "comment_id", "incident_id"}
LISTS = (
    "/",
    "/more",
    "/notices",
    "/search",
    "/proposals",
    "/processes",
    "/work",
    "/instances",
    "/incidents",
    "/messages",
)
# Which versions are refused of those up to 3, and whether another is published before or after that. The open proposal
# was written for version 3.
AS = {
    "live": ([3], ""), "base": ([3], "after"), "carried": ([3], "before"), "older": ([2], ""),
    "all of them": ([1, 2, 3], ""),
}  # fmt: skip
BODY = {"operations": [{"kind": "eliminate", "step": "C"}], "title": "Less", "reason": "Nobody reads it."}
FORM = {"step": "C", "do": "eliminate", "title": "Less", "reason": "Nobody reads it.", "act": "send"}


@pytest.fixture
def place(unit: Unit, app: StepwellApp) -> Town:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with unit() as session:
        return town.build(session, app)


def unreadable(session: Session, role: str, runs: bool = True) -> int:
    """Have the reader refuse the versions of a role; gives the number of the one that is live."""
    numbers, another = AS[role]
    for step in {"": ["refuse"], "before": ["publish", "refuse"], "after": ["refuse", "publish"]}[another]:
        process = refuse(session, KEY, *(numbers if step == "refuse" else []), runs=runs)
        if step == "publish":
            actions.revise(session, SYSTEM, process, models.linear("A", "B", "C", "D", "F"))
    return process.live_number


def concerned(app: StepwellApp, api: bool) -> list[Any]:
    """Give the addresses that may read a version, those that put the process or the proposal away at the end."""
    found = [r for r in rules(app, api) if PARTS & set(r.arguments) or r.rule.removeprefix("/api/v1") in LISTS]
    return sorted(
        found, key=lambda r: (any(end in r.rule for end in ("archive", "withdraw", "reject", "any(")), r.rule)
    )


@pytest.mark.parametrize(("role", "runs"), [*((role, True) for role in AS), ("all of them", False)])
def test_no_address_falls_over_an_unreadable_version(
    unit: Unit, app: StepwellApp, place: Town, role: str, runs: bool
) -> None:
    with unit() as session:
        numbers = [str(number + 1) for number in range(unreadable(session, role, runs))]
    wrong: list[str] = []
    for unsafe in (False, True):
        crawl = Crawl(app, place, "manager")
        for api in (True, False):
            for rule in concerned(app, api):
                for number in numbers if "number" in rule.arguments else numbers[:1]:
                    url = hostile.address(rule, {**place.ids, "number": number})
                    for method in (m for m in methods(rule) if (m != "GET") == unsafe):
                        sent = {"json": BODY} if api else {"data": FORM | {"csrf": "token-of-the-test"}}
                        crawl.ask(method, url, api=api, **(sent if unsafe else {}))
        wrong += crawl.wrong
        assert crawl.asked > 50
    assert not wrong, "\n".join(wrong)


LIVE = "Version 3 cannot be read any more"
OWN = "Publish a repaired file"
SAID = {
    "live": {
        "/processes/{key}": (LIVE, OWN, "It is not drawn", "D"), "/processes/{key}/outline": (LIVE, OWN, "D"),
        "/processes/{key}/versions/3": (LIVE, OWN, "Version 3"), "/processes/{key}/steps/B": (LIVE, OWN, "B"),
        "/processes/{key}/compare": (LIVE, OWN, "Look at version 2"), "/processes/{key}/decisions": (LIVE, OWN),
        "/processes/{key}/versions/3/changed": ("What changed for you cannot be told", "See version 3"),
        "/processes/{key}/improve?step=B": (LIVE, OWN, "has to wait"),
        "/processes/{key}/versions/new": (LIVE, "1 vote"),
        "/proposals/{proposal_id}": ("Version 3 cannot be read any more, so nobody can tell", "Take out “B”"),
        "/proposals/{proposal_id}/revise": (LIVE, OWN, "has to wait"),
    },
    "base": {
        "/processes/{key}": ("Version 4 is live", "F"), "/processes/{key}/compare": (LIVE, "Look at version 4"),
        "/processes/{key}/versions/4": ("nobody can tell what changed", "F"),
        "/processes/{key}/versions/4/changed": ("What changed for you cannot be told", "See version 4"),
        "/proposals/{proposal_id}": ("for which this was written, cannot be read any more", "make a new revision"),
        "/proposals/{proposal_id}/revise": ("Revise", "Take out “B”"),
    },
    "carried": {
        "/proposals/{proposal_id}": ("written for version 3", "version 4 went live", "what it does to that"),
        "/processes/{key}/versions/4": ("nobody can tell what changed", "F"),
    },
    "older": {
        "/processes/{key}/versions/2": ("Version 2 cannot be read any more", "download the file"),
        "/processes/{key}/versions/3": ("nobody can tell what changed", "Outline"),
        "/rollouts/{rollout_id}": ("cannot be read any more, so it cannot come back", OWN),
    },
}  # fmt: skip


@pytest.mark.parametrize("role", SAID)
def test_pages_say_what_is_wrong_and_what_to_do(unit: Unit, app: StepwellApp, place: Town, role: str) -> None:
    with unit() as session:
        unreadable(session, role)
    for path, words in SAID[role].items():
        answer = place.browsers["manager"].get(path.format(**place.ids))
        page = unescape(answer.text).partition("<main")[2]
        assert answer.status_code == 200, path
        assert [said for said in words if said not in page] == [], path
        assert "/versions/3/diagram.bpmn" not in page or role == "older", path


CALLS = {
    ("GET", "/processes/{key}/versions/3/outline"): (409, "VERSION_UNREADABLE"),
    ("GET", "/processes/{key}/diff?from=2&to=3"): (409, "VERSION_UNREADABLE"),
    ("GET", "/processes/{key}/versions/3/steps"): (200, ""),
    ("GET", "/processes/{key}/versions/3/bpmn"): (200, ""),
    ("GET", "/proposals/{proposal_id}"): (200, "VERSION_UNREADABLE"),
    ("POST", "/processes/{key}/proposals/preview"): (200, "VERSION_UNREADABLE"),
    ("POST", "/processes/{key}/proposals"): (422, "VERSION_UNREADABLE"),
    ("POST", "/proposals/{proposal_id}/revise"): (422, "VERSION_UNREADABLE"),
    ("POST", "/processes/{key}/mode"): (409, "VERSION_UNREADABLE"),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_programs_are_told_by_a_code(unit: Unit, app: StepwellApp, place: Town, method: str, path: str) -> None:
    with unit() as session:
        unreadable(session, "live")
    body = {"mode": "documenting"} if path.endswith("/mode") else BODY
    body = {"operations": BODY["operations"]} if path.endswith("/preview") else body
    who = "worker" if path.endswith("/revise") else "manager"  # whose proposal it is
    more = {"json": body} if method == "POST" else {}
    address = "/api/v1" + path.format(**place.ids)
    answer = app.test_client().open(address, method=method, headers=place.headers[who], **more)
    status, code = CALLS[method, path]
    assert answer.status_code == status, answer.text
    assert code in answer.text
