"""Signing in at a real OpenID provider."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import func, select

from app import create_app
from app.accounts import actions
from app.accounts.tables import Person
from app.kernel.audit import AuditEntry
from app.kernel.policy import SYSTEM
from app.sign_in.tables import OidcLink
from tests.factories import accounts as make
from tests.support import oidc_provider
from tests.support.awaiting import BOUND

BACK = "http://localhost/signin/oidc/back"


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def provider():
    with oidc_provider.running(BACK) as started:
        yield started


@pytest.fixture
def here(settings, database, provider):
    def build(create=True, match=False):
        told = replace(
            settings, oidc_issuer=provider.issuer, oidc_client_id=oidc_provider.CLIENT_ID,
            oidc_client_secret=oidc_provider.CLIENT_SECRET, oidc_create_people=create,
            oidc_match_people=match,
        )  # fmt: skip
        return create_app(told, database)

    return build


def sent_back(client, url="/signin/oidc?next=/processes"):
    """Go to the provider as the browser does; gives the path and query with which it sends the browser back."""
    asked = client.get(url)
    assert asked.status_code == 302
    answer = requests.get(asked.location, allow_redirects=False, timeout=BOUND)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def test_the_request_carries_state_nonce_and_challenge(here, provider):
    asked = urlsplit(here().test_client().get("/signin/oidc").location)
    query = parse_qs(asked.query)
    assert len(query["state"][0]) >= 20 and len(query["nonce"][0]) >= 20
    assert query["code_challenge_method"] == ["S256"] and query["redirect_uri"] == [BACK]


def test_somebody_new_becomes_a_worker(here, provider, unit):
    client = here().test_client()
    done = client.get(sent_back(client))
    assert (done.status_code, done.location) == (303, "/processes")
    assert client.get("/api/v1/me").json["roles"] == [{"role": "worker", "unit": ""}]
    again = here().test_client()
    again.get(sent_back(again))
    assert again.get("/api/v1/me").json["email"] == "anna@example.org"
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        link = session.scalar(select(OidcLink))
        assert (link.issuer, link.subject) == (provider.issuer, "42")


def test_the_subject_counts_not_the_address(here, provider, unit):
    client = here().test_client()
    client.get(sent_back(client))
    first = client.get("/api/v1/me").json["id"]
    provider.user = {**provider.user, "email": "anna.married@example.org"}
    client = here().test_client()
    client.get(sent_back(client))
    assert client.get("/api/v1/me").json["id"] == first


def test_an_address_alone_opens_no_account(here, provider, unit):
    with unit() as session:
        admin = make.person(session, "Ines Duarte", "admin")
    provider.user = {"sub": "evil", "email": admin.email, "name": "Not Ines"}
    client = here().test_client()
    refused = client.get(sent_back(client))
    assert refused.status_code == 403 and "NOT_LINKED" in refused.text
    assert client.get("/api/v1/me").status_code == 401


def added(unit, role="manager"):
    """Add Anna as an administrator does beforehand: without a password."""
    with unit() as session:
        return actions.add_person(session, SYSTEM, "Anna@Example.org", "Anna Berg", role).id


def comes_in(app):
    client = app.test_client()
    client.get(sent_back(client))
    return client.get("/api/v1/me").json.get("id")


def test_somebody_added_beforehand_comes_in_by_a_verified_address(here, provider, unit):
    anna = added(unit)
    provider.user = {**provider.user, "email_verified": True}
    app = here(create=False, match=True)
    assert comes_in(app) == comes_in(app) == anna
    with unit() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.kind == "account.linked"))
        assert entry.body == {"issuer": provider.issuer, "by": "verified address"}


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_an_address_that_nobody_verified_opens_nothing(here, provider, unit, verified):
    added(unit)
    told = {} if verified is None else {"email_verified": verified}
    provider.user = {**provider.user, **told}
    assert comes_in(here(match=True)) is None


def test_nobody_is_matched_where_the_administrator_has_not_allowed_it(here, provider, unit):
    added(unit)
    provider.user = {**provider.user, "email_verified": True}
    assert comes_in(here()) is None


def test_who_has_a_way_in_already_is_not_matched(here, provider, unit):
    """Else whoever gets the address at the provider later would get the account."""
    anna = added(unit, "admin")
    provider.user = {**provider.user, "email_verified": True}
    app = here(match=True)
    assert comes_in(app) == anna
    provider.user = {**provider.user, "sub": "who has her address now"}
    assert comes_in(app) is None
    with unit() as session:
        bert = make.person(session, "Bert Has A Password", password="three unrelated words")
    provider.user = {"sub": "43", "email": bert.email, "name": "Bert", "email_verified": True}
    assert comes_in(app) is None


def test_who_left_is_not_matched(here, provider, unit):
    anna = added(unit)
    with unit() as session:
        session.get_one(Person, anna).active = False
    provider.user = {**provider.user, "email_verified": True}
    assert comes_in(here(match=True)) is None
    with unit() as session:
        assert session.scalar(select(OidcLink)) is None


def test_people_are_made_only_where_that_is_wanted(here, provider, unit):
    client = here(create=False).test_client()
    assert client.get(sent_back(client)).status_code == 403
    provider.user = {**provider.user, "email_verified": False}
    client = here().test_client()
    assert client.get(sent_back(client)).status_code == 403
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_connect_an_account_from_ones_own_page(here, provider, unit):
    app = here(create=False)
    with unit() as session:
        anna = make.person(session, "Anna Berg")
        client = make.signed_in(app, session, anna)
    page = client.post("/me/connect", data=make.CSRF)
    assert "/signin/oidc?next=/me" in page.text
    assert client.get(sent_back(client, "/signin/oidc?next=/me")).location == "/me"
    fresh = app.test_client()
    fresh.get(sent_back(fresh))
    assert fresh.get("/api/v1/me").json["id"] == anna.id


def test_being_signed_in_does_not_connect_by_itself(here, provider, unit):
    app = here(create=False)
    with unit() as session:
        client = make.signed_in(app, session, make.person(session, "Anna Berg"))
    assert client.get(sent_back(client)).status_code == 403


def test_those_who_left_stay_out(here, provider, unit):
    client = here().test_client()
    client.get(sent_back(client))
    with unit() as session:
        session.scalar(select(Person)).active = False
    client = here().test_client()
    assert client.get(sent_back(client)).status_code == 403


def test_forged_state_is_refused(here, provider):
    client = here().test_client()
    back = sent_back(client)
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert client.get(back.replace(state, "x" * len(state))).status_code == 403
    stranger = here().test_client()
    assert stranger.get(back).status_code == 403


def test_an_answer_counts_once(here, provider):
    client = here().test_client()
    back = sent_back(client)
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 403


def test_a_stolen_code_is_worthless_without_the_verifier(here, provider):
    victim, thief = here().test_client(), here().test_client()
    stolen = parse_qs(urlsplit(sent_back(victim)).query)["code"][0]
    own = sent_back(thief)
    mine = parse_qs(urlsplit(own).query)["code"][0]
    assert thief.get(own.replace(mine, stolen)).status_code == 403


def part(data):
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


FORGERIES = {
    "nonce": lambda p: lambda c, t: p.sign({**c, "nonce": "another"}),
    "no nonce": lambda p: lambda c, t: p.sign({k: v for k, v in c.items() if k != "nonce"}),
    "issuer": lambda p: lambda c, t: p.sign({**c, "iss": "https://evil.example"}),
    "audience": lambda p: lambda c, t: p.sign({**c, "aud": ["another-client"]}),
    "expired": lambda p: lambda c, t: p.sign({**c, "exp": int(time.time()) - 3600}),
    "alg none": lambda p: lambda c, t: f"{part({'alg': 'none'})}.{part(c)}.",
    "another key": lambda p: lambda c, t: p.sign(c, RSAKey.generate_key(2048, {"kid": "one"})),
    "shared secret": lambda p: lambda c, t: p.sign(c, OctKey.import_key(oidc_provider.CLIENT_SECRET * 3), "HS256"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_tokens_are_refused(here, provider, unit, name):
    provider.forge = FORGERIES[name](provider)
    provider.algorithms = ["RS256", "HS256", "none"]
    client = here().test_client()
    refused = client.get(sent_back(client))
    assert refused.status_code == 403 and "SIGN_IN_REFUSED" in refused.text
    assert client.get("/api/v1/me").status_code == 401


def test_a_provider_that_calls_itself_otherwise_is_not_believed(here, provider):
    app = here()
    provider.issuer = "https://evil.example"
    assert app.test_client().get("/signin/oidc").status_code == 403


def test_without_a_provider_there_is_no_such_page(client):
    assert client.get("/signin/oidc").status_code == 404
