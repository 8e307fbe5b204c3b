"""The map of routes: for each address of a page one that is really there, and why the others are no pages."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from app.kernel.http.application import StepwellApp
from tests.browser.probe.world import LOAN, PROCESS, PUBLIC, VARIED

STATES = ("accepted", "conflict", "discussion", "draft", "live", "rejected", "voting", "withdrawn")
NO_PAGES = {
    "/admin/people.csv": "a table for spreadsheets",
    "/files/<file_id>": "a file to take away",
    "/pictures/<picture_id>": "a picture, for comments that show it",
    "/pictures/<picture_id>/small": "a picture, for comments that show it",
    "/comments/offers": "for scripts",
    "/drafts/<draft_id>/diagram.bpmn": "a drawing, for the page that shows it",
    "/processes/<key>/versions/<int:number>/thumbnail.svg": "a picture, for lists that show it",
    "/demo/mail/<name>/written": "part of a page",
    "/demo/tour/<int:stop>": "leads on to a page of the tour",
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/metrics": "for machines",
    "/manifest.webmanifest": "for browsers",
    "/worker.js": "a script",
    "/live": "a stream",
    "/notices/bell": "part of a page",
    "/people/choose": "part of a page",
    "/processes/<key>/compare.md": "a file to take away",
    "/processes/<key>/compare.svg": "a picture to take away",
    "/proposals/<proposal_id>/change.md": "a file to take away",
    "/proposals/<proposal_id>/change.svg": "a picture to take away",
    "/processes/<key>/improve/after.bpmn": "a drawing, for the page that shows it",
    "/workshop/<draft_id>/after.bpmn": "a drawing, for the page that shows it",
    "/processes/<key>/steps/<path:step_id>/panel": "part of a page; opened by clicks on the map",
    "/processes/<key>/tints": "figures, for the page that shows them",
    "/processes/<key>/versions/<int:number>/bpmn": "a file to take away",
    "/processes/<key>/versions/<int:number>/diagram.bpmn": "a drawing, for the page that shows it",
    "/processes/<key>/versions/<int:number>/files/<name>": "a file to take away",
    "/proposals/<proposal_id>/after.bpmn": "a drawing, for the page that shows it",
    "/proposals/<proposal_id>/decision": "part of a page",
    "/proposals/<proposal_id>/touched": "part of a page",
    "/proposals/<proposal_id>/effects": "part of a page",
    "/rollouts/<rollout_id>/progress": "part of a page",
    "/rollouts/<rollout_id>/verdicts": "part of a page",
    "/static/<path:filename>": "a file",
    "/admin": "leads on to the people",
    "/comments/<comment_id>": "leads on to where the comment is read",
    "/processes/<key>/versions/check": "leads on to the form",
    "/sign-in": "leads on to the page of that name",
    "/signin/oidc": "leads on to the provider",
    "/signin/oidc/back": "leads on to the page one came for",
    "/setup": "leads on to the sign-in page as soon as there is somebody; looked at before",
}
OF = f"/processes/{PROCESS}"
EXAMPLES: dict[str, tuple[str, ...]] = {
    "/admin/audit/<int:seq>": ("/admin/audit/$seq",),
    "/admin/connectors/<connector_id>": ("/admin/connectors/$connector_id",),
    "/admin/groups/<group_id>": ("/admin/groups/$group_id",),
    "/admin/people/<person_id>": ("/admin/people/$person_id",),
    "/admin/people/<person_id>/anonymise": ("/admin/people/$person_id/anonymise",),
    "/admin/people/<person_id>/hand-over": ("/admin/people/$person_id/hand-over",),
    "/comments/<comment_id>/<any(edit, report):verb>": ("/comments/$comment_id/edit", "/comments/$comment_id/report"),
    "/drafts/<draft_id>": ("/drafts/$draft_id",),
    "/incidents/<incident_id>": ("/incidents/$incident_id",),
    "/instances": ("/instances", "/instances?state=completed", "/instances?q=nothing+has+this+name"),
    "/instances/<instance_id>": ("/instances/$instance_id", "/instances/$done"),
    "/people/<person_id>": ("/people/$person_id",),
    "/practices": ("/practices", f"/practices?like={PROCESS}", "/practices?q=nothing+has+this+name"),
    "/processes": ("/processes", "/processes?q=nothing+has+this+name"),
    "/processes/<key>": (OF, f"/processes/{LOAN}", "/processes/nowhere"),
    "/processes/<key>/beside": (f"{OF}/beside",),
    "/processes/<key>/compare": (f"{OF}/compare?from=1&to=2",),
    "/processes/<key>/compare/paper": (f"{OF}/compare/paper?from=1&to=2",),
    "/processes/<key>/decisions": (f"{OF}/decisions", f"/processes/{LOAN}/decisions"),
    "/processes/<key>/decisions/<path:decision_id>": (f"/processes/{LOAN}/decisions/credit?try=1&on.age=20",),
    "/processes/<key>/discussion": (f"{OF}/discussion", f"/processes/{LOAN}/discussion"),
    "/processes/<key>/family": (f"{OF}/family", f"/processes/{VARIED}/family"),
    "/processes/<key>/improve": (f"{OF}/improve", f"{OF}/improve?step=$step_id"),
    "/processes/<key>/improve/in-words": (f"{OF}/improve/in-words",),
    "/processes/<key>/lanes/edit": (f"{OF}/lanes/edit?lane=$lane",),
    "/processes/<key>/outline": (f"{OF}/outline",),
    "/processes/<key>/policy": (f"{OF}/policy",),
    "/processes/<key>/proposals": (f"{OF}/proposals", f"/processes/{LOAN}/proposals"),
    "/processes/<key>/settings": (f"{OF}/settings",),
    "/processes/<key>/sharing": (f"{OF}/sharing",),
    "/processes/<key>/sharing/edit": (f"{OF}/sharing/edit?step=$step_id",),
    "/processes/<key>/start": (f"{OF}/start",),
    "/processes/<key>/steps/<path:step_id>": (f"{OF}/steps/$step_id",),
    "/processes/<key>/switch": (f"{OF}/switch",),
    "/processes/<key>/targets": (f"{OF}/targets",),
    "/processes/<key>/variants/new": (f"{OF}/variants/new",),
    "/processes/<key>/steps/<path:step_id>/discussion": (f"{OF}/steps/$step_id/discussion",),
    "/processes/<key>/versions": (f"{OF}/versions",),
    "/processes/<key>/versions/<int:number>": (f"{OF}/versions/2",),
    "/processes/<key>/versions/<int:number>/changed": (f"{OF}/versions/2/changed",),
    "/processes/<key>/versions/new": (f"{OF}/versions/new",),
    "/processes/<key>/work": (f"{OF}/work", f"/processes/{LOAN}/work"),
    "/proposals": ("/proposals", "/proposals?state=live", "/proposals?q=nothing+has+this+name"),
    "/proposals/<proposal_id>": (
        *(f"/proposals/${state}" for state in STATES),
        "/proposals/$adopted",
        *(f"/proposals/$voting?tab={tab}" for tab in ("drawing", "touched", "timeline")),
    ),
    "/proposals/<proposal_id>/baselines": ("/proposals/$adopted/baselines",),
    "/proposals/<proposal_id>/offers": ("/proposals/$live/offers", "/proposals/$adopted/offers"),
    "/proposals/<proposal_id>/paper": ("/proposals/$voting/paper",),
    "/proposals/<proposal_id>/revise": ("/proposals/$draft/revise", "/proposals/$discussion/revise"),
    "/proposals/<proposal_id>/worth": ("/proposals/$adopted/worth",),
    "/public/<key>/receipt/<receipt>": (f"/public/{PUBLIC}/receipt/$receipt",),
    "/public/<key>/start": (f"/public/{PUBLIC}/start",),
    "/rollouts/<rollout_id>": ("/rollouts/$rollout_id",),
    "/search": ("/search?q=approve", "/search?q=nothing+has+this+name", "/search"),
    "/tasks/<task_id>/done": ("/tasks/$done_by_worker/done",),
    "/demo/mail/<name>": ("/demo/mail/$mail",),
    "/tasks/<task_id>": ("/tasks/$task_id", "/tasks/$claimable", "/tasks/$finished"),
    "/unsubscribe/<token>": ("/unsubscribe/$leave",),
    "/workshop/<draft_id>": ("/workshop/$workshop_id", "/workshop/$workshop_id?step=$step_id"),
    "/welcome/<token>": ("/welcome/$welcome", "/welcome/worn"),
}
"""Addresses of what is really there, by route; a route without places in it is its own."""


def unnamed(app: StepwellApp) -> list[str]:
    """Give the routes that are neither known as pages with an example nor known to be none, and those that are gone."""
    rules = _rules(app)
    known = EXAMPLES.keys() | NO_PAGES.keys()
    fresh = sorted(f"no example for {rule}" for rule in rules if "<" in rule and rule not in known)
    return fresh + sorted(f"no route any more: {rule}" for rule in known - rules)


def addresses(app: StepwellApp, ids: Mapping[str, str]) -> dict[str, str]:
    """Give the address of every page of the map, and which route it belongs to."""
    pages = {rule: EXAMPLES.get(rule, (rule,)) for rule in sorted(_rules(app) - NO_PAGES.keys())}
    return {Template(path).substitute(ids): rule for rule, paths in pages.items() for path in paths}


def _rules(app: StepwellApp) -> set[str]:
    rules = app.url_map.iter_rules()
    return {rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")}
