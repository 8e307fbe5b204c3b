"""Git: each version is a commit on a branch, in a folder and over HTTP, next to what is there."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from tests.app.targets.conftest import FIRST, SECOND, Yard
from tests.support.git import PASSWORD, USER, bare, git, needs_git, served

pytestmark = needs_git


def log(folder: Path, branch: str = "main") -> list[str]:
    return git(folder, "log", "--reverse", "--format=%s", branch).splitlines()


def names(folder: Path, branch: str = "main") -> list[str]:
    return git(folder, "ls-tree", "-r", "--name-only", branch).splitlines()


def test_a_version_that_goes_live_is_a_commit_with_what_it_changes_as_its_message(yard: Yard) -> None:
    there = bare(yard.folder / "ours.git", {"README": "ours", "processes/other.bpmn": "other"})
    yard.add("git", place=str(there), folder="processes")
    yard.publish(SECOND, "Nobody reads the paper.")
    assert log(there) == ["Begin"], "nothing is pushed inside of the transaction"
    yard.work()
    assert log(there) == ["Begin", "Take out “Print”"]
    body = git(there, "log", "-1", "--format=%B").strip().splitlines()
    assert body[2:] == [
        "Nobody reads the paper.", "", "Version 2 of Lend money", "",
        "https://stepwell.example/processes/loans/versions/2",
    ]  # fmt: skip
    assert names(there) == ["README", "processes/loans.bpmn", "processes/other.bpmn"]
    assert git(there, "show", "main:processes/loans.bpmn").encode() == SECOND
    assert yard.deliveries() == [(2, "done", f"Delivered as {git(there, 'rev-parse', 'main').strip()}.")]


def test_a_new_branch_begins_with_the_model_and_what_is_there_already_makes_no_commit(yard: Yard) -> None:
    there = bare(yard.folder / "empty.git")
    yard.add("git", place=str(there), branch="live")
    yard.deliver()
    yard.work()
    first = git(there, "rev-parse", "live")
    yard.deliver()
    yard.work()
    assert names(there, "live") == ["loans.bpmn"] and git(there, "rev-parse", "live") == first
    assert git(there, "show", "live:loans.bpmn").encode() == FIRST


def test_files_beside_the_model_come_and_go_with_it(yard: Yard) -> None:
    there = bare(yard.folder / "ours.git", {"kept.json": "{}"})
    yard.add("git", place=str(there))
    yard.publish(SECOND, **{"form.json": b"{}", "more.json": b'{"b": 2}'})
    yard.work()
    assert names(there) == ["form.json", "kept.json", "loans.bpmn", "more.json"]
    yard.publish(FIRST, **{"form.json": b'{"a": 1}'})
    yard.work()
    assert names(there) == ["form.json", "kept.json", "loans.bpmn"]


def test_over_http_by_a_connector_with_its_password(yard: Yard) -> None:
    there = bare(yard.folder / "team" / "ours.git", {"big.txt": "x" * 1000})
    with served(yard.folder) as server:
        import base64

        from app.services import actions as services

        connector = yard.connect(f"{server.url}/team", headers={"Authorization": "Basic {{secret:robot}}"})
        with yard.unit() as session:
            token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            services.save_secret(session, yard.admin, "robot", token, connector)
        yard.add("git", connector=connector, place="ours.git")
        yard.publish(SECOND)
        yard.work()
        assert yard.deliveries()[0][1:] == ("done", f"Delivered as {git(there, 'rev-parse', 'main').strip()}.")
        assert log(there) == ["Begin", "Take out “Print”"] and names(there) == ["big.txt", "loans.bpmn"]
        assert any("git-receive-pack" in path for path in server.paths)
        yard.publish(FIRST)
        yard.work()
        assert len(log(there)) == 3


def test_a_wrong_password_is_an_incident_without_the_password(yard: Yard) -> None:
    bare(yard.folder / "ours.git")
    with served(yard.folder) as server:
        connector = yard.connect(server.url, headers={"Authorization": "Basic d3Jvbmc6d3Jvbmc="})
        yard.add("git", connector=connector, place="ours.git")
        yard.publish(SECOND)
        yard.work(3)
    ((number, state, words),) = yard.deliveries()
    assert (number, state) == (2, "failed") and "401" in words and "d3Jvbmc" not in words


def test_a_repository_that_is_no_longer_there_or_is_worked_in_is_refused_in_words(yard: Yard) -> None:
    gone = bare(yard.folder / "gone.git")
    yard.add("git", place=str(gone))
    import shutil

    shutil.rmtree(gone)
    yard.publish(SECOND)
    yard.work()
    assert yard.deliveries() == [(2, "failed", "Expected a git repository at this place, but there is none.")]


def test_where_a_file_stands_in_the_way_of_the_folder_it_fails_in_words_and_can_be_tried_again(yard: Yard) -> None:
    there = bare(yard.folder / "ours.git", {"docs": "a file"})
    yard.add("git", place=str(there), folder="docs")
    yard.publish(SECOND)
    yard.work()
    words = "Expected a folder of the repository, but docs is none. Choose another one."
    assert yard.deliveries() == [(2, "failed", words)] and log(there) == ["Begin"]
    yard.deliver()


def test_what_git_never_says_is_tried_again_and_ends(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.targets.kinds import git_push

    def broken(*_: object) -> None:
        raise zlib.error("incorrect header check")

    monkeypatch.setattr(git_push, "_commit", broken)
    yard.add("git", place=str(bare(yard.folder / "ours.git")))
    yard.publish(SECOND)
    yard.work(5)
    ((_number, state, words),) = yard.deliveries()
    assert state == "failed" and "incorrect header check" in words and yard.attempts() == ["again"] * 4 + ["failed"]


def test_of_a_connector_that_was_deleted_no_path_of_this_server_is_left(yard: Yard) -> None:
    from app.services import actions as services
    from app.services.tables import Connector

    connector = yard.connect("http://127.0.0.1:9")
    yard.add("git", connector=connector, place="team/ours.git")
    with yard.unit() as session:
        services.remove_connector(session, yard.admin, session.get_one(Connector, connector))
    yard.publish(SECOND)
    yard.work()
    ((_number, state, words),) = yard.deliveries()
    assert state == "failed" and words.startswith("Expected a connector in use")


@pytest.mark.parametrize("folder", ["a//b", "a//", "//a", "a/../b", ".git/hooks", "/a"])
def test_only_a_folder_that_git_knows_can_be_chosen(yard: Yard, folder: str) -> None:
    from app.kernel.errors import Invalid

    with pytest.raises(Invalid) as refused:
        yard.add("git", place=str(yard.folder), folder=folder)
    assert set(refused.value.errors) == {"folder"}


@pytest.mark.parametrize("place", ["/etc", "relative/path", "{folder}/../elsewhere", "{folder}"])
def test_only_folders_that_the_settings_name_can_be_chosen(yard: Yard, place: str) -> None:
    from app.kernel.errors import Invalid

    wanted = place.format(folder=yard.folder)
    if place == "{folder}":
        yard.add("git", place=wanted)
        return
    with pytest.raises(Invalid) as refused:
        yard.add("git", place=wanted)
    assert set(refused.value.errors) == {"place"}


def test_a_newer_version_that_is_there_is_not_overwritten_by_an_older_one(yard: Yard) -> None:
    there = yard.folder / "late.git"
    yard.add("git", place=str(there))
    yard.publish(SECOND)
    yard.work()
    assert yard.deliveries()[0][1] == "failed"
    bare(there)
    yard.publish(FIRST)
    yard.work()
    with yard.unit() as session:
        from sqlalchemy import select

        from app.catalog.queries import process_by_key
        from app.targets import actions
        from app.targets.tables import Delivery, Target

        old = session.scalars(select(Delivery).order_by(Delivery.id)).first()
        target = session.scalars(select(Target)).one()
        assert old is not None
        actions.deliver_again(session, yard.admin, old, target, process_by_key(session, yard.admin, "loans"))
    yard.work()
    assert [state for _number, state, _words in yard.deliveries()] == ["overtaken", "done"]
    assert git(there, "show", "main:loans.bpmn").encode() == FIRST
