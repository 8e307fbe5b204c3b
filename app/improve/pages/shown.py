"""The improve page as it is shown: the form with what was chosen, and what that would do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from jinja2 import Template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.policy import sees_inside
from app.catalog.tables import Process, Version, VersionStep
from app.decision_policy import queries as policies
from app.decision_policy.actions import may_propose
from app.decision_policy.values import signers_words
from app.impact import queries as impact
from app.impact.queries import Preview
from app.improve.pages.form import (
    MOST_LIKELY,
    Typed,
    Wish,
    asked_kinds,
    buttons,
    consents,
    fields_at,
    missing,
    offered,
    offers,
    operations_of,
)
from app.kernel.errors import Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _, in_english
from app.kernel.pages.visitor import signed_in
from app.proposals.queries import Found
from processes import change
from processes.called import headed
from processes.model.graph import Graph


def page(process: Process, wish: Wish, errors: dict[str, str] | None = None, revising: Found | None = None) -> str:
    """Show the form as it was filled in, and what that would do; why not where the live version is unreadable."""
    session, actor = current_session(), signed_in()
    live = catalog.live_version(session, process)
    if fault := catalog.fault(live):
        return render_template("improve/not_now.html", process=process, fault=fault, revising=revising, typed=wish)
    policy = policies.current_policy(session, process.id)[1]
    asked = len(policies.asked(session, process, _touched(live, wish) if policy.vote == "steps" else None))
    terms, steps = policy.terms(asked), catalog.steps(session, live.id)
    graph = catalog.model(live).graph
    options = [(s.step_id, _label(s)) for s in steps if is_work(graph, s.step_id)]
    others = [option for option in options if option[0] != wish.step]
    step = {s.step_id: s for s in steps}.get(wish.step)
    filled = offers.fields(live, wish, step)
    return render_template(
        "improve/improve.html", errors=errors or {}, labels=_labels(errors or {}), revising=revising,
        typed=request.form,
        policy=policy, asked=asked, warnings=policies.warnings(session, process, policy, asked),
        rule=terms.method.words(terms), signers=signers_words(policy),
        step_options=options, bothers=[(name, *words) for name, words in change.TROUBLES.items()],
        ways=ways_at(session, live, wish, filled, errors),
        besides=[kind for kind in change.KINDS.values() if kind.about.besides],
        other_options=others, step=step, filled=filled, more=_more(live, wish),
        may_propose=may_propose(session, actor, process), **previewed(process, wish, live),
    )  # fmt: skip


def _touched(live: Version, wish: Wish) -> list[str]:
    """Give the steps whose people are asked: those that the choices are about, else the one chosen."""
    return list(impact.kinds_at(live, offers.operations(wish))) or [wish.step]


@dataclass(frozen=True)
class Ways:
    """What could become of a step: what usually helps first, all else behind it, and which of them is chosen."""

    of: str
    way: str
    asks: bool
    likely: list[tuple[str, str, str, Markup]]
    others: list[tuple[str, str, str, Markup]]

    @property
    def title(self) -> str:
        """Give what is chosen, in words."""
        return next((title for name, title, *_rest in (*self.likely, *self.others) if name == self.way), "")


def ways_of(wish: Wish) -> str:
    """Give what the ways depend on: with another step or trouble others are offered."""
    return f"{wish.step}|{wish.bother}"


def ways_at(
    session: Session, live: Version, wish: Wish, filled: Mapping[str, Typed], errors: Mapping[str, str] | None = None
) -> Ways:
    """Give what could become of a step, each with the fields that it asks for; what is chosen is never hidden."""
    model = catalog.whole(live)
    graph = model.graph
    others = [(s.step_id, _label(s)) for s in catalog.steps(session, live.id) if is_work(graph, s.step_id)]
    others = [option for option in others if option[0] != wish.step]
    kinds = offered(wish.bother, model, wish.step)
    shown = kinds[:MOST_LIKELY]
    chosen = asked_kinds()[wish.way]
    shown += [chosen] if chosen not in shown else []

    def way(kind: type[change.Operation]) -> tuple[str, str, str, Markup]:
        """Give a kind with its fields, by a template of its own if there is one."""
        names: list[str | Template] = [f"improve/kinds/{kind.kind}.html", "improve/_blanks.html"]
        fields = fields_at(kind, model, wish.step)
        asked = render_template(
            names, kind=kind, fields=fields, filled=filled, others=others, wish=wish, errors=errors or {},
            can_be_done=chosen is not kind or kind in kinds,
        )  # fmt: skip
        return kind.kind, kind.about.title, kind.about.hint, Markup(asked)

    asks = any(field.is_asked for field in fields_at(chosen, model, wish.step))
    return Ways(
        ways_of(wish), wish.way, asks, [way(one) for one in shown], [way(one) for one in kinds if one not in shown]
    )


def is_work(graph: Graph, step: str) -> bool:
    """Whether a step can be chosen on top of the page."""
    return step in graph.nodes and graph.nodes[step].is_activity


def _more(live: Version, wish: Wish) -> list[tuple[str, str]]:
    """Give the operations for which the form has no place: as they are sent, and in words."""
    return [(json.dumps(one, ensure_ascii=False), said) for one in wish.more if (said := offers.said(live, one))]


def _labels(errors: Mapping[str, str]) -> dict[str, str]:
    """Give what the fields with errors are called."""
    asked = {p.blank.field: p.blank.label for kind in change.KINDS.values() for p in kind.parameters if p.blank}
    return {"title": _("Title"), "reason": _("Why")} | {name: asked[name] for name in errors if name in asked}


def _label(step: VersionStep) -> str:
    called = headed(step.label)
    return _("{step} ({lane})", step=called, lane=step.lane) if step.lane else called


def previewed(process: Process, wish: Wish, live: Version | None = None) -> dict[str, Any]:
    """Give what the preview part shows: nothing yet, why not, or the change; whom it touches for those inside alone."""
    session, inside = current_session(), sees_inside(signed_in(), process)
    live = live or catalog.live_version(session, process)
    names = {s.step_id: s.label for s in catalog.steps(session, live.id)}
    about: dict[str, Any] = {"process": process, "live": live, "wish": wish, "names": names, "tried": None, "wrong": ""}
    about["inside"] = inside
    about["needed"] = [field for field in missing(wish) if field.blank is not None] if wish.step else []
    stored = operations_of(wish)
    if not stored:
        return about
    try:
        tried: Preview = impact.preview(session, process, live, stored) if inside else impact.only_change(live, stored)
    except Invalid as error:
        return about | {"wrong": error.words}
    said = {"operations": json.dumps(stored), "version": live.number}
    after = url_for("proposals.improved", key=process.key) + "?" + urlencode(said)
    refusals = [{**refusal, "buttons": buttons(refusal, tried.operations)} for refusal in tried.refusals]
    about["consents"] = list(consents(wish, names))
    # What was shown is compared when it is sent, whichever language it was read in.
    about["shown"] = in_english(tried.sentence)
    return about | {"tried": tried, "after_url": after, "refusals": refusals}
