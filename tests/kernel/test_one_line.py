"""Titles and labels are what is seen of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import create_token as make_token
from app.accounts.queries import actor_for
from app.accounts.tables import ApiToken
from app.kernel.characters import one_line
from app.kernel.errors import Invalid
from app.proposals import actions as proposals
from app.work.actions import filters
from tests.factories import accounts, catalog
from tests.factories import proposals as factory

HIDDEN = "Pay\u200b \u202ethe\u2066\n bill\u3164"


@pytest.mark.parametrize(
    ("said", "seen"),
    [(HIDDEN, "Pay the bill"), ("می\u200cخواهم", "می\u200cخواهم"), ("\u200b\u202e", ""), ("a\u2028b\tc", "a b c")],
)
def test_what_is_not_seen_is_taken_out_of_a_line(said: str, seen: str) -> None:
    assert one_line(said) == seen


def test_titles_names_and_labels_carry_nothing_unseen(session: Session) -> None:
    place = factory.world(session)
    assert catalog.process(session, place.owner, title=HIDDEN).title == "Pay the bill"
    with pytest.raises(Invalid):
        catalog.process(session, place.owner, title="\u200b\u2060")
    wanted = proposals.Draft(HIDDEN, "Why not?", factory.eliminate("Print_form"))
    assert proposals.create(session, place.owner, place.process, wanted).title == "Pay the bill"
    kept = filters.save_filter(session, place.owner, "cases", HIDDEN, {"state": "running"})
    assert kept.name == "Pay the bill"
    with pytest.raises(Invalid):
        filters.save_filter(session, place.owner, "cases", "\u2063", {"state": "running"})
    who = accounts.person(session, "Tok")
    make_token(session, actor_for(session, who), who, HIDDEN)
    assert session.scalars(select(ApiToken)).one().name == "Pay the bill"
