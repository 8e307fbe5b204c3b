"""Signing in with the organisation's own accounts, by OpenID Connect: code, PKCE, state and nonce."""

from __future__ import annotations

from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts.pages.blueprint import blueprint
from app.accounts.tables import Person
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Forbidden, NotFound
from app.kernel.http.application import StepwellApp, local_target, stepwell
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.rate_limits import from_where, limiter
from app.sign_in import actions, authenticate
from app.sign_in.actions.single_sign_on import link_account
from app.sign_in.pages.me import myself
from app.sign_in.pages.sign_in import signed_in

# Keys of two sides only: a provider that signs with nothing or with a shared secret is not believed.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
SECONDS = 10


def register(app: StepwellApp) -> None:
    """Make the provider known where one is set."""
    settings = app.settings
    if not settings.oidc_issuer:
        return
    registry = OAuth(app)
    registry.register(
        "organisation",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )
    app.extensions["stepwell_oidc"] = registry


def _provider() -> FlaskOAuth2App:
    registry = stepwell().extensions.get("stepwell_oidc")
    if registry is None:
        raise NotFound(_("single sign-on"))
    provider = registry.create_client("organisation")
    told = provider.load_server_metadata()
    if str(told.get("issuer", "")).rstrip("/") != stepwell().settings.oidc_issuer.rstrip("/"):
        raise _refused(_("it names another issuer than the one that is set"))
    offered = told.get("id_token_signing_alg_values_supported") or ["RS256"]
    told["id_token_signing_alg_values_supported"] = [a for a in offered if a in ALGORITHMS]
    return provider


def _refused(why: str) -> Forbidden:
    return Forbidden(
        "SIGN_IN_REFUSED",
        _(
            "Expected your organisation's sign-in to vouch for you, but {why}. Start again from the sign-in page.",
            why=why,
        ),
        for_people=_(
            "Your organisation’s sign-in did not let you in: {why}. Start again from the sign-in page.", why=why
        ),
    )


@blueprint.get("/signin/oidc")
@limiter.limit("60 per minute", key_func=from_where)
@transaction("none")
def oidc() -> ResponseReturnValue:
    """Send the browser to the provider."""
    cookie["oidc_next"] = local_target(request.args.get("next"))
    base = stepwell().settings.base_url.rstrip("/")
    back = base + url_for("accounts.oidc_back") if base else url_for("accounts.oidc_back", _external=True)
    try:
        answer: Response = _provider().authorize_redirect(back)
    except RequestException as error:
        raise _refused(_("the provider cannot be reached")) from error
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/signin/oidc/back")
@limiter.limit("60 per minute", key_func=from_where)
@transaction("none")
def oidc_back() -> ResponseReturnValue:
    """Take what the provider says, believe only what it signed for us and for this browser, and sign in."""
    claims = _claims()
    target, linking = local_target(cookie.get("oidc_next")), cookie.pop("oidc_link", None)
    settings = stepwell().settings
    create, match = settings.oidc_create_people, settings.oidc_match_people
    with unit_of_work(stepwell().database) as session:
        actor = authenticate.by_cookie(session)
        if linking and actor is not None and actor.id == linking:
            return _linked(session, actor, claims)
        return signed_in(session, actions.person_for(session, claims, create=create, match=match), target)


def _claims() -> dict[str, Any]:
    provider = _provider()
    issuer = provider.server_metadata["issuer"]
    expected = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    try:
        token = provider.authorize_access_token(claims_options=expected)
    except (AuthlibBaseError, JoseError) as error:
        raise _refused(_("what came back does not fit what was asked")) from error
    except (RequestException, ValueError) as error:
        raise _refused(_("the provider did not answer as it should")) from error
    claims = token.get("userinfo")
    if not claims or not claims.get("sub"):
        raise _refused(_("it did not say who you are"))
    return {**claims, "iss": issuer}


def _linked(session: Session, actor: Actor, claims: dict[str, Any]) -> ResponseReturnValue:
    person = session.get_one(Person, actor.id)
    link_account(session, actor, person, claims)
    flash(_("Your organisation's account is connected. You can sign in with it from now on."), "success")
    return redirect("/me", 303)


@blueprint.post("/me/connect")
def connect_sent() -> ResponseReturnValue:
    """Remember that this person wants to connect an account, and lead on to the provider."""
    if not stepwell().settings.oidc_issuer:
        raise NotFound(_("single sign-on"))
    cookie["oidc_link"] = myself().id
    return render_template("sign_in/connect.html")
