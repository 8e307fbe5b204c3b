"""What a page says that was never given to a catalogue: seen in the language that nobody speaks, in which the rest is
in brackets."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient

ACCENTED = {"Accept-Language": "en-XA"}
_SAID = re.compile(r"⟦[^⟦⟧]*⟧")
_READ = re.compile(r'>([^<>]*[A-Za-z]{3}[^<>]*)<|(?: aria-label| title| placeholder| data-confirm|label)="([^"]*)"')


def unsaid(client: FlaskClient, path: str, *known: str) -> set[str]:
    """Give the texts of the middle of a page that are not said, without those that are known: names, data."""
    answer = client.get(path, headers=ACCENTED)
    assert answer.status_code == 200, answer.status
    page = re.sub(r"<(script|style|svg|code|time)\b.*?</\1>|<!--.*?-->", "", answer.text, flags=re.DOTALL)
    page = page[page.index('id="main"') : page.index("</main>")]
    while (less := _SAID.sub("", page)) != page:
        page = less
    found = {html.unescape(text or attribute).strip() for text, attribute in _READ.findall(page)}
    return {text for text in found if re.search("[A-Za-z]{3}", text) and not any(one in text for one in known)}
