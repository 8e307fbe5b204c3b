"""Every time on a page is said by `ui.time`: in the zone and language of who reads it, with the exact one beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from jinja2 import nodes

from app.kernel.http.application import StepwellApp
from tests.support.installed import ROOT

pytestmark = pytest.mark.databases("sqlite")
# The one component that says moments, and what it says them by.
COMPONENT = "ui/basics.html"
FILTERS = {"ago", "in_words", "in_full"}
RAW = {"isoformat", "strftime", "ctime"}


def test_no_template_says_a_moment_by_itself(app: StepwellApp) -> None:
    env, wrong, looked_at = app.jinja_env, [], 0
    assert env.filters.keys() >= FILTERS
    for path in sorted((ROOT / "app").rglob("templates/**/*.html")):
        tree, looked_at = env.parse(path.read_text()), looked_at + 1
        filters = {one.name for one in tree.find_all(nodes.Filter)} & FILTERS
        wrong += [(path.name, name) for name in filters if not path.as_posix().endswith(COMPONENT)]
        wrong += [(path.name, one.attr) for one in tree.find_all(nodes.Getattr) if one.attr in RAW]
    assert wrong == [] and looked_at > 100


def test_the_component_gives_the_exact_time_to_hover_readers_and_programs(app: StepwellApp) -> None:
    said = app.jinja_env.from_string(
        '{% import "ui.html" as ui %}{{ ui.time(at, words="soon") }}|{{ ui.time(at, false) }}'
    )
    with app.test_request_context():
        in_words, in_full = said.render(at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC)).split("|")
    exact = in_full.partition(">")[2].removesuffix("</time>")
    assert "9:30" in exact and in_full.startswith('<time datetime="2026-03-01T09:30:00+00:00">')
    assert in_words.endswith(f'title="{exact}">soon<span class="sr-only"> ({exact})</span></time>')


def test_in_tests_a_page_that_prints_a_bare_moment_fails(app: StepwellApp) -> None:
    with app.test_request_context(), pytest.raises(TypeError, match=r"ui\.time"):
        app.jinja_env.from_string("{{ at }}").render(at=datetime.now(UTC))
