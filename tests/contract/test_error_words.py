"""Every error has words for people, in every language: pages say those, and fold away what is meant for programs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from app.kernel import errors
from app.kernel.i18n.catalogues import ROOT, folders, read
from scripts.messages import LANGUAGES

# What only those who write programs, or look after the server, can meet.
FOR_PROGRAMS = {
    "BAD_IDEMPOTENCY_KEY", "BAD_TOKEN", "KEY_REUSED", "LOCK_LOST", "NOTHING_TO_MATCH", "NOT_JSON", "NO_ANSWER",
    "ONLY_IN_PERSON", "OUT_OF_SCOPE", "PART_WITHOUT_NAME", "SECRETS_KEY", "TOO_DEEP", "TOO_MANY_STREAMS",
}  # fmt: skip
# Pages lead to the sign-in, say what was not allowed, or what the server did wrong.
SAID_OTHERWISE = {"SIGN_IN", "FORBIDDEN", "UNEXPECTED"}
BEGINS = {"en": "Expected", "de": "Erwartet", "es": "Se esperaba", "fr": "Il fallait"}


@cache
def raised() -> list[tuple[str, ast.Call, ast.AST]]:
    """Give where errors are made: the place, the call, and the function around it."""
    return list(_raised())


def _raised() -> Iterator[tuple[str, ast.Call, ast.AST]]:
    kinds = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)}
    trees = [(path.relative_to(ROOT), ast.parse(path.read_text())) for path in sorted(ROOT.glob("app/**/*.py"))]
    kinds |= {
        node.name
        for _path, tree in trees
        for node in tree.body
        if isinstance(node, ast.ClassDef) and kinds & {getattr(base, "id", "") for base in node.bases}
    }
    for path, tree in trees:
        for call, way in _calls(tree, tree):
            if getattr(call.func, "id", "") in kinds - {"NotFound"} and call.args:
                yield f"{path}:{call.lineno}", call, way


def _calls(node: ast.AST, way: ast.AST) -> Iterator[tuple[ast.Call, ast.AST]]:
    """Give the calls below a node, each with the function that it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, way
        yield from _calls(child, child if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)) else way)


def for_people(call: ast.Call) -> list[ast.expr]:
    """Give what an error says to people: its words for them, and those beside each field."""
    said = [one.value for one in call.keywords if one.arg in ("for_people", "errors")]
    return said + (call.args[2:3] if getattr(call.func, "id", "") == "Invalid" else [])


def sentences(said: ast.AST, around: ast.AST) -> set[str]:
    """Give the sentences that stand in an expression, and in what its names hold."""
    names = {node.id for node in ast.walk(said) if isinstance(node, ast.Name)}
    held = [
        node.value
        for node in ast.walk(around)
        if isinstance(node, ast.Assign) and names & {getattr(target, "id", "") for target in node.targets}
    ]
    calls = [node for one in (said, *held) for node in ast.walk(one) if isinstance(node, ast.Call)]
    told = [call.args[:2] for call in calls if getattr(call.func, "id", "") in ("_", "ngettext")]
    return {text.value for texts in told for text in texts if isinstance(text, ast.Constant)}


@cache
def catalogue(language: str) -> dict[str, str]:
    """Give all translations, by the sentence."""
    found: dict[str, str] = {}
    for folder in folders():
        for one in read(folder / f"{language}.po", language):
            pairs = [(one.id, one.string)] if isinstance(one.id, str) else zip(one.id, one.string, strict=False)
            found |= {english: translated for english, translated in pairs if english}
    return found


def test_every_error_has_words_for_people() -> None:
    known = FOR_PROGRAMS | SAID_OTHERWISE
    faults = [
        f"{place}: {ast.unparse(call)[:120]}"
        for place, call, _around in raised()
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
        and call.args[0].value not in known and not for_people(call)
        and not (len(call.args) > 1 and ast.unparse(call.args[1]).startswith("queries.does_not_fit"))
    ]  # fmt: skip
    assert faults == []


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_words_for_people_are_there_in_each_language_and_are_no_words_for_programs(language: str) -> None:
    said = {text for _place, call, around in raised() for one in for_people(call) for text in sentences(one, around)}
    told = {text: text if language == "en" else catalogue(language).get(text, "") for text in said}
    assert len(said) > 150
    assert [text for text, words in told.items() if not words] == []
    about_them = {text for text, words in told.items() if words.startswith(BEGINS[language])}
    assert about_them == set()
