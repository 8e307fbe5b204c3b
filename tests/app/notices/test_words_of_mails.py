"""A mail says where something happened, what, and how what somebody wrote begins; never how a running vote stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app import create_app
from app.accounts.tables import Person
from app.discussion import actions as discussion
from app.discussion.tables import Comment
from app.kernel.times import clock
from app.notices import jobs as background
from app.notices import queries
from app.notices.messages.lines import lines_of
from app.notices.tables import Notice
from app.proposals import actions as proposals
from tests.factories import proposals as made
from tests.support.counting import count_statements

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def mailing(settings, database, mailbox):
    """Give the application with a real mail server."""
    return create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)


def told(database, mailbox, who):
    """Give the text, the HTML and the subject of the one mail that somebody gets the next day."""
    with clock.frozen(NINE + timedelta(hours=23)):
        background.digest(database)
    (mail,) = mailbox.to(who.email)
    return mail["Subject"], *(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


def mention(session, place, **where):
    handle = session.get(Person, place.workers[1].id).handle
    text = f"Dear @{handle}, **nobody** <reads> this form. " + "It is long. " * 40
    return discussion.add_comment(session, place.workers[0], place.process, text, **where)


def test_a_mention_names_the_step_and_quotes_how_it_begins(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        place = made.world(session)
        mention(session, place, step_id="Check")
        name, title = place.workers[0].name, place.process.title
    subject, text, html = told(database, mailbox, place.workers[1])
    assert subject == f"“Check” in “{title}”: {name} mentioned you."
    assert "> Dear @" in text and "nobody <reads> this form. It is long." in text and "**" not in text
    quote = next(line for line in text.splitlines() if line.startswith("> "))
    assert len(quote) <= 2 + 200 + 1 and quote.endswith("…")
    assert "nobody &lt;reads&gt; this form. It is long." in html and subject in html


def test_what_was_deleted_or_hidden_since_is_not_quoted(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        place = made.world(session)
        mention(session, place)
        session.execute(update(Comment).values(hidden_at=NINE))
    subject, text, html = told(database, mailbox, place.workers[1])
    assert subject.startswith(f"“{place.process.title}”: ")
    assert "nobody" not in text + html


def test_a_vote_is_asked_by_the_sentence_of_the_change_and_tells_no_tally(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        place = made.world(session)
        proposal = made.voting(session, place)
        proposals.vote(session, place.workers[0], made.find(session, place.workers[0], proposal), {"choice": "yes"})
        session.execute(update(Notice).where(Notice.kind != "vote_asked").values(read_at=NINE))
        sentence, title = proposal.sentence.rstrip("."), place.process.title
    subject, text, html = told(database, mailbox, place.workers[1])
    assert subject.startswith(sentence) and subject.endswith("your vote is asked.")
    assert f"In “{title}”" in text and f"In “{title}”" in html
    for tally in ("1 yes", "yes: 1", "1 of ", "voted"):
        assert tally not in (text + html).lower()


def test_the_words_of_a_mail_cost_the_same_statements_however_much_it_tells(app, session, database) -> None:
    place = made.world(session)
    for _ in range(3):
        mention(session, place, step_id="Check")
        mention(session, place)
    mine = queries.notices(session, place.workers[1]).items
    assert len(mine) == 6
    session.expire_all()
    with count_statements(database) as few:
        lines_of(session, queries.notices(session, place.workers[1], limit=2).items, UTC)
    session.expire_all()
    with count_statements(database) as all_of_them:
        lines_of(session, queries.notices(session, place.workers[1]).items, UTC)
    assert len(few) == len(all_of_them)
