"""What is delivered, to where, and what a kind of target has to say and do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from app.kernel.i18n import _, sentences
from app.services.connectors.http import Allowed, build
from app.services.outbound import Answer, NoAnswer, NotAllowed, ask
from app.services.outbound.client import LARGEST
from app.services.outcomes import Again, Done, Outcome, Refused, said
from app.services.vault import Redactor
from processes.engine import EngineError

TRY_AGAIN = frozenset({408, 425, 429})
EXCERPT = 200
GONE = _("Expected a connector in use, but it is gone or switched off. Choose another one.")


@dataclass(frozen=True)
class Package:
    """A version as it is delivered: its files by name, the model first, and what is said of it."""

    key: str
    title: str
    number: int
    files: Mapping[str, bytes]
    subject: str
    body: str
    earlier: frozenset[str] = frozenset()

    @property
    def model(self) -> str:
        """The name of the file that holds the model."""
        return next(iter(self.files))


@dataclass(frozen=True)
class Way:
    """How a target is reached, as values: a delivery holds no transaction."""

    key: str
    place: str = ""
    branch: str = ""
    folder: str = ""
    connector: Allowed | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()


class Stop(Exception):
    """A delivery ends here, with this outcome."""

    def __init__(self, outcome: Again | Refused) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome


class Kind(ABC):
    """A kind of target."""

    kind: ClassVar[str]
    title: ClassVar[str]
    needs_connector: ClassVar[bool] = True

    @abstractmethod
    def deliver(self, package: Package, way: Way) -> str:
        """Deliver a version and give what the other side calls it; raises Stop."""


def carry_out(kind: Kind, package: Package, way: Way) -> Outcome:
    """Deliver a version, and say how that ended; no secret is in what comes out."""
    redactor = Redactor(way.secrets.values())
    try:
        receipt = kind.deliver(package, way)
    except Stop as stop:
        return replace(stop.outcome, words=redactor.text(stop.outcome.words))
    except NoAnswer as error:
        return Again(redactor.text(said(error)))
    except (NotAllowed, EngineError, ValueError, OSError) as error:
        return Refused(redactor.text(said(error)))
    words = _("Delivered as {receipt}.", receipt=receipt) if receipt else _("Delivered.")
    return Done(redactor.text(words), {"receipt": redactor.text(receipt)[:200]})


def call(
    way: Way, method: str, path: str, body: bytes | None = None, content_type: str = "application/json", *,
    headers: Mapping[str, str] | None = None, lets_pass: frozenset[int] = frozenset(), largest: int = LARGEST,
) -> Answer:  # fmt: skip
    """Ask the other side once, under the address of the connector; raises Stop for an answer that is no success."""
    if way.connector is None:
        raise Stop(Refused(GONE))
    sent = {**(headers or {}), **({"Content-Type": content_type} if body is not None else {})}
    settings: dict[str, Any] = {"method": method, "url": path, "headers": sent}
    request = build(settings, {}, way.connector, way.secrets, way.key, Redactor(way.secrets.values()))
    answer = ask(
        method, request.url, request.headers, body, seconds=float(way.connector.seconds),
        private=way.connector.private, largest=largest,
    )  # fmt: skip
    if 200 <= answer.status < 300 or answer.status in lets_pass:
        return answer
    words = sentences(
        _("{method} was answered with {status}.", method=method, status=str(answer.status)), _excerpt(answer.body)
    )
    if answer.status in TRY_AGAIN or answer.status >= 500:
        raise Stop(Again(words))
    raise Stop(Refused(words, known=True))


def joined_path(*parts: str) -> str:
    """Give a path under the address of a connector, of parts that may be empty."""
    return "/" + "/".join(part.strip("/") for part in parts if part.strip("/"))


def _excerpt(body: bytes) -> str:
    text = " ".join(body.decode("utf-8", "replace").split())
    return _("It said: {excerpt}", excerpt=text[:EXCERPT] + ("…" if len(text) > EXCERPT else "")) if text else ""
