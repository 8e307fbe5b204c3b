"""Titles and labels are what is seen of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import make_group
from app.accounts.actions.naming import free_name, tidy_name
from app.accounts.queries import actor_for
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.actions import filters
from app.catalog import queries as versions
from app.kernel.characters import one_line
from app.kernel.errors import Invalid
from app.proposals import actions as proposals
from app.proposals.tables import ProposalRevision
from app.sign_in.actions import create_token as make_token
from app.sign_in.tables import ApiToken
from app.taskforms.files.sniff import plain_name
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models
from tests.factories import proposals as factory

HIDDEN = "Pay\u200b \u202ethe\u2066\n bill\u3164"


@pytest.mark.parametrize(
    ("said", "seen"),
    [(HIDDEN, "Pay the bill"), ("می\u200cخواهم", "می\u200cخواهم"), ("\u200b\u202e", ""), ("a\u2028b\tc", "a b c")],
)
def test_what_is_not_seen_is_taken_out_of_a_line(said: str, seen: str) -> None:
    assert one_line(said) == seen


@pytest.mark.usefixtures("app")
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


@pytest.mark.usefixtures("app")
def test_titles_names_and_files_keep_the_joiners_that_are_seen(session: Session) -> None:
    place = factory.world(session)
    family, plan = "\U0001f468\u200d\U0001f469\u200d\U0001f467 leave", "برنامه\u200cها"
    assert catalog.process(session, place.owner, title=family).title == family
    assert catalog.process(session, place.owner, title=plan).title == plan
    assert filters.save_filter(session, place.owner, "cases", family, {"state": "running"}).name == family
    assert tidy_name(plan) == plan
    assert (
        free_name(session, f"{plan} \U0001f9d1\u200d\U0001f680\u202e", "a@example.org")
        == f"{plan} \U0001f9d1\u200d\U0001f680"
    )
    assert plain_name(f"{plan}\u202e.pdf") == f"{plan}.pdf"


@pytest.mark.usefixtures("app")
def test_new_names_of_steps_carry_nothing_unseen(session: Session) -> None:
    """What is voted on, and what goes live, is what the sentence says; a name may have lines."""
    place = factory.world(session)
    wanted = [{"kind": "retitle", "step": "Print_form", "title": "Pay\u202e the\u200b\n\u2066 bill "}]
    made = proposals.create(session, place.owner, place.process, proposals.Draft("Pay it", "Why not?", wanted))
    assert made.sentence == "Rename “Print form” to “Pay the bill”"
    stored = session.scalars(select(ProposalRevision)).one().operations
    assert [operation["title"] for operation in stored] == ["Pay the\nbill"]
    nothing = [{"kind": "retitle", "step": "Print_form", "title": "\u200b\u202e"}]
    with pytest.raises(Invalid, match="Nothing of this name can be seen"):
        proposals.create(session, place.owner, place.process, proposals.Draft("Pay", "Why not?", nothing))


@pytest.mark.usefixtures("app")
def test_names_in_files_are_told_as_they_are_seen(session: Session) -> None:
    """A file may hold such names; sentences that are signed, lists and tasks say what is seen of them."""
    xml = models.linear("Print form", "Sign").replace(b'name="Sign"', 'name="Pay\u202e the\u200b bill"'.encode())
    place = factory.world(session, xml=xml)
    made = proposals.create(
        session, place.owner, place.process, proposals.Draft("Less", "Why not?", factory.eliminate("Sign"))
    )
    assert made.sentence == "Take out “Pay the bill”"
    assert "Pay the bill" in {one.name for one in versions.steps(session, place.process.live_version_id or "")}
    case = case_actions.start(session, place.owner, place.process)
    task_actions.complete(session, place.owner, queries.open_tasks(session, case.id)[0].id)
    assert queries.open_tasks(session, case.id)[0].step_name == "Pay the bill"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("said", "seen"), [(HIDDEN, "Pay the bill"), ("\u200b", None), ("x" * 300, "x" * 200)])
def test_keys_of_cases_are_what_is_seen_of_them(session: Session, said: str, seen: str | None) -> None:
    """By page, by program, and where a model works the key of a called case out."""
    place = factory.world(session)
    assert case_actions.start(session, place.owner, place.process, {}, said).business_key == seen


@pytest.mark.usefixtures("app")
def test_names_that_people_are_found_by_are_refused(session: Session) -> None:
    """Taking it out could give two units or groups one name."""
    admin = accounts.actor(session, role="admin")
    for make in (lambda: make_group(session, admin, HIDDEN), lambda: accounts.unit(session, HIDDEN)):
        with pytest.raises(Invalid, match="characters"):
            make()
