"""A mail about notices, as text and HTML."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.kernel.mail import Mail
from app.kernel.policy import Actor
from app.kernel.settings import Settings
from app.notices.tables import Notice

HTML = Markup(
    '<!doctype html><html lang="en"><body><p>Hello {name},</p><ul>{items}</ul>'
    '<p><a href="{all}">All your notices</a> · <a href="{stop}">No more mail like this</a></p></body></html>'
)


def letter(settings: Settings, person: Actor, notices: Sequence[Notice], token: str) -> Mail:
    """Write one mail with all that a person is told."""
    base = (settings.base_url or "http://127.0.0.1:8000").rstrip("/")
    count = len(notices)
    subject = notices[0].words if count == 1 else f"{count} things that concern you"
    stop = f"{base}/unsubscribe/{token}"
    lines = [f"- {n.words}\n  {base}{n.url}" for n in notices]
    text = f"Hello {person.name},\n\n" + "\n".join(lines)
    text += f"\n\nAll your notices: {base}/notices\nNo more mail like this: {stop}\n"
    items = Markup("").join(Markup('<li><a href="{}">{}</a></li>').format(base + n.url, n.words) for n in notices)
    html = HTML.format(name=person.name, items=items, all=f"{base}/notices", stop=stop)
    return Mail(person.email, f"[{settings.organisation}] {subject}"[:150], text, str(html), person.name, stop)
