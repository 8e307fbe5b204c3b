"""Cases: instances of processes, how they are run and persisted, and the log of what happened in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what cases bring."""
    from app.cases import api, contributions, jobs, links, listeners, metrics, pages, personal, policy, recorded
    from app.cases.actions.result import follow_ups, history, incidents, persist
    from app.cases.words import planning, states
    from app.kernel.features import Feature
    from app.kernel.times import spans
    from app.kernel.times.moments import reader_zone

    return Feature(
        name="cases", scope="work", needs=("accounts", "catalog", "privacy"),
        permissions=(policy.Cases,), rules=policy.RULES,
        api=api.blueprint, pages=pages.blueprint, links=links.LINKS,
        modules=(jobs, listeners, metrics, contributions, history, incidents, persist, follow_ups),
        registers=(personal.register,),
        filters={
            "due_words": lambda due_at: planning.due_words(due_at, reader_zone()),
            "due_tone": lambda due_at: planning.due_tone(due_at, reader_zone()),
            "long_wait_words": planning.long_wait_words,
            "follow_up_words": lambda at: planning.follow_up_words(at, reader_zone()),
            "priority_words": planning.priority_words,
            "priority_badge": planning.priority_badge,
            "case_state": states.state_words,
            "span_words": spans.span_words,
        },
        variables={"case_states": list(states.TO_CHOOSE.items())},
        acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
