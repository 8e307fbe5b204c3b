"""What a change is worth: cases are counted, figures are entered, frozen, and superseded with a reason."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cases.tables import Instance
from app.catalog.tables import Version
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.times import clock
from app.practices import actions, queries
from app.practices.values import figures_from
from app.proposals.queries import find
from app.rollout import actions as rollout_actions
from app.rollout import queries as rollouts
from tests.app.practices.test_offers import offer
from tests.factories import accounts
from tests.factories.proposals import eliminate

WATER = {
    "what": "Water", "unit": "l", "before": "42", "after": "30.5", "price": "0.004", "currency": "eur",
    "source": "Meter readings of May",
}  # fmt: skip


@pytest.fixture
def origin(chain) -> str:
    """Give a change of the head office that Vienna has adopted and Rome has only been offered."""
    made = chain.live("towels", eliminate("Print_label"))
    there = offer(chain, made, "towels-vienna", "towels-rome")
    chain.decide(there["towels-vienna"].proposal_id, chain.vienna)
    return made


@pytest.fixture
def vienna(chain, origin) -> str:
    """Give the change as it is in Vienna, where two cases have ended since and one before."""
    with chain.unit() as session:
        process = chain.process(session, "towels-vienna")
        row = {"process_id": process.id, "version_id": process.live_version_id, "state": "completed", "small": {}}
        for hours in (-1, 1, 2):
            at = clock.now() + timedelta(hours=hours)
            session.add(Instance(**row, started_at=at, ended_at=at))
        ledger = queries.adoptions(session, chain.owner, find(session, chain.owner, origin).proposal)
        return next(one.proposal.id for one in ledger if one.process.id == process.id)


def enter(chain, proposal_id, by=None, **other):
    """Have somebody enter figures, Vienna where nobody is named; gives their id."""
    with chain.unit() as session:
        who = by or chain.vienna
        return actions.enter_baseline(session, who, find(session, who, proposal_id, lock=True), WATER | other).id


def worth(chain, proposal_id, by=None):
    """Give what a change is worth, by the key of the process."""
    with chain.unit() as session:
        who = by or chain.owner
        found = queries.worth(session, who, find(session, who, proposal_id).proposal)
        return {one.adoption.process.key: (one.cases, dict(one.saved), one.missing) for one in found}


def test_counted_cases_times_entered_figures_and_what_is_missing_is_said(chain, origin, vienna) -> None:
    assert worth(chain, origin) == {
        "towels-vienna": (2, {}, "nothing_entered"), "towels-rome": (0, {}, "not_live"),
    }  # fmt: skip
    enter(chain, vienna)
    enter(chain, vienna, what="Labels", unit="pieces", before="1", after="0", price="0.02", currency="CHF")
    assert worth(chain, origin)["towels-vienna"] == (2, {"CHF": Decimal("0.04"), "EUR": Decimal("0.0920")}, "")


def test_cases_of_earlier_versions_and_after_it_was_taken_back_do_not_count(chain, origin, vienna) -> None:
    enter(chain, vienna)
    with chain.unit() as session:
        process = chain.process(session, "towels-vienna")
        first = session.scalars(select(Version).where(Version.process_id == process.id, Version.number == 1)).one()
        later = clock.now() + timedelta(hours=3)
        about = {"process_id": process.id, "state": "completed", "small": {}, "started_at": later, "ended_at": later}
        session.add(Instance(**about, version_id=first.id))
    assert worth(chain, origin)["towels-vienna"][0] == 2
    with chain.unit() as session:
        rollout = rollouts.of_proposal(session, vienna)
        back = rollout_actions.revert(session, chain.vienna, rollouts.find(session, chain.vienna, rollout.id), "Rags.")
        session.add(Instance(**about, version_id=back.version_id))
    assert worth(chain, origin)["towels-vienna"][0] == 2


def test_figures_are_frozen_and_superseded_only_with_a_reason_and_both_are_kept(chain, vienna) -> None:
    first = enter(chain, vienna)
    with pytest.raises(Conflict) as frozen:
        enter(chain, vienna, what="water", before="50")
    assert frozen.value.code == "BASELINE_FROZEN"
    better = {name: said for name, said in WATER.items() if name != "what"} | {"before": "40"}
    with chain.unit() as session:
        found = find(session, chain.vienna, vienna, lock=True)
        with pytest.raises(Invalid):
            actions.supersede_baseline(session, chain.vienna, found, first, better)
        second = actions.supersede_baseline(session, chain.vienna, found, first, better | {"reason": "Read wrong."}).id
    with chain.unit() as session:
        [now] = queries.standing(session, [vienna])[vienna]
        [before] = queries.superseded(session, vienna)
        assert (now.row.id, now.row.before, now.row.reason, now.row.supersedes_id) == (
            second, Decimal(40), "Read wrong.", first,
        )  # fmt: skip
        assert (before.row.id, before.row.before, before.by) == (first, Decimal(42), "Viktor Vienna")
        found = find(session, chain.vienna, vienna, lock=True)
        with pytest.raises(Conflict) as gone:
            actions.supersede_baseline(session, chain.vienna, found, first, better | {"reason": "Again."})
        assert gone.value.code == "SUPERSEDED"


def test_only_who_answers_for_a_process_enters(chain, origin, vienna) -> None:
    for stranger in (chain.rome, chain.worker):
        with pytest.raises(Forbidden):
            enter(chain, vienna, by=stranger)
    assert enter(chain, origin, by=chain.owner)


def test_what_is_no_figure_is_said_at_its_field() -> None:
    given = {"what": " ", "unit": "x" * 99, "before": "-1", "after": "many", "price": "1.1234567", "currency": "euros"}
    with pytest.raises(Invalid) as refused:
        figures_from(given)
    assert set(refused.value.errors) == {*given, "source"}
    for said in ("1e-999999999", "0.00000010000"):
        with pytest.raises(Invalid):
            figures_from(WATER | {"price": said})
    long = figures_from(WATER | {"price": "2." + "0" * 90, "before": "0e-999999999", "after": "1e2"})
    assert [format(one, "f") for one in (long.price, long.before, long.after)] == ["2", "0", "100"]
    assert figures_from(WATER).after == Decimal("30.5") and figures_from(WATER).currency == "EUR"


def test_programs_enter_supersede_and_read(chain, origin, vienna, calls) -> None:
    sent = {**WATER, "before": 42, "after": 30.5, "price": 0.004}
    made = calls("POST", f"proposals/{vienna}/baselines", sent, by="vienna")
    assert made.status_code == 201, made.text
    assert calls("POST", f"proposals/{vienna}/baselines", sent, by="vienna").json["code"] == "BASELINE_FROZEN"
    there = f"proposals/{vienna}/baselines/{made.json['id']}/supersede"
    wanted = {name: said for name, said in sent.items() if name != "what"} | {"after": 20, "reason": "New machine."}
    newer = calls("POST", there, wanted, by="vienna")
    assert (newer.status_code, newer.json["supersedes"]) == (201, made.json["id"])
    said = calls("GET", f"proposals/{origin}/worth").json
    assert said["totals"] == {"EUR": 0.18}
    [hotel] = [one for one in said["items"] if one["variant"] == "towels-vienna"]
    assert (hotel["cases"], hotel["saved"], hotel["baselines"][0]["entered_by"]) == (2, {"EUR": 0.18}, "Viktor Vienna")


def test_pages_say_what_is_counted_and_entered_and_keep_what_was_typed(chain, origin, vienna, browser) -> None:
    page: FlaskClient = browser("vienna")
    here = f"/proposals/{vienna}/baselines"
    assert "Enter and freeze" in page.get(here).text
    refused = accounts.post(page, here, **WATER | {"price": "dear"})
    assert refused.status_code == 422 and "Meter readings of May" in refused.text and "such as 0.35" in refused.text
    assert accounts.post(page, here, **WATER | {"after": "30,5"}).status_code == 303
    shown = page.get(here).text
    assert "Water: 42 l a case before, 30.5 l now, €0.004 each" in shown and "Entered by Viktor Vienna" in shown
    total = page.get(f"/proposals/{origin}/worth").text
    assert "2 cases counted" in total and "€0.09" in total and "Not live there" in total
    other = browser("rome").get(here).text
    assert "Enter and freeze" not in other and "Water: 42 l" in other


def test_amounts_are_read_as_who_typed_them_writes_them_and_more_spent_is_not_called_saved(
    chain, origin, vienna, browser
) -> None:
    page: FlaskClient = browser("vienna")
    here = f"/proposals/{vienna}/baselines"
    dearer = WATER | {"before": "0.5", "after": "1,000", "price": "2"}
    assert accounts.post(page, here, **dearer).status_code == 303
    assert "0.5 l a case before, 1000 l now" in page.get(here).text.replace("1,000", "1000")
    total = page.get(f"/proposals/{origin}/worth").text
    assert "€3,998.00 more spent" in total and "saved so far" not in total
