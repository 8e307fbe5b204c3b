"""`stepwell decide`: decisions of a file by lines, in the order of the lines, with words where there is no answer."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from app.cli import stepwell
from tests.processes.decisions.tables import dmn, formula, table


def test_each_line_has_its_answer_in_order(tmp_path: Path) -> None:
    model = tmp_path / "t.dmn"
    model.write_bytes(dmn(table("t", "n:number", "y", "> 1 => n * 2"), formula("day", "today() instance of date")))
    cases = [
        {"decision": "t", "data": {"n": 4}},
        {"decision": "t", "data": {"n": "x"}},
        {"decision": "none"},
        [],
        {"decision": "day"},
    ]
    said = "\n".join(json.dumps(case) for case in cases) + "\nno json\n"
    done = CliRunner().invoke(stepwell, ["decide", str(model), "--json"], input=said)
    assert done.exit_code == 0, done.output
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["value"] for answer in answers] == [8, None, None, None, True, None]
    assert answers[1]["error"] is answers[4]["error"] is None, "text in a number column counts as missing"
    assert "“none”" in answers[2]["error"] and answers[3]["error"] and answers[5]["error"]
    (tmp_path / "cases.jsonl").write_text(said)
    again = CliRunner().invoke(stepwell, ["decide", str(model), str(tmp_path / "cases.jsonl"), "--json"])
    assert again.stdout == done.stdout


def test_a_file_that_is_no_dmn_is_refused(tmp_path: Path) -> None:
    model = tmp_path / "t.dmn"
    model.write_text("<a/>")
    done = CliRunner().invoke(stepwell, ["decide", str(model), "--json"], input="{}")
    assert done.exit_code == 3 and "DMN" in done.output
