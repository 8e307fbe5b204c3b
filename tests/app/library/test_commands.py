"""The commands: long forms, and the short ones that scripts have always used."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import cli
from tests.factories import models

pytestmark = pytest.mark.databases("sqlite")


def run(*arguments: object, data: Path) -> Result:
    return CliRunner().invoke(cli.stepwell, [*map(str, arguments), "--data", str(data)], catch_exceptions=False)


def test_short_and_long_forms_are_the_same() -> None:
    def help_of(*arguments: str) -> str:
        return CliRunner().invoke(cli.stepwell, [*arguments, "--help"]).output

    assert "processes" in help_of("import") and "model" in help_of("import")
    for short, long in ((("import", "offer.bpmn"), ("import", "model")), (("export", "xes"), ("export", "log"))):
        assert help_of(*short).partition("\n")[2] == help_of(*long).partition("\n")[2] != ""


def test_out_of_one_installation_into_another(tmp_path: Path) -> None:
    one, two, folder, file = tmp_path / "one", tmp_path / "two", tmp_path / "library", tmp_path / "offer.bpmn"
    file.write_bytes(models.linear("A", "B"))
    for data in (one, two):
        run("person", "add", "bo@example.org", "--name", "Bo", "--role", "manager", data=data)
    assert "version 1 is live" in run("import", file, "--key", "offer", "--owner", "bo@example.org", data=one).output
    assert "1 process in" in run("export", "processes", folder, data=one).output
    assert run("import", "processes", folder, data=two).output == "offer: new, with 1 version; version 1 is live.\n"
    assert "0 files written, 3 as they were" in run("export", "processes", folder, data=two).output
    refused = run("import", "processes", tmp_path, data=two)
    assert refused.exit_code == 1 and "has no _library.txt" in refused.output
    assert run("export", "csv", "-o", tmp_path / "log.csv", data=two).exit_code == 0
