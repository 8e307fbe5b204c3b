"""How far a token opens the application: whole addresses are closed to it, before any rule on what lies behind them."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from app.kernel.errors import Forbidden
from app.kernel.http.application import READS, StepwellApp
from app.kernel.i18n import _, one_of
from app.kernel.policy import Actor

_opened: dict[str, frozenset[str]] = {}
EVERYBODY = frozenset({"accounts_api.me", "api-docs.openapi_json"})


def opened_by(scopes: tuple[str, ...], *endpoints: str) -> None:
    """Let these scopes open these addresses, instead of the scope named like the feature that offers them."""
    _opened.update(dict.fromkeys(endpoints, frozenset(scopes)))


def register(app: StepwellApp) -> None:
    """Keep tokens within their scopes; call after it is known who asks."""
    app.guards.append(_within)


def _within(session: Session, actor: Actor) -> None:
    """Raise Forbidden where a token's scopes open neither the address nor, for looking only, everything."""
    if actor.scopes is None or "all" in actor.scopes or request.blueprint is None or request.endpoint in EVERYBODY:
        return
    feature = request.blueprint.removesuffix("_api")
    wanted = _opened.get(request.endpoint or "", frozenset({feature}))
    if not (wanted | ({"read"} if request.method in READS else set())) & actor.scopes:
        raise Forbidden(
            "OUT_OF_SCOPE",
            _(
                "Expected a token of the scope {wanted}, but this one has {scopes}. Make another one on your own page.",
                wanted=one_of(sorted(wanted)),
                scopes=", ".join(sorted(actor.scopes)),
            ),
        )
