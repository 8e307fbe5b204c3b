"""Every command as outside scripts call it: a process of its own, what it prints, how it ends."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import psycopg
import pytest
from lxml import etree

from tests.factories import models
from tests.support import databases, postgres, servers
from tests.support.rest import Rest

LOOP = models.stuck()
ABC = models.linear("A", "B", "C")


def run(*arguments: str | Path, data: Path | None = None, url: str = "") -> subprocess.CompletedProcess[str]:
    """Run `stepwell` in a process of its own and give how it ended, whatever that is."""
    more = ["--data", str(data)] if data else []
    return subprocess.run(
        [*servers.COMMAND, *map(str, arguments), *more],
        capture_output=True, text=True, check=False, env=servers.environment(url), timeout=120,
    )  # fmt: skip


def well(*arguments: str | Path, **more: Any) -> str:
    """Run what must end with 0 and give what it printed."""
    done = run(*arguments, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of good, bad and odd files, one below another."""
    where = tmp_path / "models"
    (where / "below").mkdir(parents=True)
    (where / "a folder.bpmn").mkdir()
    files = {
        "abc.bpmn": ABC, "loop.bpmn": LOOP, "empty.bpmn": b"", "words.bpmn": b"hello", "half.bpmn": ABC[:200],
        "page.xml": b"<html/>", "below/choice.bpmn20.xml": models.choice(), "below/notes.txt": b"not looked at",
        "entity.bpmn": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "zeros.bpmn": bytes(6_000_000),
    }  # fmt: skip
    for name, content in files.items():
        (where / name).write_bytes(content)
    (where / "gone.bpmn").symlink_to("/nowhere/at/all.bpmn")
    (where / os.fsdecode(b"odd-\xff.bpmn")).write_bytes(ABC)
    return where


def test_check_says_of_every_file_what_it_is(folder: Path) -> None:
    said = {Path(one["file"]).name: one for one in lines(well("check", folder, "--json"))}
    fields = {"file", "status", "mode", "assumptions", "why", "steps"}
    assert all(fields <= set(one) for one in said.values())
    assert (said["abc.bpmn"]["status"], said["abc.bpmn"]["mode"], said["abc.bpmn"]["why"]) == (
        "runs",
        "executable",
        None,
    )
    assert said["choice.bpmn20.xml"]["status"] == "runs"
    assert said["loop.bpmn"]["status"] in ("runs", "documents")
    refused = {name for name, one in said.items() if one["status"] == "refused"}
    assert refused == {"empty.bpmn", "words.bpmn", "half.bpmn", "page.xml", "entity.bpmn", "zeros.bpmn"}
    assert all(said[name]["why"] and said[name]["mode"] is None for name in refused)
    assert len(said) == 10 and said["odd-?.bpmn"]["status"] == "runs"
    for one in said.values():
        assert all({"code", "element", "text"} <= set(assumption) for assumption in one["assumptions"])


def test_check_and_play_take_files_and_print_words_without_json(folder: Path) -> None:
    assert "abc.bpmn: runs (executable)" in well("check", folder / "abc.bpmn", folder / "empty.bpmn")
    assert "ended after 3 tasks" in well("play", folder / "abc.bpmn", "--seed", "3")
    assert run("check", folder / "nowhere.bpmn").returncode == 2
    assert run("check").returncode == 2


def test_play_goes_on_after_files_that_cannot_be_played(folder: Path) -> None:
    said = {Path(one["file"]).name: one for one in lines(well("play", folder, "--seed", "1", "--json"))}
    assert {k: said["abc.bpmn"][k] for k in ("ended", "tasks", "why")} == {"ended": True, "tasks": 3, "why": None}
    assert said["empty.bpmn"]["ended"] is False and said["empty.bpmn"]["why"]
    assert said["loop.bpmn"]["ended"] is False and said["loop.bpmn"]["why"]
    assert len(said) == 10 and all(set(one) >= {"file", "ended", "tasks", "why"} for one in said.values())
    again = {Path(one["file"]).name: one for one in lines(well("play", folder, "--seed", "1", "--json"))}
    assert again == said


def test_eliminate_writes_the_changed_model_or_says_why_not(tmp_path: Path) -> None:
    file, out = tmp_path / "abc.bpmn", tmp_path / "out.bpmn"
    file.write_bytes(ABC)
    assert well("change", "eliminate", file, "B", "-o", out) == ""
    steps = [one.get("id") for one in etree.parse(out).getroot().iter("{*}userTask")]
    assert steps == ["A", "C"] and file.read_bytes() == ABC
    refused = run("change", "eliminate", file, "begin", "-o", tmp_path / "no.bpmn")
    assert refused.returncode == 3 and not (tmp_path / "no.bpmn").exists()
    (said,) = lines(refused.stdout)
    assert set(said) == {"code", "words", "choices"} and said["code"] and len(said["words"]) > 20
    for broken in (
        run("change", "eliminate", file, "B", "-o", tmp_path / "nowhere" / "x.bpmn"),
        run("diff", file, "/"),
    ):
        assert broken.returncode in (1, 2) and "Traceback" not in broken.stderr and broken.stderr


def test_every_step_is_tried_on_its_own(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "changed"
    said = lines(well("change", "every-step", folder, "--cascade", "--out", out, "--json"))
    fields = {"file", "step", "result", "code", "words", "sound_before", "sound_after", "ms"}
    assert said and all(set(one) >= fields for one in said)
    assert {one["result"] for one in said} <= {"changed", "refused"}
    changed = {f"{Path(one['file']).stem}--{one['step']}.bpmn" for one in said if one["result"] == "changed"}
    assert changed == {file.name.replace("odd-\udcff", "odd-?") for file in out.iterdir()}
    assert {"abc--A.bpmn", "abc--B.bpmn", "abc--C.bpmn", "choice.bpmn20--Accept.bpmn"} <= changed
    assert {one["step"] for one in said if Path(one["file"]).name == "abc.bpmn"} == {"A", "B", "C"}
    assert all(one["sound_after"] for one in said if one["sound_before"] and one["result"] == "changed")
    assert all(one["code"] and one["words"] for one in said if one["result"] == "refused")


def test_diff_and_rebase(tmp_path: Path) -> None:
    base, live, changed, out = (tmp_path / f"{name}.bpmn" for name in ("base", "live", "changed", "out"))
    base.write_bytes(ABC)
    live.write_bytes(models.linear("A", "B", "C", "D"))
    well("change", "eliminate", base, "B", "-o", changed)
    said = json.loads(well("diff", base, changed, "--json"))
    assert ("eliminated", "B") in {(one["kind"], one["step"]) for one in said["changes"]} and said["summary"]
    assert all(one["words"] for one in said["changes"])
    assert said["summary"] in well("diff", base, changed)
    assert said["operations"] == [{"kind": "eliminate", "step": "B", "cascade": False}]
    assert json.loads(well("diff", base, base, "--json")) == {
        "changes": [], "operations": [], "summary": "Nothing changed."
    }  # fmt: skip
    well("rebase", base, live, changed, "-o", out)
    assert [one.get("id") for one in etree.parse(out).getroot().iter("{*}userTask")] == ["A", "C", "D"]
    changed.write_bytes(ABC.replace(b"<process ", b'<error id="late" errorCode="E1"/><process ', 1))
    told = json.loads(well("diff", base, changed, "--json"))
    assert [(one["kind"], one["step"]) for one in told["changes"]] == [("error", "late")]
    assert [one["kind"] for one in told["operations"]] == ["remodel"], "what no other kind says is drawn anew"
    well("rebase", base, live, changed, "-o", out)
    assert b'errorCode="E1"' in out.read_bytes() and b'id="D"' in out.read_bytes()
    well("change", "eliminate", base, "B", "-o", changed)
    live.write_bytes(models.linear("A", "C"))
    conflict = run("rebase", base, live, changed, "-o", tmp_path / "no.bpmn")
    assert conflict.returncode == 3 and not (tmp_path / "no.bpmn").exists()
    assert set(json.loads(conflict.stdout)) == {"code", "words", "choices"}


def test_people_tokens_and_a_model_while_serving(database_url: str, tmp_path: Path) -> None:
    data, url = tmp_path / "data", database_url
    with servers.running(data, url) as server:
        with urllib.request.urlopen(f"{server.url}/healthz") as answer:
            assert answer.status == 200
        well("person", "add", "ines@example.org", "--name", "Ines", "--role", "manager", data=data, url=url)
        printed = well("token", "create", "ines@example.org", data=data, url=url)
        token = printed.strip()
        assert printed == f"{token}\n" and " " not in token
        rest = Rest(server.url, token)
        assert rest.get("/me")["email"] == "ines@example.org"
        file = tmp_path / "abc.bpmn"
        file.write_bytes(ABC)
        for number in (1, 2):
            told = well("import", file, "--key", "abc", "--owner", "ines@example.org", data=data, url=url)
            assert f"version {number} is live" in told
        assert rest.get("/processes/abc")["live"]["number"] == 2
        _refused_with_words(data, url)
        _exports(rest, tmp_path, data, url)
        assert f"Stepwell is ready at {server.url}" in server.log.read_text()
    assert "audit log: well" in well("doctor", data=data, url=url)


def _refused_with_words(data: Path, url: str) -> None:
    ines = ("--name", "Ines", "--role", "manager")
    for wrong in (
        ("person", "add", "ines@example.org", *ines),
        ("person", "add", "not an address", *ines),
        ("person", "add", "x@example.org", *ines, "--unit", "Nowhere"),
        ("token", "create", "nobody@example.org"),
    ):
        done = run(*wrong, data=data, url=url)
        assert done.returncode == 1 and done.stdout == "", wrong
        assert "Expected" in done.stderr and "Traceback" not in done.stderr, wrong
    assert run("person", "add", "y@example.org", "--name", "Y", "--role", "king", data=data, url=url).returncode == 2


def _exports(rest: Rest, tmp_path: Path, data: Path, url: str) -> None:
    case = rest.post("/processes/abc/instances", {"business_key": "K-1"})
    while case["tasks"]:
        case = rest.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"data": {}})
    for form in ("csv", "xes", "ocel"):
        assert well("export", form, "-o", tmp_path / f"log.{form}", data=data, url=url) == ""
    with (tmp_path / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    xes = etree.parse(tmp_path / "log.xes").getroot()
    assert len(list(xes.iter("{*}trace"))) == 1 and _completed(xes) == 3
    ocel = json.loads((tmp_path / "log.ocel").read_text(encoding="utf-8"))
    assert len(ocel["events"]) == 3 and ocel["objects"] and ocel["eventTypes"] and ocel["objectTypes"]


def _completed(log: Any) -> int:
    """Count the events of a log that say that something was completed."""
    return sum(one.get("value") == "complete" for one in log.iter("{*}string") if "transition" in one.get("key"))


@pytest.mark.databases("sqlite")
def test_backup_while_serving_and_restore_elsewhere(database_kind: str, tmp_path: Path) -> None:
    data, other, backup = tmp_path / "data", tmp_path / "other", tmp_path / "stepwell.backup"
    with servers.running(data) as server:
        rest = _worker_with_a_case(server.url, data, "")
        well("backup", "-o", backup, data=data)
        rest.post("/processes/abc/instances")
    well("restore", backup, data=other)
    with servers.running(other) as server:
        assert len(Rest(server.url, rest.token).get("/instances")["items"]) == 1
    for file, words in ((backup, "Expected no database"), (tmp_path / "abc.bpmn", "Expected")):
        done = run("restore", file, data=other if words.endswith("database") else tmp_path / "third")
        assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr


@pytest.mark.databases("postgresql")
def test_backup_and_restore_of_postgresql(database_kind: str, tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        done = run("backup", "-o", tmp_path / "b", data=tmp_path / "d", url="postgresql+psycopg://x@127.0.0.1:1/x")
        assert done.returncode == 1 and "apt-get install postgresql-client" in done.stderr
        pytest.skip("pg_dump is not on this machine; apt-get install postgresql-client")
    with databases.fresh_url("postgresql", tmp_path) as url, databases.fresh_url("postgresql", tmp_path) as other:
        with servers.running(tmp_path / "data", url) as server:
            rest = _worker_with_a_case(server.url, tmp_path / "data", url)
            well("backup", "-o", tmp_path / "b", data=tmp_path / "data", url=url)
        with psycopg.connect(postgres.dsn(other), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        well("restore", tmp_path / "b", data=tmp_path / "data", url=other)
        with servers.running(tmp_path / "data", other) as server:
            assert len(Rest(server.url, rest.token).get("/instances")["items"]) == 1


def _worker_with_a_case(address: str, data: Path, url: str) -> Rest:
    well("person", "add", "wanda@example.org", "--name", "Wanda", "--role", "worker", data=data, url=url)
    rest = Rest(address, well("token", "create", "wanda@example.org", data=data, url=url).strip())
    (data.parent / "abc.bpmn").write_bytes(ABC)
    rest.post("/processes", {"key": "abc", "title": "ABC", "bpmn": ABC.decode()})
    rest.post("/processes/abc/instances")
    return rest


def test_help_lists_every_command() -> None:
    said = well("--help")
    for command in ("serve", "demo", "work", "person", "token", "check", "play", "change", "diff", "rebase", "export"):
        assert f"  {command} " in said
    assert well("--version").strip()


def test_doctor_ends_with_1_where_the_log_was_tampered_with_and_files_are_their_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    well("person", "add", "ines@example.org", "--name", "Ines", "--role", "manager", data=data)
    assert "audit log: well" in well("doctor", data=data)
    written = [data, *data.rglob("*")]
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in written} == {path.name: "0o0" for path in written}
    (file,) = data.glob("*.db")
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("DROP TRIGGER audit_entry_update")
        database.execute("UPDATE audit_entry SET body = '{}' WHERE seq = 1")
        database.commit()
    done = run("doctor", data=data)
    assert done.returncode == 1
    assert "Entry 1 was changed after it was written" in done.stdout
