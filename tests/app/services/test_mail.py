# ruff: noqa: E501 - models stand on one line
"""Mail that processes send: to whom they may, one each, the same id when sent again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.actions.mail import try_mail_again
from app.accounts.tables import Person
from app.cases import actions, queries
from app.kernel.errors import Invalid
from app.notices.tables import Notice
from app.services import actions as services
from tests.app.services.conftest import Town, with_service
from tests.factories import accounts
from tests.support.servers import Mailbox

MAIL = (
    '<sendTask id="a" name="Tell"><extensionElements><stepwell:mail to="${to}" subject="Case ${n}">Dear ${who}</stepwell:mail>'
    "</extensionElements></sendTask>"
)


@pytest.fixture
def sending(mailing_town: Town) -> Town:
    mailing_town.process(with_service(MAIL))
    with mailing_town.unit() as session:
        accounts.person(session, "Ada Person").email = "ada@here.example"
    return mailing_town


def test_a_mail_goes_to_somebody_with_an_account(sending: Town, mailbox: Mailbox) -> None:
    case = sending.start({"to": "Ada@Here.example", "n": 7, "who": "Ada\r\nBcc: x@evil.example"})
    sending.work()
    (mail,) = mailbox.to("ada@here.example")
    assert mail["Subject"] == "Case 7" and mail["Bcc"] is None
    assert str(mail.get_content()).startswith("Dear Ada")
    assert mail["Message-ID"].endswith("@stepwell.example>") and mail["Auto-Submitted"] == "auto-generated"
    assert sending.case(case)[0::2] == ("running", 0)
    assert sending.attempts(case) == [("done", "Sent to 1 person.")]


def test_others_get_mail_only_where_their_domain_is_allowed(sending: Town, mailbox: Mailbox) -> None:
    data = {"to": ["ada@here.example", "bob@partner.example"], "n": 1, "who": "all"}
    case = sending.start(data)
    sending.work()
    assert mailbox.mails == []
    with sending.unit() as session:
        (row,) = queries.incidents(session, sending.ops).items
        assert row.kind == "mail" and "bob@partner.example" in row.words
        services.set_mail_policy(session, sending.admin, True, ["@Partner.example"])
        actions.retry(session, sending.ops, case)
    sending.work()
    assert len(mailbox.to("bob@partner.example")) == len(mailbox.to("ada@here.example")) == 1
    with sending.unit() as session:
        services.set_mail_policy(session, sending.admin, False, [])
        with pytest.raises(Invalid):
            services.set_mail_policy(session, sending.admin, True, ["not a domain"])
    sending.start({"to": "ada@here.example", "n": 2, "who": "x"})
    sending.work()
    assert len(mailbox.mails) == 2


def test_a_server_that_is_away_is_tried_again_and_nobody_gets_two(sending: Town, mailbox: Mailbox) -> None:
    with sending.unit() as session:
        services.set_mail_policy(session, sending.admin, True, ["partner.example"])
    refusing = {"bob@partner.example"}
    taken = mailbox.handle_DATA

    async def picky(server: object, session: object, envelope: object) -> str:
        if set(envelope.rcpt_tos) & refusing:  # type: ignore[attr-defined]
            return "451 come again"
        return await taken(server, session, envelope)

    mailbox.handle_DATA = picky  # type: ignore[method-assign]
    case = sending.start({"to": "ada@here.example, bob@partner.example", "n": 1, "who": "x"})
    sending.work()
    refusing.clear()
    sending.work(2)
    assert len(mailbox.to("ada@here.example")) == len(mailbox.to("bob@partner.example")) == 1
    assert [outcome for outcome, _ in sending.attempts(case)] == ["again", "done"]


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c", "x@y.example\nBcc: z@y.example z"])
def test_what_is_no_address_is_an_incident(sending: Town, mailbox: Mailbox, to: str) -> None:
    case = sending.start({"to": to, "n": 1, "who": "x"})
    sending.work()
    assert mailbox.mails == [] and sending.case(case)[2] == 1


def test_without_a_mail_server_it_is_an_incident(town: Town) -> None:
    town.process(with_service(MAIL))
    with town.unit() as session:
        accounts.person(session, "Ada Person").email = "ada@here.example"
    case = town.start({"to": "ada@here.example", "n": 1, "who": "x"})
    town.work()
    assert "STEPWELL_SMTP_HOST" in town.attempts(case)[0][1]


def test_one_address_that_is_refused_for_good_keeps_the_other_from_nothing(sending: Town, mailbox: Mailbox) -> None:
    with sending.unit() as session:
        services.set_mail_policy(session, sending.admin, True, ["partner.example"])
    mailbox.answers["bob@partner.example"] = "550 5.1.1 user unknown"
    case = sending.start({"to": "bob@partner.example, ada@here.example", "n": 1, "who": "x"})
    sending.work()
    assert len(mailbox.to("ada@here.example")) == 1 and mailbox.asked.count("bob@partner.example") == 1
    (attempt,) = sending.attempts(case)
    assert attempt[0] == "failed" and "bob@partner.example" in attempt[1] and "550 5.1.1" in attempt[1]


def test_an_address_of_a_person_that_is_refused_is_marked_told_and_not_asked_for_again(
    sending: Town, mailbox: Mailbox
) -> None:
    mailbox.answers["ada@here.example"] = "550 5.1.1 user unknown"
    with sending.unit() as session:
        accounts.person(session, "Bea Person").email = "bea@here.example"
    first = sending.start({"to": "ada@here.example, bea@here.example", "n": 1, "who": "x"})
    sending.work(3)
    assert mailbox.asked.count("ada@here.example") == 1 and len(mailbox.to("bea@here.example")) == 1
    with sending.unit() as session:
        ada = session.scalars(select(Person).where(Person.email == "ada@here.example")).one()
        assert ada.mail_refused_at is not None and "550 5.1.1" in (ada.mail_refused_words or "")
        told = session.scalars(select(Notice).where(Notice.kind == "incident")).one()
        assert told.person_id == sending.manager.id and "ada@here.example" in told.words
    second = sending.start({"to": ["ada@here.example", "bea@here.example"], "n": 2, "who": "x"})
    sending.work(3)
    assert mailbox.asked.count("ada@here.example") == 1, "nobody asks the server for an address that is marked"
    assert len(mailbox.to("bea@here.example")) == 2 and sending.case(second)[2] == 1
    assert "Correct the address, or have it tried again" in sending.attempts(second)[-1][1]
    mailbox.answers.clear()
    with sending.unit() as session:
        try_mail_again(session, sending.admin, session.get_one(Person, ada.id))
        for case in (first, second):
            actions.retry(session, sending.ops, case)
    sending.work(2)
    assert len(mailbox.to("ada@here.example")) == len(mailbox.to("bea@here.example")) == 2
    assert [sending.case(case)[2] for case in (first, second)] == [0, 0]
