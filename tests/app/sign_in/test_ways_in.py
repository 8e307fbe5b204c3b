"""Keys of programs, and links with which people choose a password: whose they are, how far and how long they go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts import queries
from app.accounts.policy import Accounts
from app.kernel import policy
from app.kernel.errors import Forbidden, Invalid, NotFound, Unauthorized
from app.kernel.policy import ANONYMOUS
from app.kernel.times import clock
from app.sign_in import actions, secrets
from app.sign_in.queries import actor_by_token
from tests.factories import accounts as make


def test_tokens_are_made_for_oneself(session):
    anna, admin = make.person(session, "Anna Berg"), make.actor(session, "Ines Duarte", "admin")
    with pytest.raises(Forbidden):
        actions.create_token(session, admin, anna, "sneaky", ["all"])
    with pytest.raises(Invalid):
        actions.create_token(session, queries.actor_for(session, anna), anna, "script", ["everything"])
    with pytest.raises(Unauthorized):
        actions.create_token(session, ANONYMOUS, anna, "script", ["all"])


def test_tokens_stay_within_scope_and_time(session):
    anna = make.person(session, "Anna Berg", "admin")
    actor = queries.actor_for(session, anna)
    secret = actions.create_token(session, actor, anna, "script", ["work"], clock.now() + timedelta(days=1))
    found, _, _ = actor_by_token(session, secrets.digest(secret), clock.now())
    assert not policy.allows(found, Accounts.MANAGE_PEOPLE) and policy.allows(actor, Accounts.MANAGE_PEOPLE)
    later = clock.now() + timedelta(days=2)
    assert actor_by_token(session, secrets.digest(secret), later) is None


def test_links_expire_and_the_newest_counts(session):
    anna = make.person(session, "Anna Berg")
    first = actions.make_link(session, make.SYSTEM, anna)
    second = actions.make_link(session, make.SYSTEM, anna)
    with pytest.raises(NotFound):
        actions.person_of_link(session, first)
    assert actions.person_of_link(session, second).id == anna.id
    with clock.frozen(clock.now() + timedelta(days=8)), pytest.raises(NotFound):
        actions.person_of_link(session, second)
