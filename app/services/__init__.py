"""Services: what carries out the steps that nobody does by hand, and the incidents where that does not go well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what services bring."""
    from app.kernel.features import Feature, Opened
    from app.services import api, contributions, jobs, links, listeners, pages, policy, recorded, words
    from processes.expressions.failures import in_plain_words

    asked = tuple(f"services_api.{name}" for name in ("fetch", "extend", "complete", "fail", "error"))
    seen_to = tuple(
        f"{where}.{name}"
        for where, names in (
            ("services_api", ("incidents", "incident", "retry", "retry_many")),
            ("services", ("incidents", "incident", "retry", "retry_all")),
        )
        for name in names
    )
    return Feature(
        name="services", needs=("accounts", "administration", "cases", "catalog", "tasks"),
        permissions=(policy.Services, policy.Worker),
        rules=policy.RULES, api=api.blueprint, pages=pages.blueprint, links=links.LINKS,
        counts={"incident_count": links.incidents},
        opens=(Opened(scopes=("worker",), endpoints=asked), Opened(scopes=("work",), endpoints=seen_to)),
        modules=(jobs, listeners, contributions),
        filters={
            "plainly": in_plain_words, "lines_around": words.lines_around, "values_said": words.values_said,
        },
        acts=recorded.ACTS,
    )  # fmt: skip
