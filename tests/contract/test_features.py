"""Each feature says in one value what it brings, and what it says is so."""

from __future__ import annotations

import ast
import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from flask import url_for

from app import FEATURES
from app.kernel import features, policy
from app.kernel.features import Feature
from app.kernel.http.application import StepwellApp
from app.sign_in.actions.tokens import SCOPES
from tests.support.described import spec_of

APP = Path(features.__file__).resolve().parents[1]
ABOVE = {"web", "cli", "commands", "demo", "bench", "client", "static", "frontend", "kernel", "__pycache__"}


@pytest.fixture(params=FEATURES)
def feature(request: pytest.FixtureRequest) -> Feature:
    return features.manifest(request.param)


def imported(folder: Path) -> set[str]:
    """Give the features that the files of a folder import."""
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "app":
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
                found.add((node.module or "").split(".")[1])
    return found & set(FEATURES) - {folder.name}


def test_every_folder_of_the_application_is_a_feature_or_known_to_be_none() -> None:
    assert {folder.name for folder in APP.iterdir() if folder.is_dir()} - ABOVE == set(FEATURES)


def test_it_needs_what_it_imports_and_nothing_else(feature: Feature) -> None:
    assert set(feature.needs) == imported(APP / feature.name)
    assert all(FEATURES.index(name) < FEATURES.index(feature.name) for name in feature.needs)


def test_every_permission_has_one_rule_in_its_feature(feature: Feature) -> None:
    declared = {one for kind in feature.permissions for one in kind}
    assert set(feature.rules) == declared
    others = [one for name in FEATURES if name != feature.name for one in features.manifest(name).rules]
    assert not declared & set(others)


def test_its_interfaces_are_named_like_it(feature: Feature) -> None:
    assert feature.api is None or feature.api.name == f"{feature.scope or feature.name}_api"
    assert feature.pages is None or feature.pages.name in (feature.name, feature.scope)


def test_what_it_puts_into_the_frame_leads_somewhere(app: StepwellApp, feature: Feature) -> None:
    with app.test_request_context():
        for one in (*feature.links, *feature.guide):
            assert url_for(one.endpoint).startswith("/")
    opened = [endpoint for one in feature.opens for endpoint in one.endpoints]
    assert set(opened) <= set(app.view_functions)


def test_a_feature_comes_after_those_it_needs(app: StepwellApp) -> None:
    lonely = Feature(name="lonely", needs=("nobody",))
    with pytest.raises(RuntimeError, match="Expected nobody before lonely"):
        features.add(app, lonely)


def test_all_rules_are_known(app: StepwellApp) -> None:
    assert set(policy.table()) >= {one for name in FEATURES for one in features.manifest(name).rules}


def test_every_call_says_what_it_answers(app: StepwellApp) -> None:
    for path, methods in spec_of(app)["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            good = {code: said for code, said in operation["responses"].items() if code.startswith("2")}
            assert good, (method, path)
            for code, said in good.items():
                shown = [one["schema"] for one in said.get("content", {}).values()]
                assert code == "204" or (shown and all(one not in ({}, {"type": "object"}) for one in shown)), path


def test_each_has_a_layer_and_a_scope_of_its_own() -> None:
    contracts = ConfigParser()
    contracts.read(APP.parent / "setup.cfg", encoding="utf-8")
    layers = set(re.findall(r"\w+", contracts["importlinter:contract:layers"]["layers"]))
    inside = set(contracts["importlinter:contract:inside"]["containers"].split())
    assert set(FEATURES) <= layers
    assert {f"app.{name}" for name in FEATURES} == inside
    assert {features.manifest(name).scope or name for name in FEATURES} <= set(SCOPES)
