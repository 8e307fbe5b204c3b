"""Damaged models are uploaded: each is taken or refused with words, in time, and nothing grows (invariant I10)."""

from __future__ import annotations

import gc
import io
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.web import StepwellApp
from processes.engine import child
from tests.factories import accounts, models
from tests.support.mutations import damaged

Unit = Callable[[], AbstractContextManager[Session]]
ROOT = Path(__file__).parents[2]
SECONDS = 2.0
GROWTH = 150_000_000
HERTZ = os.sysconf("SC_CLK_TCK")


def seeds() -> list[bytes]:
    """Give files that are well: our shipped models, those of the tests, and some that others drew."""
    own = [file.read_bytes() for file in sorted((ROOT / "bpmn").rglob("*.bpmn"))]
    small = [models.linear("A", "B"), models.parallel("A", "B"), models.waiting(), models.message()]
    corpus = Path(os.environ.get("STEPWELL_CORPUS", ROOT.parent / "shared" / "corpus"))
    drawn = [file.read_bytes() for part in ("miwg", "engine", "vendor") for file in sorted((corpus / part).glob("*"))]
    return own + small * 3 + [content for content in drawn if len(content) < 200_000][::7]


def child_cpu() -> tuple[int, float]:
    """Give the id and the CPU seconds so far of the process that prepares models, zeros where there is none."""
    worker = child._worker._child
    try:
        parts = Path(f"/proc/{worker.pid}/stat").read_text().rsplit(")", 1)[1].split() if worker else []
    except OSError:
        parts = []
    return (worker.pid, sum(int(parts[n]) for n in (11, 12)) / HERTZ) if worker and parts else (0, 0.0)


def ended_cpu() -> float:
    """Give the CPU seconds of all child processes that are gone."""
    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    return gone.ru_utime + gone.ru_stime


def cpu_since(own: float, ended: float, apart: tuple[int, float]) -> float:
    """Give the CPU seconds here and in the process apart since then, also where another took its place meanwhile."""
    now = child_cpu()
    there = now[1] - apart[1] if now[0] == apart[0] else ended_cpu() - ended - apart[1] + now[1]
    return time.process_time() - own + max(0.0, there)


@dataclass
class Fuzz:
    """Uploads and what was wrong with the answers."""

    client: FlaskClient
    headers: dict[str, str]
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def upload(self, name: str, content: bytes) -> int:
        """Send a file as a form does and look at the answer, its words and its time."""
        data = {"key": name, "title": name, "file": (io.BytesIO(content), "x.bpmn")}
        before = time.process_time(), ended_cpu(), child_cpu()
        answer = self.client.post("/api/v1/processes", data=data, headers=self.headers)
        took = cpu_since(*before)
        self.statuses[answer.status_code] += 1
        if answer.status_code not in (201, 413, 422):
            self.wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")
        elif answer.status_code != 201 and len(answer.get_json()["detail"]) < 20:
            self.wrong.append(f"{name}: no words")
        if took > SECONDS:
            self.wrong.append(f"{name}: {took:.1f} s of CPU")
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
        began = time.process_time()
        answer = self.client.open(url, method=method, headers=self.headers, **more)  # type: ignore[arg-type]
        if answer.status_code >= 500 or time.process_time() - began > SECONDS:
            self.wrong.append(f"{method} {url}: {answer.status_code}, {time.process_time() - began:.1f} s")


@pytest.fixture
def fuzz(app: StepwellApp, unit: Unit) -> Iterator[Fuzz]:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with unit() as session:
        person = accounts.person(session, "Ines", "manager")
        headers = accounts.bearer(session, person)
        browser = accounts.signed_in(app, session, person)
    gc.collect()
    gc.freeze()  # what earlier tests left is looked through once, not during an upload that is timed
    yield Fuzz(browser, headers)
    gc.unfreeze()
    child.stop()


def run(fuzz: Fuzz, seed: int, count: int, keep: Path) -> list[str]:
    """Upload damaged files, use what is taken, and give what was wrong; those files are kept."""
    chance, files = random.Random(seed), seeds()
    fuzz.upload("first", files[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
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
