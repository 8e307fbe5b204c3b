"""Every POST of the API that changes something takes effect once, however often it is sent with the same key."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

import pytest
from flask import Response, jsonify
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule

from app import create_app
from app.kernel.db import deferred
from app.kernel.db.database import Database
from app.kernel.db.transactions import MODES
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp, current_session
from app.kernel.settings import Settings
from tests.factories import accounts

pytestmark = pytest.mark.databases("sqlite")
Unit = Callable[[], AbstractContextManager[Session]]
API = "/api/v1/"
# They only ask, with what is too long for an address.
ASKS = {"accounts_api.export_person", "catalog_api.check_version", "catalog_api.decide", "proposals_api.preview"}
EFFECT = text("INSERT INTO job_periodic VALUES (:name, '2026-01-01')")
EFFECTS = text("SELECT count(*) FROM job_periodic WHERE name LIKE :name")


def posts(app: StepwellApp) -> list[Rule]:
    """Give the addresses of the API that take a POST."""
    rules = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith(API) and "POST" in (rule.methods or ()))
    return sorted(rules, key=lambda rule: rule.endpoint)


def value_of(rule: Rule, name: str) -> str:
    """Give something that may stand at a place of an address."""
    converter = rule._converters[name]
    return min(converter.items) if isinstance(converter, AnyConverter) else "1"


def in_place_of(view: Callable[..., Any], endpoint: str, database: Database) -> Callable[..., Any]:
    """Give what has an effect in the transaction that was said of a view, and counts how often it was asked."""
    asked = itertools.count(1)

    @wraps(view)
    def instead(**_values: Any) -> Response:
        about = {"name": f"{endpoint}-{next(asked)}"}
        if MODES.of(view) == "own":
            with unit_of_work(database) as session:
                session.execute(EFFECT, about)
        else:
            session = deferred.begin() if MODES.of(view) == "deferred" else current_session()
            session.execute(EFFECT, about)
        return jsonify(about)

    return instead


def test_those_that_only_ask_are_these(app: StepwellApp) -> None:
    modes = {rule.endpoint: MODES.of(app.view_functions[rule.endpoint]) for rule in posts(app)}
    assert {endpoint for endpoint, mode in modes.items() if mode in ("read", "none")} == ASKS
    assert len(modes) > 50


def test_all_others_take_effect_once_for_each_key(settings: Settings, database: Database, unit: Unit) -> None:
    app = create_app(settings, database)
    with unit() as session:
        bearer = accounts.bearer(session, accounts.person(session, "Ada", "admin"))
    client, faults = app.test_client(), []
    for rule in posts(app):
        if rule.endpoint in ASKS:
            continue
        app.view_functions[rule.endpoint] = in_place_of(app.view_functions[rule.endpoint], rule.endpoint, database)
        _domain, url = rule.build({name: value_of(rule, name) for name in rule.arguments}) or ("", "")
        sent = [client.post(url, json={}, headers={**bearer, "Idempotency-Key": rule.endpoint}) for _again in range(2)]
        with unit_of_work(database, readonly=True) as session:
            effects = session.scalar(EFFECTS, {"name": f"{rule.endpoint}-%"})
        said = [(answer.status_code, answer.get_json()) for answer in sent]
        if (effects, said[0][0], said[1]) != (1, 200, said[0]) or "Idempotency-Replayed" not in sent[1].headers:
            faults.append((rule.endpoint, effects, said))
    assert faults == []
