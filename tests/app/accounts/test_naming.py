"""What people are called: their own names, seen as they are, and any address that mail knows."""

from __future__ import annotations

import pytest

from app.accounts import actions, queries
from app.kernel.errors import Invalid
from app.sign_in.actions.single_sign_on import person_for
from tests.factories import accounts as make

UNSEEN = "Anna\u202eBerg"


@pytest.fixture
def admin(unit):
    with unit() as session:
        make.person(session, "Anna Berg")
        return make.bearer(session, make.person(session, "Ines Duarte", "admin"))


def add(client, headers, name, email):
    return client.post("/api/v1/people", json={"name": name, "email": email, "role": "worker"}, headers=headers)


@pytest.mark.parametrize("name", [UNSEEN, "\u200b", "Anna \u0412erg", "ANNA BERG", "Anna\u2003\u0392erg"])
def test_unseen_characters_and_copies_are_refused_with_words(client, admin, name):
    refused = add(client, admin, name, "x@example.org")
    assert refused.status_code == 422 and refused.json["code"] in ("BAD_NAME", "NAME_TAKEN")
    assert refused.json["errors"]["name"]


def test_administrators_add_namesakes_and_nobody_takes_anothers_name(client, admin, unit):
    assert add(client, admin, "Anna Berg", "anna2@example.org").status_code == 201
    with unit() as session:
        make.person(session, "Ada Ash").handle = "anna"
        tom = make.person(session, "Tom Okafor")
        me = queries.actor_for(session, tom)
        with pytest.raises(Invalid) as refused:
            actions.edit_person(session, me, tom, name="Anna Berg")
        assert refused.value.code == "NAME_TAKEN"
        actions.edit_person(session, me, tom, name="tom okafor")
        with pytest.raises(Invalid):
            actions.edit_person(session, me, tom, handle="\u0430nna")


@pytest.mark.parametrize("made", ["add_unit", "make_group"])
def test_units_and_groups_have_names_that_are_seen(unit, made):
    with unit() as session:
        ines = make.actor(session, "Ines Duarte", "admin")
        with pytest.raises(Invalid, match="nobody sees"):
            getattr(actions, made)(session, ines, "North\u2067")


def test_a_group_is_not_called_nearly_like_another(unit):
    with unit() as session:
        ines = make.actor(session, "Ines Duarte", "admin")
        actions.make_group(session, ines, "Finance")
        with pytest.raises(Invalid):
            actions.make_group(session, ines, "F\u0456nance")


def test_who_comes_by_single_sign_on_is_told_apart(unit):
    with unit() as session:
        make.person(session, "Anna Berg")
        claims = {"iss": "https://id.example", "sub": "7", "email": "anna@new.example", "name": "Ann\u0430\u200b Berg"}
        assert person_for(session, claims, create=True).name == "Ann\u0430 Berg (anna@new.example)"


@pytest.mark.parametrize(
    "email",
    ["o'brien@example.org", "a+b@example.org", "a!#$%&*/=?^_`{|}~-b@example.org", '"john smith"@example.org',
     "x@[192.0.2.1]", "first.last@sub.example.org", "x@localhost"],
)  # fmt: skip
def test_addresses_that_mail_knows_are_taken(client, admin, email):
    added = add(client, admin, "Olive O'Brien", email)
    assert (added.status_code, added.json.get("email", email)) == (201, email)


@pytest.mark.parametrize(
    "email",
    ["a..b@example.org", ".a@example.org", "a.@example.org", "a b@example.org", "a@b@example.org", "a@-example.org",
     "a@exa mple.org", "a,b@example.org", "<a@example.org>", "a\u200b@example.org", f"{'a' * 65}@example.org", "a@"],
)  # fmt: skip
def test_other_texts_are_no_addresses(client, admin, email):
    assert add(client, admin, "Olive O'Brien", email).json["code"] == "BAD_EMAIL"
