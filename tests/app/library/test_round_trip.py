"""Out of one installation, into another: the same library, and nothing twice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
import pytest
from sqlalchemy import select, update

from app.accounts.queries import by_email
from app.catalog import actions, queries
from app.catalog.tables import Process, Version, VersionOrigin
from app.commands.library.bringing import import_folder
from app.commands.library.collecting import export
from app.kernel import audit
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import SYSTEM
from app.privacy import actions as privacy
from tests.app.library.conftest import DMN, boss_of
from tests.factories import models


def all_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_library_comes_back_byte_for_byte(filled: Database, other: Database, tmp_path: Path) -> None:
    count, done = export(filled, tmp_path / "a")
    assert (count, done.same, done.gone) == (3, 0, 0)
    said = import_folder(other, tmp_path / "a", "")
    assert sum(" added, with nobody" in words for words in said) == 2
    assert "offer: new, with 3 versions; version 3 is live." in said
    export(other, tmp_path / "b")
    assert all_of(tmp_path / "a") == all_of(tmp_path / "b")
    with unit_of_work(other, readonly=True) as session:
        offer = queries.process_by_key(session, SYSTEM, "offer")
        assert (offer.visibility, offer.public_start, offer.messages_kept) == ("unit", True, "P3D")
        assert offer.unit_path == "bright-sons/nrth-side" and queries.live_version(session, offer).mode == "documenting"
        assert queries.files_of(session, offer.live_version_id)["rate table.dmn"] == DMN
        assert session.scalars(select(Process.archived_at).where(Process.key == "Old.one")).one() is not None
        (origin,) = session.scalars(select(VersionOrigin.facts))
        assert "answers: Stop printing\n" in origin and "Max" not in origin and "max.manager" in origin
        assert not audit.verify(session)
    again = import_folder(other, tmp_path / "a", "")
    assert again and all(words.endswith(": nothing new.") for words in again)


def test_what_a_folder_tells(filled: Database, tmp_path: Path) -> None:
    export(filled, tmp_path / "a")
    files = all_of(tmp_path / "a")
    assert files["offer/v0002/beside/rate table.dmn"] == DMN and files["offer/v0001/model.bpmn"] == models.linear(
        "A", "B"
    )
    process, version = files["offer/process.txt"].decode(), files["offer/v0001/version.txt"].decode()
    assert "title: Offer: “one” \\\\ two\n" in process and "live: 3\n" in process and "owner: bo.boss" in process
    assert "note: First.\\n\\n- by hand\n" in version and "published_by: bo.boss" in version
    assert version.splitlines() == sorted(version.splitlines())
    (decided,) = (text.decode() for name, text in files.items() if b"answers:" in text)
    assert " Good.\n" in decided and "because: Nobody reads it.\n" in decided


def test_a_second_export_writes_nothing_and_takes_away_what_it_wrote(filled: Database, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    export(filled, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    _, done = export(filled, folder)
    assert (done.new, done.gone) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    (folder / "README.md").write_text("Ours.")
    (folder / "offer" / "v0003" / "notes.txt").write_text("Mine.")
    (folder / "Old.one" / "v0001" / "version.txt").write_text("note: changed by hand\n")
    with unit_of_work(filled) as session:
        session.execute(update(Process).where(Process.key == "offer").values(key="bid"))
        session.execute(update(Process).where(Process.key == "Old.one").values(key="older"))
    _, done = export(filled, folder)
    assert done.kept == ["Old.one/v0001/version.txt"] and done.gone > 6 and (folder / "bid" / "process.txt").is_file()
    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {"README.md", "offer/v0003/notes.txt", "Old.one/v0001/version.txt"} <= left
    assert not any(name.startswith("offer/") and name != "offer/v0003/notes.txt" for name in left)


def test_what_somebody_else_wrote_is_never_written_over(filled: Database, tmp_path: Path) -> None:
    (tmp_path / "offer").mkdir()
    (tmp_path / "offer" / "process.txt").write_text("mine")
    with pytest.raises(click.ClickException, match="nothing was written"):
        export(filled, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} & {"_library.txt", "Old.one"} == set()
    outside, folder = tmp_path / "outside", tmp_path / "lib"
    outside.mkdir()
    (outside / "victim").write_text("stays")
    export(filled, folder)
    lines = (folder / "_library.txt").read_text()
    digest = "0" * 64
    (folder / "_library.txt").write_text(
        f"{lines}file: ../outside/victim {digest}\nfile: offer/../../outside/victim {digest}\n"
    )
    shutil.rmtree(folder / "offer")
    (folder / "offer").symlink_to(outside)
    with pytest.raises(click.ClickException, match="something else stands there"):
        export(filled, folder)
    assert os.listdir(outside) == ["victim"]


def test_only_what_is_new_is_added_to_what_is_here(filled: Database, other: Database, tmp_path: Path) -> None:
    export(filled, tmp_path / "a")
    import_folder(other, tmp_path / "a", "")
    with unit_of_work(filled) as session:
        offer = queries.process_by_key(session, SYSTEM, "offer")
        actions.publish(session, boss_of(session), offer, models.linear("A", "D"), note="There.")
    export(filled, tmp_path / "a")
    assert "offer: 1 version added; version 4 is live." in import_folder(other, tmp_path / "a", "")
    with unit_of_work(other) as session:
        offer = queries.process_by_key(session, SYSTEM, "offer")
        actions.publish(session, SYSTEM, offer, models.linear("A", "E"), note="Here.")
    with unit_of_work(filled) as session:
        offer = queries.process_by_key(session, SYSTEM, "offer")
        actions.publish(session, boss_of(session), offer, models.linear("A", "F"), note="There again.")
    export(filled, tmp_path / "a")
    assert "offer: 1 version added; version 6 is live." in import_folder(other, tmp_path / "a", "")
    assert "offer: nothing new." in import_folder(other, tmp_path / "a", "")
    with unit_of_work(other, readonly=True) as session:
        offer = queries.process_by_key(session, SYSTEM, "offer")
        notes = select(Version.note).where(Version.process_id == offer.id).order_by(Version.number)
        assert list(session.scalars(notes))[-3:] == ["There.", "Here.", "There again."]


def test_unknown_owners_are_named_with_what_to_do(filled: Database, other: Database, tmp_path: Path) -> None:
    export(filled, tmp_path / "a")
    facts = tmp_path / "a" / "offer" / "process.txt"
    facts.write_text(facts.read_text().replace("owner: bo.boss", "owner: gone.boss"))
    with pytest.raises(click.ClickException, match=r"gone\.boss.*--owner EMAIL.*nothing was stored"):
        import_folder(other, tmp_path / "a", "")
    with pytest.raises(click.ClickException, match=r"nobody@example\.org"):
        import_folder(other, tmp_path / "a", "nobody@example.org")
    with unit_of_work(other, readonly=True) as session:
        boss = boss_of(session)
        assert session.scalar(select(Process.id).limit(1)) is None
    import_folder(other, tmp_path / "a", boss.email)
    with unit_of_work(other, readonly=True) as session:
        assert queries.process_by_key(session, SYSTEM, "offer").owner_id == boss.id


def test_who_left_for_good_is_in_no_file(filled: Database, other: Database, tmp_path: Path) -> None:
    export(filled, tmp_path / "a")
    import_folder(other, tmp_path / "a", "")
    with unit_of_work(other) as session:
        left = session.scalars(select(VersionOrigin.facts)).one().partition("approved: ")[2].split()[1]
        privacy.anonymise(session, SYSTEM, by_email(session, left))
    export(other, tmp_path / "b")
    assert not [name for name, text in all_of(tmp_path / "b").items() if left.encode() in text or b".invalid" in text]
