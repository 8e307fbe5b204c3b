"""Whatever is sent wherever by whomever: never a server error, always the headers, never another's things."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.kernel.http import request_limits
from app.kernel.http.application import StepwellApp
from app.kernel.http.csrf_and_headers import CSP, CSRF_EXEMPT, HEADERS, OF_DOCUMENTS
from tests.factories import accounts
from tests.support import hostile, town
from tests.support.town import Town

pytestmark = pytest.mark.timeout(900)

Unit = Callable[[], AbstractContextManager[Session]]
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ENDS_SESSIONS = ("signout", "sign-out", "/me/sessions/end", "/me/password")
OPEN = re.compile(
    r"/(signin|sign-in|setup|welcome|forgotten|public|unsubscribe|static|healthz|readyz|metrics"
    r"|manifest\.webmanifest|worker\.js|offline)"
)
OWN_FILES = re.compile(r"/static/dist/(?!worker)[\w-]+\.(js|css|woff2)(\?|$)")  # which no browser opens as a document
WHO = ("nobody", "somebody")
SIGNED_IN = {"sqlite": "admin", "postgresql": "worker"}


@pytest.fixture
def place(unit: Unit, app: StepwellApp) -> Town:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with unit() as session:
        return town.build(session, app)


def rules(app: StepwellApp, api: bool) -> list[Rule]:
    """Give the addresses of programs or of people, those that stream or end a session left out."""
    every = [r for r in app.url_map.iter_rules() if r.rule.startswith("/api/") == api]
    return sorted((r for r in every if r.rule != "/live" and not any(e in r.rule for e in ENDS_SESSIONS)), key=str)


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})


class Crawl:
    """Asks as one person and keeps what was wrong."""

    def __init__(self, app: StepwellApp, place: Town, who: str) -> None:
        self.app, self.wrong, self.asked = app, [], 0
        self.client = place.browsers[who] if who != "nobody" else app.test_client()
        self.program = app.test_client()
        self.headers = place.headers.get(who, {})

    def ask(self, method: str, url: str, *, api: bool, **more: Any) -> TestResponse:
        client: FlaskClient = self.program if api else self.client
        headers = {**(self.headers if api else {}), **more.pop("headers", {})}
        self.asked += 1
        answer = client.open(url, method=method, headers=headers, **more)
        faults = [f"{answer.status_code}"] if answer.status_code >= 500 else []
        given = {name: answer.headers.get(name, "") for name in HEADERS}
        if given["Content-Security-Policy"] == "sandbox; default-src 'none'":
            given["Content-Security-Policy"] = CSP
        bare = OF_DOCUMENTS if answer.status_code == 200 and OWN_FILES.match(url) else ()
        if given != HEADERS | dict.fromkeys(bare, ""):
            faults.append("a header is missing")
        if api and answer.status_code >= 400 and answer.content_type != "application/problem+json":
            faults.append(f"{answer.status_code} as {answer.content_type}")
        self.wrong += [f"{method} {url[:120]} {more!r:.120} -> {fault}" for fault in faults]
        answer.close()
        return answer


class Read(ImmutableMultiDict[str, str]):
    """What an address asks for behind its question mark; keeps which names were looked for, "" for all of them."""

    names: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, *more: Any) -> list[Any]:
        self.names.add(key)
        return super().getlist(key, *more)

    def __iter__(self) -> Iterator[str]:
        self.names.add("")
        return super().__iter__()

    def items(self, *more: Any, **named: Any) -> Iterator[tuple[str, str]]:
        if sys._getframe(1).f_globals["__name__"] != request_limits.__name__:  # which looks through each for NUL
            self.names.add("")
        return super().items(*more, **named)


@pytest.fixture
def read(app: StepwellApp, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Give the names that requests look for in their query, from now on."""
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Read)
    Read.names.clear()
    return Read.names


@pytest.fixture(params=WHO)
def crawl(request: pytest.FixtureRequest, app: StepwellApp, place: Town, database_kind: str) -> Crawl:
    """A crawl as nobody on both databases, as an administrator on the one and a worker on the other."""
    return Crawl(app, place, SIGNED_IN[database_kind] if request.param == "somebody" else request.param)


def test_no_address_falls_over(app: StepwellApp, place: Town, crawl: Crawl, read: set[str]) -> None:
    """A query is sent where one of its names is looked for: where nobody reads it, it changes nothing."""
    unread = 0
    for api in (True, False):
        for rule in rules(app, api):
            for url in hostile.addresses(rule, place.ids):
                for method in methods(rule):
                    crawl.ask(method, url, api=api)
            if "GET" in methods(rule):
                url = hostile.address(rule, place.ids)
                read.clear()
                crawl.ask("GET", f"{url}?{hostile.ALL_NAMES}", api=api)
                looked_for = {*read}
                for query in hostile.QUERIES:
                    if "" in looked_for or hostile.names(query) & looked_for:
                        crawl.ask("GET", f"{url}?{query}", api=api)
                    else:
                        unread += 1
    assert crawl.asked > 1500 and unread > 1500 and not crawl.wrong, "\n".join(crawl.wrong)


@pytest.mark.parametrize("who", ["worker", "admin"])
def test_no_body_makes_the_api_fall_over(app: StepwellApp, place: Town, who: str) -> None:
    crawl = Crawl(app, place, who)
    described = app.test_client().get("/api/openapi.json").get_json()
    for rule in rules(app, api=True):
        url = hostile.address(rule, place.ids)
        for method in (m for m in methods(rule) if m in UNSAFE):
            for body in hostile.bodies(hostile.schema_of(described, rule, method), described["components"]["schemas"]):
                crawl.ask(method, url, api=True, data=body, content_type="application/json")
            crawl.ask(method, url, api=True, data=b"x=1", content_type="application/x-www-form-urlencoded")
            crawl.ask(method, url, api=True, data=b"--b\r\nbroken", content_type="multipart/form-data; boundary=b")
            crawl.ask(method, url, api=True, data=b"{}", content_type="application/json; charset=utf-99")
            crawl.ask(method, url, api=True, json={}, headers={"Idempotency-Key": "k" * 500})
            crawl.ask(method, url, api=True, json={}, headers={"If-Match": 'W/"x", "'})
    assert crawl.asked > 1000 and not crawl.wrong, "\n".join(crawl.wrong)


def test_no_form_makes_a_page_fall_over(app: StepwellApp, place: Town, crawl: Crawl) -> None:
    fields = hostile.field_names()
    forms = [_encoded({**dict.fromkeys(fields, value), **accounts.CSRF}) for value in hostile.FORMS]
    for rule in rules(app, api=False):
        url = hostile.address(rule, place.ids)
        for method in (m for m in methods(rule) if m in UNSAFE):
            for form in forms:
                crawl.ask(method, url, api=False, data=form, content_type=FORM)
            crawl.ask(method, url, api=False, data=accounts.CSRF)
            crawl.ask(method, url, api=False, data=b"\xff=%FF&csrf=token-of-the-test", content_type=FORM)
            crawl.ask(method, url, api=False, json={"csrf": "token-of-the-test"})
    assert crawl.asked > 300 and not crawl.wrong, "\n".join(crawl.wrong)


FORM = "application/x-www-form-urlencoded"


def _encoded(form: dict[str, str]) -> bytes:
    return "&".join(f"{k}={quote_from_bytes(v.encode('utf-8', 'surrogateescape'))}" for k, v in form.items()).encode()


def test_every_unsafe_page_wants_the_token_of_this_browser(app: StepwellApp, place: Town) -> None:
    accepted = []
    for method, url in _unsafe_pages(app, place):
        for who in ("worker", "admin"):
            for sent in ({}, {"csrf": "another"}):
                answer = place.browsers[who].open(url, method=method, data=sent)
                if answer.status_code != 403 or "FORM_EXPIRED" not in answer.text:
                    accepted.append(f"{who} {method} {url} {sent} -> {answer.status_code}")
        cross = {"data": accounts.CSRF, "headers": {"Origin": "https://evil.example"}}
        if (status := place.browsers["worker"].open(url, method=method, **cross).status_code) != 403:
            accepted.append(f"{method} {url} from elsewhere -> {status}")
    assert not accepted, "\n".join(accepted)


def test_nobody_gets_past_the_door(app: StepwellApp, place: Town) -> None:
    door = app.test_client()
    through = []
    for rule in rules(app, api=False) + rules(app, api=True):
        if OPEN.match(rule.rule):
            continue
        for method in methods(rule):
            answer = door.open(hostile.address(rule, place.ids), method=method)
            at_door = answer.status_code in (401, 403)
            at_door |= answer.status_code == 303 and answer.location.startswith("/signin")
            if not at_door and rule.rule != "/api/openapi.json":
                through.append(f"{method} {rule.rule} -> {answer.status_code}")
    assert not through, "\n".join(through)


def _unsafe_pages(app: StepwellApp, place: Town) -> Iterator[tuple[str, str]]:
    for rule in rules(app, api=False):
        view = app.view_functions[rule.endpoint]
        for method in (m for m in methods(rule) if m in UNSAFE):
            if not CSRF_EXEMPT.of(view):
                yield method, hostile.address(rule, place.ids)


def _sent(crawl: Crawl, method: str, url: str, *, api: bool, files: list[str], filled: dict[str, Any]) -> TestResponse:
    with_files = {"data": {name: (io.BytesIO(b"x"), "x.png") for name in files}}
    return crawl.ask(method, url, api=api, **(with_files if files else filled))


@pytest.mark.parametrize("who", ["stranger", "guest"])
def test_what_a_unit_keeps_to_itself_does_not_exist_for_others(app: StepwellApp, place: Town, who: str) -> None:
    """Every address with a part of another unit's process answers 404, or refuses as it does one that is not there."""
    crawl, seen = Crawl(app, place, who), []
    described = app.test_client().get("/api/openapi.json").get_json()
    own = {"key", "instance_id", "task_id", "comment_id", "proposal_id", "rollout_id", "incident_id", "file_id"}
    for api in (True, False):
        for rule in (r for r in rules(app, api) if own & r.arguments):
            for method in methods(rule):
                body = hostile.plausible(described, rule, method)
                filled: dict[str, Any] = {"json": body} if api else {"data": FILLED}
                files = hostile.file_fields(described, rule, method)
                query = "?from=1&to=2" if method == "GET" else ""
                ask = partial(_sent, crawl, method, api=api, files=files, filled={} if method == "GET" else filled)
                answer = ask(hostile.address(rule, place.ids) + query)
                if answer.status_code == 403:
                    absent = place.ids | dict.fromkeys(own, "nope")
                    other = ask(hostile.address(rule, absent) + query)
                    if (other.status_code, other.text) == (403, answer.text):
                        continue
                if answer.status_code != 404:
                    seen.append(f"{method} {rule.rule} -> {answer.status_code} {answer.text[:150]!r}")
    assert not seen and not crawl.wrong, "\n".join(seen + crawl.wrong)


FILLED = {**accounts.CSRF, "text": "Hello", "reason": "Because", "choice": "yes", "title": "T", "kind": "low_value"}


def test_lists_and_search_do_not_mention_what_others_keep(place: Town) -> None:
    stranger = place.browsers["stranger"]
    for url in ("/processes", "/search?q=secret", "/proposals", "/instances", "/work", "/", "/search?q=Stop+printing"):
        answer = stranger.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        assert town.KEY not in answer.text, url
    api = {"headers": place.headers["stranger"]}
    for path in ("/processes", "/proposals", "/instances", "/tasks?mine=1"):
        assert stranger.get(f"/api/v1{path}", **api).get_json()["items"] == [], path


def test_the_policy_of_pages_is_strict() -> None:
    assert "unsafe" not in CSP and "default-src 'none'" in CSP and "frame-ancestors 'none'" in CSP
