"""What each role gets to see at each address, asked without a browser; and which of it is worth a look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.browser.probe import routes
from tests.browser.probe.skeleton import skeleton
from tests.browser.probe.world import NOBODY, ROLES, World


@dataclass(frozen=True)
class Shown:
    """A page that somebody gets at an address; a refusal is a page that all routes share."""

    role: str
    path: str
    kind: str
    built: frozenset[str]
    frame: frozenset[str]


def pages(house: World) -> list[Shown]:
    """Give all pages of all routes as everybody; fails where an address has no answer."""
    found = []
    addresses = routes.addresses(house.app, house.ids)
    for role in (NOBODY, *ROLES):
        client = house.client(role)
        for path, rule in addresses.items():
            with client.get(path) as answer:
                assert answer.status_code < 500, (role, path)
                text = answer.text if answer.mimetype == "text/html" else ""
            if 'id="main"' in text:
                kind = rule if answer.status_code == 200 else str(answer.status_code)
                found.append(Shown(role, path, kind, *skeleton(text)))
    return found


def unlike(found: Iterable[Shown]) -> list[Shown]:
    """Give those pages that have something which none of the same kind had, the fullest first."""
    known: dict[str, set[str]] = {}
    chosen = []
    for page in sorted(found, key=lambda page: -len(page.built)):
        seen = known.setdefault(page.kind, set())
        frames = known.setdefault("", set())
        if not page.built <= seen or not page.frame <= frames:
            chosen.append(page)
            seen |= page.built
            frames |= page.frame
    return chosen
