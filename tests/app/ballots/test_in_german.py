"""Ballots in another language: the rule, how one voted, errors for programs; a question is kept without a language."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.ballots import actions
from app.ballots.methods import method_named
from app.ballots.methods.contract import Option
from app.ballots.tables import Ballot
from app.decision_policy.values import Policy
from app.kernel.http.application import StepwellApp
from app.kernel.i18n import Message, _, languages
from app.kernel.subject import Subject
from tests.factories import accounts
from tests.factories.proposals import World, find, voting, world
from tests.factories.proposals import actions as proposals

GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def place(app: StepwellApp, session: Session) -> World:
    return world(session)


def test_the_rule_and_a_vote_are_read_in_german(place: World) -> None:
    terms = Policy().terms(5)
    method = terms.method
    said = method.words(terms)
    assert said == (
        "Passes when more people say yes than no and at least 3 of the 5 people asked say yes. "
        "A tie keeps things as they are."
    )
    shares = method.settings({"majority": {"numerator": 2, "denominator": 3, "base": "eligible"}})
    with languages.speaking("de"):
        assert str(said) == (
            "Angenommen bei mehr Ja- als Nein-Stimmen und Zustimmung von mindestens 3 der 5 Stimmberechtigten. "
            "Bei Gleichstand bleibt alles, wie es ist."
        )
        assert "mindestens zwei Drittel aller Stimmberechtigten ausmachen" in str(method.words(_under(shares, 5)))
        assert str(method.answer({"choice": "abstain"}, terms).words) == "Enthaltung"
        assert str(method_named("odd").about).startswith("„odd“ ist in dieser Version von Stepwell nicht bekannt. ")


def _under(settings: object, people: int) -> object:
    return Policy(ballot=settings).terms(people)


def test_programs_are_refused_in_german(place: World, app: StepwellApp, session: Session) -> None:
    proposal = voting(session, place)
    bearer = accounts.bearer(session, session.get_one(Person, place.manager.id))
    session.commit()
    address = f"/api/v1/proposals/{proposal.id}/votes"
    told = app.test_client().post(address, json={"choice": "perhaps"}, headers={**bearer, **GERMAN})
    assert told.status_code == 422 and told.headers["Content-Language"] == "de"
    wanted = "Wählen Sie Ja, Nein oder Enthaltung (yes, no, abstain)."
    assert told.json["errors"] == {"choice": wanted} and told.json["detail"].endswith(
        f"aber es kam 'perhaps'. {wanted}"
    )


def test_a_reason_is_kept_with_the_language_of_who_wrote_it(place: World, session: Session) -> None:
    proposal = voting(session, place)
    with languages.speaking("de"):
        vote = proposals.vote(
            session, place.manager, find(session, place.manager, proposal), {"choice": "no"}, "Zu früh."
        )
    assert (vote.reason, vote.language) == ("Zu früh.", "de")


def test_a_question_is_kept_without_a_language(place: World, session: Session) -> None:
    words = _("Choose yes, no or abstain.")
    question = actions.Question(place.process.id, Subject("proposal:x"), 1, words, options=(Option("x", words),))
    ballot = actions.open_ballot(session, place.owner, question, [place.owner.id])
    session.expire_all()
    assert isinstance(ballot.question, Message) and ballot.options[0]["title"] == ballot.question == str(words)
    with languages.speaking("de"):
        assert str(ballot.question) == str(ballot.options[0]["title"]) == str(words) != words
    session.execute(
        text('UPDATE ballot SET question = \'Take out “Check”\', options = \'[{"id": "x", "title": "Y"}]\'')
    )
    session.expire_all()
    again = session.get_one(Ballot, ballot.id)
    assert again.question == "Take out “Check”" and again.options == [{"id": "x", "title": "Y"}]
