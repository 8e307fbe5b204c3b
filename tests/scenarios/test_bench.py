"""What `make bench` measures can be measured, and what does not depend on the machine keeps its bounds."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from app.bench.measures import changing, lists, pages
from app.commands.bench import bench_command, installation


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWELL_RATE_LIMITS", "off")
    monkeypatch.delenv("STEPWELL_DATABASE_URL", raising=False)


def _figure(lines: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)}\s+([\d.]+)", lines, re.MULTILINE)
    assert found, lines
    return float(found.group(1))


def test_statements_and_bytes_keep_their_bounds(quiet: None) -> None:
    ran = CliRunner().invoke(bench_command, ["storage"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    assert _figure(ran.output, "Starting an instance") <= 12
    assert _figure(ran.output, "Completing a task") <= 10
    assert _figure(ran.output, "Stored per finished W1: instance, inbox and history") <= 6_000
    assert _figure(ran.output, "A document of 100 kB after 10 tasks, in all rows") < 3


def test_the_ratio_is_measured_over_http(quiet: None) -> None:
    ran = CliRunner().invoke(bench_command, ["w1", "-n", "4"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    assert _figure(ran.output, "W1 over HTTP, 1 client, CPU against the engine alone") > 0
    assert "load" in ran.output.lower()


def test_lists_are_measured_over_http(quiet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.bench.pages.TIMES", 2)
    with installation() as (app, data):
        found = lists.measure(app.database, data, tasks=60)
    assert len(found) == len(lists.LISTS) and all("p95" in one.figure for one in found)


def test_pages_of_the_demo_keep_their_weight(quiet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SCALE", 0.05)
    ran = CliRunner().invoke(bench_command, ["pages"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    for coding in pages.CODINGS.values():
        assert _figure(ran.output, f"The heaviest of {len(pages.PLAIN)} plain pages, cold, {coding}") <= 90
        assert _figure(ran.output, f"The page with the map, cold, {coding}") <= 190


def test_previews_of_changes_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "LARGE", 16)
    monkeypatch.setattr(changing, "PLACES", 1)
    monkeypatch.setattr(changing, "KINDS_TRIED", ["eliminate", "insert"])
    shipped, much, sound = changing.measure()
    assert "2 kinds" in shipped.name and "16 tasks" in much.name and "nodes" in sound.name
    assert all("p95" in one.figure for one in (shipped, much, sound))
