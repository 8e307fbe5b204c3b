"""What one person can do to a server that others work on; each attack says what became of it."""

from __future__ import annotations

import http.client
import json
import random
import re
import socket
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import func, select

from app.cases.tables import Incident, Instance
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from tests.factories import models, waits
from tests.processes.decisions.tables import dmn, formula
from tests.support.rest import Rest

PATIENCE = 300.0
JSON = "application/json"
HALVES = (
    b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
    b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na",
    b"POST /signin HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\na",
)
SLOW = "n = 0\ni = 0\nwhile i < 2000000:\n    i += 1"
DEARLY = "n = 0\ni = 0\nwhile i < 600000:\n    i += 1"
LONG = {
    "distinct": ("=count(distinct values(l)) > 100000", {"l": [[i] for i in range(299)] + [[298]] * 5000}),
    "sort": ("=" + " + ".join(["count(sort(l))"] * 10) + " < 0", {"l": [i * 7919 % 19990 / 7 for i in range(19990)]}),
    "months": ("=" + " * ".join(['duration("P1M")', *["10**6000"] * 40]) + ' = duration("P1M")', {}),
    "text": ('=string(duration("P1M") * 10**6000) = "x"', {}),
    "pairs": ("=count(for a in l, b in l, c in l return a * b * c) < 0", {"l": list(range(400))}),
    "pattern": ('=matches(t, "(a+)+$")', {"t": "a" * 20000 + "b"}),
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Where it happens: the attacker's program, and the database to look into when it is over."""

    mallory: Rest
    database_url: str

    def send(self, method: str, path: str, body: bytes = b"", kind: str = JSON, **more: str) -> tuple[int, str]:
        """Send anything to any address and give status and answer."""
        connection = http.client.HTTPConnection(self.mallory.address, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.mallory.token}", "Content-Type": kind, **more}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def load(self, key: str, xml: bytes, **more: Any) -> None:
        """Load a process that runs."""
        sent = {"key": key, "title": key, "bpmn": xml.decode(), "mode": "executable", **more}
        self.mallory.post("/processes", sent)

    def incidents(self, *keys: str) -> int:
        """How many incidents the cases of these processes have."""
        return self._count(select(func.count()).select_from(Incident).join(Instance).join(Process), keys)

    def cases(self, *keys: str) -> int:
        """How many cases these processes have."""
        return self._count(select(func.count()).select_from(Instance).join(Process), keys)

    def _count(self, statement: Any, keys: tuple[str, ...]) -> int:
        database = Database(self.database_url)
        try:
            with unit_of_work(database, readonly=True) as session:
                return int(session.scalar(statement.where(Process.key.in_(keys))) or 0)
        finally:
            database.close()


Attack = Callable[[Scene], str]


def at_once(acts: Iterable[Callable[[], tuple[int, str]]]) -> Counter[int]:
    """Do all at the same moment, each in a thread, and give how often each status was answered."""
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda act=act: statuses.append(act()[0])) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(statuses) == len(threads), "an attacker was not answered"
    return Counter(statuses)


def refused(statuses: Counter[int], *wanted: int) -> str:
    """Say how requests ended; none of them otherwise than as wanted."""
    assert set(statuses) <= set(wanted), statuses
    return ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))


def _gate(condition: str) -> bytes:
    split = f'<exclusiveGateway id="g" default="no"/>{models.task("No")}{models.task("Yes")}'
    flows = models.chain("begin", "A", "g") + models.flow("g", "Yes", condition=condition)
    flows += models.flow("g", "No", id="no") + models.flow("No", "done") + models.flow("Yes", "done")
    return models.bpmn(f'<startEvent id="begin"/>{models.task("A")}{split}<endEvent id="done"/>{flows}')


def _looping(script: str) -> bytes:
    body = f'<startEvent id="begin"/>{models.task("A")}<exclusiveGateway id="m"/>{_script("t", script)}'
    body += '<exclusiveGateway id="g" default="back"/><endEvent id="done"/>'
    body += models.chain("begin", "A", "m", "t", "g") + models.flow("g", "done", condition="n < 0")
    return models.bpmn(body + models.flow("g", "m", id="back"))


def _script(id: str, script: str) -> str:
    return f'<scriptTask id="{id}" name="{id}" scriptFormat="python"><script>{escape(script)}</script></scriptTask>'


def _first_tasks(scene: Scene, key: str, count: int, data: Any = None) -> list[str]:
    made = [scene.mallory.post(f"/processes/{key}/instances", {"data": data or {}}) for _ in range(count)]
    return [one["tasks"][0]["id"] for one in made]


def _completing(scene: Scene, task: str) -> Callable[[], tuple[int, str]]:
    return lambda: scene.send("POST", f"/api/v1/tasks/{task}/complete", b'{"data": {}}')


def long_conditions(scene: Scene) -> str:
    """Conditions in FEEL that would take a minute, all at once, twice."""
    acts = []
    for name, (condition, data) in LONG.items():
        scene.load(name, _gate(condition))
        acts += [_completing(scene, task) for task in _first_tasks(scene, name, 2, data)]
    statuses = refused(at_once(acts), 200)
    return f"{statuses}; {scene.incidents(*LONG)} incidents"


def endless_loops(scene: Scene) -> str:
    """Four cases that run a script of nearly a second for ever."""
    scene.load("loop", _looping(SLOW))
    statuses = at_once(_completing(scene, task) for task in _first_tasks(scene, "loop", 4))
    assert scene.incidents("loop") == 4
    return f"{refused(statuses, 200)}; 4 incidents"


def many_with_code(scene: Scene) -> str:
    """Sixty tasks, each with a script behind it, completed by one request."""
    steps = (models.task("A"), _script("s", DEARLY), models.task("B"))
    scene.load("many", waits.process(*steps, ids=("A", "s", "B")))
    tasks = _first_tasks(scene, "many", 60)
    sent = json.dumps({"act": "complete", "tasks": tasks, "data": {}}).encode()
    status, answer = scene.send("POST", "/api/v1/tasks/bulk", sent)
    assert status == 200, answer
    found = json.loads(answer)
    later = sum(one["code"] == "LATER" for one in found["results"])
    assert found["done"] + later == len(tasks) == len(found["results"]), answer
    return f"{found['done']} done, {later} left for another request"


def forms_with_files(scene: Scene) -> str:
    """Forms that bring large files, and run scripts of a second when they are sent."""
    schema = json.dumps({"properties": {"proof": {"title": "Proof", "format": "file", "x-file": {}}}})
    form = f"<extensionElements><stepwell:form>{escape(schema)}</stepwell:form></extensionElements>"
    steps = (models.task("A", inside=form), _script("s", SLOW), models.task("B"))
    scene.load("files", waits.process(*steps, ids=("A", "s", "B")))
    tasks = _first_tasks(scene, "files", 8)
    csrf, cookie = _form_token(scene, f"/tasks/{tasks[0]}")
    file = b"%PDF-1.7 " + random.Random(1).randbytes(9_000_000)
    kind = b"Content-Type: application/pdf"
    parts = (
        b'name="csrf"\r\n\r\n' + csrf.encode(),
        b'name="form"\r\n\r\n1',
        b'name="proof"; filename="a.pdf"\r\n' + kind + b"\r\n\r\n" + file,
    )
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--edge--\r\n"

    def sending(task: str) -> Callable[[], tuple[int, str]]:
        path, kind = f"/tasks/{task}/complete", "multipart/form-data; boundary=edge"
        return lambda: scene.send("POST", path, body, kind, Cookie=cookie)

    return refused(at_once(map(sending, tasks)), 303)


def _form_token(scene: Scene, path: str) -> tuple[str, str]:
    """Give what a form of a page must bring, and the cookie that it goes with."""
    connection = http.client.HTTPConnection(scene.mallory.address, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {scene.mallory.token}"} if scene.mallory.token else {}
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        found = re.search(r'name="csrf" value="([^"]+)"', answer.read().decode())
        assert found, answer.status
        return found.group(1), (answer.getheader("Set-Cookie") or "").partition(";")[0]
    finally:
        connection.close()


def decisions(scene: Scene) -> str:
    """Decisions that take long, tried again and again."""
    scene.load("decide", models.linear("A"), files={"long.dmn": dmn(formula("long", LONG["pairs"][0][1:])).decode()})
    sent = json.dumps({"decision": "long", "data": LONG["pairs"][1]}).encode()
    path = "/api/v1/processes/decide/decide"
    return refused(at_once([lambda: scene.send("POST", path, sent)] * 24), 422, 429)


def deep_json(scene: Scene) -> str:
    """Bodies that are nested a million times."""
    scene.load("deep", models.linear("A"))
    paths = ("/messages", "/processes", "/processes/deep/instances", "/processes/deep/proposals/preview")
    bodies = (b"[" * 3_000_000, b'{"a":' * 700_000, b'{"data": ' + b"[" * 500_000 + b"]" * 500_000 + b"}")
    acts = [
        lambda path=path, body=body: scene.send("POST", f"/api/v1{path}", body) for path in paths for body in bodies * 2
    ]
    return refused(at_once(acts), 400, 422)


def large_bodies(scene: Scene) -> str:
    """Bodies of seven megabytes, to all that takes a body."""
    scene.load("large", models.linear("A", "B"))
    data = {"data": {f"field {number}": "x" * 60 for number in range(80_000)}}
    step = {"kind": "eliminate", "step": "A"}
    asked = {
        "/processes/large/instances": data,
        "/messages": {"name": "nobody", "correlation": {}, **data},
        "/processes/large/decide": {"decision": "none", **data},
        "/processes/large/proposals/preview": {"operations": [step] * 180_000},
        "/processes/large/proposals": {"title": "x", "reason": "y" * 7_000_000, "operations": [step]},
        "/processes/large/steps/A/comments": {"text": "z" * 7_000_000},
    }
    acts = [
        lambda path=path, body=body: scene.send("POST", f"/api/v1{path}", body)
        for path, body in ((path, json.dumps(sent).encode()) for path, sent in asked.items())
        for _ in range(3)
    ]
    return refused(at_once(acts), 201, 202, 404, 413, 422)


def half_requests(scene: Scene) -> str:
    """Three times 64 requests of which the rest never comes, without an account."""
    host, _, port = scene.mallory.address.partition(":")
    ends: Counter[bytes] = Counter()
    with ExitStack() as lines:
        opened = []
        for half in HALVES * 64:
            opened.append(lines.enter_context(socket.create_connection((host, int(port)), PATIENCE)))
            opened[-1].sendall(half)
        for line in opened:
            ends[line.recv(12)[-3:]] += 1
    assert set(ends) == {b"408"}, ends
    return f"{ends[b'408']} x 408"


def all_streams(scene: Scene) -> str:
    """Seventy live streams of one person."""
    host, _, port = scene.mallory.address.partition(":")
    head = f"GET /live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {scene.mallory.token}\r\n\r\n"
    statuses: Counter[int] = Counter()
    with ExitStack() as lines:
        for _ in range(70):
            line = lines.enter_context(socket.create_connection((host, int(port)), PATIENCE))
            line.sendall(head.encode())
            statuses[int(line.recv(20)[9:12])] += 1
        time.sleep(3)
    assert 1 <= statuses[200] <= 6
    return refused(statuses, 200, 503)


def sign_ins(scene: Scene) -> str:
    """Sixty sign-ins at once, three times, without an account."""
    nobody = Scene(Rest(f"http://{scene.mallory.address}", ""), "")
    csrf, cookie = _form_token(nobody, "/signin")

    def signing(number: int) -> Callable[[], tuple[int, str]]:
        typed = {"email": f"u{number}@example.org", "password": "x" * 20, "csrf": csrf}
        body = urllib.parse.urlencode(typed).encode()
        return lambda: _sent_by_nobody(nobody, "/signin", body, cookie)

    statuses: Counter[int] = Counter()
    for turn in range(3):
        statuses += at_once(signing(turn * 60 + number) for number in range(60))
    return refused(statuses, 422, 429, 503)


def _sent_by_nobody(scene: Scene, path: str, body: bytes, cookie: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(scene.mallory.address, timeout=PATIENCE)
    try:
        connection.request("POST", path, body, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def long_models(scene: Scene) -> str:
    """Models of five hundred steps, each with a script, loaded by eight requests at once."""
    steps = [_script(f"s{number}", "n = sum([1, 2])") for number in range(500)]
    xml = waits.process(*steps, ids=tuple(f"s{number}" for number in range(500))).decode()

    def loading(number: int) -> Callable[[], tuple[int, str]]:
        sent = {"key": f"long-{number}", "title": "Long", "bpmn": xml.replace("[1, 2]", f"[1, {number}]")}
        return lambda: scene.send("POST", "/api/v1/processes", json.dumps(sent).encode())

    return refused(at_once(map(loading, range(8))), 201, 422, 429)


def own_exports(scene: Scene) -> str:
    """Everything that the attacker did, which is much, taken away by several requests at once."""
    scene.load("export", models.linear("A"))
    for _ in range(300):
        scene.mallory.post("/processes/export/instances")
    me = scene.mallory.get("/me")["id"]
    return refused(at_once([lambda: scene.send("POST", f"/api/v1/people/{me}/export")] * 8), 200, 429)


def bomb(scene: Scene) -> str:
    """A case that throws five messages, each of which starts a case like it."""
    message = waits.definition("message", about=' messageRef="m"')
    throws = tuple(waits.throw(f"t{number}", message) for number in range(5))
    xml = waits.process(*throws, ids=tuple(f"t{number}" for number in range(5)), start=message)
    scene.load("bomb", xml)
    scene.mallory.post("/messages", {"name": "payment", "correlation": {}, "data": {}})
    until = time.monotonic() + PATIENCE
    while not scene.incidents("bomb") and time.monotonic() < until:
        time.sleep(2)
    cases = scene.cases("bomb")
    assert cases <= 2100 and scene.incidents("bomb"), cases
    return f"ended at {cases} cases, with an incident"


ATTACKS: dict[str, Attack] = {
    "long conditions": long_conditions,
    "endless loops": endless_loops,
    "many tasks with code": many_with_code,
    "forms with files and code": forms_with_files,
    "decisions": decisions,
    "deep JSON": deep_json,
    "large bodies": large_bodies,
    "half-sent requests": half_requests,
    "all streams": all_streams,
    "sign-ins at once": sign_ins,
    "long models": long_models,
    "exports": own_exports,
    "a bomb of cases": bomb,
}
