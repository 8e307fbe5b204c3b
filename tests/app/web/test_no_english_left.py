"""All that people read goes through the catalogues: in a language that nobody speaks no English word is left.

Every page is read in en-XA, which writes each letter of a message with an accent. What is left in plain letters was
typed by somebody, and stands in the database; or it was never given to a catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import orjson
import pytest
from lxml import html
from sqlalchemy import LargeBinary, MetaData, select

from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.i18n.languages import LANGUAGES
from app.kernel.i18n.stored import SIGN, told
from app.sign_in.actions import SCOPES
from processes.messages import Message, unpack
from tests.app.web import test_no_ids_in_words
from tests.app.web.test_no_ids_in_words import House, addresses, seen

pytestmark = pytest.mark.databases("sqlite")
house = test_no_ids_in_words.house
PSEUDO = {"Accept-Language": "en-XA"}
WORD = re.compile(r"[A-Za-z]{3,}")
# For those who build pages, in English alone.
ENGLISH = ("/style-guide",)
# Addresses of mails and pages, names of zones, days as British English has them, names of things that have one name.
NO_WORDS = re.compile(
    r"\S+@\S+|https?://\S+|\b[A-Z][a-z]+(?:/[A-Z][A-Za-z_ ]+)+"
    r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
    rf"|\b(?:Stepwell|{'|'.join(LANGUAGES.values())}|NameError: name 'net' is not defined)\b|\b[A-Z0-9_]{{3,}}\b"
)
# What no one reads.
UNREAD = ("meta", "code")


def typed(database: Database) -> set[str]:
    """Give the words that stand in the database, but for what is kept there without a language."""
    tables, words = MetaData(), set[str]()
    tables.reflect(database.engine)
    with database.engine.connect() as connection:
        for table in tables.sorted_tables:
            columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
            for row in connection.execute(select(*columns)):
                words |= {word for cell in row if isinstance(cell, str) for word in _words(cell)}
    return words


def _words(cell: str) -> Iterator[str]:
    """Give the words of a cell; of what is a message those that stand in its places."""
    kept = told(cell) if cell.startswith(SIGN) else unpack(orjson.loads(cell)) if "§" in cell else cell
    yield from _typed(kept)


def _typed(kept: object) -> Iterator[str]:
    if isinstance(kept, Message):
        kept = kept.params
    if isinstance(kept, str):
        yield from WORD.findall(kept)
    parts = kept.values() if isinstance(kept, Mapping) else kept if isinstance(kept, (list, tuple)) else ()
    for one in parts:
        yield from _typed(one)


def left(page: str, known: set[str]) -> Iterator[str]:
    """Give the lines with an English word in them that nobody typed."""
    shown = html.fromstring(page)
    for element in [*shown.iter(*UNREAD)]:
        element.drop_tree()
    for line in seen(html.tostring(shown, encoding="unicode")).splitlines():
        words = set(WORD.findall(NO_WORDS.sub(" ", line))) - known
        if words:
            yield f"{line.strip()[:110]}  <- {' '.join(sorted(words)[:4])}"


def test_no_page_has_a_word_that_no_catalogue_has(app: StepwellApp, house: House, database: Database) -> None:
    known = typed(database) | {*WORD.findall(test_no_ids_in_words.XML.decode())} | {*SCOPES}
    found, opened = dict[str, str](), 0
    for role, browser in house.browsers.items():
        for path in [*addresses(app, house.ids), *house.more]:
            if path.startswith(ENGLISH):
                continue
            with browser.get(path, headers=PSEUDO) as answer:
                if "html" not in (answer.content_type or "") or 300 <= answer.status_code < 400:
                    continue
                opened += answer.status_code == 200
                found.update((line, f"{role} {path}") for line in left(answer.text, known))
    assert opened > 100
    assert not found, "\n".join(f"{where}: {line}" for line, where in sorted(found.items()))
