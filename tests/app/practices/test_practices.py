"""What worked elsewhere is found from a process, what is most like it first, and adopted there."""

from __future__ import annotations

import pytest

from app.practices import queries
from tests.factories import accounts, models
from tests.factories import catalog as processes
from tests.factories.proposals import eliminate
from tests.support.counting import count_statements


@pytest.fixture
def worked(chain):
    """Give three changes that are live: one of the family, one about like steps, one about others."""
    with chain.unit() as session:
        processes.process(session, chain.owner, models.linear("Bake", "Sell"), key="bread", title="Bread")
        drawn = models.linear("Gather sheets", "Print label", "Bring back")
        processes.process(session, chain.owner, drawn, key="sheets", title="Sheets")
    return {
        "towels": chain.live("towels", eliminate("Print_label")),
        "sheets": chain.live("sheets", eliminate("Print_label")),
        "bread": chain.live("bread", eliminate("Sell")),
    }


def found(chain, like=None, q="", by=None):
    """Give what worked, by the keys of where it began."""
    with chain.unit() as session:
        actor = by or chain.owner
        about = chain.process(session, like, actor) if like else None
        return [(one.process.key, one.akin) for one in queries.practices(session, actor, q, about)]


def test_the_family_comes_first_then_like_steps_and_words_only_leave_out(chain, worked) -> None:
    assert found(chain, "towels-rome") == [("towels", True), ("sheets", False), ("bread", False)]
    assert found(chain) == [("bread", False), ("sheets", False), ("towels", False)]
    assert found(chain, q="label") == [("sheets", False), ("towels", False)]
    assert ("towels", False) not in found(chain, "towels")


def test_what_one_may_not_see_did_not_work(chain, worked) -> None:
    with chain.unit() as session:
        source = chain.process(session, "sheets")
        source.unit_id, source.unit_path, source.visibility = chain.units["rome"], "rome", "unit"
    assert "sheets" not in dict(found(chain, by=chain.vienna))


def test_programs_read_it_with_where_it_is_live(chain, worked, calls) -> None:
    made = calls("POST", f"proposals/{worked['towels']}/offers", {"to": ["towels-vienna"]}).json["items"][0]
    chain.decide(made["proposal"], chain.vienna)
    (first, *others) = calls("GET", "practices?like=towels-rome").json["items"]
    assert (first["proposal"], first["process"]) == (worked["towels"], "towels")
    assert first["live_in"] == ["towels", "towels-vienna"] and "Print label" in first["words"]
    assert first["akin"] and first["since"] and [one["process"] for one in others] == ["sheets", "bread"]
    assert calls("GET", "practices?like=nothing").status_code == 404
    chain.hide("towels-vienna")
    assert calls("GET", "practices?like=towels-rome", by="rome").json["items"][0]["live_in"] == ["towels"]


def test_people_adopt_it_where_they_may_propose(chain, worked, browser) -> None:
    client = browser("worker")
    assert "/practices?like=towels-rome" in client.get("/processes/towels-rome").text
    page = client.get("/practices?like=towels-rome").text
    assert "Adopt here" in page and "a variant of this process" in page
    sent = accounts.post(client, f"/proposals/{worked['towels']}/offers", to="towels-rome")
    assert sent.status_code == 303 and "/proposals/" in sent.headers["Location"]
    there = client.get(sent.headers["Location"]).text
    assert "Comes from" in there and "Towels in Rome" in there
    assert "Nothing found" in client.get("/practices?q=nothing+like+this").text


def test_more_changes_cost_no_more_statements(chain, worked, database) -> None:
    def read() -> int:
        with count_statements(database) as counted:
            found(chain, "towels-rome")
        return len(counted)

    few = read()
    for key in ("bread", "sheets"):
        with chain.unit() as session:
            processes.process(session, chain.owner, models.linear("A", "B"), key=f"more-{key}", title=f"More {key}")
        chain.live(f"more-{key}", eliminate("A"))
    assert read() == few
