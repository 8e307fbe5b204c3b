"""The improve page as it is shown: the form with what was chosen, and what that would do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.policy import sees_inside
from app.catalog.tables import Process, Version
from app.decision_policy import queries as policies
from app.decision_policy.actions import may_propose
from app.decision_policy.values import signers_words
from app.impact import queries as impact
from app.impact.queries import Preview
from app.improve import queries as drafts
from app.improve.pages.form import Ground, Wish, buttons, consents, ground_of, missing, offers, operations_of
from app.improve.pages.ways import ways_at
from app.kernel.errors import Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _, in_english
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.proposals.queries import Found
from processes import change


def page(process: Process, wish: Wish, errors: dict[str, str] | None = None, revising: Found | None = None) -> str:
    """Show the form as it was filled in, and what that would do; why not where the live version is unreadable."""
    session, actor = current_session(), signed_in()
    live = catalog.live_version(session, process)
    if fault := catalog.fault(live):
        return render_template("improve/not_now.html", process=process, fault=fault, revising=revising, typed=wish)
    ground = ground_of(session, live)
    touched = list(impact.kinds_at(live, offers.operations(wish))) or [wish.step]
    filled = offers.fields(ground, wish)
    return render_template(
        "improve/improve.html", errors=errors or {}, labels=labels(errors or {}), revising=revising,
        typed=request.form,
        step_options=ground.work, bothers=bothers(),
        ways=ways_at(ground, wish, filled, errors),
        besides=[kind for kind in change.KINDS.values() if kind.about.besides],
        other_options=[option for option in ground.work if option[0] != wish.step], step=ground.step(wish.step),
        filled=filled, more=_more(ground, wish),
        may_propose=may_propose(session, actor, process),
        at_work=[] if revising else drafts.mine(session, actor, process), **asked_about(session, process, touched),
        **previewed(process, wish, live, ground),
    )  # fmt: skip


def bothers() -> list[tuple[str, ...]]:
    """Give what can bother people about a step: as it is sent, and in words."""
    return [(name, *words) for name, words in change.TROUBLES.items()]


def asked_about(session: Session, process: Process, touched: list[str]) -> dict[str, Any]:
    """Give who would be asked about a change of some steps, and by which rule."""
    policy = policies.current_policy(session, process.id)[1]
    asked = len(policies.asked(session, process, touched if policy.vote == "steps" else None))
    terms = policy.terms(asked)
    return {
        "policy": policy, "asked": asked, "warnings": policies.warnings(session, process, policy, asked),
        "rule": terms.method.words(terms), "signers": signers_words(policy),
    }  # fmt: skip


def _more(ground: Ground, wish: Wish) -> list[tuple[str, str]]:
    """Give the operations for which the form has no place: as they are sent, and in words."""
    return [(json.dumps(one, ensure_ascii=False), said) for one in wish.more if (said := offers.said(ground, one))]


def labels(errors: Mapping[str, str]) -> dict[str, str]:
    """Give what the fields with errors are called."""
    asked = {p.blank.field: p.blank.label for kind in change.KINDS.values() for p in kind.parameters if p.blank}
    return {"title": _("Title"), "reason": _("Why")} | {name: asked[name] for name in errors if name in asked}


def previewed(process: Process, wish: Wish, live: Version, ground: Ground) -> dict[str, Any]:
    """Give what the preview part shows: nothing yet, why not, or the change; whom it touches for those inside alone."""
    session, actor = current_session(), signed_in()
    about: dict[str, Any] = {"process": process, "live": live, "wish": wish, "tried": None, "wrong": ""}
    about |= {"names": ground.names, "inside": sees_inside(actor, process)}
    about["needed"] = [field for field in missing(wish) if field.blank is not None] if wish.step else []
    stored = operations_of(wish)
    if not stored:
        return about
    try:
        tried = tried_on(session, actor, process, live, stored)
    except Invalid as error:
        return about | {"wrong": error.words}
    said = {"operations": json.dumps(stored), "version": live.number}
    after = url_for("proposals.improved", key=process.key) + "?" + urlencode(said)
    refusals = [{**refusal, "buttons": buttons(refusal, tried.operations)} for refusal in tried.refusals]
    about["consents"] = list(consents(wish, ground.names))
    # What was shown is compared when it is sent, whichever language it was read in.
    about["shown"] = in_english(tried.sentence)
    return about | {"tried": tried, "after_url": after, "refusals": refusals}


def tried_on(
    session: Session, actor: Actor, process: Process, live: Version, stored: list[Mapping[str, Any]]
) -> Preview:
    """Try operations on the live version, with whom they touch for those who see inside the process."""
    if sees_inside(actor, process):
        return impact.preview(session, process, live, stored)
    return impact.only_change(live, stored)
