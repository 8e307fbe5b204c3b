"""How a request meets the unit of work: who asks, in which session, and what is said when it goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, has_request_context, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.kernel import idempotency
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.deferred import Writing
from app.kernel.db.transactions import MODES
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.db.unit_session import UnitSession, undo, unit_of
from app.kernel.errors import StepwellError
from app.kernel.http import concurrency, preconditions
from app.kernel.http.cookies import Cookies
from app.kernel.http.view_marks import Mark, V
from app.kernel.i18n import languages
from app.kernel.idempotency import forms
from app.kernel.policy import ANONYMOUS, Actor
from app.kernel.settings import Settings

READS = frozenset({"GET", "HEAD", "OPTIONS"})
Authenticator = Callable[[Session], Actor | None]
_WAITING: Mark[bool] = Mark()


class StepwellApp(Flask):
    """Flask, with every request in one unit of work that commits before the answer leaves."""

    settings: Settings
    database: Database
    session_interface = Cookies()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authenticators: list[Authenticator] = []
        self.guards: list[Callable[[Session, Actor], None]] = []
        self.closing: list[Callable[[], None]] = []
        self.turns = concurrency.Turns(most=32)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give a view as it is: none of ours is asynchronous, and to look each time costs every request."""
        return func

    def full_dispatch_request(self) -> Response:
        """Answer, in the language of who asks."""
        with languages.speaking(self.language_of(None)):
            return self._in_turn()

    def language_of(self, own: str | None) -> str:
        """Give the language of an answer: what somebody chose, what they ask for, or that of the organisation."""
        return languages.choose(own, request.accept_languages, self.settings.language)

    def _in_turn(self) -> Response:
        """Answer, when it is this person's turn."""
        if not _needs_unit() or _waits():
            return super().full_dispatch_request()
        try:
            with self.turns.turn(request):
                return super().full_dispatch_request()
        except concurrency.Crowded as error:
            return self.finalize_request(self.handle_user_exception(error))

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view in a unit of work: read-only for safe methods, undone where the answer is an error."""
        if not _needs_unit():
            return super().dispatch_request()
        try:
            answer = self._tried()
        except StepwellError as error:
            return forms.answered(self.database) or idempotency.repeated(self.database, current_actor(), error)
        return (forms.failed(answer) and forms.answered(self.database)) or answer

    def _tried(self) -> Response:
        said = MODES.of(_view())
        if said == "own":
            return self._in_units()
        if said == "deferred":
            with self.looking() as session:
                self.admit(session)
        elif is_read():
            return self._in_unit()
        elif concurrency.has_body(request):
            self._look()
        return outside_locks.ready(self.database, self._anew)

    def _in_units(self) -> Response:
        """Let a view open its units itself, behind a door that is guarded first; its answer is kept after them."""
        if concurrency.has_body(request):
            with self.turns.turn(request) if _waits() else nullcontext():
                self._look()
        with unit_of_work(self.database) as session:
            self._at_the_door(session)
            preconditions.check(session)
        keep = forms.after if _by_form() else idempotency.after
        return keep(self.database, g.actor, lambda: self.make_response(Flask.dispatch_request(self)))

    def _anew(self) -> Response:
        """Answer from the beginning, however far an earlier try of the same request went."""
        try:
            return self._in_late_unit() if MODES.of(_view()) == "deferred" else self._in_unit()
        finally:
            g.tried = True

    def _in_unit(self) -> Response:
        with unit_of_work(self.database, readonly=is_read()) as session:
            self.admit(session)
            return self._ended(session, self.make_response(super().dispatch_request()))

    def _in_late_unit(self) -> Response:
        """Let a view work while it holds nothing; from `begin` on its unit lasts until the answer is made and kept."""
        with Writing(self) as g.writing:
            answer = self.make_response(super().dispatch_request())
            session: UnitSession | None = g.writing.session
            return answer if session is None else self._ended(session, answer)

    def _ended(self, session: UnitSession, answer: Response) -> Response:
        """Keep an answer with the request's key, or of a page where its form led, in the unit that made it."""
        if not is_read():
            (forms.keep if _by_form() else idempotency.keep)(session, g.actor, answer)
        answer = preconditions.tag_answer(answer)
        if answer.status_code >= 400 and not session.keeps_errors:
            undo(session)
        return answer

    def _look(self) -> None:
        """Let the guards read what came, before anybody waits for it; in the unit they find it read."""
        with self.looking() as session:
            self._at_the_door(session)
        if _by_form():
            forms.came(g.actor)

    @contextmanager
    def looking(self) -> Iterator[UnitSession]:
        """Only look, within a request that writes later: nobody waits meanwhile, and nothing is noted of who asks."""
        g.looking = True
        try:
            with unit_of_work(self.database, readonly=True) as session:
                yield session
        finally:
            g.looking = False

    def admit(self, session: Session) -> None:
        """Guard the door of a request, and see that what it says of itself and of what it saw is so."""
        self._at_the_door(session)
        if _may_write():
            forms.came(g.actor) if _by_form() else idempotency.require_usable(g.actor)
        preconditions.check(session)

    def _at_the_door(self, session: Session) -> None:
        self.enter(session)
        for guard in self.guards:
            guard(session, g.actor)

    def enter(self, session: Session) -> None:
        """Make a session that of the request, and find who asks."""
        g.session, g.actor = session, self._who(session)
        if g.actor.language:
            languages.switch(self.language_of(g.actor.language))
        if g.actor.id:
            self.turns.remember(request, g.actor.id)

    def _who(self, session: Session) -> Actor:
        for authenticate in self.authenticators:
            if (actor := authenticate(session)) is not None:
                return actor
        return ANONYMOUS


def keep_what_was_sent() -> None:
    """Let this request's unit commit although it answers with an error; its view has undone what must not stay."""
    unit_of(g.session).keeps_errors = True


def waits(view: V) -> V:
    """Let a view that waits for news do so without a place among its person's requests; its transactions are its own.

    A body that takes a while is read in a place nevertheless, before the view.
    """
    return _WAITING.put(view, True)


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _waits() -> bool:
    return bool(_WAITING.of(_view()))


def _needs_unit() -> bool:
    return request.endpoint != "static" and MODES.of(_view()) != "none"


def is_read() -> bool:
    """Whether this request's unit of work is undone in the end, so that nothing may be written in it."""
    return bool(g.get("looking")) or not _may_write()


def _may_write() -> bool:
    said = MODES.of(_view())
    return said == "write" or (said != "read" and request.method not in READS)


def _by_form() -> bool:
    """Whether the form of a whole page was sent: programs have keys, and scripts know what they sent."""
    return request.method == "POST" and not is_api() and not is_fragment()


def current_session() -> Session:
    """Give the session of this request's unit of work."""
    return cast(Session, g.session)


def current_actor() -> Actor:
    """Give who is asking; nobody where no one is signed in."""
    return cast(Actor, g.get("actor", ANONYMOUS)) if has_request_context() else ANONYMOUS


def stepwell() -> StepwellApp:
    """Give the running application."""
    return cast(StepwellApp, current_app)


def is_api() -> bool:
    """Whether this request came by the API rather than by a page."""
    return request.path.startswith("/api/")


def is_fragment() -> bool:
    """Whether the browser asks for a part of a page only."""
    return request.headers.get("HX-Request") == "true" or request.headers.get("X-Fragment") == "1"


def local_target(target: str | None, otherwise: str = "/") -> str:
    """Give a redirect target only if it stays on this site, else `otherwise`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc or any(ord(c) < 32 for c in target) else target
