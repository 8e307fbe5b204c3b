"""What keeps running waits for a database that is coming up, says why, and waits for nothing that will not come."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from app.commands import opening
from app.kernel.db import outages
from app.kernel.settings import Settings

STARTING = "connection failed: FATAL:  the database system is starting up\nIs it running?"


def test_the_reason_is_told_once_and_the_work_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opening, "PAUSE", 0.0)
    tries: list[str] = []

    def connect() -> str:
        tries.append("try")
        if len(tries) < 3:
            raise psycopg.OperationalError(STARTING)
        return "there"

    assert opening.patiently(connect, 60.0) == "there" and len(tries) == 3
    assert capsys.readouterr().err == f"The database does not answer yet: {STARTING.splitlines()[0]}. Waiting for it.\n"


def test_a_file_that_cannot_be_opened_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def sleep(seconds: float) -> None:
        raise AssertionError("waits")

    monkeypatch.setattr("app.commands.opening.time.sleep", sleep)
    (tmp_path / "stepwell.db").mkdir()
    with pytest.raises(Exception, match="unable to open") as met:
        opening.working(Settings(data=tmp_path))
    assert outages.outage(met.value) is not None and capsys.readouterr().err == ""
