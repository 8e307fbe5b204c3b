"""Proposals of the chain: the new towel, worked out together and carried to all hotels, and the slip that is next."""

from __future__ import annotations

from app.demo.story import Beat, Plot
from app.demo.towels import change
from app.demo.towels.hotels import OWNER
from app.demo.towels.processes import KEY

NEW_TOWEL = Plot(
    KEY, "Olaf Petersen", change.TITLES["en"], change.REASONS["en"], change.first_idea(),
    (
        Beat(98, "write"), Beat(98, "discuss"),
        Beat(97, "say", "Moussa Diallo",
             "We tried 40 degrees in Paris for two weeks. Make-up stays in. At 60 with enzymes it is gone."),
        Beat(96, "say", "Grace Adeyemi",
             "And the dryer? Ours is as hot as ever, and the sample towel came out like a board."),
        Beat(95, "say", "Joyce Owusu", "We fill the drum to the brim. Nobody knows how much that is."),
        Beat(94, "say", "Olaf Petersen",
             "Then all of it: 60 degrees, a step to weigh the load, thirty minutes of medium heat. I change it."),
        Beat(93, "revise"),
        Beat(92, "say", "Claire Fontaine", "Now it is what we do here, all of it. Thank you."),
        Beat(90, "open", OWNER), Beat(90, "crowd", votes=(24, 2, 1)),
        Beat(80, "approve", OWNER, "Worked out by those who wash. I offer it to every hotel today."),
        Beat(79, "offer", OWNER),
    ),
    "live",
    change.new_towel("en"),
)  # fmt: skip
SLIP = Plot(
    KEY, "Maria Santos", "No more laundry slips",
    "The machine counts kilos and writes down its programme itself. The slip says it again, and then somebody types "
    "it a third time. In London I kept both for a month: not one difference.",
    ({"kind": "eliminate", "step": "Write_slip"}, {"kind": "eliminate", "step": "Type_slip"}),
    (
        Beat(6, "write"), Beat(5, "discuss"),
        Beat(5, "say", "Lena Wagner", "The spike is full, and nobody has looked at it since I am here."),
        Beat(4, "say", "Bruno Garnier", "We need the pieces once a quarter. The machine has them, too."),
        Beat(3, "open", OWNER), Beat(3, "crowd", votes=(9, 1, 1)),
    ),
    "voting",
)  # fmt: skip
PLOTS = (NEW_TOWEL, SLIP)
FOR = (
    "Fewer chemicals for my hands.", "It saves half an hour a load.", "We do it like this already.",
    "Clear for those who are new.", "", "", "About time.",
)  # fmt: skip
AGAINST = ("Guests want it snow-white.", "Let us use up what is in the cellar first.", "")
