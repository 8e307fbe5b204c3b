"""A real OpenID provider on loopback, built with Authlib: it signs people in without asking, as a test tells it.

It checks the client, the redirect address and the code verifier as providers do; `forge` lets a test spoil the
ID token it gives.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from tests.support.serving import serving

CLIENT_ID = "stepwell"
CLIENT_SECRET = "only-for-tests"


@cache
def _key() -> RSAKey:
    """Give the key of all providers of this process: to find its primes takes longer than to sign in."""
    return RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})


@dataclass
class Provider:
    """A running provider: who signs in next, and how its tokens are spoiled."""

    issuer: str = ""
    redirect: str = ""
    user: dict[str, Any] = field(default_factory=lambda: {"sub": "42", "email": "anna@example.org", "name": "Anna"})
    forge: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    codes: dict[str, Code] = field(default_factory=dict)
    key: Any = field(default_factory=_key)
    algorithms: list[str] = field(default_factory=lambda: ["RS256"])

    def sign(self, claims: dict[str, Any], key: Any = None, alg: str = "RS256") -> str:
        """Sign claims as an ID token."""
        return jwt.encode({"alg": alg, "kid": "one"}, claims, key or self.key, [alg])


@dataclass
class Client(ClientMixin):
    """The one program that may ask."""

    redirect: str
    client_id: str = CLIENT_ID

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out, with all that must fit when it comes back."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    user: dict[str, Any]

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def _code_grant(provider: Provider) -> type:
    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            provider.codes[code] = Code(
                code, request.payload.redirect_uri, request.payload.scope, data.get("nonce"),
                data.get("code_challenge"), data.get("code_challenge_method"), request.user,
            )  # fmt: skip

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes.pop(authorization_code.code, None)

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.user

    return Grant


def _openid(provider: Provider) -> OpenIDCode:
    class OpenID(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Client) -> Any:
            return provider.key

        def get_client_algorithm(self, client: Client) -> str:
            return "RS256"

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.issuer, "exp": int(time.time()) + 300, "iat": int(time.time())}

        def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:
            return UserInfo(**user)

        def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
            signed = super().encode_id_token(token, request)
            if provider.forge is None:
                return signed
            return provider.forge(dict(jwt.decode(signed, provider.key).claims), token)

    return OpenID(require_nonce=True)


def _application(provider: Provider) -> Flask:
    app = Flask("oidc_provider")
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: Client(provider.redirect) if client_id == CLIENT_ID else None,
        save_token=lambda token, request: None,
    )
    server.register_grant(_code_grant(provider), [_openid(provider), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Any:
        return jsonify(
            issuer=provider.issuer, authorization_endpoint=f"{provider.issuer}/authorize",
            token_endpoint=f"{provider.issuer}/token", jwks_uri=f"{provider.issuer}/jwks",
            id_token_signing_alg_values_supported=provider.algorithms,
        )  # fmt: skip

    @app.get("/jwks")
    def jwks() -> Any:
        return jsonify(keys=[provider.key.as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=provider.user)
        return server.create_authorization_response(grant_user=provider.user, grant=grant)

    @app.post("/token")
    def token() -> Any:
        assert request.is_secure is False
        return server.create_token_response()

    return app


@contextmanager
def running(redirect: str) -> Iterator[Provider]:
    """Run a provider that sends people back to this address."""
    provider = Provider(redirect=redirect)
    server = make_server("127.0.0.1", 0, _application(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    with serving(server):
        yield provider
