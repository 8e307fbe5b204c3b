"""Sending the form of the improve page as people do: what would change is shown first."""

from __future__ import annotations

import html
import re
from typing import Any

from flask.testing import FlaskClient

from tests.factories import accounts


def looked_at(browser: FlaskClient, path: str, form: dict[str, Any]) -> dict[str, Any]:
    """Give a form with what its page says on “Show what would change”; `path` is where the form goes to."""
    answer = browser.post(path, data={**accounts.CSRF, **form, "act": "preview"})
    found = re.search(r'<input type="hidden" name="shown" value="([^"]*)"', answer.text)
    assert found, answer.text[-3000:]
    return form | {"shown": html.unescape(found.group(1))}
