"""A process that ends after a call or mail went out and before that was noted: it goes out again as the same one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.tables import Person
from app.services import actions as services
from app.services import jobs
from app.services.tables import ServiceTask
from tests.app.services.conftest import Town, http, with_service
from tests.app.services.test_mail import MAIL
from tests.factories import accounts
from tests.support.servers import Mailbox, Target


class Died(BaseException):
    """The process ended."""


def dies_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carry the one task of a case out by a process that ends before it notes the result, then by another one."""
    with town.unit() as session:
        row = session.scalars(select(ServiceTask)).one()
        ids = row.task_id, row.instance_id

    def ends(*args: Any) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(services, "settle", ends)
        with pytest.raises(Died):
            jobs.carry_out(town.database, *ids)
    jobs.carry_out(town.database, *ids)
    jobs.carry_out(town.database, *ids)


def test_a_call_whose_result_was_not_noted_is_made_again_with_the_same_key(
    town: Town, http_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/x"')))
    case = town.start()
    dies_once(town, monkeypatch)
    keys = [asked["headers"]["Idempotency-Key"] for asked in http_target.requests]
    assert (len(keys), len(set(keys))) == (2, 1)
    assert (town.case(case)[0], [outcome for outcome, _ in town.attempts(case)]) == ("running", ["done"])


def test_a_mail_that_was_not_noted_is_sent_again_as_the_same_one(
    mailing_town: Town, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_town.process(with_service(MAIL))
    with mailing_town.unit() as session:
        ada: Person = accounts.person(session, "Ada Person")
        ada.email = "ada@here.example"
    case = mailing_town.start({"to": "ada@here.example", "n": 1, "who": "Ada"})
    dies_once(mailing_town, monkeypatch)
    ids = [mail["Message-ID"] for mail in mailbox.to("ada@here.example")]
    assert (len(ids), len(set(ids))) == (2, 1)
    assert (mailing_town.case(case)[0], [outcome for outcome, _ in mailing_town.attempts(case)]) == (
        "running",
        ["done"],
    )
