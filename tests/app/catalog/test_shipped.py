"""The processes that ship with Stepwell: they open, look right, run, and their low-value steps can go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from processes import change, engine, model

FOLDER = Path(__file__).resolve().parents[3] / "bpmn"
MODES = {
    "campaign-approval": "executable", "lead-handover": "executable", "event-report": "documenting",
    "towel-life-cycle": "executable", "offer-follow-up": "executable",
}  # fmt: skip
LOW_VALUE = {
    "campaign-approval": ("Print_brief", "Rekey_brief", "Copy_figures", "Sign_form", "File_folder"),
    "lead-handover": ("Activity_1w8d0yx", "Activity_1d9vq5a", "Activity_1a2l6dz"),
    "event-report": ("Activity_1x4o7eg", "Activity_1g8u3rp"),
    "print-order": ("Copy_list", "Archive"),
    "towel-life-cycle": ("Soak", "Write_slip", "Type_slip"),
    "offer-follow-up": ("Copy_report",),
}
ALL = (*MODES, "print-order")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def xml_of(name):
    return (FOLDER / name / f"{name}.bpmn").read_bytes()


@pytest.mark.parametrize("name", MODES)
def test_it_is_sound_and_runs(name):
    opened = model.parse(xml_of(name))
    assert [verdict.verdict for verdict in model.soundness(opened).values()] == ["sound"]
    assert model.findings(opened) == ()
    prepared = engine.prepare(xml_of(name))
    assert (prepared.mode, prepared.runs, prepared.why) == (MODES[name], True, None)
    for seed in range(5):
        assert engine.dry_run(xml_of(name), seed, 2000).ended


def test_orders_are_sound_and_run_with_the_table_beside_them():
    table = (FOLDER / "print-order" / "print-rate.dmn").read_bytes()
    opened = model.parse(xml_of("print-order"))
    assert [verdict.verdict for verdict in model.soundness(opened).values()] == ["sound"]
    prepared = engine.prepare(xml_of("print-order"), files={"print-rate.dmn": table})
    assert (prepared.mode, prepared.runs, prepared.why) == ("executable", True, None)


@pytest.mark.parametrize("name", ALL)
def test_its_drawing_is_complete_and_nothing_overlaps(name):
    opened = model.parse(xml_of(name))
    assert model.with_diagram(opened) == opened.xml
    boxes = opened.graph.bounds
    assert set(opened.graph.nodes) <= set(boxes)
    inside = [node for node in opened.graph.nodes.values() if node.type != "boundaryEvent"]
    for one, other in combinations(inside, 2):
        a, b = boxes[one.id], boxes[other.id]
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart, (one.id, other.id)


@pytest.mark.parametrize("name", ALL)
def test_it_has_a_story(name):
    assert (FOLDER / name / "README.md").read_text().startswith("# ")


@pytest.mark.parametrize(("name", "step"), [(name, step) for name, steps in LOW_VALUE.items() for step in steps])
def test_low_value_steps_can_be_eliminated(name, step):
    changed = change.apply(model.parse(xml_of(name)), [change.Eliminate(step)])
    assert changed.ok, changed.refusals


def run(name, answers):
    """Run a shipped process as modelled, filling forms with these answers; give the steps that people did."""
    definition = engine.definition(engine.prepare(xml_of(name)).runnable, "executable")
    now, done = NOW, []
    turn = engine.start(definition, {}, now)
    for _ in range(100):
        if turn.status != "running":
            break
        if turn.open:
            task = turn.open[0]
            done.append(task.step_id)
            known = {field: answers[field] for field in task.form["properties"] if field in answers}
            now += timedelta(hours=1)
            turn = engine.complete(definition, turn.state, task.id, known, now)
        else:
            now = max(timer.due_at for timer in turn.timers) + timedelta(seconds=1)
            turn = engine.fire_timers(definition, turn.state, now)
    return turn, done


CAMPAIGN = {
    "campaign": "Spring", "channel": "E-mail", "budget": 900, "visuals": "v", "copy": "c", "draft": "d",
    "legal_ok": True, "budget_ok": True, "bookings": "b", "changes": "shorter", "message": "Sorry.",
}  # fmt: skip


def test_a_campaign_is_approved_and_launched():
    turn, done = run("campaign-approval", {**CAMPAIGN, "decision": "approve"})
    assert turn.status == "completed" and len(done) == 14
    assert done[-2:] == ["Launch", "File_folder"] and "Deputy_checks" not in done


def test_a_campaign_is_stopped():
    turn, done = run("campaign-approval", {**CAMPAIGN, "decision": "stop"})
    assert turn.status == "completed" and done[-1] == "Tell_why"


def test_the_deputy_takes_over_when_legal_is_late():
    definition = engine.definition(engine.prepare(xml_of("campaign-approval")).runnable, "executable")
    turn = engine.start(definition, {}, NOW)
    while not any(task.step_id == "Check_claims" for task in turn.open):
        task = turn.open[0]
        known = {field: CAMPAIGN[field] for field in task.form["properties"] if field in CAMPAIGN}
        turn = engine.complete(definition, turn.state, task.id, known, NOW)
    assert [timer.due_at for timer in turn.timers] == [NOW + timedelta(days=3)]
    late = engine.fire_timers(definition, turn.state, NOW + timedelta(days=3, seconds=1))
    assert {task.step_id for task in late.open} == {"Deputy_checks", "Check_budget"}


LEAD = {
    "company": "ACME",
    "contact": "Zoe",
    "source": "fair",
    "date": "2026-04-01",
    "consent": True,
    "reason": "No need.",
}


@pytest.mark.parametrize(
    ("qualified", "interested", "last"),
    [("yes", "yes", "Activity_1a2l6dz"), ("yes", "no", "Activity_02v8qle"), ("no", "no", "Activity_1ts4b0u")],
)
def test_a_lead_is_handed_over_given_back_or_kept_warm(qualified, interested, last):
    turn, done = run("lead-handover", {**LEAD, "qualified": qualified, "interested": interested})
    assert turn.status == "completed" and done[-1] == last


@pytest.mark.parametrize(
    ("result", "last"), [("good", "Shelve"), ("worn", "Reorder")],
)  # fmt: skip
def test_a_towel_goes_back_to_the_shelf_or_is_replaced(result, last):
    known = {"pieces": 40, "stained": True, "kilos": 12, "result": result, "worn_pieces": 2}
    turn, done = run("towel-life-cycle", known)
    assert turn.status == "completed" and done[-1] == last and "Treat_stains" in done


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_hotels_do_the_same_in_other_words(language):
    ours = model.parse(xml_of("towel-life-cycle"))
    theirs = model.parse((FOLDER / "towel-life-cycle" / f"towel-life-cycle.{language}.bpmn").read_bytes())
    assert theirs.graph.nodes.keys() == ours.graph.nodes.keys()
    assert {(f.source, f.target) for f in theirs.graph.flows.values()} == {
        (f.source, f.target) for f in ours.graph.flows.values()
    }
    named = [node for node in ours.graph.nodes.values() if node.name]
    assert all(theirs.graph.nodes[node.id].name not in ("", node.name) for node in named)
    assert all(theirs.graph.nodes[node.id].documentation for node in named if node.documentation)
    assert engine.prepare(theirs.xml).mode == "executable"


@pytest.mark.parametrize(("answer", "last"), [("order", "Enter_order"), ("no", "Note_reason")])
def test_an_offer_is_followed_up(answer, last):
    known = {"customer": "Kestrel", "need": "Tents", "amount": 900, "discount": 8, "answer": answer, "reason": "Price."}
    turn, done = run("offer-follow-up", known)
    assert turn.status == "completed" and done[-1] == last and "Approve_discount" in done
