"""Flagging steps."""

from __future__ import annotations

import pytest

from app.discussion import actions, contributions, queries
from app.kernel.errors import Conflict, Invalid, NotFound
from tests.factories import accounts, discussion


def test_one_flag_of_each_kind(session, anna, process, step):
    discussion.flag(session, anna, process, step, "low_value", waste="waiting", reason="Nobody reads it")
    discussion.flag(session, anna, process, step, "bottleneck")
    discussion.flag(session, accounts.actor(session), process, step, "low_value")
    with pytest.raises(Conflict) as refused:
        discussion.flag(session, anna, process, step, "low_value")
    assert refused.value.code == "ALREADY_FLAGGED"
    found = queries.flags_on_step(session, process.id, step, anna.id)
    assert found.counts == {"low_value": 2, "bottleneck": 1}
    assert [f.kind for f in found.mine] == ["low_value", "bottleneck"]
    assert queries.counts(session, process.id)[step]["flags"] == {"low_value": 2, "bottleneck": 1}


def test_explain_and_withdraw(session, anna, process, step):
    discussion.flag(session, anna, process, step)
    actions.explain_flag(session, anna, process, step, "low_value", "Nobody reads it", "over_processing")
    (flag,) = queries.flags_on_step(session, process.id, step, anna.id).mine
    assert (flag.reason, flag.waste) == ("Nobody reads it", "over_processing")
    actions.withdraw_flag(session, anna, process, step, "low_value")
    assert queries.flags_on_step(session, process.id, step).all == ()
    with pytest.raises(NotFound):
        actions.withdraw_flag(session, anna, process, step, "low_value")


@pytest.mark.parametrize(
    ("kind", "waste", "field"),
    [("silly", None, "kind"), ("low_value", "laziness", "waste"), ("works_well", "waiting", "waste")],
)
def test_unknown_kinds_are_refused(session, anna, process, step, kind, waste, field):
    with pytest.raises(Invalid) as refused:
        actions.raise_flag(session, anna, process, step, kind, "", waste)
    assert field in refused.value.errors


def test_praise_is_no_open_flag(session, anna, process, step):
    praises = accounts.actor(session)
    discussion.flag(session, praises, process, step, "works_well")
    assert queries.flag_total(session, process.id) == 0
    assert queries.counts(session, process.id)[step] == {"comments": 0, "flags": {}, "praise": 1}
    assert queries.recent_flags(session, [process.id]) == []
    marks = contributions.on_diagram(session, anna, process=process)
    assert [(m["kind"], m["title"]) for m in marks] == [("praise", "1 says it works well")]
    (health,) = contributions.open_flags(session, anna, process=process)
    assert health["value"] == "0"
    discussion.flag(session, anna, process, step, "low_value")
    assert queries.flag_total(session, process.id) == 1
    assert queries.counts(session, process.id)[step] == {"comments": 0, "flags": {"low_value": 1}, "praise": 1}
    assert {m["kind"]: m["text"] for m in contributions.on_diagram(session, anna, process=process)} == {
        "flag": "1", "praise": "1"
    }  # fmt: skip
