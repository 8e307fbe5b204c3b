"""Nobody learns what a unit keeps to itself: on no page, by no program, notice, mail or stream, and not by asking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.accounts import queries as people
from app.accounts.tables import Person
from app.kernel import jobs, live
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.settings import Settings
from app.kernel.times import clock
from app.notices.actions import set_preference
from app.notices.jobs import closing_soon, digest
from app.tasks.jobs import overdue
from tests.factories import accounts
from tests.support import hostile, kept, servers
from tests.support.kept import HIDDEN, MARK, NAMED, SHOWN, Kept

pytestmark = pytest.mark.timeout(900)

Unit = Callable[[], AbstractContextManager[Session]]
ANYWHERE = ("nobody", "guest", "partner", "moved", "turned")
AT_HOME = ("ended", "left", "gone")
OUTSIDERS = (*ANYWHERE, *AT_HOME)
WORK_HERE = ("moved",)
ENDS = ("signout", "sign-out", "/me/sessions/end", "/me/password", "/setup", "/revoke", "/live", "/me/mail")
MOST_LINKS = 100


@pytest.fixture
def mailing(settings: Settings, database: Database, mailbox: servers.Mailbox) -> StepwellApp:
    made = create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


@pytest.fixture
def built(mailing: StepwellApp, unit: Unit) -> Kept:
    with unit() as session:
        return kept.build(session, mailing)


@pytest.fixture
def place(built: Kept, unit: Unit) -> Kept:
    with unit() as session:
        kept.leave(session, built)
    return built


class Visit:
    """Asks as one person, and keeps where something was said that they are not to know."""

    def __init__(self, app: StepwellApp, place: Kept, who: str) -> None:
        self.app, self.place, self.who = app, place, who
        self.browser = place.browsers[who] if who != "nobody" else app.test_client()
        self.program, self.headers = app.test_client(), place.headers.get(who, {})
        self.found: dict[str, str] = {}
        self.seen: set[str] = set()
        self.words = (MARK,) if who in WORK_HERE else (MARK, NAMED)
        ids = {id for things in place.things.values() for name, id in things.items() if name.endswith("_id")}
        ids -= {place.things[SHOWN]["process_id"], place.things[SHOWN]["instance_id"] if who == "partner" else ""}
        self.ids = {id for id in ids if len(id) > 12 and (who not in WORK_HERE or id not in self._of_all())}

    def _of_all(self) -> set[str]:
        """Give the ids that whoever works here may know: of colleagues and units."""
        return {self.place.things[HIDDEN][name] for name in ("unit_id", "person_id", "group_id", "grant_id")}

    def kept(self, said: str) -> set[str]:
        """Give what of all that is kept stands in a text: the words, and the ids."""
        said = said.lower()
        words = re.findall(r"\w+", said) if any(word in said for word in self.words) else []
        return {one for one in words if any(word in one for word in self.words)} | {i for i in self.ids if i in said}

    def ask(self, method: str, url: str, **more: Any) -> str:
        """Ask as a browser, or as a program under /api; what was sent itself is no news."""
        api = url.startswith("/api/")
        client = self.program if api else self.browser
        answer = client.open(url, method=method, headers=self.headers if api else {}, **more)
        assert answer.status_code < 500, (method, url, answer.status_code)
        said = unquote(unescape(_read(answer) + str(answer.headers)))
        told = self.kept(said)
        told -= self.kept(unquote(url) + repr(more)) if told else set()
        self.seen |= told
        if told:
            where = f"{self.who}: {method} {urlsplit(url).path}"
            self.found.setdefault(where, f"{answer.status_code} {sorted(told)[:6]} in {url}")
        answer.close()
        return said

    def follow(self, pages: list[str]) -> int:
        """Ask for these pages and for all that they lead to, each list to its end."""
        known, asked = set(pages), 0
        while pages and asked < MOST_LINKS:
            said, asked = self.ask("GET", pages.pop(0)), asked + 1
            for link in _links(said):
                if link not in known and not any(end in link for end in ENDS):
                    known.add(link)
                    pages.append(link)
        return asked


def _read(answer: TestResponse) -> str:
    """Give an answer as text; of an archive, what is in it."""
    if answer.mimetype != "application/zip":
        return answer.get_data().decode(errors="replace")
    with ZipFile(BytesIO(answer.get_data())) as archive:
        return "".join(f"{name} {archive.read(name).decode(errors='replace')}" for name in archive.namelist())


def _links(said: str) -> Iterator[str]:
    yield from (f"/{link}" for link in re.findall(r'(?:href|action|data-[a-z]+)="/([^"#]*)', said))
    yield from (f"/{link}" for link in re.findall(r"<https?://[^/]+/([^>]+)>; rel=.next", said))


def addresses(app: StepwellApp, *methods: str) -> list[tuple[str, Rule]]:
    rules = sorted((r for r in app.url_map.iter_rules() if r.endpoint != "static"), key=str)
    return [(m, r) for r in rules for m in methods if m in (r.methods or ()) and not any(e in r.rule for e in ENDS)]


def filled(rule: Rule, place: Kept) -> list[str]:
    """Give the address with what is there: of the one process, of the other, and of both at once."""
    hidden, shown = place.things[HIDDEN], place.things[SHOWN]
    mixed = hidden | {"key": SHOWN}
    return list(dict.fromkeys(hostile.address(rule, things) for things in (hidden, shown, mixed)))


MAILED = {"sqlite": "daily", "postgresql": "instant"}
QUERIES = ("", f"?q={MARK[1:]}&limit=200&archived=1", f"?unit={NAMED}-north&step=A&state=open&from=1&to=2")
BEGIN = ["/", "/me", "/work", "/processes", "/proposals", "/instances", "/notices", f"/processes/{SHOWN}"]
BEGIN += ["/api/v1/notices?limit=1", "/api/v1/tasks?limit=1", "/api/v1/processes?limit=1"]


def test_pages_and_lists_say_nothing(mailing: StepwellApp, place: Kept) -> None:
    visits = [Visit(mailing, place, who) for who in ANYWHERE]
    for visit in visits:
        for _, rule in addresses(mailing, "GET"):
            for url in filled(rule, place):
                for query in QUERIES if not rule.arguments else QUERIES[:1]:
                    visit.ask("GET", url + query)
        visit.follow([*BEGIN])
    _expect_nothing(visits)


def test_what_stays_of_somebody_says_nothing(mailing: StepwellApp, place: Kept) -> None:
    visits = [Visit(mailing, place, who) for who in AT_HOME]
    for visit in visits:
        visit.follow([*BEGIN])
        visit.ask("POST", "/me/export", data=accounts.CSRF)
    _expect_nothing(visits)


def _expect_nothing(visits: list[Visit]) -> None:
    told = [f"{where} -> {what}" for visit in visits for where, what in visit.found.items()]
    assert not told, "\n".join(told)


TYPED = {**accounts.CSRF, "text": "Hello", "reason": "Because", "choice": "yes", "title": "T", "kind": "low_value",
         "q": MARK[1:], "name": "X", "step": "A", "data": "{}", "note": "N", "handle": "worker",
         "email": "a@example.org", "verb": "claim", "at": "2030-01-01", "confirm": "1"}  # fmt: skip


def test_nothing_that_is_sent_is_answered_with_it(mailing: StepwellApp, place: Kept) -> None:
    described = mailing.test_client().get("/api/openapi.json").get_json()
    visits = [Visit(mailing, place, who) for who in ANYWHERE]
    for visit in visits:
        for method, rule in addresses(mailing, "POST", "PUT", "PATCH", "DELETE"):
            for url in filled(rule, place):
                for sent in _sent(described, rule, method, place.things[HIDDEN]):
                    visit.ask(method, url, **sent)
    _expect_nothing(visits)


def _sent(described: dict[str, Any], rule: Rule, method: str, ids: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Give what is sent: what fits, and the same about people and things that are kept."""
    people = dict.fromkeys(("person", "to", "substitute", "owner"), ids["person_id"])
    named = people | {"task": ids["task_id"], "tasks": [ids["task_id"]], "unit": ids["unit_id"],
                      "group": ids["group_id"], "reply_to": ids["comment_id"], "proposal": ids["proposal_id"],
                      "instance": ids["instance_id"]}  # fmt: skip
    if rule.rule.startswith("/api/"):
        body = hostile.plausible(described, rule, method)
        known = hostile.schema_of(described, rule, method).get("properties", {}).keys() & named.keys()
        yield {"json": body}
        if known:
            yield {"json": body | {name: named[name] for name in known}}
    else:
        yield {"data": TYPED | named}


def test_those_inside_see_each_secret(mailing: StepwellApp, place: Kept) -> None:
    """The crawl proves nothing where it does not find what is there."""
    seen: set[str] = set()
    things = place.things[HIDDEN]
    urls = {hostile.address(rule, things) for _, rule in addresses(mailing, "GET")}
    urls |= {f"/instances/{things['former_case']}", f"/proposals/{things['former_proposal']}"}
    for who in ("manager", "worker", "admin"):
        visit = Visit(mailing, place, who)
        for url in sorted(url for url in urls if who != "admin" or "/admin" in url or "/messages" in url):
            visit.ask("GET", url)
        seen |= {word.lower().removeprefix(MARK) for word in visit.seen}
    assert {*FOUND.split()} <= seen, {*FOUND.split()} - seen


FOUND = (
    "a answer cell delegated draft drafted draftreason failed field filter firstnote flagged how later nickname no "
    "noreason note oncase onproposal order payment plan rate reason retitled stock topic unknown value voted whole why"
)


def test_no_mail_says_it_to_who_has_left(
    mailing: StepwellApp, built: Kept, unit: Unit, database: Database, mailbox: servers.Mailbox, database_kind: str
) -> None:
    with unit() as session:
        for person in built.people.values():
            set_preference(session, people.actor_for(session, person), MAILED[database_kind], 7)
        kept.leave(session, built)
        handles = {name: session.get_one(Person, id).handle for name, id in built.people.items()}
        addresses = {name: session.get_one(Person, id).email for name, id in built.people.items()}
    with unit() as session:
        kept.happen(session, built, " ".join(f"@{handle}" for handle in handles.values()))
    for hours in (1, 30, 60):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            jobs.drain(database)
            with unit() as session:
                closing_soon(session)
                overdue(session)
            digest(database)
            jobs.drain(database)
    said = {name: "".join(map(str, map(_text, mailbox.to(address)))) for name, address in addresses.items()}
    assert MARK in said["manager"] and MARK in said["worker"]
    for who in set(OUTSIDERS) - {"nobody"}:
        names = "" if who in WORK_HERE else f"|{NAMED}"
        assert not re.findall(rf"\w*(?:{MARK}{names})\w*", said[who]), who


def _text(mail: EmailMessage) -> str:
    bodies = (mail.get_body((kind,)) for kind in ("plain", "html"))
    return "\n".join([str(mail["Subject"]), *(body.get_content() for body in bodies if body is not None)])


def test_no_stream_tells_it(mailing: StepwellApp, built: Kept, unit: Unit) -> None:
    topics = [f"{kind}:{id}" for things in built.things.values() for kind, id in _topics(things)]
    opened = {who: _listening(mailing, built, who, topics) for who in OUTSIDERS if who != "nobody"}
    with unit() as session:
        kept.leave(session, built)
    with unit() as session:
        live.ping(session, *topics, *(f"person:{built.people[who]}" for who in opened))
    for who, streams in opened.items():
        told = b"".join(next(stream.heard, b"") for stream in streams).decode()
        assert told.count(built.people[who]) == (0 if who == "gone" else 2), who
        assert not [topic for topic in topics if topic in told], who
        for stream in streams:
            stream.answer.close()


class Listening(NamedTuple):
    """A stream that has begun, and what comes in it."""

    answer: TestResponse
    heard: Iterator[bytes]


def _listening(app: StepwellApp, place: Kept, who: str, topics: list[str]) -> list[Listening]:
    """Listen as somebody to all that is theirs, and to what is asked for by name."""
    client, wanted = app.test_client(), ",".join([*topics, f"person:{place.people[who]}"])
    answers = [client.get(f"/live{asked}", headers=place.headers[who]) for asked in ("", f"?topics={wanted}")]
    streams = [Listening(answer, answer.iter_encoded()) for answer in answers]
    assert all(b"welcome" in next(stream.heard) for stream in streams)
    return streams


def _topics(things: dict[str, str]) -> list[tuple[str, str]]:
    """Give the topics about a process, as kinds and ids."""
    return [(kind, things[f"{name}_id"]) for kind, name in
            (("proposal", "proposal"), ("rollout", "rollout"), ("discussion", "process"))]  # fmt: skip
