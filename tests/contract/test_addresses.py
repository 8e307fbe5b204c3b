"""Every address of Stepwell that a page or a file of the deployment names is one that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect

from app import create_app
from app.kernel.db.database import Database
from app.kernel.settings import load
from tests.support.installed import ROOT

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
DEPLOYED = [file for file in sorted((ROOT / "deploy").iterdir()) if file.suffix != ".lock"]
QUOTED = re.compile(rf"`(?:({'|'.join(METHODS)})\s+)?(/[A-Za-z{{][^`\s]*)`")
OURS = re.compile(r"https?://(?:YOUR-STEPWELL|localhost|127\.0\.0\.1|stepwell\.example\.\w+)(?::\d+)?(/[\w/{}.-]+)")
PROXIED = re.compile(r"(?:handle|health_uri|location =|location) (/[\w/]*)")
NAMED = re.compile(r"\{\w+\}|<\w+>|\b[A-Z]{2,}\b")


def named(file: Path) -> Iterator[tuple[str, str]]:
    """Give the methods and addresses that a file names; no method stands for any."""
    text = file.read_text()
    for method, path in QUOTED.findall(text):
        yield method, path
    for path in OURS.findall(text) + PROXIED.findall(text):
        yield "", path


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    settings = load(
        {}, data=tmp_path_factory.mktemp("data"), secret_key="x" * 40,
        oidc_issuer="https://id.example.org", oidc_client_id="stepwell",
    )  # fmt: skip
    return create_app(settings, Database("sqlite://")).url_map.bind("localhost")


def answers(routes: MapAdapter, method: str, path: str) -> bool:
    """Whether there is a rule for an address, whatever stands for its names; or rules below it."""
    wanted = NAMED.sub("1", path.partition("?")[0].removesuffix("/") or "/")
    for one in [method] if method else METHODS:
        try:
            routes.match(wanted, method=one)
            return True
        except RequestRedirect:
            return True
        except MethodNotAllowed:
            continue
        except NotFound:
            break
    return not method and any(rule.rule.startswith(wanted + "/") for rule in routes.map.iter_rules())


@pytest.mark.parametrize("file", [*PAGES, *DEPLOYED], ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_address_that_is_named_is_answered(routes: MapAdapter, file: Path) -> None:
    unknown = {f"{method} {path}".strip() for method, path in named(file) if not answers(routes, method, path)}
    assert unknown == set()


def test_addresses_are_found_where_they_are_written() -> None:
    found = {path for file in [*PAGES, *DEPLOYED] for _, path in named(file)}
    assert {"/signin/oidc/back", "/metrics", "/readyz", "/api/v1/processes", "/live"} <= found


def test_the_redirect_address_of_the_guide_is_the_one_that_is_sent(routes: MapAdapter) -> None:
    guide = (ROOT / "docs" / "how-to" / "single-sign-on.md").read_text()
    assert OURS.findall(guide) == [routes.build("accounts.oidc_back")]
