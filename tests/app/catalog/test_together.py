"""Two people at once: the second one hears that somebody was faster."""

from __future__ import annotations

import threading

import pytest

from app.catalog import actions, queries
from app.kernel.errors import Conflict
from tests.factories import accounts, catalog, models
from tests.support.awaiting import BOUND, ended


@pytest.mark.databases("postgresql")
def test_two_publish_at_once_and_one_hears_of_the_other(unit):
    with unit() as session:
        owner = accounts.actor(session, "Ines", "manager")
        key = catalog.process(session, owner).key
    both, outcomes = threading.Barrier(2, timeout=BOUND), []

    def publish(name):
        try:
            with unit() as session:
                process = queries.process_by_key(session, owner, key)
                both.wait()
                outcomes.append(actions.publish(session, owner, process, models.linear(name)).number)
        except Conflict as conflict:
            outcomes.append(conflict.code)

    threads = [threading.Thread(target=publish, args=(name,)) for name in ("First", "Second")]
    for thread in threads:
        thread.start()
    ended(*threads)
    assert sorted(map(str, outcomes))[0] == "2" and outcomes[0] != outcomes[1] and len(outcomes) == 2
    with unit() as session:
        process = queries.process_by_key(session, owner, key)
        assert [version.number for version in queries.versions(session, process)] == [2, 1]


def test_a_refused_upload_leaves_nothing(unit):
    with unit() as session:
        owner = accounts.actor(session, "Ines", "manager")
        key = catalog.process(session, owner).key
    with pytest.raises(Conflict), unit() as session:
        process = queries.process_by_key(session, owner, key)
        actions.publish(session, owner, process, models.linear("New"))
        raise Conflict("TEST", "Expected nothing to stay.")
    with unit() as session:
        process = queries.process_by_key(session, owner, key)
        assert process.live_number == 1 and len(queries.versions(session, process)) == 1
