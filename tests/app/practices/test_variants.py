"""Variants begin with the model of another process, and are told with it, as far as one sees them."""

from __future__ import annotations

import pytest

from app.catalog import queries as catalog
from app.catalog.actions import archive
from app.kernel.errors import Conflict, Forbidden
from app.kernel.outbox.tables import OutboxEvent
from app.practices import actions, queries
from tests.app.practices.chain import STEPS
from tests.factories import accounts, models
from tests.support.counting import count_statements


def states(chain, key="towels", by=None):
    """Give the matrix of a family as {step: {key: state}}, events left out."""
    with chain.unit() as session:
        found = queries.family(session, by or chain.owner, chain.process(session, key, by))
        return {row.origin: dict(row.states) for row in queries.matrix(session, found) if row.type == "userTask"}


def test_a_variant_has_the_model_its_ids_and_its_files_but_nothing_else_of_the_other(chain) -> None:
    with chain.unit() as session:
        source, variant = chain.process(session, "towels"), chain.process(session, "towels-rome")
        first, second = catalog.live_version(session, source), catalog.live_version(session, variant)
        assert (variant.parent_id, variant.owner_id) == (source.id, chain.rome.id)
        assert (first.sha256, first.mode) == (second.sha256, second.mode)
        assert [s.step_id for s in catalog.steps(session, first.id)] == [
            s.step_id for s in catalog.steps(session, second.id)
        ]
        assert second.number == 1 and "variant" in second.note


def test_a_variant_of_a_variant_is_of_the_same_family(chain) -> None:
    with chain.unit() as session:
        source = chain.process(session, "towels-vienna", chain.vienna)
        actions.make_variant(session, chain.vienna, source, "towels-annexe", "Towels of the annexe")
    with chain.unit() as session:
        for key in ("towels", "towels-rome", "towels-annexe"):
            found = queries.family(session, chain.owner, chain.process(session, key))
            assert found.root.key == "towels" and {one.key for one in found.members} == {
                "towels", "towels-rome", "towels-vienna", "towels-annexe",
            }  # fmt: skip


def test_the_matrix_says_what_is_the_same_changed_and_absent(chain) -> None:
    chain.publish("towels-vienna", models.linear("Collect towels", "Wash towels", "Return towels"), chain.vienna)
    instructed = models.linear(*STEPS, instructions={"Wash towels": "At 40 degrees."})
    chain.publish("towels-rome", instructed, chain.rome)
    found = states(chain)
    assert found["Print_label"] == {"towels": "same", "towels-rome": "same", "towels-vienna": "absent"}
    assert found["Wash_towels"] == {"towels": "same", "towels-rome": "changed", "towels-vienna": "same"}
    assert set(found["Collect_towels"].values()) == {"same"} == set(found["Return_towels"].values())


def test_a_step_in_another_place_is_changed_and_one_that_only_others_have_is_told_too(chain) -> None:
    swapped = models.linear("Wash towels", "Collect towels", "Print label", "Fold towels", "Return towels")
    chain.publish("towels-rome", swapped, chain.rome)
    found = states(chain)
    assert found["Wash_towels"]["towels-rome"] == "changed"
    assert found["Fold_towels"] == {"towels": "absent", "towels-rome": "same", "towels-vienna": "absent"}


def test_another_language_alone_makes_no_step_another_one_but_what_is_done_does(chain) -> None:
    german = models.linear(
        "Collect towels", "Wash towels", "Return towels", instructions={"Wash towels": "Bei 40 Grad."}
    )
    for name, said in (("Collect towels", "Handtücher einsammeln"), ("Wash towels", "Handtücher waschen")):
        german = german.replace(f'name="{name}"'.encode(), f'name="{said}"'.encode())
    chain.publish("towels-rome", german, chain.rome)
    assert states(chain)["Wash_towels"]["towels-rome"] == "changed"
    with chain.unit() as session:
        chain.process(session, "towels").language = "en"
        chain.process(session, "towels-rome").language = "de"
    found = states(chain)
    assert found["Wash_towels"]["towels-rome"] == found["Collect_towels"]["towels-rome"] == "same"
    assert found["Print_label"]["towels-rome"] == "absent"
    chain.publish("towels-rome", models.linear("Wash towels", "Collect towels", "Return towels"), chain.rome)
    assert states(chain)["Wash_towels"]["towels-rome"] == "changed"


def test_what_one_may_not_see_is_neither_named_nor_counted(chain) -> None:
    chain.hide("towels-rome")
    assert all("towels-rome" not in row for row in states(chain, by=chain.vienna).values())
    with chain.unit() as session:
        found = queries.family(session, chain.vienna, chain.process(session, "towels", chain.vienna))
        assert [one.key for one in found.members] == ["towels", "towels-vienna"] and not found.is_cut


def test_where_the_first_is_hidden_the_oldest_that_one_sees_leads(chain) -> None:
    with chain.unit() as session:
        source = chain.process(session, "towels")
        source.unit_id, source.unit_path, source.visibility = chain.units["rome"], "rome", "unit"
    with chain.unit() as session:
        found = queries.family(session, chain.vienna, chain.process(session, "towels-vienna", chain.vienna))
        assert found.root.key == "towels-vienna"
        assert catalog.parent_keys(session, chain.vienna, found.members) == {}


def test_a_process_that_was_put_away_gives_no_variants(chain) -> None:
    with chain.unit() as session:
        archive(session, chain.owner, chain.process(session, "towels"))
    with chain.unit() as session, pytest.raises(Conflict) as refused:
        actions.make_variant(session, chain.owner, chain.process(session, "towels"), "more", "More")
    assert refused.value.code == "PROCESS_ARCHIVED"


def test_partners_make_no_variants_and_nobody_makes_one_for_a_unit_that_is_not_theirs(chain) -> None:
    with chain.unit() as session, pytest.raises(Forbidden) as refused:
        source = chain.process(session, "towels", chain.vienna)
        actions.make_variant(session, chain.vienna, source, "more", "More", chain.units["rome"])
    assert refused.value.code == "NOT_YOUR_UNIT"
    with chain.unit() as session:
        guest = accounts.actor(session, "Gus Guest", "guest", "vienna")
        with pytest.raises(Forbidden):
            actions.make_variant(session, guest, chain.process(session, "towels"), "more", "More")


def test_others_hear_of_a_variant(chain) -> None:
    with chain.unit() as session:
        told = [row.payload for row in session.query(OutboxEvent).filter_by(name="variant.created")]
        ids = {chain.process(session, key).id for key in ("towels-vienna", "towels-rome")}
        assert {one["process_id"] for one in told} == ids


def test_a_large_family_costs_no_more_statements(chain, database) -> None:
    def read() -> int:
        with count_statements(database) as counted:
            states(chain)
        return len(counted)

    few = read()
    with chain.unit() as session:
        for number in range(6):
            source = chain.process(session, "towels")
            actions.make_variant(session, chain.owner, source, f"more-{number}", f"More {number}")
    for number in range(6):
        chain.publish(f"more-{number}", models.linear("Collect towels", f"Step {number}"), chain.owner)
    assert read() <= few + 1
