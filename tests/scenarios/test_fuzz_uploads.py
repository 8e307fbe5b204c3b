"""Damaged models are uploaded: each is taken or refused with words, in time, and nothing grows (invariant I10)."""

from __future__ import annotations

import io
import os
import random
import resource
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.http.application import StepwellApp
from processes.engine.preparation import child
from processes.engine.preparation.child.worker import JOBS_PER_CHILD
from tests.factories import accounts, models
from tests.support.mutations import damaged
from tests.support.steps import counted_steps

Unit = Callable[[], AbstractContextManager[Session]]
ROOT = Path(__file__).parents[2]
STEPS = 2_000_000
# The largest file for which these bounds are made: what an upload costs grows with it.
LARGEST = 250_000
GROWTH = 150_000_000


def seeds() -> list[bytes]:
    """Give files that are well: our shipped models, those of the tests, and some that others drew."""
    own = [file.read_bytes() for file in sorted((ROOT / "bpmn").rglob("*.bpmn"))]
    small = [models.linear("A", "B"), models.parallel("A", "B"), models.waiting(), models.message()]
    corpus = Path(os.environ.get("STEPWELL_CORPUS", ROOT.parent / "shared" / "corpus"))
    drawn = [file.read_bytes() for part in ("miwg", "engine", "vendor") for file in sorted((corpus / part).glob("*"))]
    return own + small * 3 + [content for content in drawn if len(content) < 200_000][::7]


def child_of_ours() -> int:
    """Give the id of the process that prepares models, 0 where there is none."""
    prepares = child._worker._child
    return prepares.pid if prepares else 0


@dataclass
class Fuzz:
    """Uploads and what was wrong with the answers."""

    client: FlaskClient
    headers: dict[str, str]
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def upload(self, name: str, content: bytes) -> int:
        """Send a file as a form does and look at the answer, its words and what it cost here and in the child.

        The child is ended by nothing but its limits: what it does by itself, it counts.
        """
        data = {"key": name, "title": name, "file": (io.BytesIO(content), "x.bpmn")}
        worked, jobs = child_of_ours(), child._worker._jobs
        with counted_steps() as counted:
            answer = self.client.post("/api/v1/processes", data=data, headers=self.headers)
        answer.request.environ["wsgi.input"].close()  # of what is large a file, which the client leaves open
        self.statuses[answer.status_code] += 1
        if answer.status_code not in (201, 413, 422):
            self.wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")
        elif answer.status_code != 201 and len(answer.get_json()["detail"]) < 20:
            self.wrong.append(f"{name}: no words")
        if counted.calls > STEPS:
            self.wrong.append(f"{name}: {counted.calls} steps")
        if worked and jobs < JOBS_PER_CHILD and child_of_ours() != worked:
            self.wrong.append(f"{name}: the child was ended")
        return answer.status_code

    def use(self, name: str) -> None:
        """Look at what was taken, from all sides, and start it."""
        looks = [f"/processes/{name}", f"/processes/{name}/outline", f"/processes/{name}/versions/1/diagram.bpmn"]
        for url in looks:
            self._asked("GET", url)
        for path in ("", "/steps", "/outline", "/versions"):
            self._asked("GET", f"/api/v1/processes/{name}{path}")
        self._asked("POST", f"/api/v1/processes/{name}/instances", json={})

    def _asked(self, method: str, url: str, **more: object) -> None:
        with counted_steps() as counted:
            answer = self.client.open(url, method=method, headers=self.headers, **more)  # type: ignore[arg-type]
        if answer.status_code >= 500 or counted.calls > STEPS:
            self.wrong.append(f"{method} {url}: {answer.status_code}, {counted.calls} steps")


@pytest.fixture
def fuzz(app: StepwellApp, unit: Unit) -> Iterator[Fuzz]:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with unit() as session:
        person = accounts.person(session, "Ines", "manager")
        headers = accounts.bearer(session, person)
        browser = accounts.signed_in(app, session, person)
    yield Fuzz(browser, headers)
    child.stop()


def run(fuzz: Fuzz, seed: int, count: int, keep: Path) -> list[str]:
    """Upload damaged files, use what is taken, and give what was wrong; those files are kept."""
    chance, files = random.Random(seed), seeds()
    fuzz.upload("first", files[0])
    for page in ("", "/outline"):  # compiles their templates, which costs more than any file may
        fuzz.client.get(f"/processes/first{page}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        content = damaged(chance.choice(files), chance)
        while len(content) > LARGEST:
            content = damaged(chance.choice(files), chance)
        name, known = f"f{seed}-{number}", len(fuzz.wrong)
        if fuzz.upload(name, content) == 201:
            fuzz.use(name)
        if len(fuzz.wrong) > known:
            (keep / f"{name}.bpmn").write_bytes(content)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert fuzz.statuses[201] > count / 20 and fuzz.statuses[422] > count / 10, fuzz.statuses
    return [*fuzz.wrong, *([f"{grown} bytes more are held"] if grown >= GROWTH else [])]


@pytest.mark.databases("sqlite")
def test_damaged_models(fuzz: Fuzz, tmp_path: Path) -> None:
    assert run(fuzz, 1, 150, tmp_path) == [], tmp_path


@pytest.mark.databases("sqlite")
def test_a_model_that_takes_long_to_play_is_taken_in_time(fuzz: Fuzz) -> None:
    ways = [f"n{n}" for n in range(1500)]
    tasks = "".join(f'<userTask id="{way}"/>' for way in ways)
    pairs = [("s", "m"), ("m", "g"), *(("g", way) for way in ways), *((way, "m") for way in ways)]
    body = f'<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="g"/>{tasks}'
    content = models.bpmn(body + "".join(models.flow(source, target) for source, target in pairs))
    assert fuzz.upload("busy", content) == 201
    assert not fuzz.wrong, fuzz.wrong


@pytest.mark.soak
@pytest.mark.databases("sqlite")
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", [101, 102, 103, 104])
def test_many_damaged_models(fuzz: Fuzz, tmp_path: Path, seed: int) -> None:
    assert run(fuzz, seed, 1500, tmp_path) == [], tmp_path
    print(f"\nseed {seed}: {dict(fuzz.statuses)}")
