"""How the work of a process is shared out, for programs."""

from __future__ import annotations

from typing import Any

from app.assignment import actions, schemas
from app.assignment.policy import Assignment
from app.assignment.values import Rule, read
from app.cases.api.base import blueprint
from app.catalog import queries as catalog
from app.kernel import policy
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes
from app.kernel.i18n import _


@blueprint.get("/processes/<key>/sharing")
@blueprint.response(200, schemas.RulesSchema)
def sharing(key: str) -> dict[str, Any]:
    """Give how the work of a process is shared out."""
    process = catalog.process_by_key(current_session(), current_actor(), key)
    policy.require_visible(current_actor(), Assignment.VIEW_RULES, process, _("this process"))
    return {"rules": [_rule(read(given)) for given in process.work_rules or []]}


@blueprint.put("/processes/<key>/sharing")
@changes("work_api.sharing", catalog.lock_process)
@blueprint.arguments(schemas.RulesIn)
@blueprint.response(200, schemas.RulesSchema)
def share(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Say how the work of a process is shared out, per step or lane; replaces all rules."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    return {"rules": [_rule(rule) for rule in actions.share_work(session, actor, process, given["rules"])]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {"step": None, "lane": None, "assign": "pull"} | rule.stored()
