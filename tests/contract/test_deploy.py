"""The deployment that we describe fits the program: its commands, options, settings, files and addresses exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from app import cli
from app.kernel.settings import PREFIX, Settings, load
from tests.support.installed import DOCKERFILE, dockerfile, program

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: made for name, made in COMPOSE["services"].items() if "build" in made}
SETTINGS = {PREFIX + one.name.upper() for one in fields(Settings)}


def parsed(words: list[str]) -> dict[str, Any]:
    """Read a command line as the program would, without running it."""
    assert words[0] == "stepwell"
    command = cli.stepwell.get_command(click.Context(cli.stepwell), words[1])
    assert command is not None, words
    return command.make_context(words[1], list(words[2:])).params


def test_there_are_two_of_each() -> None:
    commands = [made["command"][1] for made in OURS.values()]
    assert sorted(commands) == ["migrate", "serve", "serve", "work", "work"]


def filled(value: str) -> str:
    """Fill in what the file leaves to the environment: what it says by itself, else something long enough."""
    return re.sub(r"\$\{\w+(?::-([^}]*)|[^}]*)\}", lambda found: found.group(1) or "x" * 40, value)


@pytest.mark.parametrize("name", OURS)
def test_every_command_and_setting_exists(name: str) -> None:
    made = OURS[name]
    assert (ROOT / "deploy" / made["build"]["context"] / made["build"]["dockerfile"]).resolve().is_file()
    params = parsed(made["command"])
    if made["command"][1] == "serve":
        assert (params["port"], params["host"]) == (8000, "0.0.0.0")
    assert set(made["environment"]) <= SETTINGS
    given = {key: filled(value) for key, value in made["environment"].items()}
    settings = load(given)
    assert settings.jobs_adapter == "procrastinate" and not settings.work_in_server and settings.proxies == 1
    for other in made["depends_on"]:
        assert other in COMPOSE["services"]


def test_the_proxies_lead_to_the_servers_and_hide_figures() -> None:
    serving = {f"{name}:8000" for name, made in OURS.items() if made["command"][1] == "serve"}
    for file in ("Caddyfile", "nginx.conf"):
        text = (DEPLOY / file).read_text()
        assert set(re.findall(r"serve-\d:\d+", text)) == serving, file
        assert "/metrics" in text and "404" in text, file
    for volume in COMPOSE["services"]["proxy"]["volumes"]:
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file(), volume


def test_the_image_runs_what_there_is() -> None:
    parsed(program())
    assert set(re.findall(r"STEPWELL_[A-Z_]+", DOCKERFILE.read_text())) <= SETTINGS


def test_the_image_is_installed_from_the_lock_alone() -> None:
    run = [rest for word, rest in dockerfile() if word == "RUN"]
    asked = [command for rest in run for command in rest.split(" && ") if command.startswith("pip ")]
    assert [command.split()[-1] for command in asked] == ["deploy/requirements.lock", "."]
    assert "--require-hashes" in asked[0] and {"--no-deps", "--no-build-isolation"} <= set(asked[1].split())
    kept_out = (ROOT / ".dockerignore").read_text().split()
    assert not {"deploy", "app", "bpmn", "processes", "setup.cfg", "pyproject.toml"} & set(kept_out)


def test_the_page_names_only_settings_that_there_are() -> None:
    for page in ("scale-out", "monitor"):
        text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text()
        assert set(re.findall(r"STEPWELL_[A-Z_]+", text)) <= SETTINGS | {"STEPWELL_ADDRESS"}, page
        for file in re.findall(r"`(deploy/[\w./]+)`", text):
            assert (ROOT / file).exists() or file.endswith(".env"), file
