"""In the history of a process: from which proposals its versions came, who decided them, and who had said something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.queries import people
from app.ballots import queries as ballots
from app.ballots.methods import terms_of
from app.catalog.policy import sees_inside
from app.catalog.slots import version_origins
from app.decision_policy.values import role_words
from app.kernel.i18n import Message, _, all_of, ngettext
from app.kernel.policy import Actor
from app.proposals import queries
from app.proposals.tables import Approval

MOST_NAMES = 3


@version_origins.filled_by(order=10)
def origins(session: Session, actor: Actor, *, process: Any, versions: Any, **_more: Any) -> dict[str, Markup]:
    """Lead from versions back to their proposals and voters, who signed them and whom they answer.

    Six statements for any number of versions.
    """
    ids = [v.proposal_id for v in versions if v.proposal_id]
    if not ids or not sees_inside(actor, process):
        return {}
    found = queries.by_ids(session, ids)
    signed, answered = queries.signatures(session, ids), queries.answered_people(session, ids)
    asked = ballots.current_of(session, [p.subject for p in found.values()])
    tallies = ballots.tallies(session, asked.values())
    who = people(
        session,
        {p.author_id for p in found.values()}
        | {one.person_id for some in signed.values() for one in some}
        | {person for said in answered.values() for person in said},
    )
    answers = {}
    for version in versions:
        if proposal := found.get(version.proposal_id):
            ballot, said = asked.get(proposal.subject), answered.get(proposal.id, {})
            tally, terms = (tallies.get(ballot.id), terms_of(ballot)) if ballot else (None, None)
            answers[version.id] = Markup(
                render_template(
                    "proposals/_origin.html", proposal=proposal,
                    author=who[proposal.author_id].name if proposal.author_id in who else "",
                    # Its note tells the nickname already, or is empty for who may not read it.
                    named=bool(proposal.nickname) and proposal.nickname not in version.note,
                    result=terms.method.summary(tally, terms) if terms and tally is not None else "",
                    signed=signed.get(proposal.id, []), signers=_signers(signed.get(proposal.id, []), who),
                    answered=sum(said.values()),
                    contributors=_names([who[i].name for i in said if i in who], len(said)),
                )
            )  # fmt: skip
    return answers


def _signers(signed: Sequence[Approval], who: dict[str, Any]) -> Message:
    return all_of(
        _("{name} ({role})", name=who[one.person_id].name, role=role_words(one.role))
        for one in signed
        if one.person_id in who
    )


def _names(names: Sequence[str], number: int) -> Message:
    shown = names[:MOST_NAMES]
    more = number - len(shown)
    others = [ngettext("{n} more person", "{n} more people", more)] if more else []
    return all_of([*shown, *others])
