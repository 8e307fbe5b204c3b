"""A change of the head office reaches three variants: one adopts it, one with another step, one declines it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server

Hire = Callable[[str, str], str]
STEPS = ("Collect towels", "Print label", "Return towels")
# A hotel drew its process anew, so that nothing but the names is alike.
DRAWN = ("Gather the towels", "Print the label", "Bring the towels back")
MANAGERS = {"vienna": "Vera Vienna", "rome": "Rita Rome", "york": "Yann York"}


def voted(voters: Iterable[Rest], proposal: str, owner: Rest) -> None:
    """Have everybody vote for a proposal, and its owner end the vote."""
    for voter in voters:
        voter.post(f"/proposals/{proposal}/votes", {"choice": "yes"})
    owner.post(f"/proposals/{proposal}/close")


def test_a_change_is_carried_to_three_variants(
    server: Server, hire: Hire, token_of: Callable[[str], str], enter: Callable[..., Person]
) -> None:
    emails = {"olga": hire("Olga Owner", "manager"), "wim": hire("Wim Worker", "worker")}
    emails |= {key: hire(name, "manager") for key, name in MANAGERS.items()}
    programs = {name: Rest(server.url, token_of(email)) for name, email in emails.items()}
    everybody = list(programs.values())
    olga = programs["olga"]
    olga.post("/processes", {"key": "towels", "title": "Towels", "bpmn": models.linear(*STEPS).decode()})
    for key in MANAGERS:
        variant = {"key": f"towels-{key}", "title": f"Towels in {key.title()}"}
        programs[key].post("/processes/towels/variants", variant)
    anew = {"bpmn": models.linear(*DRAWN).decode(), "note": "As we draw it."}
    programs["rome"].post("/processes/towels-rome/versions", anew)
    wanted = {
        "title": "Labels help nobody", "reason": "The towels tell themselves apart.",
        "operations": [{"kind": "eliminate", "step": "Print_label"}],
    }  # fmt: skip
    origin = programs["wim"].post("/processes/towels/proposals", wanted)["id"]
    olga.post(f"/proposals/{origin}/open")
    voted(everybody, origin, olga)
    olga.post(f"/proposals/{origin}/approve", {"note": "Good."})

    # The owner offers it to all three; of one that was drawn anew she says which step is meant.
    office = enter(emails["olga"])
    page = office.visit(f"/proposals/{origin}")
    page.get_by_role("link", name="Offer it to others").click()
    for key in MANAGERS:
        page.get_by_role("checkbox", name=f"Towels in {key.title()}").check()
    office.press("Offer it", exact=False)
    expect(page.get_by_text("Say which ones are meant", exact=False)).to_be_visible()
    page.get_by_role("radio", name="Print the label", exact=False).check()
    office.press("Offer it with these steps", exact=False)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Print the label")
    there = {one["variant"]: one["proposal"] for one in olga.get(f"/proposals/{origin}/adoptions")["items"]}
    assert set(there) == {f"towels-{key}" for key in MANAGERS}

    # One hotel adopts it, on a phone, told by a notice.
    vienna = enter(emails["vienna"], narrow=True)
    page = vienna.visit("/notices")
    page.get_by_role("button", name="is offered to “Towels in Vienna”", exact=False).first.click()
    expect(page.get_by_text("Comes from", exact=False)).to_be_visible()
    vienna.press("Open the vote", exact=False)
    voted(everybody, there["towels-vienna"], programs["vienna"])
    vienna.visit(f"/proposals/{there['towels-vienna']}")
    vienna.press("Approve and make live", exact=False)
    expect(page.get_by_text("It is version 2 of the process", exact=False)).to_be_visible()

    # The second one adopts it with its own step, the third one says why it does not.
    programs["rome"].post(f"/proposals/{there['towels-rome']}/open")
    voted(everybody, there["towels-rome"], programs["rome"])
    programs["rome"].post(f"/proposals/{there['towels-rome']}/approve", {"note": "Ours, too."})
    york = enter(emails["york"])
    page = york.visit(f"/proposals/{there['towels-york']}")
    page.get_by_text("Reject it", exact=True).click()
    page.locator("#reject").get_by_label("Why?").fill("Our guests ask for the label.")
    page.locator("#reject").get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Our guests ask for the label.").first).to_be_visible()

    # Where it began one reads what became of it, and is told.
    page = office.visit(f"/proposals/{origin}/offers")
    ledger = page.locator("#ledger")
    for key, state in (("Vienna", "adopted"), ("Rome", "adopted"), ("York", "declined")):
        expect(ledger.get_by_role("listitem").filter(has_text=f"Towels in {key}")).to_contain_text(state)
    expect(ledger).to_contain_text("Our guests ask for the label.")
    page = office.visit("/notices")
    expect(page.locator("main")).to_contain_text("“Towels in Rome” has adopted what began with you.")
    expect(page.locator("main")).to_contain_text("“Towels in York” has declined it. Our guests ask for the label.")
    steps = {step["id"] for step in olga.get("/processes/towels-rome/versions/3/steps")}
    assert "Print_the_label" not in steps
