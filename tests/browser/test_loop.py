"""The whole loop, walked by five people: do a task, flag a step, propose, vote, approve, see it live."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.awaiting import until
from tests.support.rest import Rest
from tests.support.servers import Server

Hire = Callable[[str, str], str]


def test_five_people_change_the_live_process(
    server: Server, hire: Hire, token_of: Callable[[str], str], enter: Callable[..., Person]
) -> None:
    emails = {name: hire(name, role) for name, role in PEOPLE}
    owner = Rest(server.url, token_of(emails["Mona Manager"]))
    xml = models.linear("Brief", "Print form", "Sign off").decode()
    owner.post("/processes", {"key": "campaign", "title": "Campaign approval", "bpmn": xml})
    wilma = enter(emails["Wilma Worker"])

    # Do a task, and stand before the step that nobody needs.
    wilma.visit("/processes/campaign/work")
    wilma.page.get_by_label("Name of the new case").fill("Spring sale")
    wilma.press("Start a case", exact=False)
    expect(wilma.page.get_by_role("heading", level=1)).to_contain_text("Brief")
    wilma.press("Complete this task", exact=False)
    expect(wilma.page.get_by_text("Was “Brief” worth doing?")).to_be_visible()
    wilma.page.keyboard.press("n")
    expect(wilma.page.get_by_role("heading", level=1)).to_contain_text("Print form")

    # Flag it in one tap, in its place, and say why where the tap led to.
    here = wilma.page.url
    wilma.press("not needed", exact=False)
    expect(wilma.page.get_by_label("Why?")).to_be_focused()
    assert wilma.page.url == here
    flags = owner.get("/processes/campaign/steps/Print_form/flags")["items"]
    assert [flag["kind"] for flag in flags] == ["low_value"]

    # Propose to eliminate it, with the preview drawn before sending.
    page = wilma.page
    page.get_by_role("link", name="Propose to take it out").click()
    page.get_by_text("What you chose: Print form · It is not needed · Take the step out").click()
    expect(page.get_by_role("radio", name="Take the step out", exact=False).first).to_be_checked()
    expect(page.locator("#preview")).to_contain_text("Print form")
    wilma.look()
    page.get_by_label("Title").fill("Stop printing the form")
    page.get_by_label("Why is it better so?").fill("Nobody reads the paper.")
    wilma.press("Ask 5 people to vote", exact=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Take out “Print form”.")
    expect(page.get_by_text("“Stop printing the form”").first).to_be_visible()
    wilma.picture("proposal-1280")
    path = page.url.removeprefix(server.url)

    # What is not needed to decide stands in tabs, opened in place; going back and links from elsewhere find them too.
    tabs = page.get_by_role("navigation", name="Parts of this proposal")
    for name, holds in TABS.items():
        tabs.get_by_role("link", name=name).click()
        expect(page.locator(".tab-panel")).to_contain_text(holds)
        expect(tabs.locator("[aria-current]")).to_be_focused()
        wilma.look()
    page.go_back()
    expect(tabs.locator("[aria-current]")).to_contain_text("Touched cases")
    page.get_by_role("link", name="Which ones, and where to").click()
    expect(page.locator(".tab-panel")).to_contain_text("Spring sale")
    page.goto(f"{server.url}{path}?tab=touched#timeline")
    expect(page.locator(".tab-panel")).to_contain_text("wrote the draft")

    # Without scripts too: a tab opens by its link, and a vote that was given is taken back.
    bare = enter(emails["Willi Watcher"], scripts=False, narrow=True)
    for name, holds in TABS.items():
        bare.page.goto(f"{server.url}{path}")
        bare.page.get_by_role("link", name=name).click()
        expect(bare.page.locator(".tab-panel")).to_contain_text(holds)
    bare.page.get_by_role("radio", name="No", exact=False).check()
    bare.page.locator(".vote button[type=submit]").first.click()
    expect(bare.page.get_by_text("You voted no.")).to_be_visible()
    bare.page.get_by_role("button", name="Take your vote back").click()
    expect(bare.page.get_by_text("Your vote is taken back.", exact=False)).to_be_visible()
    expect(bare.page.get_by_text("0 of 5 have voted").first).to_be_attached()

    # Vote, by three people, one of them on a phone.
    for number, name in enumerate(("Wilma Worker", "Vera Voter", "Olaf Ops")):
        voter = wilma if number == 0 else enter(emails[name], narrow=name == "Vera Voter")
        voter.visit(path)
        if name == "Vera Voter":
            voter.picture("proposal-390")
        voter.page.get_by_role("radio", name="Yes", exact=False).check()
        voter.press("Vote yes")
        expect(voter.page.get_by_text("You voted yes.")).to_be_visible()
        if name == "Vera Voter":
            voter.press("Take your vote back")
            expect(voter.page.get_by_text("You voted yes.")).to_have_count(0)
            tabs = voter.page.get_by_role("navigation", name="Parts of this proposal")
            tabs.get_by_role("link", name="Timeline").click()
            expect(tabs.locator("[aria-current]")).to_be_in_viewport(ratio=0.9)
            voter.look()
            voter.page.get_by_role("radio", name="Yes", exact=False).check()
            voter.press("Vote yes")

    # Close and approve.
    mona = enter(emails["Mona Manager"])
    mona.visit(path)
    mona.press("Close the vote now", exact=False)
    mona.press("Approve and make live", exact=False)
    expect(mona.page.get_by_text("live", exact=False).first).to_be_visible()
    expect(mona.page.locator("#rollout-progress")).to_contain_text("The one running case is on the new version.")
    proposal = owner.get(path.replace("/proposals", "/proposals"))
    deadline_free(owner, proposal["id"])

    # The live process has changed, the running case has moved, and Wilma is told.
    live = owner.get("/processes/campaign")["live"]
    assert live["number"] == 2
    steps = {step["id"] for step in owner.get("/processes/campaign/versions/2/steps")}
    assert "Print_form" not in steps
    case = owner.get("/instances?process=campaign")["items"][0]
    moved = owner.get(f"/instances/{case['id']}")
    assert moved["version"] == 2
    assert [task["step"]["id"] for task in moved["tasks"]] == ["Sign_off"]
    rollout = owner.get(f"/proposals/{proposal['id']}")["rollout"]
    mona.visit(f"/rollouts/{rollout}")
    expect(mona.page.get_by_text("redirected").first).to_be_visible()
    mona.picture("rollout-1280")
    wilma.visit("/notices")
    page = wilma.visit("/processes/campaign/versions/2/changed")
    wilma.press("I have read it", exact=False)
    expect(page.get_by_text("You have read it").first).to_be_visible()

    # And back: from the version to its proposal, flags and voters.
    page = wilma.visit("/processes/campaign/versions/2")
    expect(page.locator(".change-sentence").first).to_have_text("Take out “Print form”.")
    page.get_by_role("link", name="the proposal", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take out “Print form”.")


TABS = {
    "Conversation": "Nobody has said anything yet",
    "Drawing": "taken out",
    "Touched cases": "Spring sale",
    "Timeline": "wrote the draft",
}
PEOPLE = (
    ("Mona Manager", "manager"),
    ("Wilma Worker", "worker"),
    ("Vera Voter", "worker"),
    ("Willi Watcher", "worker"),
    ("Olaf Ops", "ops"),
)


def deadline_free(owner: Rest, proposal: str) -> None:
    """Wait until the rollout has come to its end."""

    def ended() -> bool:
        found = owner.get(f"/proposals/{proposal}")
        return found["state"] == "live" and owner.get(f"/rollouts/{found['rollout']}")["state"] == "done"

    until(ended, "the proposal to be live and its rollout done")
