"""Keys in the data folder: made once and whole, or not at all; an empty one is never used."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.kernel.settings import BadSettings, Settings, kept_key, secret_key
from app.services import vault
from tests.support.awaiting import BOUND, ended
from tests.support.small_files import no_room


def test_a_disk_that_fills_while_a_key_is_made_leaves_none(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    with no_room():
        with pytest.raises(OSError, match="too large"):
            secret_key(settings)
        with pytest.raises(OSError, match="too large"):
            vault.seal(settings, "hush")
    assert list(settings.data.iterdir()) == []
    assert len(secret_key(settings)) == 64 and secret_key(settings) == secret_key(settings)
    assert vault.unseal(settings, vault.seal(settings, "hush")) == "hush"
    assert {file.name: file.stat().st_mode & 0o777 for file in settings.data.iterdir()} == {
        "secret.key": 0o600, "secrets.key": 0o600,
    }  # fmt: skip


def test_an_empty_key_is_said_and_not_used(tmp_path: Path) -> None:
    for name in ("secret.key", "secrets.key"):
        (tmp_path / name).write_text("")
    settings = Settings(data=tmp_path)
    with pytest.raises(BadSettings, match=r"Expected a key in .*secret\.key, but the file is empty"):
        secret_key(settings)
    with pytest.raises(vault.CannotOpen, match=r"Expected a key in .*secrets\.key, but the file is empty"):
        vault.seal(settings, "hush")


def test_all_who_make_a_key_at_once_get_the_same(tmp_path: Path) -> None:
    ready, got = threading.Barrier(8, timeout=BOUND), []

    def ask() -> None:
        ready.wait()
        got.append(kept_key(tmp_path / "new" / "secret.key"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    ended(*threads)
    assert len(got) == 8 and len(set(got)) == 1


def test_a_key_that_somebody_wrote_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("by hand\n")
    assert secret_key(Settings(data=tmp_path)) == "by hand\n"
