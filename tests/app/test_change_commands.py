"""`stepwell change`: a command for each kind there is, with what it says of itself, and operations as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import cli
from app.commands.models.changing import command_of
from processes.change import KINDS
from processes.change.contract import COMMANDS, GIVEN
from processes.model import parse
from tests.factories import models
from tests.processes.models import chain
from tests.support.toy_kind import Insert
from tests.support.toy_kind.swap import Swap

ABC = models.linear("A", "B", "C")


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand for the name of another kind in the registry."""
    monkeypatch.setitem(KINDS, Insert.kind, Insert)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "abc.bpmn"
    path.write_bytes(ABC)
    return path


def run(*arguments: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli.stepwell, [*map(str, arguments)], input=typed)


def names(path: Path) -> list[str]:
    return [node.name for node in parse(path.read_bytes()).graph.nodes.values() if node.is_activity]


def test_help_lists_the_kinds_and_what_each_needs() -> None:
    listed = run("change", "--help").output
    assert all(f"  {kind.replace('_', '-')}" in listed for kind in KINDS) and "every-step" in listed
    said = " ".join(run("change", "insert", "--help").output.split())
    assert "FILE AFTER BEFORE TITLE" in said and "BEFORE: the id of the step after it." in said
    assert Insert.about.does[1:] in said
    assert "--cascade Accept what must go with it." in " ".join(run("change", "eliminate", "-h").output.split())


def test_one_step_or_several_are_taken_out_by_a_command(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.bpmn"
    assert run("change", "eliminate", file, "B", "-o", out).exit_code == 0 and names(out) == ["A", "C"]
    several = run("change", "eliminate", file, "--steps", "A", "--steps", "B", "--close-gap", "-o", out)
    assert several.exit_code == 0 and names(out) == ["C"]
    for wrong in ((), ("A", "--steps", "B")):
        refused = run("change", "eliminate", file, *wrong, "-o", tmp_path / "no.bpmn")
        assert refused.exit_code == 3 and json.loads(refused.stdout)["code"] == "UNKNOWN_OPERATION"
    assert "FILE [STEP]" in run("change", "eliminate", "-h").output


def test_each_kind_is_made_by_its_command(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.bpmn"
    made = run("change", "insert", file, "A", "B", "Look", "-o", out)
    assert made.exit_code == 0 and names(out) == ["A", "Look", "B", "C"]
    assert run("change", "retitle", file, "A", "Ask", "-o", out).exit_code == 0 and names(out) == ["Ask", "B", "C"]
    refused = run("change", "insert", file, "A", "C", "Look", "-o", tmp_path / "no.bpmn")
    assert refused.exit_code == 3 and json.loads(refused.stdout)["code"] == "NO_WAY_BETWEEN"
    empty = run("change", "retitle", file, "A", " ", "-o", tmp_path / "no.bpmn")
    assert empty.exit_code == 3 and json.loads(empty.stdout)["code"] == "UNKNOWN_OPERATION"
    assert not (tmp_path / "no.bpmn").exists()


def test_several_steps_are_named_one_after_the_other(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, Swap.kind, Swap)
    out = tmp_path / "out.bpmn"
    named = ("--steps-in-turn", "B", "--steps-in-turn", "C")
    assert run("change", "swap", file, *named, "-o", out).exit_code == 0
    graph = parse(out.read_bytes()).graph
    assert graph.after("A") == ("C",) and graph.after("C") == ("B",)
    one = run("change", "swap", file, *named[:2], "-o", tmp_path / "no.bpmn")
    assert one.exit_code == 3 and "Expected 2 steps in 'steps_in_turn'" in json.loads(one.stdout)["words"]


def test_steps_that_may_be_left_out_are_left_out(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (steps,) = Swap.parameters
    monkeypatch.setattr(Swap, "parameters", (replace(steps, required=False, default=("A", "B")),))
    monkeypatch.setitem(KINDS, Swap.kind, Swap)
    out = tmp_path / "out.bpmn"
    done = run("change", "swap", file, "-o", out)
    assert done.exit_code == 0, done.output
    assert parse(out.read_bytes()).graph.after("B") == ("A",)


def test_no_parameter_is_called_like_what_a_command_takes_anyway() -> None:
    taken = {str(p.name) for p in command_of(Insert).params} - {p.name for p in Insert.parameters}
    assert taken | {"help", "kind"} == GIVEN


def test_operations_are_read_as_the_api_takes_them_and_as_diff_prints_them(file: Path, tmp_path: Path) -> None:
    out, again, sent = tmp_path / "out.bpmn", tmp_path / "again.bpmn", tmp_path / "sent.json"
    sent.write_text(json.dumps([Insert("A", "B", "Look").write(), {"kind": "eliminate", "step": "C"}]))
    assert run("change", "apply", file, "--json", sent, "-o", out).exit_code == 0 and names(out) == ["A", "Look", "B"]
    told = run("diff", file, out, "--json").stdout
    assert run("change", "apply", file, "--json", "-", "-o", again, typed=told).exit_code == 0
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ("[", 1, "Expected operations as JSON"), ("[" * 100_000, 1, "Expected operations as JSON"),
        ("7", 1, "Expected a list of operations"),
        ('{"operations": null}', 1, "Expected a list of operations"), ("[7]", 1, "Expected a list of operations"),
        ("[]", 3, "UNKNOWN_OPERATION"), ('[{"kind": "eliminate", "step": "A", "more": 1}]', 3, "UNKNOWN_OPERATION"),
    ],
)  # fmt: skip
def test_what_are_no_operations_is_said_in_words(
    file: Path, tmp_path: Path, sent: str, status: int, words: str
) -> None:
    done = run("change", "apply", file, "--json", "-", "-o", tmp_path / "no.bpmn", typed=sent)
    assert done.exit_code == status and words in done.output
    assert not (tmp_path / "no.bpmn").exists()


def test_no_kind_is_called_like_another_command_of_the_group() -> None:
    assert {name.replace("-", "_") for name in cli.stepwell.get_command(None, "change").commands} == COMMANDS  # type: ignore


def test_programs_are_told_what_leads_back_and_what_moved(file: Path, tmp_path: Path) -> None:
    out, back, sent = tmp_path / "out.bpmn", tmp_path / "back.bpmn", tmp_path / "sent.json"
    sent.write_text(json.dumps([{"kind": "retitle", "step": "A", "title": "Ask"}, {"kind": "eliminate", "step": "B"}]))
    done = run("change", "apply", file, sent, "-o", out, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0 and set(told) == {"words", "inverse", "moved"} and told["moved"] == []
    assert any("“Ask”" in words for words in told["words"])
    assert run("change", "apply", out, "-", "-o", back, typed=json.dumps(told["inverse"])).exit_code == 0
    assert names(back) == ["A", "B", "C"], "what cannot be turned round is drawn as it was"
    file.write_bytes(chain("A", "B", "C").xml())
    sent.write_text(json.dumps([Insert("A", "B", "Look").write()]))
    told = json.loads(run("change", "apply", file, sent, "-o", out, "--json").stdout)
    assert told["inverse"] == [{"kind": "eliminate", "step": "Inserted_0001", "cascade": False}]
    assert "C" in told["moved"] and "A" not in told["moved"]


def test_many_changes_are_made_in_one_go_and_answered_a_line_each(file: Path, tmp_path: Path) -> None:
    lines = [
        {"file": str(file), "operations": [{"kind": "eliminate", "step": "B"}], "out": str(tmp_path / "1.bpmn")},
        {"file": str(file), "operations": [{"kind": "eliminate", "step": "X"}], "out": str(tmp_path / "2.bpmn")},
        {"file": str(tmp_path / "none"), "operations": [], "out": str(tmp_path / "3.bpmn")},
        {"file": str(file), "operations": 7, "out": str(tmp_path / "4.bpmn")},
    ]
    typed = "\n".join([*map(json.dumps, lines), "", "{"])
    done = run("change", "apply", "--batch", "-", typed=typed)
    made, refused, missing, wrong, broken = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 0 and names(tmp_path / "1.bpmn") == ["A", "C"] and made["out"].endswith("1.bpmn")
    assert refused["code"] == "NO_SUCH_STEP" and not (tmp_path / "2.bpmn").exists()
    assert missing["code"] == "UNREADABLE" and wrong["code"] == "NOT_OPERATIONS"
    assert broken["code"] == "NOT_A_LINE" and broken["line"] == 6
    assert run("change", "apply", file, "-o", tmp_path / "no.bpmn").exit_code == 2


def test_a_kind_is_tried_at_places_that_the_seed_chooses(file: Path, tmp_path: Path) -> None:
    def tried(seed: int, folder: str) -> list[dict[str, object]]:
        done = run("change", "try", "move", file, "--per-file", 2, "--seed", seed, "--out", tmp_path / folder, "--json")
        assert done.exit_code == 0
        return [json.loads(each) for each in done.stdout.splitlines()]

    one, again = tried(1, "a"), tried(1, "b")
    assert [each["operations"] for each in one] == [each["operations"] for each in again] and len(one) == 2
    assert len({str(tried(seed, "c")[0]["operations"]) for seed in range(8)}) > 1
    for number, each in enumerate(one, start=1):
        assert each["result"] == "changed" and each["sound_before"] and each["sound_after"] and each["ms"] >= 0  # type: ignore[operator]
        assert each["out"] == str(tmp_path / "a" / f"abc--{number}.bpmn")
        assert sorted(names(Path(str(each["out"])))) == ["A", "B", "C"]
