"""What each command imports: only what it needs, so that it starts quickly; and nothing that is not declared."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest
from packaging.utils import canonicalize_name

from app import cli
from tests.contract.test_locked import ranges
from tests.factories import models
from tests.support import servers
from tests.support.installed import ROOT

SEEN = "import atexit, json, sys; atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr));"
RUN = [sys.executable, "-c", f"{SEEN} from app.cli import main; main()"]
WEB = {"flask", "werkzeug", "jinja2", "gunicorn", "flask_smorest", "marshmallow", "authlib", "app.wiring"}
MIGRATING = {"alembic", "psycopg", "procrastinate"}
DATABASE = {"sqlalchemy", "app.kernel.db.database"} | MIGRATING
ENGINE = {
    "SpiffWorkflow",
    "lxml",
    "processes.engine",
    "processes.decisions",
    "processes.expressions",
    "processes.forms",
    "pydantic_monty",
    "jsonschema",
    "re2",
}
SELDOM = {"babel", "structlog", "rich", "requests", "prometheus_client", "app.demo", "app.bench", "argon2"}
OTHERS = {
    "app.accounts.actions.people",
    "app.sign_in.actions.passwords",
    "app.privacy.personal_data",
    "app.kernel.jobs",
    "app.kernel.mail",
}
PARTS = {"pydantic-monty-client": "pydantic-monty"}
PERSON = "anna@example.org"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    servers.stepwell("person", "add", PERSON, "--name", "Anna", "--role", "worker", data=folder)
    (folder / "abc.bpmn").write_bytes(models.linear("A", "B"))
    return folder


def imported(data: Path, *words: str) -> set[str]:
    """Run a command and give the names of all modules it had imported when it ended."""
    told = [word.replace("DATA", str(data)) for word in words]
    done = subprocess.run(
        [*RUN, *told], env=servers.environment(), capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


NOT_NEEDED = {
    "--help": WEB | DATABASE | ENGINE | SELDOM | {"app.commands", "processes.model"},
    "--version": WEB | DATABASE | ENGINE | SELDOM | {"app.commands", "processes.model"},
    "check DATA/abc.bpmn": WEB | DATABASE | SELDOM | {"pydantic_monty"},
    "play DATA/abc.bpmn": WEB | DATABASE | SELDOM,
    "diff DATA/abc.bpmn DATA/abc.bpmn": WEB | DATABASE | SELDOM,
    f"token create {PERSON} --data DATA": WEB | MIGRATING | ENGINE | SELDOM | OTHERS,
    "token create --help": WEB | MIGRATING | ENGINE | SELDOM,
    "person add --help": WEB | MIGRATING | ENGINE | SELDOM,
}


@pytest.mark.parametrize("words", NOT_NEEDED)
def test_a_command_imports_only_what_it_needs(data: Path, words: str) -> None:
    assert imported(data, *words.split()) & NOT_NEEDED[words] == set()


def test_an_application_is_imported_where_one_is_made() -> None:
    seen = "import sys, app; print([name for name in sys.modules if name.startswith('app.')])"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, timeout=100)
    assert done.stdout.strip() == "[]"


def test_help_says_what_each_command_says_of_itself() -> None:
    """The words stand beside the names so that help imports nothing; they begin as those of the command do."""
    context = click.Context(cli.stepwell)
    assert list(cli.ABOUT) == list(cli.WHERE), "Write what the new command does beside its name, in app/cli.py."
    for name, about in cli.ABOUT.items():
        command = cli.stepwell.get_command(context, name)
        assert command is not None and command.help is not None
        assert about.split()[0] == command.help.split()[0], name


def third_party(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_what_the_program_imports_is_declared() -> None:
    """Whatever tests need besides must not be needed by the program that people install."""
    declared = {canonicalize_name(one.name) for one in ranges("otel")}
    known, missing = packages_distributions(), set()
    for package in ("app", "processes"):
        for path in (ROOT / package).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for name in set(third_party(path)) - set(sys.stdlib_module_names) - {"app", "processes", "bpmn"}:
                given = {canonicalize_name(one) for one in known.get(name, [])}
                if not {PARTS.get(one, one) for one in given} & declared:
                    missing.add((path.relative_to(ROOT).as_posix(), name))
    assert missing == set()
