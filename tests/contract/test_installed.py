"""Stepwell as people install it: from a wheel, outside the tree, with what the container file says and nothing else."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest

from app import create_app
from app.kernel.db.database import Database
from app.kernel.settings import load
from tests.factories import models
from tests.support.awaiting import BOUND, answers, until
from tests.support.installed import ROOT, Installed, install, program, sources
from tests.support.ports import HOST, free_port
from tests.support.rest import Rest

pytestmark = pytest.mark.timeout(600)  # many processes, each of which starts slowly on a busy machine
OURS = ("app", "bpmn", "processes")
LINKED = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
STEPS = ("Write brief", "Print form", "Send")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sources(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(source, tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the source distribution, and the wheel from it."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=out, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def wanted(source: Path) -> set[str]:
    """Give what the program is made of: every file of its packages; of the bundle's sources what it says."""
    said = source / "app" / "frontend" / "translations"
    return {
        path.relative_to(source).as_posix()
        for package in OURS
        for path in (source / package).rglob("*")
        if path.is_file() and (path.parent == said or "frontend" not in path.parts) and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_program_and_nothing_else(source: Path, built: tuple[Path, Path]) -> None:
    sdist, wheel = built
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == wanted(source)
    assert any(name.startswith("app/kernel/migrations/versions/0001") for name in held)
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert wanted(source) | {"LICENSE", "NOTICE", "README.md", "pyproject.toml", "setup.cfg"} <= names


def test_a_tree_with_things_built_in_it_gives_the_same_wheel(
    source: Path, built: tuple[Path, Path], tmp_path: Path
) -> None:
    tree = sources(tmp_path / "tree")
    for extra in ("app/frontend/node_modules/some/templates/page.html", "bpmn/__pycache__/__init__.cpython-311.pyc"):
        (tree / extra).parent.mkdir(parents=True)
        (tree / extra).touch()
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(tree)]
    subprocess.run(command, capture_output=True, check=True, cwd=tmp_path, timeout=300)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as one, zipfile.ZipFile(built[1]) as other:
        assert set(one.namelist()) == set(other.namelist())


def test_all_comes_from_the_wheel(source: Path, installed: Installed) -> None:
    places = "import app, bpmn, processes; print(app.__file__, bpmn.__file__, processes.__file__)"
    for place in installed.run("python", "-c", places).split():
        assert Path(place).is_relative_to(installed.packages)
    assert {name for name in wanted(source) if not (installed.packages / name).is_file()} == set()
    assert str(ROOT) not in installed.run("python", "-c", "import sys; print(sys.path)")
    assert "No broken requirements" in installed.run("python", "-m", "pip", "check")


def test_every_command_is_there(installed: Installed) -> None:
    assert "0.1.0" in installed.run("stepwell", "--version")
    names = re.findall(r"^  ([a-z]+) ", installed.run("stepwell", "--help").split("Commands:")[1], re.M)
    assert {"serve", "work", "migrate", "demo", "bench", "doctor"} <= set(names)
    for name in names:
        assert "Usage: stepwell" in installed.run("stepwell", name, "--help")


def test_models_are_read_and_played(installed: Installed) -> None:
    folder = installed.packages / "bpmn"
    for command in ("check", "play"):
        said = [json.loads(line) for line in installed.run("stepwell", command, folder, "--json").splitlines()]
        assert len(said) >= 3 and all(one.get("status") == "runs" or one.get("ended") for one in said), said


@contextmanager
def serving(installed: Installed, data: Path) -> Iterator[str]:
    """Serve a folder with the container's command line, on a free port of this machine, until the block ends."""
    port = free_port()
    words = [{"0.0.0.0": HOST, "8000": str(port)}.get(word, word) for word in program()]
    log = data.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(installed.bin / words[0]), *words[1:]], cwd=installed.here, stdout=out, stderr=out,
            env=installed.variables() | {"STEPWELL_DATA": str(data)}, start_new_session=True,
        )  # fmt: skip
    try:
        until(
            lambda: answers(f"http://{HOST}:{port}/readyz"), "the installed program to be ready",
            going=lambda: process.poll() is None, told=lambda: log.read_text()[-4000:],
        )  # fmt: skip
        yield f"http://{HOST}:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(BOUND) == 0, log.read_text()[-4000:]


def read(url: str) -> tuple[int, str]:
    """Ask as somebody who is not signed in."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def addresses(tmp_path: Path) -> list[str]:
    """Give all addresses that name no particular thing."""
    app = create_app(load({}, data=tmp_path, secret_key="x" * 40), Database("sqlite://"))
    return sorted(
        rule.rule for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule != "/live"
    )  # fmt: skip


@pytest.mark.slow
def test_the_demo_is_built_and_its_signed_out_pages_served(installed: Installed, tmp_path: Path) -> None:
    data = tmp_path / "demo"
    assert "Begin as" in installed.run("stepwell", "demo", "--no-serve", "--scale", "0.05", "--data", data)
    assert "not well" not in installed.run("stepwell", "doctor", "--data", data)
    with serving(installed, data) as url:
        linked, found = set(), {}
        for path in addresses(tmp_path):
            found[path], page = read(url + path)
            linked |= set(LINKED.findall(page))
        assert {path: status for path, status in found.items() if status >= 500} == {}
        assert all(found[path] == 200 for path in ("/signin", "/forgotten", "/healthz", "/readyz", "/api/openapi.json"))
        assert {"/static/dist/app.css", "/static/dist/app.js"} <= linked
        assert {path: read(urljoin(url, path))[0] for path in linked} == dict.fromkeys(linked, 200)
    out = tmp_path / "log.csv"
    installed.run("stepwell", "export", "csv", "-o", out, "--data", data)
    assert len(out.read_text().splitlines()) > 1
    installed.run("stepwell", "backup", "-o", tmp_path / "backup", "--data", data)
    installed.run("stepwell", "restore", tmp_path / "backup", "--data", tmp_path / "again")
    assert "audit log: well" in installed.run("stepwell", "doctor", "--data", tmp_path / "again")


@pytest.mark.slow
def test_a_case_and_a_proposal_go_through_to_their_end(installed: Installed, tmp_path: Path) -> None:
    data, people = tmp_path / "own", {}
    model = tmp_path / "brief.bpmn"
    model.write_bytes(models.linear(*STEPS))
    for name, role in (("olga", "worker"), ("wim", "worker"), ("max", "manager")):
        person = [f"{name}@example.org", "--name", name.title(), "--role", role]
        installed.run("stepwell", "person", "add", *person, "--data", data)
    imported = ["--key", "brief", "--title", "Brief", "--owner", "olga@example.org"]
    installed.run("stepwell", "import", model, *imported, "--data", data)
    with serving(installed, data) as url:
        for name in ("olga", "wim", "max"):
            token = installed.run("stepwell", "token", "create", f"{name}@example.org", "--data", data)
            people[name] = Rest(url, token.strip())
        wim = people["wim"]
        first, second = (wim.post("/processes/brief/instances", {}) for _ in range(2))
        assert done(wim, first["id"]) == list(STEPS)
        body = {"title": "Stop printing", "reason": "Nobody reads it."}
        body |= {"operations": [{"kind": "eliminate", "step": "Print_form"}]}  # type: ignore[dict-item]
        proposal = wim.post("/processes/brief/proposals", body)["id"]
        wim.post(f"/proposals/{proposal}/open")
        for one in people.values():
            one.post(f"/proposals/{proposal}/votes", {"choice": "yes"})
        people["olga"].post(f"/proposals/{proposal}/close")
        live = people["max"].post(f"/proposals/{proposal}/approve", {"note": "Good."})
        assert (live["state"], live["version"]) == ("live", 2)
        until(lambda: wim.get(f"/rollouts/{live['rollout']}")["state"] == "done", "the rollout to be done")
        assert done(wim, second["id"]) == ["Write brief", "Send"]


def done(who: Rest, case: str) -> list[str]:
    """Complete what is open in a case until it ends, and give the names of the steps done."""
    names: list[str] = []
    while (found := who.get(f"/instances/{case}"))["state"] == "running" and len(names) < 9:
        task = found["tasks"][0]
        names.append(task["step"]["name"])
        who.post(f"/tasks/{task['id']}/complete", {"data": {}})
    assert found["state"] == "completed", found
    return names
